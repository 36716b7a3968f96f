// Programs and remote desktops at the checkout are named for what they are; a recorded hand is left alone.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { autofill, described, enter, NAME, pay, POSTAL_CODE, shortVisit, undisputed } from "./lib/checkout.mjs";
import { scene } from "./lib/scene.mjs";

let shop;
let customer;
before(async () => {
  shop = await scene();
});
after(() => shop?.close());
beforeEach(async () => {
  // The whole form is in sight: what is replayed finds everything in its place.
  const context = await shop.browser.newContext({ viewport: { width: 1280, height: 1400 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(shop.server.shop).origin });
  customer = { ...shop, context };
});
afterEach(() => customer.context.close());

const said = ({ assessment }) => assessment.evidence.find(({ detector }) => detector === "automation");
const codes = ({ assessment }) => assessment.reasons.filter(({ detector, nats }) => detector === "automation" && nats > 0).map(({ code }) => code);
const text = ({ assessment }, code) => assessment.reasons.find((reason) => reason.code === code)?.text;

/** The shop, in which the probe has begun to observe. */
async function begin(whose) {
  const there = await enter({ ...customer, whose });
  await there.page.evaluate(() => window.pennyprint.token());
  return there;
}

/** What the shop is answered once something in the page has sent the order. */
async function ordered({ page }, send) {
  const answered = page.waitForResponse((response) => response.url().endsWith("/orders"));
  await send();
  const order = await (await answered).json();
  return { assessment: order.assessment, decision: order.decision };
}

test("a script that sets values, makes events up and presses the button", async (t) => {
  const there = await begin();
  const visited = await ordered(there, () => there.page.evaluate(() => {
    for (const id of ["name", "email", "phone", "street", "postal_code", "city"]) {
      const field = document.getElementById(id);
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
      field.value = id === "email" ? "a@b.example" : "10243";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    document.getElementById("pay").click();
  }));
  t.diagnostic(described(visited));
  assert.deepEqual(codes(visited), ["scripted_events"]);
  assert.match(text(visited, "scripted_events"), /nobody pressed anything/);
  assert.equal(visited.decision, "step_up", "a device that nothing is known of is asked, not refused");
});

test("a form that is only pasted", async (t) => {
  const there = await begin();
  const { page } = there;
  const values = { name: "Tie Roanl", email: "tie@roan.example", phone: "+49 30 901820", street: "Fernhill 5", postal_code: "10243", city: "Berlin" };
  for (const [id, value] of Object.entries(values)) {
    await page.evaluate((value) => navigator.clipboard.writeText(value), value);
    await page.focus(`#${id}`);
    await page.keyboard.down("Control");
    await page.keyboard.press("v", { delay: 60 + 50 * customer.random() });
    await page.waitForTimeout(20 + 60 * customer.random());
    await page.keyboard.up("Control");
  }
  assert.equal(await page.inputValue("#city"), "Berlin", "they were real pastes");
  const visited = await pay(there);
  t.diagnostic(described(visited));
  assert.ok(codes(visited).includes("pasted_only"), described(visited));
  assert.match(text(visited, "pasted_only"), /6 times something was pasted, and 0 characters were typed/);
});

test("a driver that puts whole texts into the fields", async (t) => {
  const there = await begin();
  const { page } = there;
  await autofill(page);
  for (const [id, value] of [["name", "Tie Roanl"], ["street", "Fernhill 5"], ["city", "Berlin"]]) await page.fill(`#${id}`, value);
  const visited = await pay(there);
  t.diagnostic(described(visited));
  assert.deepEqual(codes(visited), ["text_without_keys"]);
  assert.match(text(visited, "text_without_keys"), /3 times text came into a field without a key/);
});

test("a driver that jumps to every field and types by a timer", async (t) => {
  const timer = { keystrokes: () => Array.from({ length: 11 }, () => ({ hold_ms: 40, next_ms: 45 })) };
  const there = await begin(timer);
  const { page } = there;
  await autofill(page);
  for (const id of ["name", "street", "city"]) {
    await page.click(`#${id}`);
    await there.hand.type([..."abcdefghij"]);
  }
  const visited = await ordered(there, () => page.click("#pay"));
  t.diagnostic(described(visited));
  assert.ok(codes(visited).includes("pointer_jumps"), described(visited));
  assert.ok(codes(visited).includes("centred_presses"), described(visited));
  assert.ok(codes(visited).includes("constant_rhythm") || codes(visited).includes("constant_holds"), described(visited));
});

test("a driver that divides its ways into equal steps", async (t) => {
  const there = await begin();
  const { page } = there;
  await autofill(page);
  for (const id of ["name", "city", "email", "pay"]) {
    const { x, y, width, height } = await page.locator(`#${id}`).boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2, { steps: 20 });
  }
  const visited = await ordered(there, () => page.mouse.down().then(() => page.mouse.up()));
  t.diagnostic(described(visited));
  assert.ok(codes(visited).includes("ruled_paths"), described(visited));
});

test("a remote desktop that sends 30 pictures a second", async (t) => {
  const there = await begin();
  await autofill(there.page);
  for (const id of ["name", "city", "email", "postal_code", "phone", "street"]) await there.hand.click(`#${id}`, { frames: 30 });
  const visited = await pay(there, { frames: 30 });
  t.diagnostic(described(visited));
  assert.deepEqual(codes(visited), ["remote_frames"]);
  assert.match(text(visited, "remote_frames"), /with a clock of 33\.[0-9] ms \(30 a second\)/);
});

test("the stream of an earlier visit once more, by a program", async (t) => {
  const filled = { email: "tie@roan.example", phone: "+49 30 901820", street: "Fernhill 5", city: "Berlin" };
  const there = await enter(customer);
  await autofill(there.page, filled);
  await there.hand.click("#name");
  await there.hand.type(NAME);
  await there.hand.click("#postal_code");
  await there.hand.type(POSTAL_CODE);
  const first = await pay(there);
  assert.equal(first.decision, "allow", described(first));
  await there.page.close();
  await undisputed(customer, first);

  const again = await begin();
  await autofill(again.page, filled);
  const visited = await ordered(again, () => again.hand.replay(there.hand.made));
  t.diagnostic(described(visited));
  assert.ok(codes(visited).includes("replayed"), described(visited));
  assert.match(text(visited, "replayed"), /what it did in an earlier visit/);
  assert.notEqual(visited.decision, "allow");
});

test("recorded hands, visit after visit", async (t) => {
  // A shop of its own: the other one's customer was taught by programs.
  const other = await scene();
  t.after(() => other.close());
  for (let number = 0; number < 4; number++) {
    const visited = await shortVisit(other);
    t.diagnostic(described(visited));
    assert.equal(visited.decision, "allow", described(visited));
    assert.deepEqual([said(visited).status, codes(visited)], ["unremarkable", []], described(visited));
  }
});
