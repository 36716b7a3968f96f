// What the server answers. The OpenAPI document is the authority; these mirror the parts the console reads.

export type Decision = "allow" | "step_up" | "review" | "block";
export type DeviceState = "new" | "warming" | "known";

/** Unit of a metric of a device. */
export type Unit = "us" | "bytes_per_s" | "signed_us" | "ppm" | "count";

/** Unit of a measure of a person. */
export type MeasureUnit =
  | "minutes"
  | "seconds"
  | "words_per_minute"
  | "pixels_per_second"
  | "pixels_per_second_squared"
  | "pixels_per_second_cubed"
  | "per_second"
  | "pixels"
  | "percent"
  | "degrees"
  | "radians"
  | "radians_per_second"
  | "radians_per_pixel"
  | "metres_per_second_squared"
  | "count"
  | "times";

export interface Site {
  id: string;
  name: string;
  mode: "monitor" | "enforce";
  environment: "test" | "live";
  publishable_key: string;
}

export interface Me {
  name: string;
  role: "viewer" | "analyst" | "admin";
  csrf: string;
  sites: Site[];
}

/** One page of a list; `next_cursor` is missing or null at its end. */
export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export interface Reason {
  detector: string;
  code: string;
  text: string;
  /** Signed: positive is towards fraud. */
  nats: number;
}

export interface EvidenceLine {
  detector: string;
  status: "known" | "warming" | "absent" | "unremarkable";
  p_value?: number | null;
  /** `prior`: the detector's own p-value; `table`: the site's, of number `calibration_version`. */
  calibration?: string | null;
  calibration_version?: number | null;
  score?: number | null;
  seen?: number | null;
  need?: number | null;
  why?: string | null;
}

/** Whether a device whose id is new was here before under another one. */
export interface Recognition {
  status: "recognised" | "absent";
  why?: string;
  device_id?: string;
  confidence?: number;
  last_seen?: string;
  as_of?: string;
  agreeing?: string[];
  disagreeing?: string[];
}

export interface Assessment {
  id: string;
  created_at: string;
  decision: Decision;
  /** What the merchant was told; differs from `decision` in monitor mode. */
  enforced: Decision;
  /** 0–1000. */
  risk: number;
  /** `prior_nats` plus every reason's nats, exactly. */
  risk_nats: number;
  prior_nats: number;
  reasons: Reason[];
  evidence: EvidenceLine[];
  recognition: Recognition;
  session_id?: string | null;
  device_id?: string | null;
  action: string;
  transaction?: { amount_minor: number; currency: string } | null;
  degraded: boolean;
  policy_version: number | string;
  model_version: number | string;
  as_of: string;
  /** Missing where an old assessment is read. */
  latency_us?: number | null;
  outcome?: string | null;
  erased?: undefined;
}

/** What is left of an assessment when the person it was about is erased. */
export interface ErasedAssessment {
  id: string;
  created_at: string;
  decision: Decision;
  enforced: Decision;
  erased: true;
}

export type AnyAssessment = Assessment | ErasedAssessment;

/** Why a visit cannot be read any more. */
export type Gone = "erased" | "unassessed";

export interface DeviceItem {
  id: string;
  first_seen: string;
  last_seen: string;
  sessions: number;
  trusted_visits: number;
  state: DeviceState;
}

/** What is usual for one metric, in its unit. */
export interface Usual<U = Unit> {
  code: string;
  label: string;
  unit: U;
  usual: number;
  low: number;
  high: number;
}

export interface PathProfile {
  path: string;
  trusted_visits: number;
  metrics: Usual[];
}

export interface Visit {
  session_id: string;
  at: string;
  /** Missing where the visit is gone. */
  path?: string | null;
  gone?: Gone;
  trusted: boolean;
  /** Values by `Usual.code`, in the unit of that metric. */
  metrics: Partial<Record<string, number | null>>;
  assessment_id?: string | null;
  decision?: Decision | null;
  risk?: number | null;
}

export interface Device extends DeviceItem {
  profile: { intrinsic: Usual[]; paths: PathProfile[] };
  /** Newest first. */
  visits: Visit[];
  /** Newest first. */
  assessments: AnyAssessment[];
}

/** A customer, by the merchant's own id. */
export interface User {
  id: string;
  first_seen: string;
  last_seen: string;
  devices: string[];
  behaviour: Behaviour;
  /** The visit that was asked for, or the latest; missing where there is none. */
  visit?: LookedAt;
  /** Ids of the assessments whose visits taught what is usual. */
  taught_by: string[];
  /** Newest first. */
  assessments: AnyAssessment[];
}

export type Input = "mouse" | "touch" | "pen" | "keyboard" | "on_screen_keyboard";

/** One thing that is measured of visits; part, input and code name it. */
export interface MeasureOf {
  part: "visit" | "typing" | "pointer" | "touch" | "scroll" | "motion";
  input: Input;
  code: string;
  label: string;
  unit: MeasureUnit;
}

/** Between what nine in ten lie. */
export interface Band {
  low: number;
  usual: number;
  high: number;
}

/** One field of one length, on one keyboard. */
export interface RhythmOf {
  code: string;
  field: string;
  input: Input;
  keys: number;
}

/** One time of a rhythm: of which key, and which. */
export interface TimeOf {
  key: number;
  kind: "held" | "to_next" | "let_go_to_next";
}

export interface UsualRhythm extends RhythmOf {
  seen: number;
  /** In seconds. */
  times: (TimeOf & Band)[];
}

/** What is usual for a customer. */
export interface Behaviour {
  trusted_visits: number;
  measures: (MeasureOf & Band)[];
  rhythms: UsualRhythm[];
  /** Movements of the mouse that taught it, and whether they are enough to judge by. */
  movements: number;
  movements_known: boolean;
  /** By UTC. */
  hours: number[];
  /** From Monday on. */
  weekdays: number[];
  /** How often on each kind of device. */
  devices: Record<string, number>;
}

/** A value of a visit and what it is held against. */
export interface Beside {
  value: number;
  /** Missing where nothing was learned of it. */
  band?: Band;
  outside: boolean;
  /** How unusual it is; missing where it is not compared. */
  nats?: number;
}

/** A visit that is looked at. */
export interface LookedAt {
  assessment_id: string;
  gone?: Gone | "no_visit" | "forgotten";
  measured?: MeasuredVisit;
}

export interface MeasuredVisit {
  hour: number;
  /** 0 for Monday. */
  weekday: number;
  device: string;
  measures: (MeasureOf & Beside)[];
  rhythms: (RhythmOf & { p_value?: number; times: (TimeOf & Beside)[] })[];
}

export interface SessionItem {
  id: string;
  device_id: string;
  sealed_at: string;
  gone?: Gone;
  /** Missing, like the rest of what was observed, where it is gone. */
  opened_at?: string;
  path?: string;
  exchanges?: number;
  events?: number;
  assessment_id?: string | null;
  decision?: Decision | null;
}

/** One micro-transaction as both sides saw it. Durations in microseconds. */
export interface Exchange {
  kind: string;
  server_us: number;
  held_us: number;
  arrival_spread_us?: number | null;
  answer_bytes: number;
  return_gap_us?: number | null;
  tcp?: { rtt_us: number; min_rtt_us?: number | null; retransmits: number } | null;
  client?: {
    total_us: number;
    turnaround_us?: number | null;
    resource?: { connect_us: number; reused: boolean; ttfb_us: number; transfer_us: number } | null;
  } | null;
}

export type Reading = string | number | boolean | null | Reading[] | { [tag: string]: Reading };

export interface GoneSeal {
  sealed_at: string;
  gone: Gone;
}

/** What the server saw of a connection by itself. */
export interface Connection {
  syn: string | Unseen;
  ja4: string | Unseen;
  request: { version: string; headers: string[] } | Unseen;
  claimed: string;
}

export interface Unseen {
  absent: string;
}

export interface Seal {
  gone?: undefined;
  opened_at: string;
  sealed_at: string;
  path: string;
  /** Nominal amounts posted to Pennyprint's own ledger, summed. */
  ledger_minor: number;
  connection: Connection;
  /** Messages of the page that were refused. */
  refused: number;
  /** The work that was asked for was made up. */
  forged_work: boolean;
  /** Reports that never arrived. */
  lost_reports: number;
  exchanges: Exchange[];
  signals: { name: string; reading: Reading }[];
  events: Partial<Record<string, number>>;
  metrics: Partial<Record<string, number | null>>;
}

export interface Session {
  id: string;
  device_id: string;
  /** One per token asked for, each with what had been observed by then; newest first. */
  seals: (Seal | GoneSeal)[];
  assessments: AnyAssessment[];
}
