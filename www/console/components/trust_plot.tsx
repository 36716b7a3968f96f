import { useMemo, useState } from "preact/hooks";
import { count, localTime, share } from "../format";
import type { Kept } from "../promises";
import type { Mark } from "../visits";
import { DataTable, type Column } from "./data_table";
import { LineSample } from "./line_sample";
import { MarkSample } from "./mark_sample";
import { sharesData, sharesOptions } from "./shares_options";
import { Time } from "./time";
import { usePlot } from "./use_plot";

const TITLE = "Trust and ratings";

const mark = ({ broken_now }: Kept): Mark => (broken_now ? "not_allowed" : "trusted");

/** How far each promise was kept, and the trust that was left after it; and the same as a table. */
export function TrustPlot({ promises }: { promises: readonly Kept[] }) {
  const [at, setAt] = useState<number | null>(null);
  const shares = useMemo(
    () => ({
      lines: [{ label: "trust", values: promises.map(({ trust }) => trust) }],
      marks: promises.map((one) => ({ value: one.satisfaction, kind: mark(one) })),
      names: promises.map((one) => localTime(new Date(one.at))),
    }),
    [promises],
  );
  const host = usePlot(shares, (size, css) => sharesOptions(shares, size, css, setAt), () => sharesData(shares));
  const promise = at === null ? undefined : promises[at];
  const broken = promises.some((one) => mark(one) === "not_allowed");
  return (
    <figure class="plot trust">
      <figcaption>
        <h3>{TITLE} <small>from 0 to 1, by promise</small></h3>
        <ul class="legend">
          <li><LineSample index={0} /> trust: 1 less the confidence</li>
          <li><MarkSample kind="trusted" /> rating</li>
          {broken && <li><MarkSample kind="not_allowed" /> rating, broken</li>}
        </ul>
      </figcaption>
      <div ref={host} class="plot-host" role="img" aria-label={`${TITLE}: ${summary(promises)} The table below holds the numbers.`} />
      <p class="readout">
        {promise ? (
          <span aria-hidden="true">
            <Time at={promise.at} /> · rated <b>{share(promise.satisfaction)}</b>{promise.broken_now && ", broken"} · trust {share(promise.trust)}
          </span>
        ) : (
          summary(promises)
        )}
      </p>
      <TrustTable promises={promises} />
    </figure>
  );
}

function summary(promises: readonly Kept[]): string {
  const latest = promises.at(-1);
  if (!latest) return "";
  return `${latest.broken} of ${count(latest.promises, "promise")} broken; trust is ${share(latest.trust)}.`;
}

/** The plot's twin, newest first. */
function TrustTable({ promises }: { promises: readonly Kept[] }) {
  const columns: Column<Kept>[] = [
    { head: "Promise", cell: ({ at }) => <Time at={at} /> },
    { head: "Rating", numeric: true, cell: ({ satisfaction }) => share(satisfaction) },
    { head: "Mark", cell: (one) => <span class="with-mark"><MarkSample kind={mark(one)} /> {one.broken_now ? "broken" : "rated"}</span> },
    { head: "Trust", numeric: true, cell: ({ trust }) => share(trust) },
  ];
  return (
    <details class="twin">
      <summary>{TITLE} as a table</summary>
      <DataTable caption={`${TITLE} by promise, newest first`} captionUnseen narrow="scroll" columns={columns} rows={[...promises].reverse()}
        keyOf={({ promises: number }) => `${number}`} />
    </details>
  );
}
