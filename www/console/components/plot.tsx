import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { quantity, words } from "../format";
import { MARK_LABEL, MARKS, mark, type MetricHistory } from "../visits";
import { MarkSample } from "./mark_sample";
import { axisUnit, pathStyle, plotData, plotOptions } from "./plot_options";
import { PlotTable } from "./plot_table";
import { Time } from "./time";

const HEIGHT = 230;

/** One metric over visits, a series per path with its usual band; and the same as a table. */
export function Plot({ title, history }: { title: string; history: MetricHistory }) {
  const host = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const scheme = useColourScheme();

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const style = getComputedStyle(element);
    const css = (name: string) => style.getPropertyValue(name).trim();
    const size = () => ({ width: Math.max(200, element.clientWidth), height: HEIGHT });
    const plot = new uPlot(plotOptions(history, size(), css, setAt), plotData(history), element);
    const watch = new ResizeObserver(() => plot.setSize(size()));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [history, scheme]);

  const visit = at === null ? undefined : history.visits[at];
  const shown = MARKS.filter((kind) => history.visits.some((one) => mark(one) === kind));
  return (
    <figure class="plot">
      <figcaption>
        <h3>{title} <small>{axisUnit(history)}, by visit</small></h3>
        <ul class="legend">
          {history.paths.map(({ path, index, usual }) => (
            <li key={path}>
              <svg class={`line series-${index % 4}`} viewBox="0 0 24 8" aria-hidden="true">
                {usual && <rect width="24" height="8" />}
                <line x1="0" x2="24" y1="4" y2="4" stroke-dasharray={pathStyle(index).dash.join(" ")} />
              </svg>
              {path}
            </li>
          ))}
          {shown.map((kind) => <li key={kind}><MarkSample kind={kind} /> {MARK_LABEL[kind]}</li>)}
        </ul>
      </figcaption>
      <div ref={host} class="plot-host" role="img" aria-label={`${title} by visit; the table below holds the numbers`} />
      <p class="readout" aria-hidden="true">
        {visit ? (
          <>
            <Time at={visit.at} /> · {visit.path} · <b>{quantity(visit.metrics[history.code] ?? 0, history.unit)}</b> ·{" "}
            {MARK_LABEL[mark(visit)]}{visit.decision && <> · {words(visit.decision)}</>}
          </>
        ) : (
          <>Shaded: the usual range on each path</>
        )}
      </p>
      <PlotTable title={title} history={history} />
    </figure>
  );
}

/** Changes when the reader's colour scheme does: a canvas keeps the colours it was drawn with. */
function useColourScheme(): boolean {
  const [dark, setDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const onChange = () => setDark(query.matches);
    query.addEventListener("change", onChange);
    return () => query.removeEventListener("change", onChange);
  }, []);
  return dark;
}
