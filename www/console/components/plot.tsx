import { useState } from "preact/hooks";
import { quantity, words } from "../format";
import { MARK_LABEL, MARKS, mark, type MetricHistory } from "../visits";
import { LineSample } from "./line_sample";
import { MarkSample } from "./mark_sample";
import { axisUnit, plotData, plotOptions } from "./plot_options";
import { PlotTable } from "./plot_table";
import { Time } from "./time";
import { usePlot } from "./use_plot";

/** One metric over visits, a series per path with its usual band; and the same as a table. */
export function Plot({ title, history }: { title: string; history: MetricHistory }) {
  const [at, setAt] = useState<number | null>(null);
  const host = usePlot(history, (size, css) => plotOptions(history, size, css, setAt), () => plotData(history));

  const visit = at === null ? undefined : history.visits[at];
  const shown = MARKS.filter((kind) => history.visits.some((one) => mark(one) === kind));
  return (
    <figure class="plot">
      <figcaption>
        <h3>{title} <small>{axisUnit(history)}, by visit</small></h3>
        <ul class="legend">
          {history.paths.map(({ path, index, usual }) => (
            <li key={path}>
              <LineSample index={index} band={usual !== null} />
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
