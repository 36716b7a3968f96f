import type { AnyAssessment } from "../types";
import { AssessmentItem } from "./assessment_item";
import { ErasedItem } from "./erased_item";

export function AssessmentList({ assessments }: { assessments: readonly AnyAssessment[] }) {
  return (
    <div class="assessment-list">
      {assessments.map((one, index) =>
        one.erased ? (
          <ErasedItem key={one.id} assessment={one} />
        ) : (
          <AssessmentItem key={one.id} assessment={one} initiallyOpen={index === 0} />
        ),
      )}
    </div>
  );
}
