// Visits as a plot and its table need them.
import type { Decision, Device, PathProfile, Unit, Usual, Visit } from "./types";

/** Two questions in one shape: was it allowed at once (round or square), does it teach the baseline (filled)? */
export type Mark = "trusted" | "untrusted" | "cleared" | "not_allowed";

export const MARKS: readonly Mark[] = ["trusted", "untrusted", "cleared", "not_allowed"];

export const MARK_LABEL: Record<Mark, string> = {
  trusted: "trusted",
  untrusted: "not trusted yet",
  cleared: "trusted after a check",
  not_allowed: "not allowed",
};

export function mark({ trusted, decision }: Pick<Visit, "trusted" | "decision">): Mark {
  const allowed = !decision || decision === ("allow" satisfies Decision);
  if (allowed) return trusted ? "trusted" : "untrusted";
  return trusted ? "cleared" : "not_allowed";
}

export interface PathSeries {
  path: string;
  /** Order of first appearance; picks colour and dash. */
  index: number;
  usual: Usual | null;
}

/** A visit that can still be read. */
export type TimedVisit = Visit & { path: string };

export interface MetricHistory {
  code: string;
  label: string;
  unit: Unit;
  /** Oldest first, only those that carry the metric. */
  visits: TimedVisit[];
  paths: PathSeries[];
}

/** The history of one metric, a series per path. Null where no visit carries the metric. */
export function metricHistory(device: Device, code: string, label: string): MetricHistory | null {
  const visits = device.visits.filter((visit): visit is TimedVisit => visit.path != null && visit.metrics[code] != null).reverse();
  if (visits.length === 0) return null;
  const usualOn = (path: string) =>
    device.profile.paths.find((one: PathProfile) => one.path === path)?.metrics.find((metric) => metric.code === code) ?? null;
  const paths = [...new Set(visits.map((visit) => visit.path))].map((path, index) => ({ path, index, usual: usualOn(path) }));
  const known = paths.find((path) => path.usual)?.usual;
  return { code, label: known?.label ?? label, unit: known?.unit ?? "us", visits, paths };
}
