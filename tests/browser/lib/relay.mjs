// A road between the browser and Pennyprint: a TCP relay with delay and jitter, that speaks to the server from
// an address of its own, so that the server sees another network. It also keeps what the browser sent.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { requests } from "./http.mjs";

/** What the browser, two timers and the server's debug build add to an exchange, in milliseconds. */
const ADDED_MS = 4;

/** A road on which an exchange takes `rtt_ms` ± `jitter_ms` in all, half of it each way, from an address in 127/8. */
export const road = (localAddress, rtt_ms, jitter_ms) => ({
  localAddress,
  delay_ms: (rtt_ms - ADDED_MS) / 2,
  jitter_ms: jitter_ms / 2,
});

/** The customer's own network: 25 ± 5 ms. */
export const HOME = road("127.0.1.1", 25, 5);
/** Home, and then a relay on another network that adds 40 ± 10 ms. */
export const DETOUR = road("127.0.2.1", 65, 15);

/** Starts a relay on a free port of 127.0.0.1. Tell it the `target` before anything connects. */
export async function startRelay(seed) {
  const thread = new Worker(new URL("./relay_thread.mjs", import.meta.url), { workerData: { seed } });
  const [{ port }] = await once(thread, "message");
  const waiting = new Map();
  const connections = new Map();
  let calls = 0;
  let parts_heard = 0;
  thread.on("message", ({ done, heard, connection }) => {
    if (heard) {
      const parts = connections.get(connection) ?? [];
      connections.set(connection, [...parts, { bytes: heard, order: parts_heard++ }]);
    } else waiting.get(done)?.();
  });
  const call = (command, argument) =>
    new Promise((done) => {
      waiting.set(++calls, done);
      thread.postMessage({ id: calls, command, argument });
    });
  return {
    url: `http://127.0.0.1:${port}`,
    /** `{host, port}` of the server. */
    target: (target) => call("target", target),
    /** Changes the road and closes what is open. */
    take: (next) => call("road", next),
    /** Closes what is open: the next visit pays for a connection. */
    drop: () => call("drop"),
    close: () => call("close"),
    /** Requests that browsers sent since the last `forget()`, in the order they began, over all connections. */
    sent: () =>
      [...connections.values()]
        .flatMap(requests)
        .filter(({ headers }) => /Chrome\//.test(headers["user-agent"] ?? ""))
        .sort((a, b) => a.order - b.order),
    forget: () => connections.clear(),
  };
}
