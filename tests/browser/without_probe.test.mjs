// Some customers block us. The shop must work for them as if we were not there.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { autofill, enter, pay } from "./lib/checkout.mjs";
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
  assert.deepEqual(assessment.evidence.map(({ status, why }) => [status, why]), [["absent", "no_probe"]]);
  assert.equal(assessment.risk_nats, assessment.prior_nats);
  assert.deepEqual(ours(there.heard), []);
}

test("where the loader is blocked there is no pennyprint, and the order is placed", async () => {
  await context.route("**/v1/probe.js", (route) => route.abort("blockedbyclient"));
  await orderWithout({ loader: false });
});

test("where the wasm is blocked token() answers null, and the order is placed", async () => {
  await context.route("**/*.wasm", (route) => route.abort("blockedbyclient"));
  await orderWithout({ loader: true });
});

test("where the wasm is not what was published token() answers null, and the order is placed", async () => {
  await context.route("**/*.wasm", async (route) => {
    const response = await route.fetch();
    const body = Buffer.from(await response.body());
    body[body.length >> 1] ^= 1;
    await route.fulfill({ response, body });
  });
  const { page, heard } = await enter({ ...customer, context });
  assert.equal(await page.evaluate(() => window.pennyprint.token()), null);
  assert.ok(heard.some((line) => line.includes("integrity")), "the browser refused it");
  assert.deepEqual(heard.filter((line) => line.startsWith("thrown")), []);
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
