import { duration, money, words } from "../format";
import type { Assessment } from "../types";
import { Evidence } from "./evidence";
import { Facts } from "./facts";
import { Id } from "./id";
import { Recognised } from "./recognised";
import { Reasons } from "./reasons";
import { Time } from "./time";

/** Everything about one decision: the sum, the evidence, the particulars. */
export function AssessmentBody({ assessment }: { assessment: Assessment }) {
  const { transaction, outcome, latency_us } = assessment;
  return (
    <div class="assessment-body">
      <Reasons assessment={assessment} />
      <Evidence evidence={assessment.evidence} />
      <Facts
        facts={[
          ["Action", assessment.action],
          ["Amount", transaction ? money(transaction.amount_minor, transaction.currency) : "–"],
          ["Outcome", outcome ? words(outcome) : "not known yet"],
          ["Device", <Id id={assessment.device_id} section="devices" />],
          ["Here before as", <Recognised recognition={assessment.recognition} />],
          ["Session", <Id id={assessment.session_id} section="sessions" />],
          ...(latency_us == null ? [] : [["Decided in", duration(latency_us)] as const]),
          ["Model, policy", `${assessment.model_version}, ${assessment.policy_version}`],
          ["State as of", <Time at={assessment.as_of} />],
        ]}
      />
      {assessment.degraded && <p class="stale">Degraded: this answer was made without all its parts.</p>}
    </div>
  );
}
