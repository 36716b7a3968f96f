// A party's page in the console: promises kept until there was trust, then broken; payments that were frauds, and one whose customer is erased.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analyst, lookUp } from "./lib/analyst.mjs";
import { contrast, drawn } from "./lib/looks.mjs";
import { paid, promised } from "./lib/payments.mjs";
import { scene } from "./lib/scene.mjs";
import { twin } from "./lib/twin.mjs";

const PARTY = "seller & sons";
const KEPT = 8;
const BROKEN = 4;
/** What a kept promise costs, and a broken one. */
const [FAIR, DEAR] = [10, 12];
/** WCAG 2.2 AA for text. */
const CONTRAST = 4.5;

let shop;
let page;
let heard;

before(async () => {
  shop = await scene({ ownBackEnd: true });
  const { backEnd } = shop.server;
  for (let number = 0; number < KEPT + BROKEN; number++) {
    await promised(backEnd, { id: `promise-${number}`, party: PARTY, price: number < KEPT ? FAIR : DEAR });
  }
  const payment = { card: "card-1", payee: PARTY, amount_minor: 1_200 };
  await paid(backEnd, { ...payment, id: "order-1", user: "ada", label: "legitimate" });
  await paid(backEnd, { ...payment, id: "order-2", user: "ada", label: "fraud" });
  await paid(backEnd, { ...payment, id: "order-of-bob", user: "bob" });
  await backEnd.remove("/v1/users/bob");
  ({ page, heard } = await analyst(shop));
});
after(() => shop?.close());

const party = () => shop.server.backEnd.get(`/v1/parties/${encodeURIComponent(PARTY)}`);
const plot = (name) => page.locator(`.plot.${name}`);
const two = (value) => value.toFixed(2);

test("a party is looked up by the merchant's own id, by keyboard alone, and its intention is named in words", async () => {
  await lookUp(page, shop, "parties");
  await page.getByLabel(/^Party id/).focus();
  await page.keyboard.type(PARTY);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: `Party ${PARTY}` }).waitFor();
  await page.locator(".plot canvas").nth(1).waitFor();
  const { intention } = await party();
  assert.equal(intention.intention, "trapping");
  const text = await page.locator("main").textContent();
  assert.match(text, /Intention\s*trapping: kept its promises until it was trusted/);
  for (const [label, value] of [
    ["Confidence that deceit is meant", two(intention.deceiving_intention)],
    ["As published", two(intention.published_deceiving_intention)],
    ["Trust", two(1 - intention.deceiving_intention)],
    ["Promises with an outcome", KEPT + BROKEN],
    ["Broken", BROKEN],
  ]) {
    assert.equal(await page.locator(".facts div").filter({ has: page.getByText(label, { exact: true }) }).locator("dd").textContent(), `${value}`);
  }
});

test("both plots are drawn, and the tables behind them hold confidence, trust and rating of each promise, the newest first", async () => {
  const shares = await page.evaluate(drawn);
  assert.equal(shares.length, 2);
  for (const share of shares) assert.ok(share > 0.01, `${share} of the canvas is drawn`);
  const newest = (await party()).promises.reverse();
  const intention = await twin(page, plot("intention"));
  assert.deepEqual(
    intention.map(([, ours, published]) => [ours, published]),
    newest.map((one) => [two(one.deceiving_intention), two(one.published_deceiving_intention)]),
  );
  const trust = await twin(page, plot("trust"));
  assert.deepEqual(
    trust.map(([, rating, mark, left]) => [rating, mark.trim(), left]),
    newest.map((one, at) => [two(one.satisfaction), at < BROKEN ? "broken" : "rated", two(1 - one.deceiving_intention)]),
  );
  assert.match(await plot("trust").locator(".readout").textContent(), new RegExp(`^${BROKEN} of ${KEPT + BROKEN} promises broken; trust is 0\\.\\d\\d\\.$`));
});

test("each promise stands in the table with what fell short of it", async () => {
  const rows = page.getByRole("table", { name: /^Promises/ }).locator("tbody tr");
  assert.equal(await rows.count(), KEPT + BROKEN);
  const [broken, kept] = [await rows.first().textContent(), await rows.last().textContent()];
  assert.match(broken, /0\.00 ▼ broken/);
  assert.ok(broken.includes(`price is ${DEAR}, promised was ${FAIR} at most`), broken);
  assert.match(broken, /as no honest party falls short/);
  assert.match(kept, /1\.00nothing/);
});

test("what outcomes say of payments to it stands above the payments, and an erased one is no more than its decision", async () => {
  const { payments } = await party();
  assert.deepEqual([payments.known, payments.frauds], [2, 1]);
  const section = page.locator("section").filter({ has: page.getByRole("heading", { name: "Payments", exact: true }) });
  const text = await section.textContent();
  assert.match(text, /Known what they were\s*2/);
  assert.match(text, /Of these frauds\s*1/);
  const list = section.locator(".assessment-list");
  assert.equal(await list.locator("details.assessment").count(), 2);
  assert.match(await list.locator("> p.none").textContent(), /erased with the person it was about/);
  const first = list.locator("details.assessment").first();
  await first.locator("summary").click();
  await first.getByRole("heading", { name: "Evidence" }).waitFor();
  assert.match(await first.textContent(), /promises of the payee · deceiving intention/);
  assert.match(await first.textContent(), /promises of the payee known p [=<] .*honest parties looks this unusual/);
});

for (const width of [360, 1440]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${colorScheme} at ${width} px everything can be read and nothing sticks out`, async () => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(content <= room, `${content} px in ${room} px`);
      const { least } = await page.evaluate(contrast);
      assert.ok(least.ratio >= CONTRAST, `"${least.text}" has a contrast of ${least.ratio.toFixed(2)}`);
      if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/party-${colorScheme}-${width}.png`, fullPage: true });
    });
  }
}

test("somebody who is paid and never promised anything has a page without plots that says so", async () => {
  await paid(shop.server.backEnd, { id: "order-3", user: "ada", card: "card-1", payee: "books", amount_minor: 700 });
  await page.goto(`${shop.server.console}#/parties/books`);
  await page.getByText(/No outcome of a promise is known/).waitFor();
  assert.match(await page.locator("main").textContent(), /Intention\s*too few promises to say/);
  assert.equal(await page.locator(".plot").count(), 0);
});

test("an unknown party is said to be unknown, and nobody complained of anything else", async () => {
  assert.deepEqual(heard, []);
  await page.goto(`${shop.server.console}#/parties/nobody`);
  const alert = page.getByRole("alert");
  await alert.waitFor();
  assert.match(await alert.textContent(), /no payment, no promise and no interaction names this party/);
  assert.deepEqual(heard.filter((line) => !/status of 404/.test(line)), []);
});
