import { useState } from "preact/hooks";
import { count, pValue, quantity, range, sentence } from "../format";
import { outside, type Rhythm, type RhythmTime } from "../looked_at";
import { BandMark } from "./band_mark";
import { DataTable, type Column } from "./data_table";
import { drawnTimes, rhythmData, rhythmOptions } from "./rhythm_options";
import { usePlot } from "./use_plot";

/** How one field is usually filled in, key by key, and how it was in the visit; and the same as a table. */
export function RhythmPlot({ rhythm }: { rhythm: Rhythm }) {
  const [at, setAt] = useState<number | null>(null);
  const host = usePlot(rhythm, (size, css) => rhythmOptions(rhythm, size, css, setAt), () => rhythmData(rhythm));
  const title = `${sentence(rhythm.field)}${rhythm.input === "on_screen_keyboard" ? " on the screen" : ""}`;
  const time = at === null ? undefined : drawnTimes(rhythm)[at];
  const known = rhythm.seen > 0;
  return (
    <figure class="plot rhythm" data-code={rhythm.code}>
      <figcaption>
        <h3>{title} <small>ms, by key · {count(rhythm.keys, "key")}{known && `, typed ${count(rhythm.seen, "time")}`}</small></h3>
        <ul class="legend">
          {known && <li><span class="swatch series-0" /> held, usually</li>}
          {known && <li><span class="swatch series-1" /> from letting go to the next, usually</li>}
          {rhythm.typed && <li><BandMark outside={false} /> this visit</li>}
          {rhythm.typed && known && <li><BandMark outside /> this visit, outside</li>}
        </ul>
      </figcaption>
      <div ref={host} class="plot-host" role="img" aria-label={`${title}: ${summary(rhythm)} The table below holds the numbers.`} />
      <p class="readout">{time ? <span aria-hidden="true">{described(time)}</span> : summary(rhythm)}</p>
      <RhythmTable title={title} rhythm={rhythm} />
    </figure>
  );
}

function summary(rhythm: Rhythm): string {
  if (!rhythm.typed) return "Not typed at one go in this visit: what is usual alone.";
  if (rhythm.seen === 0) return "Not typed often enough yet: it takes three visits before there is a usual band.";
  const { out, of } = outside(rhythm.times);
  const rarity = rhythm.pValue === null ? "" : ` ${pValue(rhythm.pValue)} among their own.`;
  return `${out} of ${of} times lie outside of the usual band.${rarity}`;
}

function named({ key, kind }: RhythmTime): string {
  if (kind === "held") return `Key ${key} held`;
  return kind === "to_next" ? `From key ${key} to the next` : `From letting go of key ${key} to the next`;
}

function described(time: RhythmTime): string {
  const seen = time.visit ? ` ${quantity(time.visit.value, "seconds")}` : "";
  const band = time.band ? `, usually ${range(time.band.low, time.band.high, "seconds")}` : "";
  return `${named(time)}${seen}${band}${time.visit?.outside ? ": outside" : ""}`;
}

/** The plot's twin. */
function RhythmTable({ title, rhythm }: { title: string; rhythm: Rhythm }) {
  const columns: Column<RhythmTime>[] = [
    { head: "Time", cell: named },
    { head: "This visit", numeric: true, cell: ({ visit }) => (visit ? quantity(visit.value, "seconds") : "–") },
    { head: "Usual", numeric: true, cell: ({ band }) => (band ? range(band.low, band.high, "seconds") : "not known yet") },
    { head: "Lies", cell: ({ band, visit }) => (band && visit ? <BandMark outside={visit.outside} said /> : "–") },
  ];
  return (
    <details class="twin">
      <summary>{title} as a table</summary>
      <DataTable caption={`${title}, key by key`} captionUnseen narrow="scroll" columns={columns} rows={rhythm.times}
        keyOf={({ key, kind }) => `${key} ${kind}`} />
    </details>
  );
}
