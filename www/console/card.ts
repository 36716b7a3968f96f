// A card's purchases as its plots and their tables need them.
import { count, money, words } from "./format";
import { ABSENCE, GONE } from "./labels";
import type { Spending, SpendingGroup } from "./payment_types";
import type { AnyAssessment, Decision, EvidenceLine } from "./types";
import { POINTS } from "./waterfall";

const GROUPS: readonly SpendingGroup[] = ["low", "medium", "high"];
/** Beyond every p-value that is answered. */
const LEAST_P = 1e-300;

/** Amounts of one size, among the latest ones. */
export interface Group {
  name: SpendingGroup;
  mean: number;
  /** The latest amounts that are nearest to this mean. */
  amounts: number;
  /** Where amounts begin that are nearer to this mean than to any other, and where they end. */
  from: number;
  to: number;
}

export function groups({ groups_minor, amounts_minor }: Spending): Group[] {
  const known = GROUPS.flatMap((name, at) => {
    const mean = groups_minor[at];
    if (mean === undefined) return [];
    const [below, above] = [groups_minor[at - 1], groups_minor[at + 1]];
    const from = below === undefined ? 0 : (below + mean) / 2;
    const to = above === undefined ? Number.POSITIVE_INFINITY : (mean + above) / 2;
    return [{ name, mean, amounts: 0, from, to }];
  });
  for (const amount of amounts_minor) {
    const own = groupOf(known, amount);
    if (own) own.amounts += 1;
  }
  return known;
}

/** A card's state keeps its amounts to a tenth of a per cent, so that more digits would be made up. */
export function kept(minor: number, currency: string): string {
  return money(Number(minor.toPrecision(3)), currency);
}

/** The group that an amount falls into. */
export function groupOf(all: readonly Group[], amount: number): Group | undefined {
  return all.find(({ to }) => amount < to);
}

/** How unusual a payment was for its card. */
export interface Surprise {
  id: string;
  at: string;
  decision: Decision;
  amount: string;
  /** Ten times −ln p; null where nothing could be said. */
  points: number | null;
  pValue: number | null;
  /** The card was too new. */
  learning: boolean;
  /** Why there are no points. */
  why: string;
}

/** Of each payment, the oldest first. */
export function surprises(assessments: readonly AnyAssessment[]): Surprise[] {
  return [...assessments].reverse().map((one) => {
    const { id, created_at: at, decision } = one;
    const nothing = { id, at, decision, amount: "–", points: null, pValue: null, learning: false };
    if (one.erased) return { ...nothing, why: GONE.erased };
    const amount = one.transaction ? money(one.transaction.amount_minor, one.transaction.currency) : "–";
    const said = one.evidence.find(({ detector }) => detector === "spending");
    const p = said?.status === "known" ? (said.p_value ?? null) : null;
    if (p === null) return { ...nothing, amount, learning: said?.status === "warming", why: unsaid(said) };
    return { ...nothing, amount, pValue: p, points: -POINTS.perNat * Math.log(Math.max(p, LEAST_P)) || 0, why: "" };
  });
}

function unsaid(said: EvidenceLine | undefined): string {
  if (!said) return "not judged";
  if (said.status === "warming") return `learning: ${said.seen ?? 0} of ${count(said.need ?? 0, "purchase")}`;
  return ABSENCE[said.why ?? ""] ?? words(said.why ?? said.status);
}
