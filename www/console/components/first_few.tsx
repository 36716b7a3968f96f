import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Props<T> {
  items: readonly T[];
  few: number;
  /** What the items are, as in "Show all 24 sessions". */
  noun: string;
  children: (items: readonly T[]) => ComponentChildren;
}

/** The first few of a list, and the rest on demand. */
export function FirstFew<T>({ items, few, noun, children }: Props<T>) {
  const [all, setAll] = useState(false);
  const rest = items.length - few;
  return (
    <>
      {children(all ? items : items.slice(0, few))}
      {rest > 0 && (
        <button type="button" class="quiet show-all" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? `Show the latest ${few} ${noun}` : `Show all ${items.length} ${noun}`}
        </button>
      )}
    </>
  );
}
