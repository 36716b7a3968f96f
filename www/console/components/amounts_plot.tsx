import { useState } from "preact/hooks";
import { groupOf, type Group, kept } from "../card";
import { count } from "../format";
import { GROUP_LABEL } from "../labels";
import type { Spending } from "../payment_types";
import { amountsData, amountsOptions } from "./amounts_options";
import { DataTable, type Column } from "./data_table";
import { LineSample } from "./line_sample";
import { usePlot } from "./use_plot";

const TITLE = "Latest amounts";

/** The latest amounts of a card, on its groups of low, medium and high ones; and the same as a table. */
export function AmountsPlot({ spending, groups }: { spending: Spending; groups: readonly Group[] }) {
  const [at, setAt] = useState<number | null>(null);
  const host = usePlot(spending, (size, css) => amountsOptions(spending, groups, size, css, setAt), () => amountsData(spending));
  const { amounts_minor: amounts, currency, purchases } = spending;
  const amount = at === null ? undefined : amounts[at];
  const number = (index: number) => purchases - amounts.length + index + 1;
  const shown = `${count(amounts.length, "amount")}, the group of each, and the groups' means`;
  return (
    <figure class="plot amounts">
      <figcaption>
        <h3>{TITLE} <small>{currency}, to three digits, by purchase</small></h3>
        <ul class="legend">
          {groups.map(({ name, mean }, index) => (
            <li key={name}>
              <LineSample index={index} band />
              {GROUP_LABEL[name]}, {kept(mean, currency)} on average
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={host} class="plot-host" role="img" aria-label={`${TITLE}: ${shown}. The table below holds the numbers.`} />
      <p class="readout" aria-hidden="true">
        {at !== null && amount !== undefined ? (
          <>Purchase {number(at)} · <b>{kept(amount, currency)}</b> · {named(groups, amount)}</>
        ) : (
          <>Lines: the means of the groups; the scale of money is logarithmic</>
        )}
      </p>
      <AmountsTable spending={spending} groups={groups} number={number} />
    </figure>
  );
}

const named = (groups: readonly Group[], amount: number) => {
  const group = groupOf(groups, amount);
  return group ? GROUP_LABEL[group.name] : "–";
};

/** The plot's twin, newest first. */
function AmountsTable({ spending, groups, number }: { spending: Spending; groups: readonly Group[]; number: (index: number) => number }) {
  const rows = spending.amounts_minor.map((amount, index) => ({ purchase: number(index), amount })).reverse();
  const columns: Column<{ purchase: number; amount: number }>[] = [
    { head: "Purchase", numeric: true, cell: ({ purchase }) => purchase },
    { head: "Amount", numeric: true, cell: ({ amount }) => kept(amount, spending.currency) },
    { head: "Group", cell: ({ amount }) => named(groups, amount) },
  ];
  return (
    <details class="twin">
      <summary>{TITLE} as a table</summary>
      <DataTable caption={`${TITLE}, newest first`} captionUnseen narrow="scroll" columns={columns} rows={rows} keyOf={({ purchase }) => `${purchase}`} />
    </details>
  );
}
