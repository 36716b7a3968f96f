import { api } from "../api";
import { DataTable, type Column } from "../components/data_table";
import { Empty } from "../components/empty";
import { Id } from "../components/id";
import { Loaded } from "../components/loaded";
import { PageHead } from "../components/page_head";
import { Time } from "../components/time";
import { WhyList } from "../components/why_list";
import { plain } from "../format";
import type { GroupItem } from "../party_types";
import { useResource } from "../use_resource";

const COLUMNS: Column<GroupItem>[] = [
  { head: "Group", cell: ({ id }) => <Id id={id} section="groups" /> },
  { head: "Members", numeric: true, cell: ({ members }) => members },
  { head: "Suspicious ties", numeric: true, cell: ({ ties }) => ties },
  { head: "Of all their ties", numeric: true, cell: ({ all_ties }) => all_ties },
  { head: "From chance, nats", numeric: true, cell: ({ surprise_nats }) => plain(surprise_nats, 1) },
  { head: "Since", cell: ({ since }) => <Time at={since} /> },
  { head: "Why", wide: true, cell: ({ why }) => <WhyList why={why} /> },
];

export function GroupsView() {
  const groups = useResource("groups", (signal) => api.groups(signal));
  return (
    <>
      <PageHead title="Groups" />
      <Loaded resource={groups} rows={6}>
        {({ items }) => items.length > 0 ? (
          <DataTable caption="Groups that move together, the least like chance first" columns={COLUMNS} rows={items} keyOf={({ id }) => id} />
        ) : (
          <Empty title="No group">
            <p>Nobody deals with each other here in a way that chance would hardly make.</p>
          </Empty>
        )}
      </Loaded>
    </>
  );
}
