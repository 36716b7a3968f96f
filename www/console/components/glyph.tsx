import type { Decision, DeviceState } from "../types";

/** A shape per decision, so that colour is never the only sign. */
const DECISION_PATH: Record<Decision, string> = {
  allow: "M3.500 8.500 6.700 11.500 12.500 4.500",
  step_up: "M8 3.500 13 11.500H3z",
  review: "M8 3 13 8 8 13 3 8z",
  block: "M4 4 12 12M12 4 4 12",
};

export function DecisionGlyph({ decision }: { decision: Decision }) {
  return (
    <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
      <path d={DECISION_PATH[decision]} />
    </svg>
  );
}

/** How full the baseline is: empty, half, full. */
export function StateGlyph({ state }: { state: DeviceState }) {
  return (
    <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="5" />
      {state === "warming" && <path class="fill" d="M8 3a5 5 0 0 1 0 10z" />}
      {state === "known" && <circle class="fill" cx="8" cy="8" r="5" />}
    </svg>
  );
}
