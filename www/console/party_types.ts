// What the server answers about who deals with whom.

/** `from`: the party acted, or turned to the other; `to`: the other to it. */
export type Direction = "from" | "to";

export type Mitigation = "allow" | "limit" | "review" | "block";

/** How a party stands among those it deals with. Trust goes from 0 over 0.5, neutral, to 1. */
export interface Standing {
  as_of: string;
  trust: number;
  /** Share of trust that is still what everybody begins with. */
  uncertainty: number;
  /** What its own opinions count, from 0 to 1. */
  credibility: number;
  since: string;
  heard_from: number;
  turned_to: number;
  opinions: number;
  bad_opinions: number;
  /** Standard deviations from what trust usually was; null while its history is short. */
  jump: number | null;
}

/** How a party acts, and with whom. */
export interface Profile {
  /** Share of those it turned to who turned to it. */
  reciprocity: number | null;
  cluster: string[];
  /** Share of their edges that lead out of the cluster. */
  conductance: number | null;
  /** Share of the shortest ways between others that lead over it, and how far that may be off. */
  betweenness: number | null;
  betweenness_within: number | null;
  /** By the hour of the day (UTC), to compare with each other. */
  hours: number[];
  /** Their entropy. */
  hour_bits: number;
  acts: { messages: number; replies: number; ratings: number; confirmations: number };
  length_chars: number | null;
  gap_s: number | null;
  given: Feedback;
  got: Feedback;
}

/** Opinions in a few numbers, from −1 to 1. */
export interface Feedback {
  count: number;
  bad: number;
  mean: number;
  recent: number;
}

/** Somebody whom a party deals with, one way. */
export interface Neighbour {
  id: string;
  direction: Direction;
  /** The mean, from −1 to 1. */
  opinion: number | null;
  interactions: number;
  last: string;
  trust: number;
  /** By how much this moves the trust of whoever is turned to. */
  moves: number;
  /** Whoever in turn moves the neighbour's trust most. */
  through: string | null;
}

/** One interaction of a party. */
export interface Interaction {
  id: string;
  at: string;
  direction: Direction;
  with: string;
  kind: "message" | "reply" | "rating" | "confirmation";
  /** From −1 to 1. */
  opinion: number | null;
  decision: Mitigation;
  /** In the party, after it; null where that was not followed. */
  trust: number | null;
}

/** One reason why parties are a group. */
export interface Why {
  code: string;
  text: string;
  ties: number;
  nats: number;
}

/** Parties that move together. */
export interface GroupItem {
  id: string;
  members: number;
  since: string;
  latest: string;
  /** Suspicious ones between members, and all that they have. */
  ties: number;
  all_ties: number;
  nats: number;
  /** −ln of how many as suspicious chance is expected to make. */
  surprise_nats: number;
  /** The weightiest first. */
  why: Why[];
}

export interface Member {
  id: string;
  /** Null where nothing of theirs counts. */
  trust: number | null;
}

export interface Group extends GroupItem {
  parties: Member[];
}
