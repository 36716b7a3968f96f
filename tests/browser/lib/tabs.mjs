// Chromium driven over its DevTools pipe alone. Playwright keeps every page visible; here a tab in the background
// is hidden, as it is for people.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { executable, FLAGS } from "./browser.mjs";

/** Starts a browser: `{tab(url), close()}`. */
export async function openBrowser(more = []) {
  const profile = await mkdtemp(path.join(tmpdir(), "pennyprint-profile-"));
  const flags = ["--headless", "--remote-debugging-pipe", `--user-data-dir=${profile}`, "--window-size=1280,900", ...FLAGS, ...more];
  const browser = spawn(executable(), flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const [, , , input, output] = browser.stdio;
  const waiting = new Map();
  const listeners = new Set();
  let calls = 0;
  let buffered = "";
  output.setEncoding("utf8").on("data", (text) => {
    const messages = (buffered + text).split("\0");
    buffered = messages.pop();
    for (const message of messages.map((one) => JSON.parse(one))) {
      if (message.id) waiting.get(message.id)(message);
      else for (const listener of listeners) listener(message);
    }
  });
  const send = (method, params = {}, sessionId) =>
    new Promise((accept, reject) => {
      calls += 1;
      waiting.set(calls, ({ result, error }) => (error ? reject(new Error(`${method}: ${error.message}`)) : accept(result)));
      input.write(`${JSON.stringify({ id: calls, method, params, sessionId })}\0`);
    });

  return {
    /** Opens a tab in front of the others. */
    async tab(url) {
      const { targetId } = await send("Target.createTarget", { url: "about:blank" });
      const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
      const heard = [];
      listeners.add((message) => {
        if (message.sessionId !== sessionId) return;
        if (message.method === "Runtime.exceptionThrown") heard.push(message.params.exceptionDetails.text);
        if (message.method === "Log.entryAdded" && message.params.entry.level === "error") heard.push(message.params.entry.text);
      });
      await send("Runtime.enable", {}, sessionId);
      await send("Log.enable", {}, sessionId);
      await send("Page.navigate", { url }, sessionId);
      /** The value of an expression, promises awaited. */
      const evaluate = async (expression) => {
        const asked = { expression, awaitPromise: true, returnByValue: true };
        const { result, exceptionDetails } = await send("Runtime.evaluate", asked, sessionId);
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
      };
      return {
        heard,
        evaluate,
        send: (method, params) => send(method, params, sessionId),
        front: () => send("Target.activateTarget", { targetId }),
        close: () => send("Target.closeTarget", { targetId }),
        async until(expression) {
          for (let look = 0; look < 200; look++) {
            if (await evaluate(expression).catch(() => false)) return;
            await new Promise((done) => setTimeout(done, 50));
          }
          throw new Error(`never true: ${expression}`);
        },
      };
    },
    async close() {
      const ended = new Promise((done) => browser.once("exit", done));
      browser.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
