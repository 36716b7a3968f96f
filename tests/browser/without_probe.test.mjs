// Some customers block us. The shop must work for them as if we were not there.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { autofill, described, enter, pay, quickVisit } from "./lib/checkout.mjs";
import { ofTheVisit } from "./lib/evidence.mjs";
import { scene } from "./lib/scene.mjs";

let customer;
let context;
before(async () => {
  customer = await scene();
});
after(() => customer?.close());
beforeEach(async () => {
  context = await customer.browser.newContext({ viewport: { width: 1280, height: 900 } });
});
afterEach(() => context.close());

/** Chromium's own note that a request failed; not ours to prevent. */
const ours = (heard) => heard.filter((line) => !line.startsWith("console: Failed to load resource"));

/** Orders without the probe: `token()` is null in time where it exists, and the order is placed. */
async function orderWithout({ loader }) {
  const there = await enter({ ...customer, context });
  await autofill(there.page);
  const asked = await there.page.evaluate(async () => {
    const from = performance.now();
    const token = await window.pennyprint?.token();
    return { loader: window.pennyprint !== undefined, token: token ?? null, took_ms: performance.now() - from };
  });
  assert.equal(asked.loader, loader);
  assert.equal(asked.token, null);
  assert.ok(asked.took_ms < 2_500, `${asked.took_ms} ms`);
  const { status, assessment } = await pay(there);
  assert.equal(status, "placed");
  assert.equal(assessment.decision, "allow", "no probe is not fraud by itself");
  assert.deepEqual(ofTheVisit(assessment), ["absent no_probe"]);
  assert.equal(assessment.risk_nats, assessment.prior_nats);
  assert.deepEqual(ours(there.heard), []);
}

test("where the loader is blocked there is no pennyprint, and the order is placed", async () => {
  await context.route("**/v1/probe.js", (route) => route.abort("blockedbyclient"));
  await orderWithout({ loader: false });
});

/** Orders with the small script in the wasm's place: timed and judged like everybody. */
async function orderWithoutWasm() {
  const visited = await quickVisit({ ...customer, context });
  assert.equal(visited.status, "placed");
  assert.equal(visited.decision, "allow", described(visited));
  assert.deepEqual(visited.assessment.reasons, [], "a blocked wasm is no reason for anything");
  const { seals } = await customer.console.get(`/v1/sessions/${visited.assessment.session_id}`);
  assert.deepEqual(seals[0].signals.find(({ name }) => name === "runtime")?.reading, "js");
  // Who pays at once, on a busy machine, is timed in part.
  assert.ok(seals[0].exchanges.some(({ client }) => client?.resource));
  assert.deepEqual(visited.heard.filter((line) => line.startsWith("thrown")), []);
  return visited;
}

/** Changes one byte of what the server sends. */
async function tamper(route) {
  const response = await route.fetch();
  const body = Buffer.from(await response.body());
  body[body.length >> 1] ^= 1;
  await route.fulfill({ response, body });
}

test("where the wasm is blocked the micro-transactions run without it", async () => {
  await context.route("**/*.wasm", (route) => route.abort("blockedbyclient"));
  const { heard } = await orderWithoutWasm();
  assert.deepEqual(ours(heard), []);
});

test("where the probe's script is blocked the micro-transactions run without it", async () => {
  await context.route("**/core.*.js", (route) => route.abort("blockedbyclient"));
  const { heard } = await orderWithoutWasm();
  assert.deepEqual(ours(heard), []);
});

test("a wasm that is not what was published never runs; the script without wasm, which is pinned too, does", async () => {
  await context.route("**/*.wasm", tamper);
  const { heard } = await orderWithoutWasm();
  assert.ok(heard.some((line) => line.includes("integrity")), "the browser refused it");
});

test("where nothing is what was published nothing runs, token() answers null, and the order is placed", async () => {
  await context.route("**/v1/assets/*", tamper);
  const { page, heard } = await enter({ ...customer, context });
  customer.relay.forget();
  assert.equal(await page.evaluate(() => window.pennyprint.token()), null);
  assert.ok(heard.some((line) => line.includes("integrity")), "the browser refused it");
  assert.deepEqual(heard.filter((line) => line.startsWith("thrown")), []);
  assert.ok(!customer.relay.sent().some(({ method }) => method === "POST"), "nothing was told to anybody");
});

test("where every file behind the loader is blocked token() answers null, and the order is placed", async () => {
  await context.route("**/v1/assets/*", (route) => route.abort("blockedbyclient"));
  await orderWithout({ loader: true });
});

test("where every message is refused token() answers null, and the order is placed", async () => {
  await context.route("**/v1/sessions", (route) => route.fulfill({ status: 503, body: "busy", headers: { "access-control-allow-origin": "*" } }));
  await orderWithout({ loader: true });
});

test("where the server never answers token() answers null within its budget, and the order is placed", async () => {
  await context.route("**/v1/sessions", () => {});
  await orderWithout({ loader: true });
});

test("where answers are nonsense token() answers null, and the order is placed", async () => {
  await context.route("**/v1/sessions", (route) => route.fulfill({ body: '{"session_id": [', headers: { "access-control-allow-origin": "*" } }));
  await orderWithout({ loader: true });
});
