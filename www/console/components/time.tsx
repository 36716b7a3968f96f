import { localTime, utc } from "../format";

/** An instant in local time, with UTC on hover. */
export function Time({ at }: { at: string | null | undefined }) {
  const date = at ? new Date(at) : null;
  if (!at || !date || Number.isNaN(date.getTime())) return <span class="none">–</span>;
  return <time dateTime={at} title={utc(date)}>{localTime(date)}</time>;
}
