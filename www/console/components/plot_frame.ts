// What all plots have in common.
import type uPlot from "uplot";
import type { Size } from "./use_plot";

/** No legend of uPlot's own, and a cursor that only follows the pointer along x. */
export function frame(size: Size): Pick<uPlot.Options, "width" | "height" | "padding" | "legend" | "cursor"> {
  return {
    ...size,
    padding: [10, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
  };
}

export function axis(css: (name: string) => string): uPlot.Axis {
  return { stroke: css("--ink-3"), font: `12px ${css("--sans")}`, grid: { stroke: css("--line"), width: 1 }, ticks: { show: false } };
}

/** The axis along which things stand one after the other. */
export function axisOfOrder(css: (name: string) => string, name: (at: number) => string): uPlot.Axis {
  return {
    ...axis(css),
    grid: { show: false },
    size: 30,
    space: 90,
    incrs: [1, 2, 5, 10, 20, 50, 100],
    values: (_, splits) => splits.map((at) => (Number.isInteger(at) ? name(at) : "")),
  };
}

/** Room for so many things in a row; a few stand as far apart as if there were five. */
export const orderOf = (count: number): [number, number] => [-0.6, Math.max(count - 1, 4) + 0.6];
