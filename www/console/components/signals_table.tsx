import { words } from "../format";
import type { Reading, Seal } from "../types";
import { DataTable, type Column } from "./data_table";

type Signal = Seal["signals"][number];

const COLUMNS: Column<Signal>[] = [
  { head: "Signal", cell: (signal) => words(signal.name) },
  { head: "Reading", cell: (signal) => <ReadingText reading={signal.reading} /> },
];

/** What the browser said of itself; a named absence is not a value. */
export function SignalsTable({ signals }: { signals: readonly Signal[] }) {
  if (signals.length === 0) return <p class="none">The browser gave no signals.</p>;
  return <DataTable caption="Signals" narrow="same" columns={COLUMNS} rows={signals} keyOf={(signal) => signal.name} />;
}

function ReadingText({ reading }: { reading: Reading }) {
  if (reading !== null && typeof reading === "object" && !Array.isArray(reading)) {
    const [tag, value = null] = Object.entries(reading)[0] ?? [];
    if (tag?.toLowerCase() === "absent") return <span class="none">absent: {words(String(value)).toLowerCase()}</span>;
    return <ReadingText reading={value} />;
  }
  if (Array.isArray(reading)) return <>{reading.map(String).join(", ")}</>;
  return <>{String(reading)}</>;
}
