/* The probe's script: instantiates the wasm behind a guard, so that a trap inside ends the probe, not the page. A trap
   while it begins is a failed load, and the loader takes the script without wasm. A later one ends the probe for good:
   what it has sent stands, token() is null, and no second probe is put beside what a half-dead one may have begun. */

import * as glue from "glue";
import { handOver } from "./hand-over";
import type { CoreMaker } from "./types";

/** The module name that the build makes the wasm import its bindings from. */
const BINDINGS = "_";

const make: CoreMaker = async (response, origin, key) => {
  let life: AbortController | undefined;
  let dead = false;

  /** Every call into the wasm, also from listeners and promises, passes here; after a trap none does. */
  const guarded = (call: Function) => (...args: unknown[]) => {
    if (dead) return undefined;
    try {
      return call(...args);
    } catch {
      dead = true;
      life?.abort();
      return undefined;
    }
  };

  const { exports } = await instantiate(await response);
  const entries = Object.entries(exports).map(([name, value]) => [name, typeof value === "function" ? guarded(value) : value]);
  const safe = Object.fromEntries(entries);
  glue.__wbg_set_wasm(safe);
  safe.__wbindgen_start();
  if (dead) throw new Error("the probe trapped as it began");

  return {
    start(view) {
      if (dead || life) return;
      life = new AbortController();
      glue.start(origin, key, view, life.signal);
    },
    stop() {
      life?.abort();
      life = undefined;
      if (!dead) glue.stop();
    },
    view(name) {
      if (!dead) glue.view(name);
    },
    async token() {
      return dead ? null : ((await glue.token()) ?? null);
    },
  };
};

/** Compiles while it arrives where the server's content type allows it. */
async function instantiate(response: Response): Promise<WebAssembly.Instance> {
  const imports = { [BINDINGS]: glue as unknown as WebAssembly.ModuleImports };
  if (response.headers.get("content-type") === "application/wasm") {
    return (await WebAssembly.instantiateStreaming(response, imports)).instance;
  }
  return (await WebAssembly.instantiate(await response.arrayBuffer(), imports)).instance;
}

handOver(make);
