import { pathStyle } from "./plot_options";

/** A line of a plot, for its legend; with the band around it where there is one. */
export function LineSample({ index, band = false }: { index: number; band?: boolean }) {
  return (
    <svg class={`line series-${index % 4}`} viewBox="0 0 24 8" aria-hidden="true">
      {band && <rect width="24" height="8" />}
      <line x1="0" x2="24" y1="4" y2="4" stroke-dasharray={pathStyle(index).dash.join(" ")} />
    </svg>
  );
}
