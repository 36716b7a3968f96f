/* The script tag. Defines window.pennyprint at once; everything else arrives when the page is idle. */

import type { Core, CoreMaker, OpenStepUp, Pennyprint, Challenge } from "./types";

/** A file next to this one, by name and Subresource Integrity value; filled in by the build. */
interface Asset {
  file: string;
  integrity: string;
}
declare const CORE_SCRIPT: Asset;
declare const CORE_WASM: Asset;
declare const STEP_UP_SCRIPT: Asset;

/** token() answers null after this long, whatever happened. */
const TOKEN_MS = 1500;
/** The probe starts this long after the page has loaded at the latest, idle or not. */
const IDLE_MS = 1000;
/** A page that loads for longer than this is not waited for: a script that is added by then may delay its `load`. */
const LOAD_MS = 4000;
/** Ids that an earlier visit left in this origin. */
const STORED = ["pennyprint.session", "pennyprint.device"];

function install(script: HTMLScriptElement): Pennyprint {
  const { origin } = new URL(script.src);
  const key = script.dataset.key ?? "";
  let wanted = script.dataset.consent !== "required";
  let core: Promise<Core> | undefined;
  let begun = false;
  let viewName = lastSegment(location.pathname);

  const address = (asset: Asset) => `${origin}/v1/assets/${asset.file}`;

  /** Loads a script of ours; resolves to what it hands over. A failed load fails every caller. */
  const handedBy = <T>(asset: Asset) =>
    new Promise<T>((accept, reject) => {
      const element = Object.assign(document.createElement("script"), { accept });
      element.src = address(asset);
      element.integrity = asset.integrity;
      element.crossOrigin = "anonymous";
      element.nonce = script.nonce;
      element.onerror = reject;
      document.head.append(element);
    });

  /** Loads the probe once and brings it into the state that is wanted now. */
  const settle = () => {
    begun ||= wanted;
    if (!begun) return;
    core ??= (() => {
      const wasm = fetch(address(CORE_WASM), { integrity: CORE_WASM.integrity, credentials: "omit" });
      wasm.catch(quiet);
      return handedBy<CoreMaker>(CORE_SCRIPT).then((make) => make(wasm, origin, key));
    })();
    core.then((it) => (wanted ? it.start(viewName) : it.stop())).catch(quiet);
  };

  /** A script that is added before `load` delays it, so the page is left to load first. */
  const whenLoaded = () => {
    if (!wanted || begun || document.readyState === "complete") return whenIdle();
    const late = setTimeout(whenIdle, LOAD_MS);
    addEventListener("load", () => {
      clearTimeout(late);
      whenIdle();
    }, { once: true });
  };

  const whenIdle = () => {
    if (!wanted || begun) return settle();
    const idle = window.requestIdleCallback;
    if (idle) idle(settle, { timeout: IDLE_MS });
    else setTimeout(settle, IDLE_MS / 4);
  };

  const stop = () => {
    wanted = false;
    if (begun) settle();
  };

  whenLoaded();
  return {
    token() {
      if (!wanted) return Promise.resolve(null);
      settle();
      const late = new Promise<null>((resolve) => setTimeout(resolve, TOKEN_MS, null));
      return Promise.race([core!.then((it) => it.token()), late]).catch(() => null);
    },
    view(name) {
      viewName = String(name);
      if (wanted) core?.then((it) => it.view(viewName)).catch(quiet);
    },
    stepUp(challenge: Challenge) {
      return handedBy<OpenStepUp>(STEP_UP_SCRIPT).then(
        (open) => open(origin, challenge),
        () => ({ outcome: "cancelled" as const }),
      );
    },
    stop,
    consent(given) {
      if (given) {
        wanted = true;
        whenLoaded();
        return;
      }
      stop();
      for (const area of ["sessionStorage", "localStorage"] as const) {
        try {
          for (const name of STORED) window[area].removeItem(name);
        } catch {
          // A browser that refuses storage has stored nothing.
        }
      }
    },
  };
}

/** The last part of the path, unless it could be somebody's name or number. */
function lastSegment(path: string): string {
  const last = path.split("/").filter(Boolean).pop() ?? "";
  return /^[a-z_.-]{1,64}$/i.test(last) ? last : "";
}

function quiet() {}

try {
  const script = document.currentScript;
  if (!window.pennyprint && script instanceof HTMLScriptElement) window.pennyprint = install(script);
} catch {
  // Nothing is ever thrown into the merchant's page.
}
