import { useMemo } from "preact/hooks";
import { api } from "../api";
import { AmountsPlot } from "../components/amounts_plot";
import { AssessmentList } from "../components/assessment_list";
import { DataTable, type Column } from "../components/data_table";
import { Facts } from "../components/facts";
import { FirstFew } from "../components/first_few";
import { Loaded } from "../components/loaded";
import { PageHead } from "../components/page_head";
import { SurprisePlot } from "../components/surprise_plot";
import { Time } from "../components/time";
import { type Group, groups, kept, surprises } from "../card";
import { count } from "../format";
import { GROUP_LABEL } from "../labels";
import type { Card, Spending } from "../payment_types";
import { href } from "../route";
import { useResource } from "../use_resource";

export function CardView({ id }: { id: string }) {
  const card = useResource(`card ${id}`, (signal) => api.card(id, signal));
  return (
    <>
      <PageHead title={`Card ${id}`} up={{ href: href("cards"), label: "Cards" }} />
      <Loaded resource={card} rows={12}>{(data) => <CardSections card={data} />}</Loaded>
    </>
  );
}

function CardSections({ card }: { card: Card }) {
  const { spending, assessments } = card;
  const sizes = useMemo(() => (spending ? groups(spending) : []), [card]);
  const payments = useMemo(() => surprises(assessments), [card]);
  return (
    <>
      <Facts
        facts={[
          ["Spends", spending ? `mostly ${spending.profile} amounts` : <span class="none">nothing learnt yet</span>],
          ["Purchases learnt", spending?.purchases ?? 0],
          ["Payments", assessments.length],
          ["First seen", <Time at={card.first_seen} />],
          ["Last seen", <Time at={card.last_seen} />],
        ]}
      />
      <section class="plots" aria-label="Plots">
        {spending ? (
          <AmountsPlot spending={spending} groups={sizes} />
        ) : (
          <figure class="plot plot-empty">
            <figcaption><h3>Latest amounts</h3></figcaption>
            <p class="none">Nothing learnt yet. A payment teaches once it was allowed and stayed undisputed.</p>
          </figure>
        )}
        <SurprisePlot surprises={payments} />
      </section>
      {spending && <Groups spending={spending} sizes={sizes} />}
      <section>
        <h2>Payments</h2>
        <FirstFew items={assessments} few={6} noun="payments">{(few) => <AssessmentList assessments={few} />}</FirstFew>
      </section>
    </>
  );
}

/** What low, medium and high mean for this card. */
function Groups({ spending, sizes }: { spending: Spending; sizes: readonly Group[] }) {
  const columns: Column<Group>[] = [
    { head: "Group", cell: ({ name }) => <>{GROUP_LABEL[name]}{name === spending.profile && <small> most of them: a {name} spender</small>}</> },
    { head: "Mean", numeric: true, cell: ({ mean }) => kept(mean, spending.currency) },
    { head: "Amounts", numeric: true, cell: ({ amounts }) => amounts },
  ];
  return (
    <section>
      <h2>Groups <small>of the latest {count(spending.amounts_minor.length, "amount")}</small></h2>
      <DataTable caption="What low, medium and high amounts are for this card" captionUnseen columns={columns} rows={sizes} keyOf={({ name }) => name} />
    </section>
  );
}
