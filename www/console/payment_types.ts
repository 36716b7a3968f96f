// What the server answers about cards and about those who are paid or promise something.
import type { Interaction, Neighbour, Profile, Standing } from "./party_types";
import type { AnyAssessment } from "./types";

/** A card, by the merchant's own id. */
export interface Card {
  id: string;
  first_seen: string;
  last_seen: string;
  /** Missing while nothing is learned. */
  spending?: Spending;
  /** Newest first. */
  assessments: AnyAssessment[];
}

export type SpendingGroup = "low" | "medium" | "high";

/** How a card usually spends, in the currency it was used in last. */
export interface Spending {
  currency: string;
  purchases: number;
  /** The group that most of its amounts are in. */
  profile: SpendingGroup;
  /** Means of its groups, the lowest first; fewer than three while it paid fewer amounts. */
  groups_minor: number[];
  /** The latest amounts, the oldest first. */
  amounts_minor: number[];
}

/** Somebody who promises, is paid, or deals with others, by the merchant's own id or a name of ours. */
export interface Party {
  id: string;
  intention: PartyIntention;
  payments: PartyPayments;
  /** The oldest first. */
  promises: PromiseKept[];
  /** Newest first. */
  assessments: AnyAssessment[];
  /** Null where no interaction names it, or who dealt with whom is still being read. */
  standing: Standing | null;
  /** The suspicious group that it belongs to. */
  group: string | null;
  /** Null like `standing`. */
  profile: Profile | null;
  /** Whose word moves most first. */
  neighbours: Neighbour[];
  /** Newest first. */
  interactions: Interaction[];
}

export type Intention = "too_few_to_say" | "none" | "uncovered" | "trapping" | "illusive";

/** What a party is believed to be about. Confidence goes from 0 to 1. */
export interface PartyIntention {
  deceiving_intention: number;
  published_deceiving_intention: number;
  intention: Intention;
  /** Promises whose outcome is known, and those that were broken. */
  promises: number;
  broken: number;
}

/** What outcomes say of payments to a party. */
export interface PartyPayments {
  known: number;
  frauds: number;
  /** Probability that cards are misused there at present. */
  in_trouble: number;
}

/** What became of a promise, and what that made of the party. */
export interface PromiseKept extends PartyIntention {
  at: string;
  /** From 0 to 1. */
  satisfaction: number;
  /** Something fell short as no honest party's does. */
  testified: boolean;
  /** In words; empty where they cannot be read any more. */
  short: string[];
}
