import { api } from "../api";
import { AssessmentBody } from "../components/assessment_body";
import { CopyId } from "../components/copy_id";
import { DecisionTag } from "../components/decision_tag";
import { Loaded } from "../components/loaded";
import { PageHead } from "../components/page_head";
import { Risk } from "../components/risk";
import { Time } from "../components/time";
import { shortId } from "../format";
import { href } from "../route";
import { useResource } from "../use_resource";

export function AssessmentView({ id }: { id: string }) {
  const assessment = useResource(`assessment ${id}`, (signal) => api.assessment(id, signal));
  return (
    <>
      <PageHead title={`Assessment ${shortId(id)}`} up={{ href: href("assessments"), label: "Assessments" }}>
        {assessment.data && <DecisionTag decision={assessment.data.decision} enforced={assessment.data.enforced} />}
      </PageHead>
      <Loaded resource={assessment} rows={10}>
        {(data) => (
          <div class="card">
            <p class="byline"><Risk risk={data.risk} /> <Time at={data.created_at} /> <CopyId id={data.id} /></p>
            <AssessmentBody assessment={data} />
          </div>
        )}
      </Loaded>
    </>
  );
}
