import { GONE } from "../labels";
import type { Visit } from "../types";
import { MARK_LABEL, mark } from "../visits";
import { DataTable, type Column } from "./data_table";
import { DecisionTag } from "./decision_tag";
import { Id } from "./id";
import { MarkSample } from "./mark_sample";
import { Risk } from "./risk";
import { Time } from "./time";

const COLUMNS: Column<Visit>[] = [
  { head: "Visit", cell: (visit) => <Time at={visit.at} /> },
  { head: "Session", cell: (visit) => <Id id={visit.session_id} section="sessions" /> },
  { head: "Path", cell: (visit) => (visit.gone ? <span class="none">{GONE[visit.gone]}</span> : <code>{visit.path}</code>) },
  { head: "Trust", cell: (visit) => <span class="with-mark"><MarkSample kind={mark(visit)} /> {MARK_LABEL[mark(visit)]}</span> },
  { head: "Risk", cell: (visit) => <Risk risk={visit.risk} /> },
  {
    head: "Decision",
    cell: (visit) =>
      visit.assessment_id ? (
        <a class="plain" href={`#/assessments/${encodeURIComponent(visit.assessment_id)}`}><DecisionTag decision={visit.decision} /></a>
      ) : (
        <DecisionTag decision={visit.decision} />
      ),
  },
];

/** A device's sessions. */
export function VisitsTable({ visits }: { visits: readonly Visit[] }) {
  return (
    <DataTable caption="Sessions of this device, newest first" captionUnseen columns={COLUMNS} rows={visits}
      keyOf={(visit, index) => `${visit.session_id} ${visit.at} ${index}`} />
  );
}
