// A customer's page in the console: six visits by their own hand, and a seventh by somebody else's, on the same device over another
// network. What an analyst sees of that, by mouse and by keyboard, light and dark, wide and narrow.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analyst } from "./lib/analyst.mjs";
import { autofill, enter, NAME, pay, undisputed } from "./lib/checkout.mjs";
import { contrast, drawn } from "./lib/looks.mjs";
import { mouse, person, typist } from "./lib/people.mjs";
import { SEED, uniform } from "./lib/random.mjs";
import { DETOUR, HOME } from "./lib/relay.mjs";
import { scene } from "./lib/scene.mjs";

const EMAIL = "customer@roan.example";
const OWN = { typist: typist(0), mouse: mouse(0) };
const OTHER = { typist: typist(5), mouse: mouse(2) };
const VISITS = 6;
/** Fields that are typed in; the recordings have one text only, so name and street are the same. */
const TYPED = ["#name", "#street"];
/** WCAG 2.2 AA for text. */
const CONTRAST = 4.5;

let shop;
let page;
let heard;
const visits = [];

before(async () => {
  shop = await scene();
  // On a busy machine a visit now and then looks unusual and is not: it teaches nothing, and another one is made.
  while (learned().length < VISITS && visits.length < 2 * VISITS) visits.push(await visit(OWN, visits.length));
  await shop.relay.take(DETOUR);
  visits.push(await visit(OTHER, visits.length));
  await shop.relay.take(HOME);
  ({ page, heard } = await analyst(shop));
  await page.goto(`${shop.server.console}#/users/${encodeURIComponent(EMAIL)}`);
  await page.getByRole("heading", { name: `Customer ${EMAIL}` }).waitFor();
  await page.locator(".rhythm canvas").first().waitFor();
});
after(() => shop?.close());

async function visit(who, number) {
  const whose = person(who.typist, who.mouse, number * TYPED.length);
  const there = await enter({ ...shop, random: uniform(SEED * 1_000 + number), whose });
  await autofill(there.page, { email: EMAIL, phone: "+49 30 901820", postal_code: "10243", city: "Berlin" });
  for (const field of TYPED) {
    await there.hand.click(field);
    await there.hand.type([...NAME, "Tab"]);
  }
  const visited = { ...there, ...(await pay(there)) };
  await there.page.close();
  assert.deepEqual(there.heard, []);
  await undisputed(shop, visited);
  return visited;
}

const learned = () => visits.filter(({ decision }) => decision === "allow");
const stranger = () => visits.at(-1);
const user = (query = "") => shop.console.get(`/v1/users/${encodeURIComponent(EMAIL)}${query}`);
const chosen = () => page.locator(".timeline input:checked");
/** `"14 of 20"` before the words that say what of it. */
const counted = async (locator) => /(\d+) of (\d+) /.exec(await locator.textContent()).slice(1).map(Number);
const name = () => page.locator(".rhythm[data-code=rhythm_name]");

test("six visits are learned and the seventh is not simply allowed", async (t) => {
  const { behaviour, taught_by, visit } = await user();
  t.diagnostic(`${OWN.typist.name} and ${OWN.mouse.name}, then ${OTHER.typist.name} and ${OTHER.mouse.name}: ${stranger().decision}`);
  assert.equal(behaviour.trusted_visits, VISITS);
  assert.notEqual(stranger().decision, "allow");
  assert.deepEqual([...taught_by].reverse(), learned().map(({ assessment }) => assessment.id));
  assert.equal(visit.assessment_id, stranger().assessment.id);
});

test("the timeline has every visit with its decision and its place of trouble, and the latest is chosen", async () => {
  const cards = page.locator(".timeline .visit");
  assert.equal(await cards.count(), visits.length);
  assert.equal(await chosen().getAttribute("value"), stranger().assessment.id);
  const last = await cards.last().textContent();
  const { risk, reasons } = stranger().assessment;
  assert.ok(last.includes(`${risk} of 1000`) && last.includes(reasons[0].code.replaceAll("_", " ")), last);
});

test("the rhythm's plot is drawn, most of a stranger's times lie outside of the band, and the table behind it says which", async () => {
  for (const share of await page.evaluate(drawn)) assert.ok(share > 0.02, `${share} of the canvas is drawn`);
  const [out, of] = await counted(name().locator(".readout"));
  assert.ok(out >= of / 4, `${out} of ${of}`);
  await name().locator("summary").click();
  const rows = name().locator("tbody tr");
  assert.equal(await rows.count(), of);
  assert.equal(await rows.filter({ hasText: "outside" }).count(), out);
  const { visit } = await user();
  const { times } = visit.measured.rhythms.find(({ code }) => code === "rhythm_name");
  assert.equal(times.filter(({ outside }) => outside).length, out);
  await name().locator("summary").click();
});

test("the reasons name the rhythm in words, with the time of the visit and the usual ones, and their points add up", async () => {
  const { reasons } = stranger().assessment;
  const rhythm = reasons.find(({ code }) => code.startsWith("rhythm_"));
  assert.match(rhythm.text, /\d.* m?s, usually \d/);
  const table = page.locator(".visit-reasons table.waterfall");
  assert.ok((await table.textContent()).includes(rhythm.text));
  const numbers = (await table.locator("tbody td.num").allTextContents()).map((text) => Number(text.replace("\u2212", "-")));
  assert.ok(numbers.every(Number.isInteger), `${numbers}`);
  const total = numbers.pop();
  assert.equal(numbers.reduce((sum, points) => sum + points, 0), total);
  assert.equal(total, Math.round(10 * stranger().assessment.risk_nats));
});

test("movement and typing stand beside their bands, and what lies outside is marked by more than colour", async () => {
  const movement = page.getByRole("region", { name: "Movement of the mouse" });
  const typing = page.getByRole("region", { name: "Typing" });
  for (const hand of [movement, typing]) assert.ok((await hand.locator("tbody tr").count()) >= 5);
  await movement.getByRole("button", { name: /^Show all/ }).click();
  for (const measure of ["Straightness", "Pointer speed", "Longest pause within", "Button held"]) await movement.getByText(measure, { exact: true }).waitFor();
  await movement.getByRole("button", { name: /^Show the latest/ }).click();
  const [out] = await counted(typing.locator("caption"));
  assert.ok(out > 0);
  const marked = typing.locator("tr.is-outside");
  assert.ok((await marked.count()) > 0);
  for (const row of await marked.all()) {
    assert.match(await row.textContent(), /above|below/);
    assert.equal(await row.locator(".band-strip path").count(), 1);
  }
});

test("another visit is chosen by keyboard alone, the focus stays, and most of the customer's own times lie inside", async () => {
  await chosen().focus();
  await page.keyboard.press("ArrowLeft");
  const own = visits.at(-2).assessment.id;
  await page.locator(`.timeline input[value="${own}"]:checked`).waitFor();
  const row = page.locator(`.visit-reasons a[href="#/assessments/${own}"]`);
  await row.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.value), own);
  const seen = await page.locator(`.visit:has(input[value="${own}"])`).evaluate((element) => getComputedStyle(element).outlineStyle);
  assert.notEqual(seen, "none");
  const [out, of] = await counted(name().locator(".readout"));
  const times = (await user(`?visit=${own}`)).visit.measured.rhythms.find(({ code }) => code === "rhythm_name").times;
  assert.equal(out, times.filter(({ outside }) => outside).length);
  assert.ok(out <= of / 4, `${out} of ${of}`);
  await page.locator(`.visit:has(input[value="${stranger().assessment.id}"])`).click();
  await page.locator(`.visit-reasons a[href="#/assessments/${stranger().assessment.id}"]`).waitFor();
});

for (const width of [360, 800, 1440]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${colorScheme} at ${width} px everything can be read and nothing sticks out`, async () => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(content <= room, `${content} px in ${room} px`);
      for (const table of await page.locator(".bands").all()) {
        const [wide, there] = await table.evaluate((section) => [section.querySelector("table").offsetWidth, section.offsetWidth]);
        assert.ok(wide <= there, `${await table.getAttribute("aria-label")}: ${wide} px in ${there} px`);
      }
      const { background, least } = await page.evaluate(contrast);
      assert.ok(colorScheme === "dark" ? background < 0.1 : background > 0.8, `background luminance ${background}`);
      assert.ok(least.ratio >= CONTRAST, `"${least.text}" has a contrast of ${least.ratio.toFixed(2)}`);
      if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/user-${colorScheme}-${width}.png`, fullPage: true });
    });
  }
}

test("a customer who came once, and never typed or moved, has a page without bands that says so", async () => {
  const context = await shop.browser.newContext({ reducedMotion: "reduce" });
  const there = await enter({ ...shop, context });
  await autofill(there.page, { name: "New", email: "new@roan.example", street: "Fernhill 5", postal_code: "10243", city: "Berlin", phone: "1" });
  const answered = there.page.waitForResponse((response) => response.url().endsWith("/orders"));
  await there.page.locator("#pay").focus();
  await there.page.keyboard.press("Enter");
  await answered;
  await context.close();
  await page.goto(`${shop.server.console}#/users/new%40roan.example`);
  await page.getByRole("heading", { name: "Customer new@roan.example" }).waitFor();
  await page.getByText("learning: 0 of 3 visits").waitFor();
  const text = await page.locator("main").textContent();
  assert.match(text, /No field was typed at one go/);
  assert.match(text, /nobody is judged by it/);
  assert.equal(await page.locator(".band-strip").count(), 0);
});

test("the page broke no policy and complained of nothing", () => {
  assert.deepEqual(heard, []);
});
