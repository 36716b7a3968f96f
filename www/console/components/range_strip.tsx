interface Props {
  usual: number;
  low: number;
  high: number;
  latest: number | null;
  /** Range of the row's axis, shared by the metric's rows. */
  from: number;
  to: number;
}

const WIDTH = 160;
const HEIGHT = 20;
const EDGE = 8;

/** The usual range as a band with its middle, and the latest visit as a diamond. The numbers stand beside it. */
export function RangeStrip({ usual, low, high, latest, from, to }: Props) {
  // Logarithmic above a floor, on either side of zero, as the models compare: below a tenth of the largest value, differences fade.
  const floor = Math.max(Math.abs(from), Math.abs(to), 1e-9) / 10;
  const place = (value: number) => Math.asinh(value / floor);
  const span = Math.max(place(to) - place(from), 1e-9);
  const x = (value: number) => EDGE + ((place(value) - place(from)) / span) * (WIDTH - 2 * EDGE);
  const outside = latest !== null && (latest < low || latest > high);
  return (
    <svg class="range" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMinYMid" aria-hidden="true">
      <line class="rail" x1="0" x2={WIDTH} y1="10" y2="10" />
      <rect class="band" x={x(low)} width={Math.max(2, x(high) - x(low))} y="5" height="10" rx="2" />
      <line class="usual" x1={x(usual)} x2={x(usual)} y1="2" y2="18" />
      {latest !== null && (
        <path class={outside ? "latest outside" : "latest"} d={`M${x(latest)} 5l5 5-5 5-5-5z`} />
      )}
    </svg>
  );
}
