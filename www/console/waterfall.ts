// Lays an assessment out as a sum: prior, each reason in turn, total.
import { printedSum } from "../shared/sum";
import { count } from "./format";
import type { Assessment, Reason } from "./types";

/** What a sum is written in: nats where it shall be checked, points where people read it. */
export interface Scale {
  name: "nats" | "points";
  perNat: number;
  digits: number;
}

export const NATS: Scale = { name: "nats", perNat: 1, digits: 2 };
export const POINTS: Scale = { name: "points", perNat: 10, digits: 0 };

export interface Step {
  reason: Reason;
  /** Running total before and after this reason, in nats. */
  from: number;
  to: number;
  /** The contribution as printed. */
  shown: number;
}

export interface Waterfall {
  prior: number;
  priorShown: number;
  steps: Step[];
  total: number;
  totalShown: number;
  /** Range of the axis in nats; holds zero. */
  low: number;
  high: number;
}

export function waterfall({ prior_nats, reasons: all, risk_nats }: Assessment, scale: Scale): Waterfall {
  const { perNat, digits } = scale;
  const reasons = scale === POINTS ? folded(all) : all;
  const scaled = (nats: number) => nats * perNat;
  const printed = printedSum(scaled(prior_nats), reasons.map((reason) => scaled(reason.nats)), scaled(risk_nats), digits);
  let running = prior_nats;
  const steps = reasons.map((reason, index) => {
    const from = running;
    running += reason.nats;
    return { reason, from, to: running, shown: printed.terms[index] ?? 0 };
  });
  const places = [0, prior_nats, ...steps.map((step) => step.to)];
  const [least, most] = [Math.min(...places), Math.max(...places)];
  const margin = Math.max(0.25, (most - least) * 0.04);
  return {
    prior: prior_nats,
    priorShown: printed.prior,
    steps,
    total: risk_nats,
    totalShown: printed.total,
    low: least - margin,
    high: most + margin,
  };
}

/** Reasons that follow one another and are of less than a point each stand as one, so that the sum stays the same. */
function folded(reasons: readonly Reason[]): Reason[] {
  const isSmall = ({ nats }: Reason) => Math.abs(nats * POINTS.perNat) < 1;
  const told: Reason[] = [];
  let small: Reason[] = [];
  const tell = () => {
    const nats = small.reduce((sum, reason) => sum + reason.nats, 0);
    const text = `${count(small.length, "more reason")}, of less than a point each`;
    if (small.length > 1) told.push({ detector: "", code: "", text, nats });
    else told.push(...small);
    small = [];
  };
  for (const reason of reasons) {
    if (isSmall(reason)) small.push(reason);
    else {
      tell();
      told.push(reason);
    }
  }
  tell();
  return told;
}
