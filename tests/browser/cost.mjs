// `cargo xtask cost`: what the probe costs a page in real Chromium. A claim about time is a benchmark, never a test.
import { availableParallelism, loadavg } from "node:os";
import { enter } from "./lib/checkout.mjs";
import { METER_FLAGS, meter } from "./lib/meter.mjs";
import { scene } from "./lib/scene.mjs";

const VISITS = 9;
/** By then the micro-transactions and the late signals are over. */
const SETTLED_MS = 2_500;
/** Calls closer than this belong to one task. */
const TASK_GAP_MS = 0.2;
const BURST = 1_000;
const EXCHANGES = "/v1/microtransactions";
/** By then a page without the probe is at rest. */
const BARE_SETTLED_MS = 500;

const sorted = (values) => values.toSorted((a, b) => a - b);
const quantile = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
const median = (values) => quantile(values, 0.5);
const sum = (values) => values.reduce((all, one) => all + one, 0);
const us = (ms) => Math.round(ms * 1e3).toLocaleString("en-GB");
const row = (name, ...cells) => console.log(name.padEnd(44), ...cells.map((cell) => String(cell).padStart(10)));

/** Bytes of a signal in the journal (postcard), the server's cut of the work applied. */
function journalBytes({ name, reading }) {
  const [[kind, value]] = Object.entries(reading);
  const varint = (number) => Math.max(1, Math.ceil(Math.log2(number + 1) / 7));
  const integer = (number) => varint(2 * Math.abs(number));
  const text = (text) => varint(Buffer.byteLength(text)) + Buffer.byteLength(text);
  const list = (items, bytes) => varint(items.length) + sum(items.map(bytes));
  const kinds = { integer, text, absent: () => 1, integers: (items) => list(items, integer), texts: (items) => list(items, text) };
  return text(name) + 1 + (name === "compute_speed" ? integer(value[0]) : kinds[kind](value));
}

/** One visit, measured: the signals, the calls into the wasm, the long tasks, the exchanges. */
async function visit(shop) {
  shop.relay.forget();
  const context = { newPage: async () => {
    const page = await shop.context.newPage();
    await meter(page, shop.server.shop);
    return page;
  } };
  const there = await enter({ ...shop, context });
  await there.page.waitForTimeout(SETTLED_MS);
  await there.page.evaluate(() => window.pennyprint.token());
  const signals = (path) => shop.relay.sent().filter((sent) => sent.path === path).flatMap(({ body }) => JSON.parse(body).signals ?? []);
  const [early, late] = [signals("/v1/sessions"), signals("/v1/tokens")];
  const measured = await there.page.evaluate((path) => ({
    isolated: crossOriginIsolated,
    ...window.meter,
    exchanges: performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(path)).map(({ startTime, responseEnd }) => [startTime, responseEnd]),
  }), EXCHANGES);
  return { ...there, ...measured, early, late, bare: await bare(shop) };
}

/**
 * The floor under a micro-transaction: the bodies of a visit sent again from a page without the probe, by `fetch()` and
 * `json()` alone. Main thread of one, in milliseconds; leaves out the first request and the last answer, as a visit does.
 */
async function bare(shop) {
  const bodies = shop.relay.sent().filter(({ path }) => path === EXCHANGES).map(({ body }) => String(body));
  const page = await shop.context.newPage();
  await meter(page, shop.server.shop);
  await page.route("**/v1/probe.js", (route) => route.abort());
  await page.goto(shop.server.shop);
  await page.waitForTimeout(BARE_SETTLED_MS);
  const took = await page.evaluate(async ({ url, bodies }) => {
    const { signal } = new AbortController();
    let took = 0;
    const timed = (call, counts) => {
      const from = performance.now();
      const promise = call();
      if (counts) took += performance.now() - from;
      return promise;
    };
    for (const [at, body] of bodies.entries()) {
      const init = { method: "POST", mode: "cors", credentials: "omit", cache: "no-store", keepalive: false, priority: "high", signal, body };
      const response = await timed(() => fetch(url, init), at > 0);
      await timed(() => response.json(), at < bodies.length - 1);
    }
    return took / bodies.length;
  }, { url: shop.relay.url + EXCHANGES, bodies });
  await page.close();
  return took;
}

/** Calls that follow each other at once, as one piece of work. */
function slices(calls) {
  const found = [];
  for (const [from, took] of calls) {
    const last = found.at(-1);
    if (last && from - last.to < TASK_GAP_MS) Object.assign(last, { to: from + took, took: last.took + took });
    else found.push({ from, to: from + took, took });
  }
  return found;
}

function printSignals(visits) {
  console.log(`\nsignals, µs of the main thread over ${visits.length} visits, bytes in the journal`);
  row("", "median", "worst", "bytes");
  const of = (pick) => visits.map((visit) => pick(visit));
  for (const when of ["early", "late"]) {
    visits[0][when].forEach(({ name }, at) => {
      const costs = of((visit) => visit[when][at].cost_us);
      row(`${name} (${when})`, ...[median(costs), Math.max(...costs)].map((cost) => us(cost / 1e3)), journalBytes(visits[0][when][at]));
    });
  }
  const all = of(({ early, late }) => sum([...early, ...late].map(({ cost_us }) => cost_us)) / 1e3);
  const bytes = sum([...visits[0].early, ...visits[0].late].map(journalBytes));
  row(`all ${visits[0].early.length + visits[0].late.length} together (promised: at most 60,000)`, us(median(all)), us(Math.max(...all)), bytes);
}

function printTasks(visits) {
  console.log("\nwork of the probe, µs of the main thread");
  row("", "median", "worst");
  const print = (name, values) => row(name, us(median(values)), us(Math.max(...values)));
  print("all calls of a visit", visits.map(({ calls }) => sum(calls.map(([, took]) => took))));
  print("longest piece (promised: below 50,000)", visits.map(({ calls }) => Math.max(...slices(calls).map(({ took }) => took))));
  const each = visits.map(({ calls, exchanges }) => {
    const [from, to] = [exchanges[0][0], exchanges.at(-1)[1]];
    return sum(calls.filter(([at]) => at >= from && at <= to).map(([, took]) => took)) / exchanges.length;
  });
  print("one micro-transaction (promised: 1,000)", each);
  print("... a bare fetch of the same body", visits.map(({ bare }) => bare));
  const caused = visits.flatMap(({ calls, long }) => long.filter(([from, took]) => {
    const ours = sum(calls.filter(([at]) => at >= from && at <= from + took).map(([, took]) => took));
    return took - ours < 50 && ours > 0;
  }));
  const seen = visits.flatMap(({ long }) => long);
  row("long tasks (50,000) of all visits", seen.length);
  row("... that would be none without the probe", caused.length);
}

/** Trusted key presses and mouse moves, as fast as the browser takes them. */
async function printHandlers({ page }) {
  const devtools = await page.context().newCDPSession(page);
  const played = async (name, events, count) => {
    await page.evaluate(() => window.meter.calls.splice(0));
    await Promise.all(events.map(([method, event]) => devtools.send(`Input.${method}`, event)));
    const took = (await page.evaluate(() => window.meter.calls)).map(([, took]) => took);
    row(`${name} (${count} events, ${took.length} calls)`, us(median(took)), us(quantile(took, 0.95)), us(sum(took) / count));
  };
  console.log("\nhandlers, µs of the main thread (promised: at most 50 in the median)");
  row("", "median", "95 %", "per event");
  await page.focus("#name");
  const key = { key: "a", code: "KeyA", windowsVirtualKeyCode: 65 };
  const keys = Array.from({ length: BURST }, (_, at) => ["dispatchKeyEvent", at % 2 ? { type: "keyUp", ...key } : { type: "keyDown", text: "a", ...key }]);
  await played("keys", keys, BURST);
  const moves = Array.from({ length: BURST }, (_, at) => ["dispatchMouseEvent", { type: "mouseMoved", x: 20 + (at % 800), y: 40 + (at % 300) }]);
  await played("mouse", moves, BURST);
}

/** When `load` fires with the probe and without; in turns, because machines drift. */
async function printLoad(shop) {
  const times = { with: [], without: [] };
  for (let visit = 0; visit < 2 * VISITS; visit++) {
    const which = visit % 2 ? "with" : "without";
    const page = await shop.context.newPage();
    if (which === "without") await page.route("**/v1/probe.js", (route) => route.abort());
    await page.goto(shop.server.shop, { waitUntil: "load" });
    times[which].push(await page.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventStart));
    await page.close();
  }
  console.log("\nload event, µs after the navigation began");
  row("", "median", "worst");
  for (const [which, values] of Object.entries(times)) row(`${which} the probe`, us(median(values)), us(Math.max(...values)));
}

const shop = await scene({ flags: METER_FLAGS });
try {
  console.log(`Chromium ${shop.browser.version()}, ${availableParallelism()} processors, load ${loadavg()[0].toFixed(1)}`);
  const visits = [];
  for (let at = 0; at < VISITS; at++) {
    visits.at(-1)?.page.close();
    visits.push(await visit(shop));
  }
  if (!visits.every(({ isolated }) => isolated)) throw new Error("the page is not isolated: the clock is too coarse");
  printSignals(visits);
  printTasks(visits);
  await printHandlers(visits.at(-1));
  await printLoad(shop);
} finally {
  await shop.close();
}
