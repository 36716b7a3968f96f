/** Holds the place of what is coming, so that nothing jumps when it arrives. */
export function Loading({ rows }: { rows: number }) {
  return (
    <div class="loading" role="status">
      <span class="unseen">Loading</span>
      {Array.from({ length: rows }, (_, index) => <div key={index} class="loading-row" />)}
    </div>
  );
}
