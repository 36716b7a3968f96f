/* One page view without WebAssembly: opened with the signals, then the micro-transactions, strictly one after the
   other, as probe-wasm/src/page_view.rs and mte.rs. */

import { readSignals } from "./plain-signals";
import { pause, watch, type ResourceTiming } from "./plain-timing";
import { cut, micros } from "./plain-values";
import { store, storedDevice, storedSession } from "./stored";

/** `wire::WIRE_VERSION` and `wire::limits`. */
const WIRE_VERSION = 1;
const VIEW_NAME_BYTES = 64;
const PAD_BYTES = 16 * 1024;
const STEPS = 20;
/** How long the opening may take. Nobody waits for it: `token()` has its own, shorter budget. */
const OPENING_MS = 5_000;
/** How often a hidden page looks whether it can be seen. */
const HIDDEN_LOOK_MS = 50;

/** As `wire::microtransaction::ClientTiming`. */
interface ClientTiming {
  seq: number;
  attempt: number;
  started_us: number;
  ended_us: number;
  resource: ResourceTiming | null;
}

/** As `wire::session::SessionOpened`. */
interface Opened {
  session_id: string;
  device_id: string;
  page_view: string;
  nonce: string | null;
  plan: { steps: { amount_minor: number; pad_bytes: number }[]; budget_ms: number };
}

/** As `wire::microtransaction::MicroTransactionAnswer`. */
interface Answer {
  posting: "posted" | "retry";
  nonce: string | null;
}

/** Sends to the server; answers the whole body, and rejects on any failure and on any status but 2xx. */
export type Post = (path: string, body: object, signal: AbortSignal) => Promise<string>;

export class PageView {
  /** `pv_…`, once the server has answered. */
  id = "";
  /** It was given up before the micro-transactions began, because nobody saw the page. */
  untimed = false;
  /** The timing that no message has carried yet. */
  last: ClientTiming | null = null;
  /** Fulfilled when the micro-transactions have ended, however they ended. */
  readonly ended: Promise<void>;
  readonly name: string;
  private readonly control = new AbortController();

  /** Begins at once. */
  constructor(origin: string, key: string, name: string, post: Post) {
    this.name = cut(name, VIEW_NAME_BYTES);
    this.ended = this.run(origin, key, post).catch(() => {});
  }

  abort(): void {
    this.control.abort();
  }

  /** Aborts after `ms` where `still` holds then. */
  abortAfter(ms: number, still: () => boolean): void {
    setTimeout(() => still() && this.abort(), ms);
  }

  private async run(origin: string, key: string, post: Post): Promise<void> {
    const { signal } = this.control;
    const request = {
      v: WIRE_VERSION,
      key,
      session_id: storedSession(),
      device_id: storedDevice(),
      view: this.name,
      signals: readSignals(),
    };
    this.abortAfter(OPENING_MS, () => this.id === "");
    const opened: Opened = JSON.parse(await post("/v1/sessions", request, signal));
    if (signal.aborted) return;
    store(opened.session_id, opened.device_id);
    this.id = opened.page_view;
    this.abortAfter(opened.plan.budget_ms, () => true);
    while (document.hidden && !signal.aborted) await pause(HIDDEN_LOOK_MS);
    this.untimed = signal.aborted;
    const path = "/v1/microtransactions";
    const resources = watch(origin + path);
    try {
      if (!this.untimed) await this.exchange(opened, (body) => post(path, body, signal), resources);
    } finally {
      resources.end();
    }
  }

  /** Runs the plan. The first thing that fails ends the chain. */
  private async exchange(
    { plan, page_view, nonce }: Opened,
    post: (body: object) => Promise<string>,
    resources: ReturnType<typeof watch>,
  ): Promise<void> {
    for (const [seq, { amount_minor, pad_bytes }] of plan.steps.slice(0, STEPS).entries()) {
      for (let attempt = 0, posting = "retry"; posting === "retry"; attempt++) {
        if (!nonce || attempt > 1) return;
        const pad = pad_bytes > 0 ? "p".repeat(Math.min(pad_bytes, PAD_BYTES)) : undefined;
        const body = { page_view, seq, attempt, nonce, amount_minor, previous: this.last, pad };
        const started_ms = performance.now();
        const text = await post(body);
        const ended_ms = performance.now();
        const resource = await resources.of(started_ms);
        this.last = { seq, attempt, started_us: micros(started_ms), ended_us: micros(ended_ms), resource };
        ({ posting, nonce } = JSON.parse(text) as Answer);
      }
    }
  }
}
