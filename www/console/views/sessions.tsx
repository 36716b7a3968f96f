import { api } from "../api";
import { DataTable, type Column } from "../components/data_table";
import { DecisionTag } from "../components/decision_tag";
import { Empty } from "../components/empty";
import { Id } from "../components/id";
import { Loaded } from "../components/loaded";
import { PageHead } from "../components/page_head";
import { Pager } from "../components/pager";
import { ScriptTag } from "../components/script_tag";
import { Time } from "../components/time";
import { GONE } from "../labels";
import type { SessionItem } from "../types";
import { useResource } from "../use_resource";

const COLUMNS: Column<SessionItem>[] = [
  { head: "Session", cell: (session) => <Id id={session.id} section="sessions" /> },
  { head: "Opened", minor: true, cell: (session) => (session.gone ? "–" : <Time at={session.opened_at} />) },
  { head: "Sealed", cell: (session) => <Time at={session.sealed_at} /> },
  { head: "Device", cell: (session) => <Id id={session.device_id} section="devices" /> },
  { head: "Path", cell: (session) => (session.gone ? <span class="none">{GONE[session.gone]}</span> : <code>{session.path}</code>) },
  { head: "Micro-transactions", numeric: true, minor: true, cell: (session) => session.exchanges ?? "–" },
  { head: "Events", numeric: true, cell: (session) => session.events?.toLocaleString("en-GB") ?? "–" },
  { head: "Decision", cell: (session) => <DecisionTag decision={session.decision} /> },
];

export function SessionsView({ cursor }: { cursor: string | undefined }) {
  const sessions = useResource(`sessions ${cursor ?? ""}`, (signal) => api.sessions(cursor, signal));
  return (
    <>
      <PageHead title="Sessions" />
      <Loaded resource={sessions} rows={10}>
        {(page) =>
          page.items.length > 0 || cursor ? (
            <>
              <DataTable caption="Sessions, newest first" captionUnseen columns={COLUMNS} rows={page.items} keyOf={(session) => `${session.id} ${session.sealed_at}`} />
              <Pager section="sessions" cursor={cursor} next={page.next_cursor} />
            </>
          ) : (
            <Empty title="No sessions yet"><ScriptTag /></Empty>
          )
        }
      </Loaded>
    </>
  );
}
