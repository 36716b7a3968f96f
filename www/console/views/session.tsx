import { api } from "../api";
import { AssessmentList } from "../components/assessment_list";
import { CopyId } from "../components/copy_id";
import { Facts } from "../components/facts";
import { Id } from "../components/id";
import { Loaded } from "../components/loaded";
import { PageHead } from "../components/page_head";
import { SealPanel } from "../components/seal_panel";
import { Time } from "../components/time";
import { shortId } from "../format";
import { href } from "../route";
import { useResource } from "../use_resource";

export function SessionView({ id }: { id: string }) {
  const session = useResource(`session ${id}`, (signal) => api.session(id, signal));
  return (
    <>
      <PageHead title={`Session ${shortId(id)}`} up={{ href: href("sessions"), label: "Sessions" }} />
      <Loaded resource={session} rows={12}>
        {(data) => (
          <>
            <Facts
              facts={[
                ["Session id", <CopyId id={data.id} />],
                ["Device", <Id id={data.device_id} section="devices" />],
                ["Opened", <Time at={data.seals.at(-1)?.opened_at} />],
                ["Sealed", `${data.seals.length} ${data.seals.length === 1 ? "time" : "times"}`],
              ]}
            />
            {data.seals.length === 0 && <p class="none">Nothing sealed yet: the page has not asked for a token.</p>}
            {data.seals.map((seal, index) => (
              <SealPanel key={seal.sealed_at} seal={seal} number={data.seals.length - index} of={data.seals.length} />
            ))}
            <section>
              <h2>Assessments</h2>
              {data.assessments.length > 0 ? (
                <AssessmentList assessments={data.assessments} />
              ) : (
                <p class="none">Not assessed: the merchant's back end has not sent this session's token. It teaches nothing.</p>
              )}
            </section>
          </>
        )}
      </Loaded>
    </>
  );
}
