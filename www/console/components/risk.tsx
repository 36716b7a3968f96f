/** Risk 0–1000 as a number with a small level beside it. */
export function Risk({ risk }: { risk: number | null | undefined }) {
  if (risk == null) return <span class="none">–</span>;
  return (
    <span class="risk">
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="4" />
        <rect class="level" width={Math.min(100, Math.max(0, risk / 10))} height="4" />
      </svg>
      <span>{risk}</span>
    </span>
  );
}
