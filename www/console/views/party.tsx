import { useMemo } from "preact/hooks";
import { api } from "../api";
import { AssessmentList } from "../components/assessment_list";
import { Facts } from "../components/facts";
import { FirstFew } from "../components/first_few";
import { IntentionPlot } from "../components/intention_plot";
import { Loaded } from "../components/loaded";
import { PageHead } from "../components/page_head";
import { PromisesTable } from "../components/promises_table";
import { StandingSection } from "../components/standing_section";
import { TrustPlot } from "../components/trust_plot";
import { quantity, share } from "../format";
import { INTENTION } from "../labels";
import type { Party } from "../payment_types";
import { kept } from "../promises";
import { href } from "../route";
import { useResource } from "../use_resource";

export function PartyView({ id }: { id: string }) {
  const party = useResource(`party ${id}`, (signal) => api.party(id, signal));
  return (
    <>
      <PageHead title={`Party ${id}`} up={{ href: href("parties"), label: "Parties" }} />
      <Loaded resource={party} rows={12}>{(data) => <PartySections party={data} />}</Loaded>
    </>
  );
}

function PartySections({ party }: { party: Party }) {
  const { intention, payments, assessments } = party;
  const promises = useMemo(() => kept(party.promises), [party]);
  const newest = useMemo(() => [...promises].reverse(), [promises]);
  return (
    <>
      <Facts
        facts={[
          ["Intention", INTENTION[intention.intention]],
          ["Confidence that deceit is meant", share(intention.deceiving_intention)],
          ["As published", share(intention.published_deceiving_intention)],
          ["Trust", share(1 - intention.deceiving_intention)],
          ["Promises with an outcome", intention.promises],
          ["Broken", intention.broken],
        ]}
      />
      {promises.length > 0 && (
        <section class="plots" aria-label="Plots">
          <IntentionPlot promises={promises} />
          <TrustPlot promises={promises} />
        </section>
      )}
      <section>
        <h2>Promises</h2>
        {promises.length > 0 ? (
          <FirstFew items={newest} few={12} noun="promises">{(few) => <PromisesTable promises={few} />}</FirstFew>
        ) : (
          <p class="none">No outcome of a promise is known. The back end makes promises with <code>POST /v1/commitments</code>, and tells there what became of them.</p>
        )}
      </section>
      <section>
        <h2>Among those it deals with</h2>
        <StandingSection party={party} />
      </section>
      <section>
        <h2>Payments</h2>
        <Facts
          facts={[
            ["Known what they were", payments.known],
            ["Of these frauds", payments.frauds],
            ["Cards are misused there now, believed", quantity(100 * payments.in_trouble, "percent")],
          ]}
        />
        {assessments.length > 0 ? (
          <FirstFew items={assessments} few={6} noun="payments">{(few) => <AssessmentList assessments={few} />}</FirstFew>
        ) : (
          <p class="none">No payment to this party was asked about.</p>
        )}
      </section>
    </>
  );
}
