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
import { GONE } from "../labels";
import { href } from "../route";
import type { Session } from "../types";
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
                ["Opened", <Time at={openedAt(data)} />],
                ["Sealed", `${data.seals.length} ${data.seals.length === 1 ? "time" : "times"}`],
              ]}
            />
            {data.seals.length === 0 && <p class="none">Nothing sealed yet: the page has not asked for a token.</p>}
            {data.seals.map((seal, index) =>
              seal.gone ? (
                <p key={seal.sealed_at} class="none">Sealed <Time at={seal.sealed_at} />: {GONE[seal.gone]}.</p>
              ) : (
                <SealPanel key={seal.sealed_at} seal={seal} number={data.seals.length - index} of={data.seals.length} />
              ),
            )}
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

/** When the page view of the oldest seal began, or else when that was sealed. */
function openedAt({ seals }: Session): string | undefined {
  const oldest = seals.at(-1);
  return oldest?.gone ? oldest.sealed_at : oldest?.opened_at;
}
