import { useState } from "preact/hooks";
import { announcement } from "../state";

/** The whole id with a button that copies it. */
export function CopyId({ id }: { id: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(id);
    } catch {
      announcement.value = "The browser refused to copy";
      return;
    }
    setCopied(true);
    announcement.value = "Copied";
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <span class="copy-id">
      <code>{id}</code>
      {"clipboard" in navigator && (
        <button type="button" class="quiet small" onClick={copy} aria-label={`Copy ${id}`}>
          {copied ? "Copied" : "Copy"}
        </button>
      )}
    </span>
  );
}
