import { useEffect, useMemo, useRef } from "preact/hooks";
import { api } from "../api";
import { AssessmentList } from "../components/assessment_list";
import { Baseline } from "../components/baseline";
import { CopyId } from "../components/copy_id";
import { Facts } from "../components/facts";
import { FirstFew } from "../components/first_few";
import { Loaded } from "../components/loaded";
import { PageHead } from "../components/page_head";
import { Plot } from "../components/plot";
import { StateTag } from "../components/state_tag";
import { Time } from "../components/time";
import { VisitsTable } from "../components/visits_table";
import { count, shortId } from "../format";
import { STATE_HINT } from "../labels";
import { href } from "../route";
import { announcement } from "../state";
import type { Device } from "../types";
import { useResource } from "../use_resource";
import { metricHistory } from "../visits";

/** The metrics that are drawn over visits; all of them are in the baseline table. */
const PLOTS = [
  { code: "round_trip", title: "Latency" },
  { code: "jitter", title: "Jitter" },
] as const;

export function DeviceView({ id }: { id: string }) {
  const device = useResource(`device ${id}`, (signal) => api.device(id, signal));
  useNewVisits(device.data);
  return (
    <>
      <PageHead title={`Device ${shortId(id)}`} up={{ href: href("devices"), label: "Devices" }}>
        {device.data && <StateTag state={device.data.state} />}
      </PageHead>
      <Loaded resource={device} rows={14}>{(data) => <DeviceSections device={data} />}</Loaded>
    </>
  );
}

function DeviceSections({ device }: { device: Device }) {
  const plots = useMemo(
    () => PLOTS.map(({ code, title }) => ({ title, history: metricHistory(device, code, title) })),
    [device],
  );
  return (
    <>
      <Facts
        facts={[
          ["Device id", <CopyId id={device.id} />],
          ["Baseline", STATE_HINT[device.state]],
          ["Trusted visits", device.trusted_visits],
          ["Sessions", device.sessions],
          ["First seen", <Time at={device.first_seen} />],
          ["Last seen", <Time at={device.last_seen} />],
        ]}
      />
      <section class="plots" aria-label="Plots">
        {plots.map(({ title, history }) =>
          history ? (
            <Plot key={title} title={title} history={history} />
          ) : (
            <figure key={title} class="plot plot-empty">
              <figcaption><h3>{title}</h3></figcaption>
              <p class="none">No visit has been timed yet. Pay or reload on the checkout to make one.</p>
            </figure>
          ),
        )}
      </section>
      <div class="columns">
        <section>
          <h2>Assessments</h2>
          {device.assessments.length > 0 ? (
            <FirstFew items={device.assessments} few={6} noun="assessments">
              {(few) => <AssessmentList assessments={few} />}
            </FirstFew>
          ) : (
            <p class="none">None yet. The merchant's back end asks for one with <code>POST /v1/assessments</code>.</p>
          )}
        </section>
        <section>
          <h2>Baseline</h2>
          <Baseline device={device} />
        </section>
      </div>
      <section>
        <h2>Sessions</h2>
        {device.visits.length > 0 ? (
          <FirstFew items={device.visits} few={12} noun="visits">{(few) => <VisitsTable visits={few} />}</FirstFew>
        ) : (
          <p class="none">No sealed session yet.</p>
        )}
      </section>
    </>
  );
}

/** Says aloud that a visit came while the device was open. */
function useNewVisits(device: Device | null): void {
  const before = useRef<number | null>(null);
  useEffect(() => {
    if (!device) return;
    const fresh = before.current === null ? 0 : device.sessions - before.current;
    if (fresh > 0) announcement.value = `${count(fresh, "new session")}`;
    before.current = device.sessions;
  }, [device]);
}
