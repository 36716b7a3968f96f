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

const THICKNESS_PX = 16;

/** One bar of the sum, on the axis shared by all rows. The number beside it says the same. */
export function WaterfallBar({ from, to, low, high, kind, above, below }: Props) {
  const share = (nats: number) => (nats / (high - low)) * 100;
  const x = (nats: number) => `${share(nats - low)}%`;
  const entry = x(kind === "total" ? to : from);
  return (
    <svg class={`bar bar-${kind}`} aria-hidden="true">
      <line class="zero" x1={x(0)} x2={x(0)} y1="0" y2="100%" />
      {above && <line class="thread" x1={entry} x2={entry} y1="0" y2="50%" />}
      {below && <line class="thread" x1={x(to)} x2={x(to)} y1="50%" y2="100%" />}
      <rect x={x(Math.min(from, to))} width={`${Math.max(0.25, share(Math.abs(to - from)))}%`} y="50%"
        height={THICKNESS_PX} transform={`translate(0 ${-THICKNESS_PX / 2})`} />
    </svg>
  );
}
