import { useRef, useState } from "preact/hooks";
import { api } from "../api";
import { Facts } from "../components/facts";
import { HabitBars } from "../components/habit_bars";
import { Id } from "../components/id";
import { Loaded } from "../components/loaded";
import { LookedAtVisit } from "../components/looked_at_visit";
import { PageHead } from "../components/page_head";
import { Time } from "../components/time";
import { VisitTimeline } from "../components/visit_timeline";
import { words } from "../format";
import { NEED } from "../looked_at";
import { href } from "../route";
import type { User } from "../types";
import { useResource } from "../use_resource";

const HOURS = Array.from({ length: 24 }, (_, hour) => `${hour}`);
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

export function UserView({ id }: { id: string }) {
  const [chosen, choose] = useState<string>();
  const user = useResource(`user ${id} ${chosen ?? ""}`, (signal) => api.user(id, chosen, signal));
  // While another visit is fetched, the page stays as it is, and so does the focus.
  const latest = useRef<User | null>(null);
  latest.current = user.data ?? latest.current;
  return (
    <>
      <PageHead title={`Customer ${id}`} up={{ href: href("users"), label: "Customers" }} />
      <Loaded resource={{ ...user, data: latest.current }} rows={12}>
        {(data) => <UserSections user={data} chosen={chosen ?? data.visit?.assessment_id ?? null} choose={choose} />}
      </Loaded>
    </>
  );
}

function UserSections({ user, chosen, choose }: { user: User; chosen: string | null; choose: (assessment: string) => void }) {
  const { behaviour } = user;
  const seldom = behaviour.trusted_visits < NEED;
  const kinds = Object.entries(behaviour.devices).sort(([, a], [, b]) => b - a);
  const visit = user.visit?.measured;
  return (
    <>
      <Facts
        facts={[
          ["Behaviour", seldom ? `learning: ${behaviour.trusted_visits} of ${NEED} visits` : "known"],
          ["Trusted visits", behaviour.trusted_visits],
          ["Comes on", kinds.map(([kind, times]) => `${words(kind)} (${times})`).join(", ") || "–"],
          ["Devices", <Devices ids={user.devices} />],
          ["First seen", <Time at={user.first_seen} />],
          ["Last seen", <Time at={user.last_seen} />],
        ]}
      />
      <section>
        <h2>Visits <small>oldest first; choose one to look at</small></h2>
        <VisitTimeline assessments={user.assessments} taughtBy={new Set(user.taught_by)} chosen={chosen} choose={choose} />
      </section>
      <LookedAtVisit user={user} />
      <section class="plots" aria-label="When">
        <HabitBars title="Hour of the day, UTC" names={HOURS} counts={behaviour.hours} now={visit?.hour} />
        <HabitBars title="Day of the week, UTC" names={DAYS} counts={behaviour.weekdays} now={visit?.weekday} />
      </section>
    </>
  );
}

function Devices({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return <span class="none">no visit with a probe yet</span>;
  return <ul class="some-ids">{ids.map((id) => <li key={id}><Id id={id} section="devices" /></li>)}</ul>;
}
