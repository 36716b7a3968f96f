// Lays an assessment out as a sum: prior, each reason in turn, total.
import type { Assessment, Reason } from "./types";

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

const CENT = 100;

/**
 * Printed numbers are differences of *rounded running totals*, so that what a reader adds up on paper is
 * the printed total; each is within 0.01 of its own value.
 */
export function waterfall(assessment: Assessment): Waterfall {
  const rounded = (nats: number) => Math.round(nats * CENT) / CENT;
  let running = assessment.prior_nats;
  const steps = assessment.reasons.map((reason) => {
    const from = running;
    running += reason.nats;
    return { reason, from, to: running, shown: rounded(running) - rounded(from) };
  });
  const places = [0, assessment.prior_nats, ...steps.map((step) => step.to)];
  const [least, most] = [Math.min(...places), Math.max(...places)];
  const margin = Math.max(0.25, (most - least) * 0.04);
  return {
    prior: assessment.prior_nats,
    priorShown: rounded(assessment.prior_nats),
    steps,
    total: assessment.risk_nats,
    totalShown: rounded(assessment.risk_nats),
    low: least - margin,
    high: most + margin,
  };
}
