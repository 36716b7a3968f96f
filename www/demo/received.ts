import { printedSum, signed } from "../shared/sum";
import { h } from "./dom";
import type { Assessment, Order } from "./types";

function milliseconds(us: number): string {
  return `${(us / 1000).toFixed(us < 10_000 ? 2 : 0)} ms`;
}

function fact(label: string, value: string): HTMLElement {
  return h("div", {}, h("dt", {}, label), h("dd", {}, value));
}

/** "What the merchant's back end received": the decision with its reasons, and the way to the console. */
export function received(order: Order): HTMLElement {
  const { assessment } = order;
  if (!("reasons" in assessment)) return h("p", { class: "received" }, "Pennyprint gave the merchant's back end no answer in time.");
  const monitored = order.enforced !== order.decision ? `, enforced: ${order.enforced}` : "";
  return h(
    "details",
    { class: "received" },
    h("summary", {}, "What the merchant's back end received"),
    h(
      "dl",
      {},
      fact("decision", order.decision + monitored),
      fact("risk", `${assessment.risk} of 1000`),
      fact("latency", milliseconds(assessment.latency_us)),
      fact("assessment", assessment.id),
    ),
    sum(assessment),
    unknowns(assessment),
    consoleLink(assessment),
  );
}

function sum({ prior_nats, reasons, risk_nats }: Assessment): HTMLElement {
  const printed = printedSum(prior_nats, reasons.map((reason) => reason.nats), risk_nats);
  const row = (text: string, nats: string, name = "") =>
    h("tr", name ? { class: name } : {}, h("th", { scope: "row" }, text), h("td", {}, nats));
  return h(
    "table",
    {},
    h("caption", {}, "Reasons in nats: + towards fraud, − in favour"),
    h(
      "tbody",
      {},
      row("prior", signed(printed.prior)),
      ...reasons.map((reason, index) => row(reason.text, signed(printed.terms[index] ?? 0))),
      row("risk", signed(printed.total), "total"),
    ),
  );
}

/** Detectors that could not tell. "Unknown" is said, it does not look like "normal". */
function unknowns(assessment: Assessment): HTMLElement | null {
  const lines = assessment.evidence.flatMap((line) => {
    if (line.status === "warming") return [`${line.detector}: warming, ${line.seen ?? 0} of ${line.need ?? 0} trusted visits`];
    if (line.status === "absent") return [`${line.detector}: no evidence (${(line.why ?? "").replaceAll("_", " ")})`];
    return [];
  });
  return lines.length > 0 ? h("ul", {}, ...lines.map((line) => h("li", {}, line))) : null;
}

function consoleLink(assessment: Assessment): HTMLElement | null {
  const url = document.body.dataset["pennyprintUrl"];
  if (!url || !assessment.device_id) return null;
  const address = `${url}/console/#/devices/${encodeURIComponent(assessment.device_id)}`;
  return h("p", {}, h("a", { href: address, target: "_blank", rel: "noopener" }, "This device in the security console"));
}
