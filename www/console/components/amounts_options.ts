// uPlot's options for the latest amounts of a card: a dot for each, on the groups they fall into. Money is drawn on a logarithmic scale.
import type uPlot from "uplot";
import type { Group } from "../card";
import { money } from "../format";
import type { Spending } from "../payment_types";
import { axis, axisOfOrder, frame, orderOf } from "./plot_frame";
import { drawMark } from "./plot_marks";
import { pathStyle } from "./plot_options";
import type { Size } from "./use_plot";

/** Steps of the axis within ten-fold; a wide axis has the ten-folds alone. */
const STEPS = [1, 2, 5];
const WIDE = 2.5;
const ROOM = 0.15;

/** Less than one minor unit has no logarithm to be drawn at. */
const level = (minor: number) => Math.log10(Math.max(minor, 1));

export function amountsData({ amounts_minor }: Spending): uPlot.AlignedData {
  return [amounts_minor.map((_, at) => at), amounts_minor.map(level)];
}

export function amountsOptions(
  spending: Spending,
  groups: readonly Group[],
  size: Size,
  css: (name: string) => string,
  onAmount: (index: number | null) => void,
): uPlot.Options {
  const { amounts_minor: amounts, currency, purchases } = spending;
  const levels = [...amounts.map(level), ...groups.map(({ mean }) => level(mean))];
  const [low, high] = [Math.min(...levels) - ROOM, Math.max(...levels) + ROOM];
  return {
    ...frame(size),
    scales: { x: { time: false, range: orderOf(amounts.length) }, y: { range: [low, high] } },
    axes: [
      axisOfOrder(css, (at) => (at < amounts.length ? `${purchases - amounts.length + at + 1}` : "")),
      {
        ...axis(css),
        size: 72,
        splits: () => steps(low, high),
        filter: (_, splits) => splits,
        values: (_, splits) => splits.map((at) => money(10 ** at, currency)),
      },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: {
      drawClear: [(plot) => drawGroups(plot, groups, css)],
      draw: [(plot) => drawAmounts(plot, amounts, groups, css)],
      setCursor: [(plot) => onAmount(plot.cursor.idx ?? null)],
    },
  };
}

function steps(low: number, high: number): number[] {
  const within = high - low > WIDE ? [1] : STEPS;
  const tens = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, at) => Math.floor(low) + at);
  return tens.flatMap((ten) => within.map((step) => ten + Math.log10(step))).filter((at) => at >= low && at <= high);
}

function drawGroups(plot: uPlot, groups: readonly Group[], css: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const y = (minor: number) => Math.min(bbox.top + bbox.height, Math.max(bbox.top, plot.valToPos(level(minor), "y", true)));
  ctx.save();
  groups.forEach(({ from, to, mean }, at) => {
    const { colour, dash } = pathStyle(at);
    const [top, bottom] = [to === Number.POSITIVE_INFINITY ? bbox.top : y(to), y(from)];
    ctx.fillStyle = ctx.strokeStyle = css(colour);
    ctx.globalAlpha = 0.1;
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    ctx.globalAlpha = 0.8;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(dash.map((part) => part * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y(mean));
    ctx.lineTo(bbox.left + bbox.width, y(mean));
    ctx.stroke();
  });
  ctx.restore();
}

function drawAmounts(plot: uPlot, amounts: readonly number[], groups: readonly Group[], css: (name: string) => string): void {
  amounts.forEach((amount, at) => {
    const group = groups.findIndex(({ to }) => amount < to);
    const [x, y] = [plot.valToPos(at, "x", true), plot.valToPos(level(amount), "y", true)];
    drawMark(plot.ctx, "trusted", x, y, css(pathStyle(Math.max(group, 0)).colour), css("--surface"), devicePixelRatio);
  });
}
