import { plain, share, words } from "../format";
import type { Interaction } from "../party_types";
import { DataTable, type Column } from "./data_table";
import { Id } from "./id";
import { Time } from "./time";

const COLUMNS: Column<Interaction>[] = [
  { head: "When", cell: ({ at }) => <Time at={at} /> },
  { head: "What", cell: ({ kind, direction }) => `${kind} ${direction === "from" ? "to" : "from"}` },
  { head: "Party", cell: (one) => <Id id={one.with} section="parties" /> },
  { head: "Opinion", numeric: true, cell: ({ opinion }) => (opinion === null ? <span class="none">none</span> : plain(opinion)) },
  { head: "Decision", cell: ({ decision }) => words(decision) },
  { head: "Trust after it", numeric: true, cell: ({ trust }) => (trust === null ? <span class="none">not followed</span> : share(trust)) },
];

/** What a party did, and what was done towards it. */
export function InteractionsTable({ interactions }: { interactions: readonly Interaction[] }) {
  return <DataTable caption="Interactions, the newest first" captionUnseen columns={COLUMNS} rows={interactions} keyOf={({ id }) => id} />;
}
