// Quantities in plain words, with units that change where a reader would change them.
import { MINUS } from "../shared/sum";
import type { MeasureUnit, Unit } from "./types";

export function duration(us: number): string {
  if (us < 1_000) return `${(us / 1e3).toFixed(2)} ms`;
  if (us < 10_000) return `${(us / 1e3).toFixed(1)} ms`;
  if (us < 1_000_000) return `${(us / 1e3).toFixed(0)} ms`;
  return `${(us / 1e6).toFixed(1)} s`;
}

export function rate(bytesPerSecond: number): string {
  if (bytesPerSecond < 1e6) return `${(bytesPerSecond / 1e3).toFixed(0)} kB/s`;
  return `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`;
}

export function bytes(count: number): string {
  return count < 1_000 ? `${count} B` : `${(count / 1e3).toFixed(1)} kB`;
}

export function quantity(value: number, unit: Unit | MeasureUnit): string {
  switch (unit) {
    case "us":
      return duration(value);
    case "bytes_per_s":
      return rate(value);
    case "signed_us":
      return signed(value, duration(Math.abs(value)));
    case "ppm":
      return signed(value, `${Math.abs(value).toFixed(1)} ppm`);
    case "minutes":
      return `${value.toFixed(1)} min`;
    case "seconds":
      return value < 0 ? MINUS + duration(-value * 1e6) : duration(value * 1e6);
    case "words_per_minute":
      return `${value.toFixed(0)} words/min`;
    case "pixels_per_second":
      return `${plain(value, 0)} px/s`;
    case "per_second":
      return `${value.toFixed(2)} /s`;
    case "pixels":
      return `${value.toFixed(value < 9.95 ? 1 : 0)} px`;
    case "percent":
      return `${plain(value, Math.abs(value) < 9.95 ? 1 : 0)} %`;
    case "degrees":
      return `${plain(value, 0)} °`;
    case "pixels_per_second_squared":
      return `${rounded(value)} px/s²`;
    case "pixels_per_second_cubed":
      return `${rounded(value)} px/s³`;
    case "radians":
      return `${rounded(value)} rad`;
    case "radians_per_second":
      return `${rounded(value)} rad/s`;
    case "radians_per_pixel":
      return `${rounded(value)} rad/px`;
    case "metres_per_second_squared":
      return `${value.toFixed(2)} m/s²`;
    case "times":
      return plain(value, Math.abs(value) < 0.1 ? 3 : 2);
    case "count":
      return Number.isInteger(value) ? `${value}` : value.toFixed(1);
  }
}

const twoDigits = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 2, notation: "compact" });

/** Where two digits tell enough. */
function rounded(value: number): string {
  return twoDigits.format(value).replace("-", MINUS);
}

function signed(value: number, text: string): string {
  if (value === 0) return text;
  return `${value < 0 ? MINUS : "+"}${text}`;
}

/** `21 – 31 ms`; both units where they differ. */
export function range(low: number, high: number, unit: Unit | MeasureUnit): string {
  const [from, to] = [quantity(low, unit), quantity(high, unit)];
  const [number, fromUnit] = from.split(" ");
  return `${to.endsWith(` ${fromUnit}`) ? number : from} – ${to}`;
}

export function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat("en-GB", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

export function plain(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** A number from 0 to 1, where two digits tell enough. */
export function share(value: number): string {
  return value.toFixed(2);
}

/** `p = 0.21`, `p = 0.0034`, `p < 0.000001`. */
export function pValue(p: number): string {
  if (p < 1e-6) return "p < 0.000001";
  return `p = ${p >= 0.1 ? p.toFixed(2) : Number(p.toPrecision(2))}`;
}

/** `1 in 130`; nothing where it is no rarity. */
export function oneIn(p: number): string | null {
  const often = p > 0 ? 1 / p : Number.POSITIVE_INFINITY;
  if (often < 2) return null;
  return `1 in ${often > 1e6 ? "a million" : Number(often.toPrecision(2)).toLocaleString("en-GB")}`;
}

/** `held_back` → `held back`. */
export function words(code: string): string {
  return code.replaceAll("_", " ");
}

export function sentence(code: string): string {
  const text = words(code);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;
}

/** `dev_01jd5k…9f3c`: prefix, start and end are enough to tell ids apart in a list. */
export function shortId(id: string): string {
  return id.length <= 17 ? id : `${id.slice(0, 10)}…${id.slice(-4)}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayClock = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const yearClock = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** Local time: seconds for today, the day for this year, the year for anything else. */
export function localTime(at: Date, now = new Date()): string {
  if (at.toDateString() === now.toDateString()) return clock.format(at);
  return (at.getFullYear() === now.getFullYear() ? dayClock : yearClock).format(at);
}

export function utc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
