// uPlot's options for lines between 0 and 1 over promises, and a mark for each promise where there are marks.
import type uPlot from "uplot";
import type { Mark } from "../visits";
import { axis, axisOfOrder, frame, orderOf } from "./plot_frame";
import { drawMark } from "./plot_marks";
import { pathStyle } from "./plot_options";
import type { Size } from "./use_plot";

/** A line; colour and dash are those of its index. */
export interface ShareLine {
  label: string;
  values: readonly number[];
}

export interface ShareMark {
  value: number;
  kind: Mark;
}

export interface Shares {
  lines: readonly ShareLine[];
  /** None, or one of each promise. */
  marks: readonly ShareMark[];
  /** What stands on the axis below each promise. */
  names: readonly string[];
}

export function sharesData({ lines, names }: Shares): uPlot.AlignedData {
  return [names.map((_, at) => at), ...lines.map(({ values }) => [...values])];
}

export function sharesOptions(shares: Shares, size: Size, css: (name: string) => string, onPoint: (index: number | null) => void): uPlot.Options {
  const { lines, names } = shares;
  return {
    ...frame(size),
    scales: { x: { time: false, range: orderOf(names.length) }, y: { range: [-0.05, 1.05] } },
    axes: [axisOfOrder(css, (at) => names[at] ?? ""), { ...axis(css), size: 40, incrs: [0.25, 0.5] }],
    series: [
      {},
      ...lines.map(({ label }, index) => ({
        label,
        stroke: css(pathStyle(index).colour),
        width: 1.75,
        dash: [...pathStyle(index).dash],
        // One point alone has no line.
        points: { show: names.length === 1, size: 7, fill: css(pathStyle(index).colour) },
      })),
    ],
    hooks: {
      draw: [(plot) => drawMarks(plot, shares, css)],
      setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)],
    },
  };
}

function drawMarks(plot: uPlot, { marks }: Shares, css: (name: string) => string): void {
  marks.forEach(({ value, kind }, at) => {
    const [x, y] = [plot.valToPos(at, "x", true), plot.valToPos(value, "y", true)];
    drawMark(plot.ctx, kind, x, y, css(kind === "not_allowed" ? "--copper" : "--ink-3"), css("--surface"), devicePixelRatio);
  });
}
