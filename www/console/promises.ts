// What became of a party's promises, as plots and tables need it.
import type { PromiseKept } from "./payment_types";

export interface Kept extends PromiseKept {
  /** This one was broken; null where that is not told. */
  broken_now: boolean | null;
  trust: number;
}

/** The oldest first. Whether the first one that is told was broken, only the first of all says. */
export function kept(promises: readonly PromiseKept[]): Kept[] {
  return promises.map((one, at) => {
    const before = at > 0 ? promises[at - 1]?.broken : one.promises === 1 ? 0 : undefined;
    return { ...one, broken_now: before === undefined ? null : one.broken > before, trust: 1 - one.deceiving_intention };
  });
}
