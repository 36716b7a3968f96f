import { api } from "../api";
import { DataTable, type Column } from "../components/data_table";
import { DecisionTag } from "../components/decision_tag";
import { Empty } from "../components/empty";
import { Id } from "../components/id";
import { Loaded } from "../components/loaded";
import { PageHead } from "../components/page_head";
import { Pager } from "../components/pager";
import { Risk } from "../components/risk";
import { Time } from "../components/time";
import { money, plain } from "../format";
import { GONE } from "../labels";
import { href } from "../route";
import type { AnyAssessment, Assessment } from "../types";
import { useResource } from "../use_resource";

const COLUMNS: Column<AnyAssessment>[] = [
  {
    head: "When",
    cell: (one) =>
      one.erased ? <Time at={one.created_at} /> : <a href={href("assessments", one.id)}><Time at={one.created_at} /></a>,
  },
  { head: "Decision", cell: (one) => <DecisionTag decision={one.decision} enforced={one.enforced} /> },
  { head: "Risk", cell: (one) => (one.erased ? "–" : <Risk risk={one.risk} />) },
  { head: "Nats", numeric: true, minor: true, cell: (one) => (one.erased ? "–" : plain(one.risk_nats)) },
  { head: "Main reason", wide: true, cell: (one) => <span class="reason-text">{one.erased ? GONE.erased : mainReason(one)}</span> },
  { head: "Action", minor: true, cell: (one) => (one.erased ? "–" : one.action) },
  { head: "Amount", numeric: true, minor: true, cell: (one) => (!one.erased && one.transaction ? money(one.transaction.amount_minor, one.transaction.currency) : "–") },
  { head: "Device", cell: (one) => (one.erased ? "–" : <Id id={one.device_id} section="devices" />) },
];

/** The strongest reason where the reasons raise the risk; else that nothing did, or what was lacking. */
function mainReason({ reasons, evidence, risk_nats, prior_nats }: Assessment): string {
  const strongest = reasons.reduce<Assessment["reasons"][number] | null>(
    (best, reason) => (reason.nats > (best?.nats ?? 0) ? reason : best),
    null,
  );
  if (strongest && risk_nats > prior_nats) return strongest.text;
  if (reasons.length > 0) return "nothing unusual";
  return evidence.some((line) => line.status === "warming") ? "baseline still warming" : "no evidence";
}

export function AssessmentsView({ cursor }: { cursor: string | undefined }) {
  const assessments = useResource(`assessments ${cursor ?? ""}`, (signal) => api.assessments(cursor, signal));
  return (
    <>
      <PageHead title="Assessments" />
      <Loaded resource={assessments} rows={10}>
        {(page) =>
          page.items.length > 0 || cursor ? (
            <>
              <DataTable caption="Assessments, newest first" captionUnseen columns={COLUMNS} rows={page.items} keyOf={(one) => one.id} />
              <Pager section="assessments" cursor={cursor} next={page.next_cursor} />
            </>
          ) : (
            <Empty title="No assessments yet">
              <p>The merchant's back end asks for one when the customer pays, with the token from the page:</p>
              <pre tabIndex={0} aria-label="Command"><code>{CURL}</code></pre>
            </Empty>
          )
        }
      </Loaded>
    </>
  );
}

const CURL = `curl ${location.origin}/v1/assessments \\
  -H 'Authorization: Bearer sk_…' -H 'Content-Type: application/json' \\
  -d '{"token": "…", "action": "checkout"}'`;
