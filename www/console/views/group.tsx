import { api } from "../api";
import { DataTable, type Column } from "../components/data_table";
import { Facts } from "../components/facts";
import { Id } from "../components/id";
import { Loaded } from "../components/loaded";
import { PageHead } from "../components/page_head";
import { Time } from "../components/time";
import { WhyList } from "../components/why_list";
import { plain, share, shortId } from "../format";
import type { Group, Member } from "../party_types";
import { href } from "../route";
import { useResource } from "../use_resource";

const COLUMNS: Column<Member>[] = [
  { head: "Party", cell: ({ id }) => <Id id={id} section="parties" /> },
  { head: "Trust", numeric: true, cell: ({ trust }) => (trust === null ? <span class="none">nothing counts</span> : share(trust)) },
];

export function GroupView({ id }: { id: string }) {
  const group = useResource(`group ${id}`, (signal) => api.group(id, signal));
  return (
    <>
      <PageHead title={`Group ${shortId(id)}`} up={{ href: href("groups"), label: "Groups" }} />
      <Loaded resource={group} rows={8}>{(data) => <GroupSections group={data} />}</Loaded>
    </>
  );
}

function GroupSections({ group }: { group: Group }) {
  return (
    <>
      <Facts
        facts={[
          ["Members", group.members],
          ["Suspicious ties between them", group.ties],
          ["All their ties", group.all_ties],
          ["Weight of the suspicious", `${plain(group.nats, 1)} nats`],
          ["From chance", `${plain(group.surprise_nats, 1)} nats`],
          ["Since", <Time at={group.since} />],
          ["Last", <Time at={group.latest} />],
        ]}
      />
      <section>
        <h2>Why</h2>
        <WhyList why={group.why} />
      </section>
      <section>
        <h2>Members</h2>
        <DataTable caption="Members" captionUnseen columns={COLUMNS} rows={group.parties} keyOf={({ id }) => id} />
      </section>
    </>
  );
}
