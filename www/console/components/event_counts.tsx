import { words } from "../format";
import { DataTable, type Column } from "./data_table";

type Count = [name: string, n: number];

const COLUMNS: Column<Count>[] = [
  { head: "Event", cell: ([name]) => words(name) },
  { head: "Count", numeric: true, cell: ([, n]) => n.toLocaleString("en-GB") },
];

/** How often the person did what. Only counts come here: never a key, never a value. */
export function EventCounts({ events }: { events: Partial<Record<string, number>> }) {
  const rows = Object.entries(events).filter((entry): entry is Count => (entry[1] ?? 0) > 0);
  if (rows.length === 0) return <p class="none">No typing, pointing or scrolling was observed.</p>;
  return <DataTable caption="Behaviour events" narrow="same" columns={COLUMNS} rows={rows} keyOf={([name]) => name} />;
}
