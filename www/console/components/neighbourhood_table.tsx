import { plain, share } from "../format";
import type { Neighbour } from "../party_types";
import { DataTable, type Column } from "./data_table";
import { Id } from "./id";
import { Time } from "./time";

const COLUMNS: Column<Neighbour>[] = [
  { head: "Party", cell: ({ id }) => <Id id={id} section="parties" /> },
  { head: "Who turned to whom", cell: ({ direction }) => (direction === "to" ? "it to this party" : "this party to it") },
  { head: "Its trust", numeric: true, cell: ({ trust }) => share(trust) },
  { head: "Interactions", numeric: true, cell: ({ interactions }) => interactions },
  { head: "Opinion", numeric: true, cell: ({ opinion }) => (opinion === null ? <span class="none">none</span> : plain(opinion)) },
  { head: "Moves trust by", numeric: true, cell: ({ moves }) => plain(moves, 3) },
  { head: "Most trusted through", cell: ({ through }) => <Id id={through} section="parties" /> },
  { head: "Last", cell: ({ last }) => <Time at={last} /> },
];

/** The picture's twin. */
export function NeighbourhoodTable({ neighbours }: { neighbours: readonly Neighbour[] }) {
  return (
    <details class="twin">
      <summary>Neighbourhood as a table</summary>
      <DataTable caption="Those it deals with, whose word moves most first" captionUnseen narrow="scroll" columns={COLUMNS} rows={neighbours}
        keyOf={({ id, direction }) => `${id} ${direction}`} />
    </details>
  );
}
