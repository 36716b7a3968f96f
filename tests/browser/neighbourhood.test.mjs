// Who deals with whom, in the console: a party among hundreds, its picture by keyboard alone, trust over time, and a ring that is named as a group.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analyst, lookUp } from "./lib/analyst.mjs";
import { contrast, drawn } from "./lib/looks.mjs";
import { scene } from "./lib/scene.mjs";
import { twin } from "./lib/twin.mjs";

const PARTY = "swindler & sons";
const BUYERS = 260;
/** WCAG 2.2 AA for text. */
const CONTRAST = 4.5;
const RING = 8;

let shop;
let page;
let heard;

const tell = (from, to, more) =>
  shop.server.backEnd.post("/v1/interactions", { from, to, kind: "message", at: new Date().toISOString(), ...more });
const rate = (from, to, rating, text) => tell(from, to, { kind: "rating", rating, text });

before(async () => {
  shop = await scene({ ownBackEnd: true });
  // What is usual: for a month people ask shops.
  for (let number = 0; number < 300; number++) {
    const at = new Date(Date.now() - 30 * 86_400_000 + number * 8_000_000).toISOString();
    const to = `shop-${Math.floor((number * 2_654_435_761) / 4_096) % 20}`;
    await tell(`customer-${number % 89}`, to, { at, text: `${number} is it there?` });
  }
  for (let from = 0; from < RING; from++) {
    for (let to = 0; to < RING; to++) {
      if (from !== to) await rate(`ring-${from}`, `ring-${to}`, 10, "flawless marvellous merchandise, visit superbargains.example");
    }
  }
  for (let buyer = 0; buyer < BUYERS; buyer++) {
    await tell(PARTY, `buyer-${buyer}`, { text: `number ${buyer} is on its way to you` });
    if (buyer % 2 === 0) await rate(`buyer-${buyer}`, PARTY, buyer < 40 ? 8 : -10);
  }
  ({ page, heard } = await analyst(shop));
});
after(() => shop?.close());

const party = () => shop.server.backEnd.get(`/v1/parties/${encodeURIComponent(PARTY)}`);
const graph = () => page.locator("svg.graph");
const two = (value) => value.toFixed(2);

test("a party shows how it stands among those it deals with", async () => {
  await lookUp(page, shop, "parties");
  await page.getByLabel(/^Party id/).focus();
  await page.keyboard.type(PARTY);
  await page.keyboard.press("Enter");
  await graph().waitFor();
  const { standing } = await party();
  assert.ok(standing.trust < 0.35, `${standing.trust}`);
  const section = page.locator("section").filter({ has: page.getByRole("heading", { name: "Among those it deals with" }) });
  const fact = (label) => section.locator(".facts div").filter({ has: page.getByText(label, { exact: true }) }).locator("dd").textContent();
  assert.equal(await fact("Trust"), two(standing.trust));
  assert.equal(await fact("Bad ones"), `${standing.bad_opinions}`);
});

test("hundreds stand around it without covering each other, and each is told apart without colour", async () => {
  const { neighbours } = await party();
  const different = new Set(neighbours.map(({ id }) => id)).size;
  assert.ok(different > 150, `${different} parties`);
  assert.equal(await graph().locator("a").count(), different);
  const places = await graph().locator("a .reached").evaluateAll((all) => all.map((one) => [one.cx.baseVal.value, one.cy.baseVal.value, one.r.baseVal.value]));
  for (const [at, [x, y, r]] of places.entries()) {
    for (const [otherX, otherY] of places.slice(at + 1)) assert.ok(Math.hypot(x - otherX, y - otherY) > 1.8 * r, `two stand at ${x}, ${y}`);
  }
  assert.ok((await graph().locator("line.tie-bad").count()) > 10);
  const dashes = await graph().locator("line.tie-bad").first().evaluate((line) => getComputedStyle(line).strokeDasharray);
  assert.notEqual(dashes, "none");
  assert.equal(await graph().locator(".middle .cross").count(), 1, "a distrusted party is a crossed square");
});

test("by keyboard alone one goes from party to party, hears each, and opens its page", async () => {
  await graph().locator('a[tabindex="0"]').focus();
  assert.equal(await graph().locator('a[tabindex="0"]').count(), 1, "one stop on the way through the page");
  const first = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  await page.keyboard.press("ArrowRight");
  const second = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.notEqual(first, second);
  assert.match(second, /^pty_.*(trusted|neutral|distrusted) \(0\.\d\d\): .*(turned to)/);
  assert.equal(await page.locator(".neighbourhood .readout").textContent(), second);
  const address = await page.evaluate(() => document.activeElement.getAttribute("href"));
  await page.keyboard.press("Enter");
  await page.waitForFunction((hash) => location.hash === hash, address);
  await page.getByRole("heading", { name: /^Party pty_/ }).waitFor();
  await graph().waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: `Party ${PARTY}` }).waitFor();
  await graph().waitFor();
});

test("the tables behind the pictures hold the same numbers", async () => {
  const { neighbours, interactions } = await party();
  const rows = await twin(page, page.locator(".plot.neighbourhood"));
  assert.equal(rows.length, neighbours.length);
  assert.deepEqual(rows.map((row) => row[2]), neighbours.map(({ trust }) => two(trust)));
  const followed = interactions.filter(({ trust }) => trust !== null);
  const trust = await twin(page, page.locator(".plot.standing"));
  assert.deepEqual(trust.map((row) => row[1]), followed.map((one) => two(one.trust)));
  await page.locator(".plot.standing canvas").waitFor();
  for (const share of await page.evaluate(drawn)) assert.ok(share > 0.01, `${share} of the canvas is drawn`);
});

test("a ring is listed as a group with what is suspicious about it, and its page names the members", async () => {
  await page.goto(`${shop.server.console}#/groups`);
  const row = page.getByRole("table", { name: /^Groups that move together/ }).locator("tbody tr").first();
  await row.waitFor();
  assert.match(await row.textContent(), new RegExp(`${RING}.* ties .*nats`));
  await row.getByRole("link").first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Group grp_/ }).waitFor();
  const members = page.getByRole("table", { name: "Members" }).locator("tbody tr");
  await members.first().waitFor();
  assert.equal(await members.count(), RING);
  await members.first().getByRole("link").click();
  await page.getByRole("heading", { name: /^Party pty_/ }).waitFor();
  await page.getByRole("link", { name: /^grp_/ }).waitFor();
});

for (const width of [360, 1440]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${colorScheme} at ${width} px everything can be read and nothing sticks out`, async () => {
      await page.goto(`${shop.server.console}#/parties/${encodeURIComponent(PARTY)}`);
      await graph().waitFor();
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(content <= room, `${content} px in ${room} px`);
      const { least } = await page.evaluate(contrast);
      assert.ok(least.ratio >= CONTRAST, `"${least.text}" has a contrast of ${least.ratio.toFixed(2)}`);
      if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/neighbourhood-${colorScheme}-${width}.png`, fullPage: true });
    });
  }
}

test("a party that no interaction names has no picture and says so, and nobody complained of anything", async () => {
  await shop.server.backEnd.post("/v1/commitments", { id: "p-1", party_id: "books", commitment: [{ attribute: "price", type: "number", at_most: 10 }] });
  await page.goto(`${shop.server.console}#/parties/books`);
  await page.getByText(/No interaction names this party/).waitFor();
  assert.equal(await graph().count(), 0);
  assert.deepEqual(heard, []);
});
