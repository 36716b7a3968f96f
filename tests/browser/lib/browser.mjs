// Real Chromium.
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { chromium } from "../../../www/node_modules/playwright-core/index.mjs";

export const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** `CHROMIUM`, or the first of the usual places. */
export function executable() {
  const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(path.delimiter)];
  const places = folders.flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => path.join(folder, name)));
  const found = [process.env.CHROMIUM, ...places].filter(Boolean).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error("Chromium is missing: install it or name it in CHROMIUM");
  return found;
}

/** A browser without a compiler has no `WebAssembly`: lockdown modes do the same. */
export const WITHOUT_WASM = "--js-flags=--jitless";

/** A browser with an empty profile. */
export const launch = (flags = []) =>
  chromium.launch({ executablePath: executable(), headless: true, args: [...FLAGS, ...flags] });

/** Collects what a page complains about. */
export function complaints(page) {
  const heard = [];
  page.on("pageerror", (error) => heard.push(`thrown: ${error.stack ?? error}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) heard.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("crash", () => heard.push("the page crashed"));
  return heard;
}
