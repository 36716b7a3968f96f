// The step-up as a customer meets it. The documented test token makes the decision certain; everything after it is
// the real thing: challenge, phone, dialog, confirmation.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { autofill, enter, pay } from "./lib/checkout.mjs";
import { scene } from "./lib/scene.mjs";
import { report } from "./lib/wire.mjs";

let shop;
before(async () => {
  shop = await scene();
});
after(() => shop?.close());

/** Orders until the dialog is open; `code` is what the phone shows. */
async function ordered() {
  const there = await enter(shop);
  const { page } = there;
  assert.match(await page.evaluate(() => window.pennyprint.token()), /^pt_/, "the probe runs");
  await page.evaluate(() => {
    window.pennyprint.token = async () => "test|step_up";
  });
  await autofill(page);
  const order = await pay(there);
  assert.equal(order.decision, "step_up");
  assert.equal(order.status, "challenge");
  const sms = page.locator("#sms");
  await sms.waitFor();
  const [code] = /\d{6}/.exec(await sms.textContent());
  return { ...there, code, devtools: await page.context().newCDPSession(page) };
}

/** What a screen reader finds in the dialog; its shadow root is closed to scripts. */
async function dialog({ devtools }) {
  const { nodes } = await devtools.send("Accessibility.getFullAXTree");
  const named = nodes.filter(({ ignored }) => !ignored).map(({ role, name }) => ({ role: role?.value, name: name?.value ?? "" }));
  return {
    open: named.some(({ role, name }) => role === "dialog" && name === "Confirm it is you"),
    text: named.map(({ name }) => name).join("\n"),
  };
}

async function says(there, pattern) {
  for (let look = 0; look < 100; look++) {
    const { text } = await dialog(there);
    if (pattern.test(text)) return;
    await there.page.waitForTimeout(50);
  }
  assert.fail(`the dialog never said ${pattern}: ${(await dialog(there)).text}`);
}

async function answer({ page }, code) {
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
}

const wrong = (code) => (code === "000000" ? "111111" : "000000");
const status = (page, wanted) => page.locator(`#result[data-status=${wanted}]`).waitFor();

test("the code from the phone passes the dialog and the order is placed", async () => {
  const there = await ordered();
  assert.ok((await dialog(there)).open);
  await answer(there, there.code);
  await status(there.page, "placed");
  assert.ok(!(await dialog(there)).open);
  assert.deepEqual(there.heard, []);
  await there.page.close();
});

test("a wrong code may be tried again, and the tries are counted down", async () => {
  const there = await ordered();
  await answer(there, "12");
  await says(there, /6 digits/);
  await answer(there, wrong(there.code));
  await says(there, /2 tries left/);
  await answer(there, wrong(there.code));
  await says(there, /1 try left/);
  await answer(there, there.code);
  await status(there.page, "placed");
  assert.deepEqual(there.heard, []);
  await there.page.close();
});

test("three wrong codes end the challenge and the order is refused", async () => {
  const there = await ordered();
  for (const left of [/2 tries left/, /1 try left/]) {
    await answer(there, wrong(there.code));
    await says(there, left);
  }
  await answer(there, wrong(there.code));
  await status(there.page, "refused");
  assert.ok(!(await dialog(there)).open);
  await there.page.close();
});

test("a customer who closes the dialog can come back to it", async () => {
  const there = await ordered();
  await there.page.keyboard.press("Escape");
  await there.page.locator("#enter-code").click();
  await says(there, /Confirm it is you/);
  await answer(there, there.code);
  await status(there.page, "placed");
  await there.page.close();
});

test("nothing that happens inside the dialog is observed", async () => {
  const there = await ordered();
  shop.relay.forget();
  await answer(there, there.code);
  await status(there.page, "placed");
  await there.page.goto("about:blank");
  await new Promise((done) => setTimeout(done, 300));
  const sent = shop.relay.sent();
  assert.ok(sent.some(({ path }) => path.endsWith("/answers")), "the recording holds the answer itself");
  const events = sent.filter(({ path }) => path === "/v1/reports").flatMap(({ body }) => report(body).events);
  assert.ok(events.length > 0, "it holds a report, too");
  assert.deepEqual(events.filter(({ kind }) => kind.startsWith("key_")), []);
  await there.page.close();
});
