// The printed form of an assessment's sum, the same in the console and in the demo shop.

/** A real minus sign, as wide as a plus. */
export const MINUS = "\u2212";

export interface PrintedSum {
  prior: number;
  terms: number[];
  total: number;
}

/**
 * Rounds a sum, of nats to two digits. Each printed term is the difference of *rounded running totals*, so
 * that what a reader adds up on paper is the printed total; each is within one of the last digit of its own value.
 */
export function printedSum(prior: number, terms: readonly number[], total: number, digits = 2): PrintedSum {
  const parts = 10 ** digits;
  const rounded = (nats: number) => Math.round(nats * parts) / parts;
  let running = prior;
  const printed = terms.map((nats) => {
    const from = rounded(running);
    running += nats;
    return rounded(running) - from;
  });
  return { prior: rounded(prior), terms: printed, total: rounded(total) };
}

/** `+1.20`, `−0.35`, `0.00`. */
export function signed(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return (value < 0 ? MINUS : "+") + text;
}
