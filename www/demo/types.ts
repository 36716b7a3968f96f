// What the shop's back end answers.
import type { Challenge } from "../loader/types";

export type Decision = "allow" | "step_up" | "review" | "block";

export interface Assessment {
  id: string;
  decision: Decision;
  risk: number;
  risk_nats: number;
  prior_nats: number;
  reasons: { detector: string; code: string; text: string; nats: number }[];
  evidence: { detector: string; status: string; seen?: number | null; need?: number | null; why?: string | null }[];
  device_id?: string | null;
  latency_us: number;
}

/** What the back end falls back to where Pennyprint gave no answer in time. */
export interface NoAssessment {
  decision: Decision;
  enforced: Decision;
}

export interface Order {
  order_id: string;
  /** What Pennyprint decided. */
  decision: Decision;
  /** What the shop acts on: always `allow` while the site is in monitor mode. */
  enforced: Decision;
  assessment: Assessment | NoAssessment;
  message: string;
  /** The text the demo shop's phone service would send. */
  sms?: string | null;
  challenge?: Challenge | null;
}

export interface Confirmation {
  order_id: string;
  status: "placed" | "refused";
  message: string;
}

export type Status = "pending" | "placed" | "refused" | "challenge";
