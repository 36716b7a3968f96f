interface Props {
  from: number;
  to: number;
  low: number;
  high: number;
  kind: "prior" | "for" | "against" | "total";
  /** Draw the thread from the row above and to the row below. */
  above: boolean;
  below: boolean;
}

const WIDTH = 1000;
const HEIGHT = 40;
const TOP = 11;
const BOTTOM = 29;

/** One bar of the sum, on the axis shared by all rows. The number beside it says the same. */
export function WaterfallBar({ from, to, low, high, kind, above, below }: Props) {
  const x = (nats: number) => ((nats - low) / (high - low)) * WIDTH;
  const [left, right] = from < to ? [x(from), x(to)] : [x(to), x(from)];
  return (
    <svg class={`bar bar-${kind}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <line class="zero" x1={x(0)} x2={x(0)} y1="0" y2={HEIGHT} />
      {above && <line class="thread" x1={x(kind === "total" ? to : from)} x2={x(kind === "total" ? to : from)} y1="0" y2={TOP} />}
      {below && <line class="thread" x1={x(to)} x2={x(to)} y1={BOTTOM} y2={HEIGHT} />}
      <rect x={left} width={Math.max(2.5, right - left)} y={TOP} height={BOTTOM - TOP} />
    </svg>
  );
}
