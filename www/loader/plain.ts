/* The probe where WebAssembly is refused: sessions, micro-transactions and tokens as probe-wasm/src/probe.rs, with a
   handful of signals and without sensors. The loader asks for it where there is no other probe, so they never run
   side by side. */

import { handOver } from "./hand-over";
import { PageView, type Post } from "./plain-page-view";
import { pause } from "./plain-timing";
import { SESSION_IDLE_MS, storedLink, storeLink } from "./stored";
import type { PlainMaker } from "./types";

/** How long `token()` takes at most; the loader answers `null` at the same moment. */
const TOKEN_MS = 1_500;
/** How long `token()` waits for the micro-transactions; the rest is for the seal. */
const TOKEN_WAIT_MS = 1_000;
/** Signs that somebody is there. Nothing of them is kept. */
const SIGNS = ["pointermove", "pointerdown", "keydown", "scroll", "visibilitychange"];

const make: PlainMaker = (origin, key) => {
  let life: AbortController | undefined;
  let page: PageView | undefined;
  /** A view that is opened by the next sign of life. */
  let due: string | undefined;
  /** When the server was last heard, milliseconds of the page's clock. */
  let heard_ms = 0;

  const post: Post = async (path, body, signal) => {
    const options = { method: "POST", mode: "cors", credentials: "omit", cache: "no-store", priority: "high" } as const;
    const response = await fetch(origin + path, { ...options, body: JSON.stringify(body), signal });
    const text = await response.text();
    if (!response.ok) throw new Error(response.statusText);
    heard_ms = performance.now();
    return text;
  };

  /** The page view of the moment, after opening the one that is due. */
  const openDue = (): PageView | undefined => {
    if (!life) return undefined;
    // The server has forgotten the page view by now.
    if (page && performance.now() - heard_ms > SESSION_IDLE_MS) due ??= page.name;
    if (due === undefined) return page;
    page?.abort();
    page = undefined;
    if (!navigator.onLine) return undefined;
    const opening = new PageView(origin, key, due, post);
    page = opening;
    due = undefined;
    heard_ms = performance.now();
    opening.ended.then(() => {
      if (opening.untimed && page === opening) due ??= opening.name;
    });
    return page;
  };

  return {
    start(view) {
      if (life) return;
      life = new AbortController();
      due = view;
      openDue();
      for (const sign of SIGNS) {
        const seen = ({ isTrusted }: Event) => isTrusted && !document.hidden && openDue();
        addEventListener(sign, seen, { capture: true, passive: true, signal: life.signal });
      }
    },
    stop() {
      life?.abort();
      page?.abort();
      life = page = due = undefined;
    },
    view(name) {
      due = name;
    },
    async token() {
      const called_ms = performance.now();
      const left_ms = () => called_ms + TOKEN_MS - performance.now();
      const mine = life;
      let sealed = openDue();
      while (sealed) {
        const waited = sealed;
        waited.abortAfter(TOKEN_WAIT_MS, () => waited.id !== "");
        await Promise.race([waited.ended, pause(left_ms())]);
        if (!waited.untimed || document.hidden) break;
        sealed = openDue();
      }
      if (!mine || mine.signal.aborted || !sealed?.id || left_ms() <= 0) return null;
      const { id: page_view, last } = sealed;
      const { token, link } = JSON.parse(await post("/v1/tokens", { page_view, last, link: storedLink() }, mine.signal));
      sealed.last = null;
      storeLink(link);
      return token;
    },
  };
};

handOver(make);
