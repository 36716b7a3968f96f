import { useState } from "preact/hooks";
import type { Surprise } from "../card";
import { count, oneIn, words } from "../format";
import { DataTable, type Column } from "./data_table";
import { DecisionTag } from "./decision_tag";
import { Id } from "./id";
import { MarkSample } from "./mark_sample";
import { surpriseData, surpriseMark, surpriseOptions } from "./surprise_options";
import { Time } from "./time";
import { usePlot } from "./use_plot";

const TITLE = "Surprise";
const MARKS = { trusted: "allowed", not_allowed: "not allowed", untrusted: "still learning: no points", nothing: "no points" } as const;

/** How unusual each payment was for the card when it was made; and the same as a table. */
export function SurprisePlot({ surprises }: { surprises: readonly Surprise[] }) {
  const [at, setAt] = useState<number | null>(null);
  const host = usePlot(surprises, (size, css) => surpriseOptions(surprises, size, css, setAt), () => surpriseData(surprises));
  const payment = at === null ? undefined : surprises[at];
  const seen = new Set(surprises.map(surpriseMark));
  return (
    <figure class="plot surprise">
      <figcaption>
        <h3>{TITLE} <small>points (ten to a nat), by payment</small></h3>
        <ul class="legend">
          {(Object.keys(MARKS) as (keyof typeof MARKS)[]).filter((kind) => seen.has(kind)).map((kind) => (
            <li key={kind}><MarkSample kind={kind} /> {MARKS[kind]}</li>
          ))}
        </ul>
      </figcaption>
      <div ref={host} class="plot-host" role="img" aria-label={`${TITLE} by payment: ${summary(surprises)} The table below holds the numbers.`} />
      <p class="readout">
        {payment ? (
          <span aria-hidden="true">
            <Time at={payment.at} /> · {payment.amount} · <b>{told(payment)}</b> · {words(payment.decision)}
          </span>
        ) : (
          summary(surprises)
        )}
      </p>
      <SurpriseTable surprises={surprises} />
    </figure>
  );
}

function summary(surprises: readonly Surprise[]): string {
  const judged = surprises.flatMap(({ points }) => (points === null ? [] : [points]));
  const rest = surprises.length - judged.length;
  const without = rest > 0 ? ` ${count(rest, "payment")} could not be judged by it.` : "";
  if (judged.length === 0) return `No payment could be judged by how this card spends yet.`;
  return `${count(judged.length, "payment")} judged, at most ${points(Math.max(...judged))}.${without}`;
}

const points = (value: number) => count(Math.round(value), "point");

/** `24 points, 1 in 11 genuine purchases`. */
function told({ points: value, pValue, why }: Surprise): string {
  if (value === null || pValue === null) return why;
  return `${points(value)}, ${rarity(pValue)}`;
}

function rarity(pValue: number): string {
  const often = oneIn(pValue);
  return often ? `${often} genuine purchases` : "nothing unusual";
}

/** The plot's twin, newest first. */
function SurpriseTable({ surprises }: { surprises: readonly Surprise[] }) {
  const columns: Column<Surprise>[] = [
    { head: "Payment", cell: ({ at }) => <Time at={at} /> },
    { head: "Amount", numeric: true, cell: ({ amount }) => amount },
    { head: "Points", numeric: true, cell: ({ points: value }) => (value === null ? "–" : Math.round(value)) },
    { head: "As unusual", cell: ({ pValue, why }) => (pValue === null ? <span class="none">{why}</span> : rarity(pValue)) },
    { head: "Decision", cell: ({ decision }) => <DecisionTag decision={decision} /> },
    { head: "Assessment", cell: ({ id }) => <Id id={id} section="assessments" /> },
  ];
  return (
    <details class="twin">
      <summary>{TITLE} as a table</summary>
      <DataTable caption={`${TITLE} by payment, newest first`} captionUnseen narrow="scroll" columns={columns} rows={[...surprises].reverse()} keyOf={({ id }) => id} />
    </details>
  );
}
