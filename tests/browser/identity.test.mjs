// A browser's storage that somebody has copied: the links that the probe keeps tell the copy from the customer, with WebAssembly and without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { WITHOUT_WASM } from "./lib/browser.mjs";
import { autofill, described, enter, pay } from "./lib/checkout.mjs";
import { scene } from "./lib/scene.mjs";

const KEPT = ["pennyprint.device", "pennyprint.link"];

/** Buys; answers what was said of the identity, and what the browser keeps then. `copied` is in its storage beforehand. */
async function buy(shop, copied) {
  if (copied) {
    const page = await shop.context.newPage();
    await page.route("**/empty", (route) => route.fulfill({ contentType: "text/html", body: "" }));
    await page.goto(new URL("/empty", shop.server.shop).href);
    await page.evaluate((copied) => Object.entries(copied).forEach(([key, value]) => localStorage.setItem(key, value)), copied);
    await page.close();
  }
  const there = await enter(shop);
  await autofill(there.page);
  const paid = await pay(there);
  const identity = paid.assessment.evidence.find(({ detector }) => detector === "identity");
  const kept = () => there.page.evaluate((keys) => Object.fromEntries(keys.map((key) => [key, localStorage.getItem(key)])), KEPT);
  return { ...there, ...paid, identity, keep: kept };
}

async function finished({ page, heard, keep }) {
  const kept = await keep();
  assert.deepEqual(heard, [], "nothing red in the console");
  await page.close();
  return kept;
}

for (const [name, flags] of [["the probe", []], ["the probe without WebAssembly", [WITHOUT_WASM]]]) {
  test(`${name} keeps the next link, so that a copy is noticed and the customer can get ahead of it`, async (t) => {
    const shop = await scene({ flags });
    try {
      const first = await buy(shop);
      assert.equal(first.identity.status, "unremarkable");
      const copy = await finished(first);
      assert.match(copy["pennyprint.link"], /^pl_00000001[0-9a-f]{32}$/);

      const second = await buy(shop);
      assert.equal(second.identity.status, "unremarkable");
      const own = await finished(second);
      assert.equal(own["pennyprint.device"], copy["pennyprint.device"]);
      assert.match(own["pennyprint.link"], /^pl_00000002/);

      const stolen = await buy(shop, copy);
      t.diagnostic(described(stolen));
      assert.equal(stolen.decision, "step_up");
      assert.ok(stolen.assessment.reasons.some(({ code }) => code === "carried_on_elsewhere"));

      // Whoever holds the telephone is the customer.
      const sms = stolen.page.locator("#sms");
      await sms.waitFor();
      const [code] = /\d{6}/.exec(await sms.textContent());
      await stolen.page.keyboard.type(code);
      await stolen.page.keyboard.press("Enter");
      await stolen.page.locator("#result[data-status=placed]").waitFor();
      const ahead = await finished(stolen);

      const left = await buy(shop, own);
      assert.equal(left.identity.status, "known", "the other copy is behind now");
      await finished(left);
      const further = await buy(shop, ahead);
      assert.equal(further.identity.status, "unremarkable");
      await finished(further);
    } finally {
      await shop.close();
    }
  });
}
