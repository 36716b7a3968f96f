import { DECISION_LABEL } from "../labels";
import type { Decision } from "../types";
import { DecisionGlyph } from "./glyph";

/** A decision; with what was enforced instead, where that differs. */
export function DecisionTag({ decision, enforced }: { decision: Decision | null | undefined; enforced?: Decision }) {
  if (!decision) return <span class="none">not assessed</span>;
  return (
    <span class={`tag decision-${decision}`}>
      <DecisionGlyph decision={decision} />
      {DECISION_LABEL[decision]}
      {enforced && enforced !== decision && (
        <span class="tag-note" title="The site is in monitor mode">told “{DECISION_LABEL[enforced].toLowerCase()}”</span>
      )}
    </span>
  );
}
