import { quantity, range, sentence } from "../format";
import { type Group, outside, type Row } from "../looked_at";
import { BandMark } from "./band_mark";
import { BandStrip } from "./band_strip";
import { FirstFew } from "./first_few";

/** Measures of one hand: each value of the visit on its usual band, drawn and in numbers. */
export function BandTable({ group: { title, note, rows } }: { group: Group }) {
  const { out, of } = outside(rows);
  return (
    <section class="bands" aria-label={title}>
      <h2>{title}</h2>
      <FirstFew items={rows} few={10} noun="measures">
        {(few) => (
          <table role="table" class="panel cards">
            <caption>
              {of > 0 && <b>{out} of {of} outside of the usual band. </b>}
              {note}
            </caption>
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">Measure</th>
                <th role="columnheader" scope="col" class="drawn"><span aria-hidden="true">less · usual · more</span><span class="unseen">Drawn</span></th>
                <th role="columnheader" scope="col" class="num">This visit</th>
                <th role="columnheader" scope="col" class="num">Usual, low – high</th>
              </tr>
            </thead>
            <tbody role="rowgroup">{few.map((row) => <BandRow key={`${row.part} ${row.code}`} row={row} />)}</tbody>
          </table>
        )}
      </FirstFew>
    </section>
  );
}

function BandRow({ row: { label, unit, band, visit } }: { row: Row }) {
  return (
    <tr role="row" class={visit?.outside ? "is-outside" : undefined}>
      <th role="rowheader" scope="row">{sentence(label)}</th>
      <td role="cell" class="drawn">{band && <BandStrip band={band} value={visit?.value ?? null} />}</td>
      <td role="cell" class="num" data-label="This visit">
        {visit ? quantity(visit.value, unit) : <span class="none">–</span>}
        {visit?.outside && band && <> <BandMark outside /> <span class="outside-note">{visit.value > band.high ? "above" : "below"}</span></>}
      </td>
      <td role="cell" class="num" data-label="Usual, low – high">
        {band ? range(band.low, band.high, unit) : <span class="none">not known yet</span>}
      </td>
    </tr>
  );
}
