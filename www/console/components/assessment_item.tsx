import { useState } from "preact/hooks";
import { href } from "../route";
import type { Assessment } from "../types";
import { AssessmentBody } from "./assessment_body";
import { DecisionTag } from "./decision_tag";
import { Risk } from "./risk";
import { Time } from "./time";

/** One decision in a list, opened where asked. Stays as the reader left it when the list refreshes. */
export function AssessmentItem({ assessment, initiallyOpen }: { assessment: Assessment; initiallyOpen: boolean }) {
  const [open, setOpen] = useState(initiallyOpen);
  return (
    <details class="assessment" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <DecisionTag decision={assessment.decision} enforced={assessment.enforced} />
        <Risk risk={assessment.risk} />
        <span class="assessment-action">{assessment.action}</span>
        <Time at={assessment.created_at} />
      </summary>
      {open && (
        <>
          <AssessmentBody assessment={assessment} />
          <p class="more"><a href={href("assessments", assessment.id)}>Open this assessment on its own</a></p>
        </>
      )}
    </details>
  );
}
