import { count } from "../format";
import { DECISION_LABEL, DECISIONS } from "../labels";
import type { AnyAssessment, Assessment } from "../types";
import { DecisionGlyph } from "./glyph";

const SLOT = 10;
const HEIGHT = 48;

/** The latest decisions at a glance, oldest to newest: height is risk, tone is the decision; counted beside. */
export function DecisionStrip({ assessments: all }: { assessments: readonly AnyAssessment[] }) {
  const assessments = all.filter((one): one is Assessment => !one.erased);
  const ordered = [...assessments].reverse();
  const counts = DECISIONS.map((decision) => ({
    decision,
    n: assessments.filter((one) => one.decision === decision).length,
  }));
  return (
    <section class="strip" aria-labelledby="strip-title">
      <div class="strip-head">
        <h2 id="strip-title">Latest {count(assessments.length, "decision")}</h2>
        <ul class="strip-counts">
          {counts.map(({ decision, n }) => (
            <li key={decision} class={`decision-${decision}`}>
              <DecisionGlyph decision={decision} /> <b>{n}</b> {DECISION_LABEL[decision].toLowerCase()}
            </li>
          ))}
        </ul>
      </div>
      <svg viewBox={`0 0 ${Math.max(50, ordered.length) * SLOT} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {ordered.map((one, index) => {
          const level = 3 + (one.risk / 1000) * (HEIGHT - 3);
          return (
            <rect key={one.id} class={`level decision-${one.decision}`} x={index * SLOT + 1} width={SLOT - 3}
              y={HEIGHT - level} height={level}>
              <title>{`${DECISION_LABEL[one.decision]}, risk ${one.risk}`}</title>
            </rect>
          );
        })}
      </svg>
    </section>
  );
}
