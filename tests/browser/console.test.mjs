// The console as an analyst finds it after a relay was seen: by keyboard, narrow and wide, light and dark.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { complaints } from "./lib/browser.mjs";
import { CUSTOMER, described, quickVisit } from "./lib/checkout.mjs";
import { contrast, drawn, waterfalls } from "./lib/looks.mjs";
import { DETOUR, HOME } from "./lib/relay.mjs";
import { scene } from "./lib/scene.mjs";

const README_SCREENSHOT = fileURLToPath(new URL("../../docs/console.png", import.meta.url));
/** WCAG 2.2 AA for text. */
const CONTRAST = 4.5;

let shop;
let suspect;
let analyst;
let page;
let heard;
let requested;

before(async () => {
  shop = await scene();
  for (let visits = 0; visits < 6; visits++) await quickVisit(shop);
  await shop.relay.take(DETOUR);
  suspect = await quickVisit(shop);
  await shop.relay.take(HOME);
  analyst = await shop.browser.newContext({ viewport: { width: 1440, height: 900 } });
  await analyst.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => console.error(`CSP: ${violatedDirective} ${blockedURI}`));
  });
  page = await analyst.newPage();
  heard = complaints(page);
  requested = [];
  page.on("request", (request) => requested.push(request.url()));
});
after(() => shop?.close());

/** What is focused, in words. */
const focused = () => page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.getAttribute("href") ?? document.activeElement.getAttribute("name") ?? ""}`);
const tabTo = async (pattern) => {
  for (let presses = 0; presses < 60; presses++) {
    if (pattern.test(await focused())) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`no way by keyboard to ${pattern}`);
};

test("nothing is shown before the log-in, and a wrong password is refused in words", async () => {
  await page.goto(shop.server.console);
  await page.locator("input[name=password]").waitFor();
  assert.equal((await page.request.get(`${shop.relay.url}/v1/devices?site=${shop.console.site}`)).status(), 401);
  await page.keyboard.type("admin");
  await page.keyboard.press("Tab");
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  const notOurs = heard.splice(0).filter((line) => !/status of 401/.test(line));
  assert.deepEqual(notOurs, [], "only the browser's own notes on the refused log-in");
});

test("an analyst logs in and reaches the device by keyboard alone", async () => {
  await tabTo(/INPUT password/);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(shop.server.password);
  await page.keyboard.press("Enter");
  const device = suspect.assessment.device_id;
  await page.locator(`a[href="#/devices/${device}"]`).first().waitFor();
  await tabTo(new RegExp(`A #/devices/${device}`));
  const outline = await page.evaluate(() => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  });
  assert.ok(outline, "the focus can be seen");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Device / }).waitFor();
  await page.locator(".plot canvas").first().waitFor();
});

test("the device's page names its state and both networks, and its plots are drawn", async () => {
  const text = await page.locator("main").textContent();
  assert.match(text, /Known/);
  for (const network of ["127.0.1.0/24", "127.0.2.0/24"]) assert.ok(text.includes(network), network);
  const shares = await page.evaluate(drawn);
  assert.equal(shares.length, 2, "latency and jitter");
  for (const share of shares) assert.ok(share > 0.02, `${share} of the canvas is drawn`);
});

test("the bars of an assessment start at the prior, follow one another and end at the risk", async (t) => {
  t.diagnostic(described(suspect));
  await page.goto(`${shop.server.console}#/assessments/${suspect.assessment.id}`);
  await page.locator("table.waterfall").waitFor();
  const [sum, ...others] = await page.evaluate(waterfalls);
  assert.equal(others.length, 0);
  const { prior_nats, risk_nats, reasons } = suspect.assessment;
  assert.ok(reasons.length >= 4, "a deviation has several reasons");
  assert.deepEqual(sum.exact, [prior_nats, ...reasons.map(({ nats }) => nats), risk_nats]);
  reasons.forEach(({ text }, index) => assert.ok(sum.texts[index + 1].includes(text), text));
  const total = sum.shown.at(-1);
  const added = sum.shown.slice(0, -1).reduce((one, other) => one + other, 0);
  assert.ok(Math.abs(added - total) < 1e-9, `${sum.shown.slice(0, -1).join(" + ")} is ${added}, shown is ${total}`);
  assert.ok(Math.abs(total - risk_nats) <= 0.005 + 1e-9, `${total} is ${risk_nats} rounded`);
  sum.shown.forEach((shown, index) => assert.ok(Math.abs(shown - sum.exact[index]) <= 0.0101, `${shown} for ${sum.exact[index]}`));
  assert.ok(sum.sentence.includes(`${Math.abs(total).toFixed(2)} nats`), sum.sentence);

  const widths = sum.bars.map(({ left, right }) => right - left);
  const pixelsPerNat = widths[0] / Math.abs(prior_nats);
  const zero = prior_nats < 0 ? sum.bars[0].right : sum.bars[0].left;
  let running = 0;
  sum.exact.forEach((nats, index) => {
    const [from, to] = index === sum.exact.length - 1 ? [0, nats] : [running, (running += nats)];
    const [left, right] = [Math.min(from, to), Math.max(from, to)].map((at) => zero + at * pixelsPerNat);
    assert.ok(Math.abs(sum.bars[index].left - left) < 2, `bar ${index} begins at ${sum.bars[index].left}, not ${left}`);
    assert.ok(Math.abs(sum.bars[index].right - right) < 3, `bar ${index} ends at ${sum.bars[index].right}, not ${right}`);
  });
});

test("a customer is looked up by the merchant's own id, and what is usual for them is shown", async () => {
  await page.goto(`${shop.server.console}#/users`);
  await page.getByLabel(/^Customer id/).fill(CUSTOMER);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: `Customer ${CUSTOMER}` }).waitFor();
  await page.getByRole("heading", { name: "Movement of the mouse" }).waitFor();
  const text = await page.locator("main").textContent();
  assert.match(text, /Trusted visits\s*[3-7]/);
  assert.match(text, /Comes on\s*desktop/);
  const hours = page.getByRole("img", { name: /^\d+: \d visits?/ }).first();
  await hours.waitFor();
});

for (const width of [360, 1440]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${colorScheme} at ${width} px every view is readable and nothing sticks out`, async () => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const { id, device_id, session_id } = suspect.assessment;
      for (const view of ["devices", `devices/${device_id}`, "users", `users/${encodeURIComponent(CUSTOMER)}`, "cards", "parties", "assessments", `assessments/${id}`, "sessions", `sessions/${session_id}`]) {
        await page.goto(`${shop.server.console}#/${view}`);
        await page.locator("main h1").waitFor();
        await page.locator("main table, main details, main form").first().waitFor();
        const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(content <= room, `${view}: ${content} px in ${room} px`);
        const { background, least } = await page.evaluate(contrast);
        assert.ok(colorScheme === "dark" ? background < 0.1 : background > 0.8, `${view}: background luminance ${background}`);
        assert.ok(least.ratio >= CONTRAST, `${view}: "${least.text}" has a contrast of ${least.ratio.toFixed(2)}`);
      }
    });
  }
}

test("a picture of the device's page is taken for the README", async () => {
  await page.setViewportSize({ width: 1440, height: 1000 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(`${shop.server.console}#/devices/${suspect.assessment.device_id}`);
  await page.locator(".plot canvas").first().waitFor();
  const folder = await mkdtemp(path.join(tmpdir(), "pennyprint-picture-"));
  const file = process.env.UPDATE_SCREENSHOT === "1" ? README_SCREENSHOT : path.join(folder, "console.png");
  const picture = await page.screenshot({ path: file });
  await rm(folder, { recursive: true });
  assert.ok(picture.length > 20_000, "the picture shows something");
});

test("no view asked anybody else for anything, broke the policy or complained", () => {
  assert.deepEqual(requested.filter((url) => !url.startsWith(`${shop.relay.url}/`) && !url.startsWith("data:")), []);
  assert.deepEqual(heard, []);
});
