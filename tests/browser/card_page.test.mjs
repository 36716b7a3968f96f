// A card's page in the console: nine purchases that taught it, one of a size it never made, and one of a customer who is erased since.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analyst, lookUp } from "./lib/analyst.mjs";
import { contrast, drawn } from "./lib/looks.mjs";
import { paid } from "./lib/payments.mjs";
import { scene } from "./lib/scene.mjs";
import { twin } from "./lib/twin.mjs";

const CARD = "card of ada/1";
const AMOUNTS = [500, 520, 540, 4_000, 9_900, 510, 505, 530, 4_600];
const UNUSUAL = 900_000;
/** Trusted purchases before a card is judged. */
const NEED = 5;
/** WCAG 2.2 AA for text. */
const CONTRAST = 4.5;

let shop;
let page;
let heard;
let unusual;

before(async () => {
  shop = await scene({ ownBackEnd: true });
  const { backEnd } = shop.server;
  const purchase = { user: "ada", card: CARD, payee: "books" };
  for (const [number, amount_minor] of AMOUNTS.entries()) {
    await paid(backEnd, { ...purchase, id: `order-${number}`, amount_minor, label: "legitimate" });
  }
  await paid(backEnd, { ...purchase, id: "order-of-bob", user: "bob", amount_minor: 515 });
  await backEnd.remove("/v1/users/bob");
  unusual = await paid(backEnd, { ...purchase, id: "order-unusual", amount_minor: UNUSUAL });
  ({ page, heard } = await analyst(shop));
});
after(() => shop?.close());

const card = () => shop.server.backEnd.get(`/v1/cards/${encodeURIComponent(CARD)}`);
const plot = (name) => page.locator(`.plot.${name}`);
const euros = (minor) => `€${(minor / 100).toFixed(2)}`;
const spendingOf = ({ evidence }) => evidence.find(({ detector }) => detector === "spending");

test("a card is looked up by the merchant's own id, by keyboard alone, and its page says how it spends", async () => {
  await lookUp(page, shop, "cards");
  await page.getByLabel(/^Card id/).focus();
  await page.keyboard.type(CARD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: `Card ${CARD}` }).waitFor();
  await page.locator(".plot canvas").nth(1).waitFor();
  const text = await page.locator("main").textContent();
  assert.match(text, /Spends\s*mostly low amounts/);
  assert.match(text, new RegExp(`Purchases learnt\\s*${AMOUNTS.length}`));
});

test("its groups stand in a table with their means and how many of the latest amounts are in each", async () => {
  const { spending } = await card();
  assert.equal(spending.groups_minor.length, 3);
  const rows = page.getByRole("table", { name: /^What low, medium and high/ }).locator("tbody tr");
  const cells = await rows.evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.deepEqual(cells.map(([, mean]) => mean), spending.groups_minor.map((minor) => euros(Number(minor.toPrecision(3)))));
  assert.deepEqual(cells.map(([, , amounts]) => Number(amounts)), [6, 2, 1]);
  assert.match(cells[0][0], /Low most of them: a low spender/);
});

test("both plots are drawn, and the table behind the amounts has each with its group, the newest first", async () => {
  const shares = await page.evaluate(drawn);
  assert.equal(shares.length, 2);
  for (const share of shares) assert.ok(share > 0.01, `${share} of the canvas is drawn`);
  const rows = await twin(page, plot("amounts"));
  const groups = { 4_000: "Medium", 4_600: "Medium", 9_900: "High" };
  assert.deepEqual(
    rows,
    AMOUNTS.map((minor, at) => [`${at + 1}`, euros(minor), groups[minor] ?? "Low"]).reverse(),
  );
});

test("surprise is ten times -ln p of the assessment's own evidence, and what was not judged says why instead of looking usual", async () => {
  const { assessments } = await card();
  const rows = await twin(page, plot("surprise"));
  assert.equal(rows.length, AMOUNTS.length + 2);
  const [newest, erased, ...taught] = rows;
  const { p_value } = spendingOf(assessments[0]);
  assert.ok(p_value < 0.01, `${p_value}`);
  assert.equal(Number(newest[2]), Math.round(-10 * Math.log(p_value)));
  assert.match(newest[3], /^1 in [\d,a-z ]+ genuine purchases$/);
  assert.deepEqual(erased.slice(1, 4), ["–", "–", "erased with the person it was about"]);
  taught.reverse().forEach(([, , points, rarity], seen) => {
    const said = spendingOf(assessments.at(-1 - seen));
    assert.equal(said.status, seen < NEED ? "warming" : "known");
    if (seen < NEED) assert.deepEqual([points, rarity], ["–", `learning: ${seen} of ${NEED} purchases`]);
    else assert.equal(Number(points), Math.round(-10 * Math.log(said.p_value)));
  });
  const legend = await plot("surprise").locator(".legend").textContent();
  assert.match(legend, /still learning: no points/);
  assert.match(await plot("surprise").locator(".readout").textContent(), /^5 payments judged, at most \d+ points\. 6 payments could not be judged by it\.$/);
});

test("the mouse over the plot names the payment below it", async () => {
  await plot("surprise").locator(".u-over").hover({ position: { x: 5, y: 20 } });
  await plot("surprise").getByText(/ · €5\.00 · learning: 0 of 5 purchases · /).waitFor();
  await page.mouse.move(0, 0);
});

test("the unusual payment says why in words, and the erased one is no more than its decision", async () => {
  const list = page.locator(".assessment-list");
  const first = list.locator("details.assessment").first();
  const { reasons } = unusual;
  const text = await first.textContent();
  for (const { text: said } of reasons.filter(({ detector }) => detector === "spending")) assert.ok(text.includes(said), said);
  assert.match(text, /spending of the card · amount/);
  assert.match(text, /spending of the card known p [=<] .*genuine purchases looks this unusual/);
  const erased = list.locator("> p.none");
  assert.equal(await erased.count(), 1);
  assert.match(await erased.textContent(), /erased with the person it was about/);
});

test("a payment on the plot's table leads to its assessment and back", async () => {
  await plot("surprise").locator("summary").click();
  await plot("surprise").locator(`a[href="#/assessments/${unusual.id}"]`).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Assessment/ }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: `Card ${CARD}` }).waitFor();
  await page.locator(".plot canvas").nth(1).waitFor();
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
      if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/card-${colorScheme}-${width}.png`, fullPage: true });
    });
  }
}

test("a card that has paid once has a page without groups that says so", async () => {
  await paid(shop.server.backEnd, { id: "order-new", user: "eve", card: "card-new", payee: "books", amount_minor: 700, label: "fraud" });
  await page.goto(`${shop.server.console}#/cards/card-new`);
  await page.getByText("No payment could be judged by how this card spends yet.").waitFor();
  const text = await page.locator("main").textContent();
  assert.match(text, /Nothing learnt yet\. A payment teaches once it was allowed/);
  assert.equal(await page.getByRole("heading", { name: /^Groups/ }).count(), 0);
});

test("nothing is looked up without an id, an unknown card is said to be unknown, and nobody complained of anything else", async () => {
  assert.deepEqual(heard, []);
  await lookUp(page, shop, "cards");
  await page.getByLabel(/^Card id/).focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.getByLabel(/^Card id/).evaluate((input) => input.validity.valueMissing), true);
  await page.keyboard.type("nobody's");
  await page.keyboard.press("Enter");
  const alert = page.getByRole("alert");
  await alert.waitFor();
  assert.match(await alert.textContent(), /no assessment names this card/);
  assert.deepEqual(heard.filter((line) => !/status of 404/.test(line)), []);
});
