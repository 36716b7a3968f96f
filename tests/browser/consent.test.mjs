// Consent: nothing before a yes, nothing after a no.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { autofill, NAME, pay } from "./lib/checkout.mjs";
import { ofTheVisit } from "./lib/evidence.mjs";
import { complaints } from "./lib/browser.mjs";
import { hand } from "./lib/hand.mjs";
import { scene } from "./lib/scene.mjs";

/** Reports go out soon, so that silence means something. */
const REPORT_AFTER_MS = 200;
const LONG_ENOUGH_MS = 1_000;

let shop;
before(async () => {
  shop = await scene({ config: `[probe]\nreport_after_ms = ${REPORT_AFTER_MS}\n` });
});
after(() => shop?.close());

/** The shop as it is, but for `data-consent="required"` in its script tag where asked for. */
async function open({ consent }) {
  const context = await shop.browser.newContext({ viewport: { width: 1280, height: 900 } });
  if (consent) await context.addInitScript(requireConsent);
  await shop.relay.drop();
  shop.relay.forget();
  const page = await context.newPage();
  const heard = complaints(page);
  await page.goto(shop.server.shop);
  await page.waitForFunction(() => window.pennyprint);
  return { context, page, heard, hand: await hand(page, shop.random) };
}

/** In the page: completes the script tag when the parser makes it, before the script is there. */
function requireConsent() {
  const complete = () => {
    const tag = document.querySelector("script[data-key]");
    if (tag) tag.dataset.consent = "required";
  };
  new MutationObserver(complete).observe(document, { childList: true, subtree: true });
}

const paths = () => shop.relay.sent().map(({ method, path }) => `${method} ${path.replace(/core\.\w+/, "core")}`);
const stored = (page) => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].toSorted());
const behave = async ({ hand }) => {
  await hand.click("#name");
  await hand.type(NAME.slice(0, 4));
};
const settled = async (page, wanted) => {
  for (let look = 0; look < 100 && !wanted(paths()); look++) await page.waitForTimeout(50);
  assert.ok(wanted(paths()), paths().join("\n"));
};

test("where consent is required nothing but the loader crosses the wire before a yes", async () => {
  const there = await open({ consent: true });
  const { page } = there;
  await behave(there);
  assert.equal(await page.evaluate(() => window.pennyprint.token()), null);
  await page.waitForTimeout(LONG_ENOUGH_MS);
  assert.deepEqual(paths(), ["GET /v1/probe.js"]);
  assert.deepEqual(await stored(page), []);

  await page.evaluate(() => window.pennyprint.consent(true));
  await settled(page, (sent) => sent.filter((one) => one === "POST /v1/microtransactions").length === 6);
  assert.deepEqual(await stored(page), ["pennyprint.device", "pennyprint.session"]);
  assert.match(await page.evaluate(() => window.pennyprint.token()), /^pt_/);
  assert.ok(!paths().includes("POST /v1/reports"), "what was done before the yes is not told");
  assert.deepEqual(there.heard, []);
  await there.context.close();
});

test("a shop that waits for a consent that never comes can sell all the same", async () => {
  const there = await open({ consent: true });
  await behave(there);
  await autofill(there.page);
  const { status, assessment } = await pay(there);
  assert.equal(status, "placed");
  assert.deepEqual(ofTheVisit(assessment), ["absent no_probe"]);
  assert.deepEqual(paths(), ["GET /v1/probe.js"]);
  await there.context.close();
});

test("stop() ends observing and sending at once", async () => {
  const there = await open({ consent: false });
  const { page } = there;
  await behave(there);
  await settled(page, (sent) => sent.includes("POST /v1/reports"));
  await page.evaluate(() => window.pennyprint.stop());
  await page.waitForTimeout(4 * REPORT_AFTER_MS);
  const before = paths();
  await behave(there);
  assert.equal(await page.evaluate(() => window.pennyprint.token()), null);
  await page.waitForTimeout(LONG_ENOUGH_MS);
  await page.goto("about:blank");
  await new Promise((done) => setTimeout(done, 300));
  assert.deepEqual(paths(), before);
  assert.deepEqual(there.heard, []);
  await there.context.close();
});

test("consent(false) stops, removes the stored ids, and a later yes begins as a stranger", async () => {
  const there = await open({ consent: false });
  const { page } = there;
  await settled(page, (sent) => sent.filter((one) => one === "POST /v1/microtransactions").length === 6);
  const device = await page.evaluate(() => localStorage.getItem("pennyprint.device"));
  assert.match(device, /^dev_/);
  await page.evaluate(() => window.pennyprint.consent(false));
  assert.deepEqual(await stored(page), []);
  await page.waitForTimeout(4 * REPORT_AFTER_MS);
  const before = paths();
  await behave(there);
  await page.waitForTimeout(LONG_ENOUGH_MS);
  assert.deepEqual(paths(), before, "and stays silent");
  assert.deepEqual(await stored(page), [], "nothing is stored again");

  await page.evaluate(() => window.pennyprint.consent(true));
  assert.match(await page.evaluate(() => window.pennyprint.token()), /^pt_/);
  assert.notEqual(await page.evaluate(() => localStorage.getItem("pennyprint.device")), device);
  assert.deepEqual(there.heard, []);
  await there.context.close();
});
