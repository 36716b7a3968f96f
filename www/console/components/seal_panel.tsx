import type { Seal } from "../types";
import { EventCounts } from "./event_counts";
import { ExchangesTable } from "./exchanges_table";
import { Facts } from "./facts";
import { SignalsTable } from "./signals_table";
import { Time } from "./time";

/** What had been observed when one token was asked for. */
export function SealPanel({ seal, number, of }: { seal: Seal; number: number; of: number }) {
  return (
    <section class="seal">
      <h2>
        {of > 1 ? `Observed, seal ${number} of ${of}` : "Observed"}{" "}
        <small><Time at={seal.opened_at} /> to <Time at={seal.sealed_at} /> · path <code>{seal.path}</code></small>
      </h2>
      <Facts
        facts={[
          ["Posted to the ledger", `${seal.ledger_minor} minor units, nominal`],
          ["Messages refused", seal.refused],
          ["Reports lost", seal.lost_reports],
        ]}
      />
      <ExchangesTable exchanges={seal.exchanges} />
      <div class="columns even">
        <SignalsTable signals={seal.signals} />
        <EventCounts events={seal.events} />
      </div>
    </section>
  );
}
