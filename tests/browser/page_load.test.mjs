// The page comes first: it has loaded before anything of the probe but its loader is asked for.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { scene } from "./lib/scene.mjs";

const IMAGE = "**/beans.svg";
const PROBE = "**/v1/assets/**";

let shop;
before(async () => {
  shop = await scene();
});
after(() => shop?.close());

test("load does not wait for the probe, however long the probe takes and however idle the page is meanwhile", async () => {
  const page = await shop.context.newPage();
  let loaded = false;
  page.on("load", () => (loaded = true));
  const early = [];
  await page.route(PROBE, async (route) => {
    if (!loaded) early.push(route.request().url());
    await page.waitForLoadState("load");
    await route.continue();
  });
  await page.route(IMAGE, async (route) => {
    await new Promise((done) => setTimeout(done, 1_500));
    await route.continue();
  });
  await page.goto(shop.server.shop, { waitUntil: "load", timeout: 20_000 });
  assert.deepEqual(early, [], "nothing of the probe was asked for while the page still loaded");
  await page.waitForRequest("**/v1/microtransactions");
  await page.close();
});

test("a page that does not finish loading is observed all the same", async () => {
  const page = await shop.context.newPage();
  const began = page.waitForRequest("**/v1/sessions", { timeout: 20_000 });
  await page.route(IMAGE, async (route) => {
    await began.catch(() => {});
    await route.continue();
  });
  await page.goto(shop.server.shop, { waitUntil: "load", timeout: 30_000 });
  await began;
  await page.close();
});

test("who asks for the token does not wait for load", async () => {
  const page = await shop.context.newPage();
  let release;
  const asked = new Promise((done) => (release = done));
  await page.route(IMAGE, async (route) => {
    await asked;
    await route.continue();
  });
  await page.goto(shop.server.shop, { waitUntil: "domcontentloaded" });
  await page.waitForFunction(() => window.pennyprint);
  assert.match(await page.evaluate(() => window.pennyprint.token()), /^pt_/);
  assert.notEqual(await page.evaluate(() => document.readyState), "complete");
  release();
  await page.close();
});
