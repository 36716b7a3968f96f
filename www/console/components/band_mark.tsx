/** A value of a visit: a dot inside of the usual band, a diamond outside; and in words where nothing stands beside it. */
export function BandMark({ outside, said = false }: { outside: boolean; said?: boolean }) {
  return (
    <span class={outside ? "band-mark outside" : "band-mark"}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {outside ? <path d="M8 2 14 8 8 14 2 8z" /> : <circle cx="8" cy="8" r="4" />}
      </svg>
      {said && (outside ? "outside" : "inside")}
    </span>
  );
}
