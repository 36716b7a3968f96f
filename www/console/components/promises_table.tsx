import { share } from "../format";
import { INTENTION } from "../labels";
import type { Kept } from "../promises";
import { DataTable, type Column } from "./data_table";
import { Time } from "./time";

const COLUMNS: Column<Kept>[] = [
  { head: "Told", cell: ({ at }) => <Time at={at} /> },
  { head: "Kept", cell: (one) => <>{share(one.satisfaction)}{one.broken_now && <span class="outside-note"> ▼ broken</span>}</> },
  { head: "What fell short", wide: true, cell: (one) => <Short {...one} /> },
  { head: "Confidence of deceit after it", numeric: true, cell: ({ deceiving_intention }) => share(deceiving_intention) },
  { head: "Intention after it", wide: true, cell: ({ intention }) => INTENTION[intention] },
];

/** Promises whose outcome is known. */
export function PromisesTable({ promises }: { promises: readonly Kept[] }) {
  return (
    <DataTable caption="Promises, the newest outcome first" captionUnseen columns={COLUMNS} rows={promises} keyOf={({ promises: number }) => `${number}`} />
  );
}

function Short({ short, satisfaction, testified }: Kept) {
  if (short.length === 0) return <span class="none">{satisfaction < 1 ? "erased with the party it was about" : "nothing"}</span>;
  return (
    <>
      <ul>{short.map((one) => <li key={one}>{one}</li>)}</ul>
      {testified && <small>as no honest party falls short</small>}
    </>
  );
}
