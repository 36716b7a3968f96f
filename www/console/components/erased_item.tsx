import { GONE } from "../labels";
import type { ErasedAssessment } from "../types";
import { DecisionTag } from "./decision_tag";
import { Time } from "./time";

/** What is left of a decision when the person it was about is erased. */
export function ErasedItem({ assessment }: { assessment: ErasedAssessment }) {
  return (
    <p class="none">
      <DecisionTag decision={assessment.decision} enforced={assessment.enforced} /> {GONE.erased} <Time at={assessment.created_at} />
    </p>
  );
}
