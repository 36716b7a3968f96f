import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { href, type Section } from "../route";

/** Asks for the merchant's own id: what it names is looked up, not listed, because such ids are stored nowhere. */
export function Lookup({ section, label }: { section: Section; label: ComponentChildren }) {
  const id = useRef<HTMLInputElement>(null);
  const open = (event: Event) => {
    event.preventDefault();
    const wanted = id.current?.value.trim();
    if (wanted) location.hash = href(section, wanted);
  };
  return (
    <form class="card lookup" onSubmit={open}>
      <label for="wanted">{label}</label>
      <p>
        <input id="wanted" ref={id} required maxLength={256} autocomplete="off" autocapitalize="none" spellcheck={false} />
        <button type="submit">Look up</button>
      </p>
    </form>
  );
}
