import type { Seal, Unseen } from "../types";
import { EventCounts } from "./event_counts";
import { ExchangesTable } from "./exchanges_table";
import { Facts } from "./facts";
import { SignalsTable } from "./signals_table";
import { Time } from "./time";

const seen = (value: string | Unseen) =>
  typeof value === "string" ? <code>{value}</code> : <span class="none">{value.absent}</span>;

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
          ["Work", seal.forged_work ? "made up" : "not contradicted"],
          ["Browser claimed", seal.connection.claimed],
          ["Kernel (SYN)", seen(seal.connection.syn)],
          ["TLS (JA4)", seen(seal.connection.ja4)],
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
