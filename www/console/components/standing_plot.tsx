import { useMemo, useState } from "preact/hooks";
import { count, localTime, share, words } from "../format";
import type { Interaction } from "../party_types";
import type { Mark } from "../visits";
import { DataTable, type Column } from "./data_table";
import { LineSample } from "./line_sample";
import { MarkSample } from "./mark_sample";
import { sharesData, sharesOptions } from "./shares_options";
import { Time } from "./time";
import { usePlot } from "./use_plot";

const TITLE = "Trust over time";

type Followed = Interaction & { trust: number };

const mark = ({ decision }: Followed): Mark => (decision === "allow" ? "trusted" : "not_allowed");

/** Trust in a party after each of its interactions; and the same as a table. */
export function StandingPlot({ interactions }: { interactions: readonly Interaction[] }) {
  const [at, setAt] = useState<number | null>(null);
  const followed = useMemo(() => interactions.filter((one): one is Followed => one.trust !== null).reverse(), [interactions]);
  const shares = useMemo(
    () => ({
      lines: [{ label: "trust", values: followed.map(({ trust }) => trust) }],
      marks: followed.map((one) => ({ value: one.trust, kind: mark(one) })),
      names: followed.map((one) => localTime(new Date(one.at))),
    }),
    [followed],
  );
  const host = usePlot(shares, (size, css) => sharesOptions(shares, size, css, setAt), () => sharesData(shares));
  const one = at === null ? undefined : followed[at];
  const held = followed.filter((each) => mark(each) === "not_allowed").length;
  const summary = `${count(followed.length, "interaction")}, ${held} of them not simply allowed; trust is ${share(followed.at(-1)?.trust ?? 0.5)}.`;
  return (
    <figure class="plot standing">
      <figcaption>
        <h3>{TITLE} <small>from 0 to 1, by interaction</small></h3>
        <ul class="legend">
          <li><LineSample index={0} /> trust</li>
          <li><MarkSample kind="trusted" /> allowed</li>
          {held > 0 && <li><MarkSample kind="not_allowed" /> limited, held or refused</li>}
        </ul>
      </figcaption>
      <div ref={host} class="plot-host" role="img" aria-label={`${TITLE}: ${summary} The table below holds the numbers.`} />
      <p class="readout">
        {one ? <span aria-hidden="true"><Time at={one.at} /> · {one.kind}, {words(one.decision)} · trust <b>{share(one.trust)}</b></span> : summary}
      </p>
      <StandingTable followed={followed} />
    </figure>
  );
}

/** The plot's twin, newest first. */
function StandingTable({ followed }: { followed: readonly Followed[] }) {
  const columns: Column<Followed>[] = [
    { head: "When", cell: (one) => <Time at={one.at} /> },
    { head: "Trust", numeric: true, cell: ({ trust }) => share(trust) },
    { head: "Mark", cell: (one) => <span class="with-mark"><MarkSample kind={mark(one)} /> {words(one.decision)}</span> },
  ];
  return (
    <details class="twin">
      <summary>{TITLE} as a table</summary>
      <DataTable caption={`${TITLE}, by interaction, newest first`} captionUnseen narrow="scroll" columns={columns} rows={[...followed].reverse()} keyOf={({ id }) => id} />
    </details>
  );
}
