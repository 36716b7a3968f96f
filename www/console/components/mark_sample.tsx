import type { Mark } from "../visits";

/** A mark of a plot, for its legend and its table. */
export function MarkSample({ kind }: { kind: Mark | "nothing" }) {
  return (
    <svg class={`mark mark-${kind}`} viewBox="0 0 16 16" aria-hidden="true">
      {kind === "not_allowed" && <path d="M3 3h10v10H3zM3 3l10 10M13 3 3 13" />}
      {kind === "cleared" && <path d="M3 3h10v10H3z" />}
      {kind === "nothing" && <path d="M4 4l8 8M12 4l-8 8" />}
      {(kind === "trusted" || kind === "untrusted") && <circle cx="8" cy="8" r="4" />}
    </svg>
  );
}
