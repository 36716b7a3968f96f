/* Resource Timing of the exchanges with one address, as probe-wasm/src/resource_timing.rs: by an observer, because
   the page's own list ends at 250 entries; an entry may arrive a moment after the body was read. */

import { micros } from "./plain-values";

/** As `wire::microtransaction::ResourceTiming`. */
export interface ResourceTiming {
  connect_us: number;
  reused: boolean;
  ttfb_us: number;
  transfer_us: number;
  body_bytes: number;
  server_us: number | null;
}

/** Pause between two looks for a late entry, and how many looks. */
const PAUSE_MS = 2;
const LOOKS = 8;

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Watches until `end()`. */
export function watch(url: string) {
  let delivered: PerformanceEntry[] = [];
  let looks = LOOKS;
  let observer: PerformanceObserver | undefined;
  try {
    observer = new PerformanceObserver((list) => delivered.push(...list.getEntries()));
    observer.observe({ entryTypes: ["resource"] });
  } catch {
    // A browser without it times with fetch alone.
  }
  return {
    /** The timing of the exchange that began at `started_ms`. A browser that gave none is not waited for again. */
    async of(started_ms: number): Promise<ResourceTiming | null> {
      for (let look = 0; observer && look <= looks; look++) {
        if (look > 0) await pause(PAUSE_MS);
        const entries = [...delivered, ...observer.takeRecords()] as PerformanceResourceTiming[];
        delivered = [];
        const found = entries.find(({ startTime, name }) => startTime >= started_ms && name === url);
        if (found) return timing(found);
      }
      looks = 0;
      return null;
    },
    end: () => observer?.disconnect(),
  };
}

/** Null where the server may not show its timing to this page (no `Timing-Allow-Origin`). */
function timing(entry: PerformanceResourceTiming): ResourceTiming | null {
  if (entry.responseStart <= 0) return null;
  // Not there in an insecure context.
  const app = entry.serverTiming?.find(({ name }) => name === "app");
  return {
    connect_us: micros(entry.connectEnd - entry.connectStart),
    reused: entry.connectStart === entry.connectEnd,
    ttfb_us: micros(entry.responseStart - entry.requestStart),
    transfer_us: micros(entry.responseEnd - entry.responseStart),
    body_bytes: entry.encodedBodySize,
    server_us: app ? micros(app.duration) : null,
  };
}
