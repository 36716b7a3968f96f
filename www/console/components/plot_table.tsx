import { quantity, range } from "../format";
import { MARK_LABEL, mark, type MetricHistory, type TimedVisit } from "../visits";
import { DataTable, type Column } from "./data_table";
import { DecisionTag } from "./decision_tag";
import { Id } from "./id";
import { MarkSample } from "./mark_sample";
import { Time } from "./time";

/** The plot's twin: the same numbers, newest first. */
export function PlotTable({ title, history }: { title: string; history: MetricHistory }) {
  const rows = [...history.visits].reverse();
  const usualOn = (path: string) => history.paths.find((one) => one.path === path)?.usual ?? null;
  const columns: Column<TimedVisit>[] = [
    { head: "Visit", cell: (visit) => <Time at={visit.at} /> },
    { head: "Path", cell: (visit) => visit.path },
    { head: title, numeric: true, cell: (visit) => quantity(visit.metrics[history.code] ?? 0, history.unit) },
    {
      head: "Usual there",
      numeric: true,
      cell: (visit) => {
        const usual = usualOn(visit.path);
        return usual ? range(usual.low, usual.high, usual.unit) : <span class="none">not known</span>;
      },
    },
    { head: "Mark", cell: (visit) => <span class="with-mark"><MarkSample kind={mark(visit)} /> {MARK_LABEL[mark(visit)]}</span> },
    { head: "Decision", cell: (visit) => <DecisionTag decision={visit.decision} /> },
    { head: "Session", cell: (visit) => <Id id={visit.session_id} section="sessions" /> },
  ];
  return (
    <details class="twin">
      <summary>{title} as a table</summary>
      <DataTable caption={`${title} by visit, newest first`} captionUnseen narrow="scroll" columns={columns} rows={rows}
        keyOf={(visit, index) => `${visit.session_id} ${visit.at} ${index}`} />
    </details>
  );
}
