// uPlot's options for one rhythm: a bar from low to high for each time, and the visit's times as points on it.
import type uPlot from "uplot";
import type { Rhythm, RhythmTime } from "../looked_at";
import { axis, frame } from "./plot_frame";
import type { Size } from "./use_plot";

const MS = 1e3;
/** A time far outside is drawn at the edge: one pause must not press all bands flat. */
const ROOM = 1.6;
/** Times of one key stand beside each other. */
const AFTER = 0.5;
const BAR = 0.3;

/** From press to press is the sum of the two that are drawn; the table holds it. */
export function drawnTimes({ times }: Rhythm): RhythmTime[] {
  return times.filter(({ kind }) => kind !== "to_next");
}

const place = ({ key, kind }: RhythmTime) => (kind === "held" ? key : key + AFTER);

export function rhythmData(rhythm: Rhythm): uPlot.AlignedData {
  const times = drawnTimes(rhythm);
  return [times.map(place), times.map(({ visit, band }) => (visit?.value ?? band?.usual ?? 0) * MS)];
}

export function rhythmOptions(
  rhythm: Rhythm,
  size: Size,
  css: (name: string) => string,
  onTime: (index: number | null) => void,
): uPlot.Options {
  const { floor, ceiling } = room(rhythm);
  return {
    ...frame(size),
    scales: { x: { time: false, range: [0.4, rhythm.keys + 0.6] }, y: { range: [floor, ceiling] } },
    axes: [
      { ...axis(css), grid: { show: false }, size: 30, space: 28, incrs: [1, 2, 5] },
      { ...axis(css), size: 52, space: 34 },
    ],
    series: [{}, { show: true, points: { show: false }, paths: () => null }],
    hooks: {
      drawClear: [(plot) => drawBars(plot, rhythm, css)],
      draw: [(plot) => drawTimes(plot, rhythm, css, { floor, ceiling })],
      setCursor: [(plot) => onTime(plot.cursor.idx ?? null)],
    },
  };
}

/** Every band whole, and of the visit's times what lies not too far outside; zero is always in view. */
function room(rhythm: Rhythm): { floor: number; ceiling: number } {
  const times = drawnTimes(rhythm);
  const values = times.flatMap(({ visit }) => (visit ? [visit.value * MS] : []));
  const [lows, highs] = [times.flatMap(({ band }) => (band ? [band.low * MS] : [])), times.flatMap(({ band }) => (band ? [band.high * MS] : []))];
  const most = highs.length > 0 ? Math.min(Math.max(...values, 0), ROOM * Math.max(...highs)) : Math.max(...values, 0);
  const least = lows.length > 0 ? Math.max(Math.min(...values, 0), Math.min(...lows, 0) * ROOM) : Math.min(...values, 0);
  const [low, high] = [Math.min(0, least, ...lows), Math.max(most, ...highs, 1)];
  return { floor: low - 0.06 * (high - low), ceiling: high + 0.06 * (high - low) };
}

function drawBars(plot: uPlot, rhythm: Rhythm, css: (name: string) => string): void {
  const { ctx } = plot;
  const half = (plot.valToPos(BAR, "x", true) - plot.valToPos(0, "x", true)) / 2;
  ctx.save();
  for (const time of drawnTimes(rhythm)) {
    if (!time.band) continue;
    const x = plot.valToPos(place(time), "x", true);
    const [low, usual, high] = [time.band.low, time.band.usual, time.band.high].map((value) => plot.valToPos(value * MS, "y", true)) as [number, number, number];
    ctx.fillStyle = css(time.kind === "held" ? "--series-1" : "--series-2");
    ctx.globalAlpha = 0.26;
    ctx.fillRect(x - half, high, 2 * half, Math.max(low - high, 2));
    ctx.globalAlpha = 0.9;
    ctx.fillRect(x - half, Math.round(usual), 2 * half, Math.max(1, devicePixelRatio));
  }
  ctx.restore();
}

function drawTimes(plot: uPlot, rhythm: Rhythm, css: (name: string) => string, edge: { floor: number; ceiling: number }): void {
  const margin = 0.03 * (edge.ceiling - edge.floor);
  for (const time of drawnTimes(rhythm)) {
    if (!time.visit) continue;
    const value = time.visit.value * MS;
    const shown = Math.min(edge.ceiling - margin, Math.max(edge.floor + margin, value));
    const beyond = shown === value ? 0 : Math.sign(value - shown);
    const at = { x: plot.valToPos(place(time), "x", true), y: plot.valToPos(shown, "y", true) };
    drawTime(plot.ctx, at, time.visit.outside, beyond, css);
  }
}

/** A dot inside of the band, a diamond outside; an arrow where it lies beyond the plot. */
function drawTime(ctx: CanvasRenderingContext2D, { x, y }: { x: number; y: number }, outside: boolean, beyond: number, css: (name: string) => string): void {
  const size = (outside ? 6 : 3.5) * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = css(outside ? "--copper" : "--ink");
  ctx.strokeStyle = css("--surface");
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  if (!outside) ctx.arc(x, y, size, 0, 2 * Math.PI);
  else if (beyond === 0) [[0, -size], [size, 0], [0, size], [-size, 0]].forEach(([dx = 0, dy = 0]) => ctx.lineTo(x + dx, y + dy));
  else [[-size, beyond * size * 0.6], [size, beyond * size * 0.6], [0, -beyond * size]].forEach(([dx = 0, dy = 0]) => ctx.lineTo(x + dx, y + dy));
  ctx.closePath();
  ctx.stroke();
  ctx.fill();
  ctx.restore();
}
