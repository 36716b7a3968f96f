import { signed } from "../../shared/sum";
import { plain, sentence } from "../format";
import { detectorLabel, reasonLabel } from "../labels";
import type { Assessment } from "../types";
import { NATS, type Scale, waterfall } from "../waterfall";
import { WaterfallBar } from "./waterfall_bar";

/** The reasons as signed bars that start at the prior, follow one another and end at the risk. */
export function Reasons({ assessment, scale = NATS }: { assessment: Assessment; scale?: Scale }) {
  const sum = waterfall(assessment, scale);
  const { name, perNat, digits } = scale;
  const axis = { low: sum.low, high: sum.high };
  const count = sum.steps.length;
  return (
    <>
      <table role="table" class="waterfall">
        <caption>Reasons, in {name}{perNat > 1 && ` (${perNat} to a nat)`}: + towards fraud, − in favour</caption>
        <thead role="rowgroup" class="unseen">
          <tr role="row">
            <th role="columnheader" scope="col">Reason</th>
            <th role="columnheader" scope="col">Bar</th>
            <th role="columnheader" scope="col">{sentence(name)}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <tr role="row" class="edge">
            <th role="rowheader" scope="row">Prior <small>before anything was seen</small></th>
            <td role="cell"><WaterfallBar from={0} to={sum.prior} {...axis} kind="prior" above={false} below /></td>
            <td role="cell" class="num" title={String(sum.prior)}>{plain(sum.priorShown, digits)}</td>
          </tr>
          {sum.steps.map((step, index) => (
            <tr role="row" key={index}>
              <th role="rowheader" scope="row">
                {step.reason.text} {step.reason.code && <small>{detectorLabel(step.reason.detector).name} · {reasonLabel(step.reason.code)}</small>}
              </th>
              <td role="cell">
                <WaterfallBar from={step.from} to={step.to} {...axis} kind={step.to > step.from ? "against" : "for"} above below />
              </td>
              <td role="cell" class="num" title={String(step.reason.nats)}>{signed(step.shown, digits)}</td>
            </tr>
          ))}
          <tr role="row" class="edge">
            <th role="rowheader" scope="row">Risk <small>the sum: {assessment.risk} of 1000</small></th>
            <td role="cell"><WaterfallBar from={0} to={sum.total} {...axis} kind="total" above below={false} /></td>
            <td role="cell" class="num" title={String(sum.total)}>{plain(sum.totalShown, digits)}</td>
          </tr>
        </tbody>
      </table>
      <p class="sum">
        {plain(sum.priorShown, digits)}
        {sum.steps.map((step, index) => <span key={index}> {term(step.shown, digits)}</span>)}
        {" = "}
        <strong>{plain(sum.totalShown, digits)} {name}</strong>
        {count === 0 && " (no detector knew enough to change the prior)"}
      </p>
    </>
  );
}

/** `+ 1.20`, `− 0.35`: a term inside a sum. */
function term(nats: number, digits: number): string {
  const text = signed(nats, digits);
  return /\d/.test(text.charAt(0)) ? `+ ${text}` : `${text.charAt(0)} ${text.slice(1)}`;
}
