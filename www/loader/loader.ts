/* The script tag. Defines window.pennyprint at once; everything else arrives when the page is idle. */

import { forget } from "./stored";
import type { Core, CoreMaker, OpenStepUp, Pennyprint, Challenge, PlainMaker } from "./types";

/** A file next to this one, by name and Subresource Integrity value; filled in by the build. */
interface Asset {
  file: string;
  integrity: string;
}
declare const CORE_SCRIPT: Asset;
declare const CORE_WASM: Asset;
declare const PLAIN_SCRIPT: Asset;
declare const STEP_UP_SCRIPT: Asset;

/** token() answers null after this long, whatever happened. */
const TOKEN_MS = 1500;
/** The probe starts this long after the page has loaded at the latest, idle or not. */
const IDLE_MS = 1000;
/** A page that loads for longer than this is not waited for: a script that is added by then may delay its `load`. */
const LOAD_MS = 4000;
/** The smallest module there is: magic number and version. */
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

function install(script: HTMLScriptElement): Pennyprint {
  const { origin } = new URL(script.src);
  const key = script.dataset.key ?? "";
  let wanted = script.dataset.consent !== "required";
  let core: Promise<Core> | undefined;
  /** `core` as soon as it is there: a stop must not wait, not even for a promise. */
  let running: Core | undefined;
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

  const withWasm = async (): Promise<Core> => {
    const wasm = fetch(address(CORE_WASM), { integrity: CORE_WASM.integrity, credentials: "omit" });
    wasm.catch(quiet);
    const make = await handedBy<CoreMaker>(CORE_SCRIPT);
    return make(wasm, origin, key);
  };

  /** For where WebAssembly is refused, and for where the wasm or its script is blocked or is not what was published. */
  const withoutWasm = async (): Promise<Core> => {
    if (!wanted) {
      core = undefined;
      throw new Error("stopped meanwhile");
    }
    const make = await handedBy<PlainMaker>(PLAIN_SCRIPT);
    return make(origin, key);
  };

  /** Loads the probe once where it is wanted, and starts it if it still is when it is there. */
  const settle = () => {
    if (!wanted) return;
    core ??= script.dataset.wasm !== "off" && compiles() ? withWasm().catch(withoutWasm) : withoutWasm();
    core
      .then((it) => {
        running = it;
        if (wanted) it.start(viewName);
      })
      .catch(quiet);
  };

  /** A script that is added before `load` delays it, so the page is left to load first. */
  const whenLoaded = () => {
    if (!wanted || core || document.readyState === "complete") return whenIdle();
    const late = setTimeout(whenIdle, LOAD_MS);
    addEventListener("load", () => {
      clearTimeout(late);
      whenIdle();
    }, { once: true });
  };

  const whenIdle = () => {
    if (core) return settle();
    const idle = window.requestIdleCallback;
    if (idle) idle(settle, { timeout: IDLE_MS });
    else setTimeout(settle, IDLE_MS / 4);
  };

  const stop = () => {
    wanted = false;
    running?.stop();
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
      forget();
    },
  };
}

/** The last part of the path, unless it could be somebody's name or number. */
function lastSegment(path: string): string {
  const last = path.split("/").filter(Boolean).pop() ?? "";
  return /^[a-z_.-]{1,64}$/i.test(last) ? last : "";
}

/** Whether this page may compile WebAssembly. A policy that forbids it reports the question as a violation, whichever
    way it is asked; `data-wasm="off"` in the script tag saves asking. */
function compiles(): boolean {
  try {
    return !!new WebAssembly.Module(EMPTY_MODULE);
  } catch {
    return false;
  }
}

function quiet() {}

try {
  const script = document.currentScript;
  if (!window.pennyprint && script instanceof HTMLScriptElement) window.pennyprint = install(script);
} catch {
  // Nothing is ever thrown into the merchant's page.
}
