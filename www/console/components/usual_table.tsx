import { quantity, range, sentence } from "../format";
import type { UsualMeasure } from "../types";
import { RangeStrip } from "./range_strip";

/** Said where it is not what a computer has. */
const MADE_BY = { mouse: "", keyboard: "", touch: " by finger", pen: " by pen", on_screen_keyboard: " on the screen" };

/** What is usual for a person, measure by measure. */
export function UsualTable({ measures }: { measures: UsualMeasure[] }) {
  if (measures.length === 0) {
    return <p class="none">Nothing learnt yet. The first trusted visit begins it.</p>;
  }
  return (
    <table role="table" class="baseline panel cards">
      <caption>Usual values, and the range that nine visits in ten fall into</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Measure</th>
          <th role="columnheader" scope="col" class="num">Usual</th>
          <th role="columnheader" scope="col" class="num">Low – high</th>
          <th role="columnheader" scope="col"><span class="unseen">Drawn</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {measures.map((measure) => (
          <tr role="row" key={`${measure.input} ${measure.code}`}>
            <th role="rowheader" scope="row">{sentence(measure.label)}{MADE_BY[measure.input]}</th>
            <td role="cell" class="num" data-label="Usual">{quantity(measure.usual, measure.unit)}</td>
            <td role="cell" class="num" data-label="Low – high">{range(measure.low, measure.high, measure.unit)}</td>
            <td role="cell" class="drawn">
              <RangeStrip {...measure} latest={null} from={Math.min(0, 1.25 * measure.low)} to={Math.max(0, 1.25 * measure.high)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
