import type { Assessment } from "../types";
import { AssessmentItem } from "./assessment_item";

export function AssessmentList({ assessments }: { assessments: readonly Assessment[] }) {
  return (
    <div class="assessment-list">
      {assessments.map((one, index) => (
        <AssessmentItem key={one.id} assessment={one} initiallyOpen={index === 0} />
      ))}
    </div>
  );
}
