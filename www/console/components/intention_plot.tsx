import { useMemo, useState } from "preact/hooks";
import { localTime, share } from "../format";
import { INTENTION } from "../labels";
import type { Kept } from "../promises";
import { DataTable, type Column } from "./data_table";
import { LineSample } from "./line_sample";
import { sharesData, sharesOptions } from "./shares_options";
import { Time } from "./time";
import { usePlot } from "./use_plot";

const TITLE = "Deceiving intention";
const [OURS, PUBLISHED] = ["confidence", "as published"];

/** How sure it was after each promise that the party means to deceive, beside the published predictor; and the same as a table. */
export function IntentionPlot({ promises }: { promises: readonly Kept[] }) {
  const [at, setAt] = useState<number | null>(null);
  const shares = useMemo(
    () => ({
      lines: [
        { label: OURS, values: promises.map((one) => one.deceiving_intention) },
        { label: PUBLISHED, values: promises.map((one) => one.published_deceiving_intention) },
      ],
      marks: [],
      names: promises.map((one) => localTime(new Date(one.at))),
    }),
    [promises],
  );
  const host = usePlot(shares, (size, css) => sharesOptions(shares, size, css, setAt), () => sharesData(shares));
  const promise = at === null ? undefined : promises[at];
  return (
    <figure class="plot intention">
      <figcaption>
        <h3>{TITLE} <small>confidence from 0 to 1, by promise</small></h3>
        <ul class="legend">
          {shares.lines.map(({ label }, index) => <li key={label}><LineSample index={index} /> {label}</li>)}
        </ul>
      </figcaption>
      <div ref={host} class="plot-host" role="img" aria-label={`${TITLE}: ${summary(promises)} The table below holds the numbers.`} />
      <p class="readout">{promise ? <span aria-hidden="true"><Time at={promise.at} /> · {told(promise)}</span> : summary(promises)}</p>
      <IntentionTable promises={promises} />
    </figure>
  );
}

function told({ deceiving_intention, published_deceiving_intention, intention }: Kept): string {
  return `${share(deceiving_intention)}, as published ${share(published_deceiving_intention)}: ${INTENTION[intention]}`;
}

function summary(promises: readonly Kept[]): string {
  const latest = promises.at(-1);
  return latest ? `After the latest promise ${told(latest)}.` : "";
}

/** The plot's twin, newest first. */
function IntentionTable({ promises }: { promises: readonly Kept[] }) {
  const columns: Column<Kept>[] = [
    { head: "Promise", cell: ({ at }) => <Time at={at} /> },
    { head: "Confidence", numeric: true, cell: ({ deceiving_intention }) => share(deceiving_intention) },
    { head: "As published", numeric: true, cell: ({ published_deceiving_intention }) => share(published_deceiving_intention) },
    { head: "Intention", cell: ({ intention }) => INTENTION[intention] },
  ];
  return (
    <details class="twin">
      <summary>{TITLE} as a table</summary>
      <DataTable caption={`${TITLE} by promise, newest first`} captionUnseen narrow="scroll" columns={columns} rows={[...promises].reverse()}
        keyOf={({ promises: number }) => `${number}`} />
    </details>
  );
}
