// uPlot's options for how unusual each payment of a card was: a stem as high as its points. What has no points stands below zero.
import type uPlot from "uplot";
import type { Surprise } from "../card";
import { localTime } from "../format";
import type { Mark } from "../visits";
import { axis, axisOfOrder, frame, orderOf } from "./plot_frame";
import { drawMark } from "./plot_marks";
import type { Size } from "./use_plot";

/** The least ceiling: one payment in a hundred reaches it. */
const USUAL = 46;
/** Where those stand that have no points, in ceilings. */
const BELOW = -0.12;

export function surpriseData(surprises: readonly Surprise[]): uPlot.AlignedData {
  return [surprises.map((_, at) => at), surprises.map(({ points }) => points ?? 0)];
}

/** A dot where it was allowed, a crossed square where not; a ring while the card is new, a lone cross where there is nothing to tell. */
export function surpriseMark({ points, learning, decision }: Surprise): Mark | "nothing" {
  if (points === null) return learning ? "untrusted" : "nothing";
  return decision === "allow" ? "trusted" : "not_allowed";
}

export function surpriseOptions(
  surprises: readonly Surprise[],
  size: Size,
  css: (name: string) => string,
  onPayment: (index: number | null) => void,
): uPlot.Options {
  const ceiling = 1.12 * Math.max(USUAL, ...surprises.map(({ points }) => points ?? 0));
  return {
    ...frame(size),
    scales: {
      x: { time: false, range: orderOf(surprises.length) },
      y: { range: [1.7 * BELOW * ceiling, ceiling] },
    },
    axes: [
      axisOfOrder(css, (at) => {
        const payment = surprises[at];
        return payment ? localTime(new Date(payment.at)) : "";
      }),
      { ...axis(css), size: 52, space: 34, values: (_, splits) => splits.map((at) => (at < 0 ? "" : `${at}`)) },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: {
      draw: [(plot) => surprises.forEach((one, at) => drawSurprise(plot, one, at, BELOW * ceiling, css))],
      setCursor: [(plot) => onPayment(plot.cursor.idx ?? null)],
    },
  };
}

function drawSurprise(plot: uPlot, one: Surprise, at: number, below: number, css: (name: string) => string): void {
  const { ctx } = plot;
  const x = plot.valToPos(at, "x", true);
  const [y, zero] = [plot.valToPos(one.points ?? below, "y", true), plot.valToPos(0, "y", true)];
  const mark = surpriseMark(one);
  const colour = css(mark === "not_allowed" ? "--copper" : mark === "trusted" ? "--series-1" : "--ink-3");
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  if (mark === "nothing") {
    const arm = 3.5 * devicePixelRatio;
    ctx.moveTo(x - arm, y - arm);
    ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x + arm, y - arm);
    ctx.lineTo(x - arm, y + arm);
  } else if (one.points !== null) {
    ctx.moveTo(x, zero);
    ctx.lineTo(x, y);
  }
  ctx.stroke();
  ctx.restore();
  if (mark !== "nothing") drawMark(ctx, mark, x, y, colour, css("--surface"), devicePixelRatio);
}
