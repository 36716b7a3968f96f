// The words the console uses for the contract's codes.
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
  not_followed: "the server has started lately and has not read yet what was tried before",
  no_commitment: "whoever is paid has promised nothing whose outcome was told",
};
