// The words the console uses for the contract's codes.
import { words } from "./format";
import type { Intention, SpendingGroup } from "./payment_types";
import type { Decision, DeviceState, Gone } from "./types";

export const DECISIONS: readonly Decision[] = ["allow", "step_up", "review", "block"];

export const DECISION_LABEL: Record<Decision, string> = {
  allow: "Allow",
  step_up: "Step up",
  review: "Review",
  block: "Block",
};

export const STATE_LABEL: Record<DeviceState, string> = { new: "New", warming: "Warming", known: "Known" };

export const STATE_HINT: Record<DeviceState, string> = {
  new: "No trusted visit yet",
  warming: "The baseline is still being learnt",
  known: "The baseline is known",
};

/** Why a visit cannot be read any more. */
export const GONE: Record<Gone, string> = {
  erased: "erased with the person it was about",
  unassessed: "not kept: nobody asked about it while its token was good",
};

/** Why nothing is said of a device under another id. */
export const UNRECOGNISED: Record<string, string> = {
  no_visit: "there is no visit to go by",
  off: "recognition is switched off",
  reading: "the server had started lately and did not know all devices yet",
  familiar: "its own id is known",
  nobody: "no known device looks like it enough",
};

/** What a detector is called, what it learns from, and whom it compares with. */
export interface DetectorLabel {
  name: string;
  learned: string;
  compared: string;
}

const OF_VISITS = { learned: "trusted visit", compared: "genuine visits" };
const OF_PURCHASES = { learned: "trusted purchase", compared: "genuine purchases" };

/** The others judge visits and are called what they are. */
const DETECTORS: Record<string, DetectorLabel> = {
  spending: { ...OF_PURCHASES, name: "spending of the card" },
  payee: { name: "payments to the payee", learned: "payment", compared: "genuine payments" },
  intention: { name: "promises of the payee", learned: "promise", compared: "honest parties" },
  profile: { learned: "trusted activity", compared: "genuine activities", name: "profile of the customer" },
  card_testing: { ...OF_PURCHASES, name: "card testing" },
  account: { ...OF_PURCHASES, name: "events of the account" },
  transitions: { ...OF_PURCHASES, name: "dangerous states" },
  trust: { ...OF_PURCHASES, name: "trust in the payee" },
};

export const detectorLabel = (code: string): DetectorLabel => DETECTORS[code] ?? { ...OF_VISITS, name: words(code) };

/** Codes of reasons that are no words once their underscores are gone. */
const REASONS: Record<string, string> = { anybodys_amount: "anybody's amount" };

export const reasonLabel = (code: string): string => REASONS[code] ?? words(code);

export const GROUP_LABEL: Record<SpendingGroup, string> = { low: "Low", medium: "Medium", high: "High" };

/** What a party is believed to be about. */
export const INTENTION: Record<Intention, string> = {
  too_few_to_say: "too few promises to say",
  none: "none to deceive",
  uncovered: "uncovered: breaks its promises from the first on",
  trapping: "trapping: kept its promises until it was trusted, and breaks them now",
  illusive: "illusive: covers broken promises by others that it keeps",
};

/** Why a detector or a signal has nothing to say. */
export const ABSENCE: Record<string, string> = {
  no_probe: "the back end sent no token: the probe was blocked, refused or not there",
  state_unreadable: "what was learned could not be read",
  no_user: "the back end named no user",
  no_timing: "the probe ran, but no micro-transaction could be timed",
  no_events: "the probe ran, and nobody typed, pointed or filled anything in",
  no_purchase: "the back end named no transaction",
  no_card: "the transaction named no card",
  no_payee: "the transaction named nobody who is paid",
  no_account_events: "the merchant has not told yet what happens to accounts",
  not_followed: "the server has started lately and has not read yet what was tried before, or who dealt with whom",
  no_interactions: "no interaction names whoever is paid",
  no_commitment: "whoever is paid has promised nothing whose outcome was told",
};
