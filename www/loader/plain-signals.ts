/* The signals of the probe without WebAssembly: names, order and units are those of probe-wasm/src/signals/. */

import { cut, micros } from "./plain-values";

/** As `wire::signal::Reading`. */
type Reading = { integer: number } | { integers: number[] } | { text: string } | { texts: string[] } | { absent: string };

/** Longest text, in bytes, and most items of a list: `wire::limits`. */
const TEXT_BYTES = 256;
const ITEMS = 32;
const UNSUPPORTED: Reading = { absent: "unsupported" };

const SIGNALS: [name: string, read: () => Reading][] = [
  ["runtime", () => ({ text: "js" })],
  [
    "screen",
    () => {
      const { width, height, availWidth, availHeight, colorDepth } = screen;
      const values = [width, height, availWidth, availHeight, innerWidth, innerHeight, colorDepth, devicePixelRatio * 1000];
      return { integers: values.map((value) => Math.trunc(value) || 0) };
    },
  ],
  [
    "time_zone",
    () => {
      const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
      return timeZone ? { text: cut(timeZone, TEXT_BYTES) } : UNSUPPORTED;
    },
  ],
  [
    "languages",
    () => {
      const texts = navigator.languages.slice(0, ITEMS).map((tag) => cut(tag, TEXT_BYTES));
      return texts.length > 0 ? { texts } : UNSUPPORTED;
    },
  ],
  ["cores", () => (navigator.hardwareConcurrency ? { integer: navigator.hardwareConcurrency } : UNSUPPORTED)],
  ["wall_clock", () => ({ integers: [micros(Date.now()), micros(performance.now())] })],
];

/** Reads every signal and times the reading. */
export function readSignals(): { name: string; reading: Reading; cost_us: number }[] {
  return SIGNALS.map(([name, read]) => {
    const began_ms = performance.now();
    let reading: Reading = { absent: "failed" };
    try {
      reading = read();
    } catch {
      // Named as failed.
    }
    return { name, reading, cost_us: micros(performance.now() - began_ms) };
  });
}
