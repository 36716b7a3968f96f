import type { Band } from "../types";

const WIDTH = 200;
const HEIGHT = 20;
/** The band is as wide in every row, so that what lies outside is seen down the column. */
const [LOW, USUAL, HIGH] = [70, 100, 130];

/** The usual band, and a visit's value on it: a dot inside, a diamond outside. The numbers stand beside it. */
export function BandStrip({ band, value }: { band: Band; value: number | null }) {
  const at = value === null ? null : place(band, value);
  const outside = at !== null && (at < LOW || at > HIGH);
  return (
    <svg class="band-strip" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMidYMid" aria-hidden="true">
      <line class="rail" x1="0" x2={WIDTH} y1="10" y2="10" />
      <rect class="band" x={LOW} width={HIGH - LOW} y="3" height="14" rx="2" />
      <line class="usual" x1={USUAL} x2={USUAL} y1="1" y2="19" />
      {at !== null && !outside && <circle class="value" cx={at} cy="10" r="4" />}
      {at !== null && outside && <path class="value outside" d={`M${at} 4l6 6-6 6-6-6z`} />}
    </svg>
  );
}

/** As far from the middle as the value is in half bands; further out, distances fade. */
function place({ low, usual, high }: Band, value: number): number {
  const half = value < usual ? usual - low : high - usual;
  const off = (value - usual) / Math.max(half, 1e-12);
  const far = Math.max(0, Math.abs(off) - 1);
  const faded = off === 0 ? 0 : Math.sign(off) * (Math.min(Math.abs(off), 1) + Math.min(0.7 * Math.asinh(far), 2) + (far > 0 ? 0.15 : 0));
  return USUAL + faded * (HIGH - USUAL);
}
