// uPlot's options for one metric over visits: bands, lines and marks.
import type uPlot from "uplot";
import { localTime } from "../format";
import type { Unit } from "../types";
import { mark, type MetricHistory } from "../visits";
import { axis, axisOfOrder, frame, orderOf } from "./plot_frame";
import { drawMark } from "./plot_marks";

/** Colours and dashes of the first paths; later ones begin anew. */
export const PATH_STYLES = [
  { colour: "--series-1", dash: [] },
  { colour: "--series-2", dash: [7, 4] },
  { colour: "--series-3", dash: [2, 3] },
  { colour: "--series-4", dash: [9, 3, 2, 3] },
] as const;

export function pathStyle(index: number) {
  return PATH_STYLES[index % PATH_STYLES.length] ?? PATH_STYLES[0];
}

/** What an axis is labelled with, and how much of a metric's unit one of it is. */
const AXES: Record<Unit, { label: string; per: number }> = {
  us: { label: "ms", per: 1_000 },
  signed_us: { label: "ms", per: 1_000 },
  bytes_per_s: { label: "kB/s", per: 1_000 },
  ppm: { label: "ppm", per: 1 },
  count: { label: "", per: 1 },
};

export const axisUnit = ({ unit }: MetricHistory) => AXES[unit].label;

export const perAxisUnit = ({ unit }: MetricHistory) => AXES[unit].per;

/** x is the visit's number, because visits come in bursts. */
export function plotData(history: MetricHistory): uPlot.AlignedData {
  const x = history.visits.map((_, index) => index);
  const series = history.paths.map(({ path }) =>
    history.visits.map((visit) => (visit.path === path ? (visit.metrics[history.code] ?? 0) / perAxisUnit(history) : null)),
  );
  return [x, ...series];
}

export function plotOptions(
  history: MetricHistory,
  size: { width: number; height: number },
  css: (name: string) => string,
  onPoint: (index: number | null) => void,
): uPlot.Options {
  const shown = [
    0,
    ...history.visits.map((visit) => visit.metrics[history.code] ?? 0),
    ...history.paths.flatMap((path) => [path.usual?.low ?? 0, path.usual?.high ?? 0]),
  ].map((value) => value / perAxisUnit(history));
  const [floor, ceiling] = [Math.min(...shown), Math.max(...shown)];
  return {
    ...frame(size),
    scales: {
      x: { time: false, range: orderOf(history.visits.length) },
      y: { range: [floor * 1.12, ceiling * 1.12 || 1] },
    },
    axes: [
      axisOfOrder(css, (at) => visitTime(history, at)),
      { ...axis(css), size: 52, space: 34 },
    ],
    series: [
      {},
      ...history.paths.map(({ path, index }) => ({
        label: path,
        stroke: css(pathStyle(index).colour),
        width: 1.25,
        dash: [...pathStyle(index).dash],
        spanGaps: true,
        points: { show: false },
      })),
    ],
    hooks: {
      drawClear: [(plot) => drawBands(plot, history, css)],
      draw: [(plot) => drawMarks(plot, history, css)],
      setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)],
    },
  };
}

function visitTime(history: MetricHistory, at: number): string {
  const visit = history.visits[at];
  return visit ? localTime(new Date(visit.at)) : "";
}

function drawBands(plot: uPlot, history: MetricHistory, css: (name: string) => string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { index, usual } of history.paths) {
    if (!usual) continue;
    const y = (value: number) => plot.valToPos(value / perAxisUnit(history), "y", true);
    ctx.fillStyle = css(pathStyle(index).colour);
    ctx.globalAlpha = 0.13;
    ctx.fillRect(bbox.left, y(usual.high), bbox.width, y(usual.low) - y(usual.high));
    ctx.globalAlpha = 0.55;
    ctx.fillRect(bbox.left, Math.round(y(usual.usual)), bbox.width, 1);
  }
  ctx.restore();
}

function drawMarks(plot: uPlot, history: MetricHistory, css: (name: string) => string): void {
  const index = new Map(history.paths.map((path) => [path.path, path.index]));
  history.visits.forEach((visit, at) => {
    const x = plot.valToPos(at, "x", true);
    const y = plot.valToPos((visit.metrics[history.code] ?? 0) / perAxisUnit(history), "y", true);
    const kind = mark(visit);
    const colour = kind === "not_allowed" || kind === "cleared" ? "--copper" : pathStyle(index.get(visit.path) ?? 0).colour;
    drawMark(plot.ctx, kind, x, y, css(colour), css("--surface"), devicePixelRatio);
  });
}
