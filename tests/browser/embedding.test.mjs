// docs/EMBEDDING.md means what it says: each of its recipes is served to a browser as it is printed.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { enter, quickVisit } from "./lib/checkout.mjs";
import { serveUnder } from "./lib/policy.mjs";
import { scene } from "./lib/scene.mjs";
import { report } from "./lib/wire.mjs";

const PAGE = readFileSync(new URL("../../docs/EMBEDDING.md", import.meta.url), "utf8");
/** What the rest of the shop's page needs, which is none of ours. */
const REST = "default-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const POLICY = /```http\nContent-Security-Policy: (.+)\n```/;
const TAG = /```html\n<script async src="https:\/\/pennyprint\.example\/v1\/probe\.js" data-key="[^"]+"(.*)><\/script>\n```/;

/** `{name, policy, tag, nonce}` of each recipe. */
const RECIPES = PAGE.split("\n### ")
  .filter((section) => section.startsWith("Recipe: "))
  .map((section) => {
    const policy = POLICY.exec(section)[1];
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    const [, attributes] = TAG.exec(section);
    const [, own] = / nonce="([^"]+)"/.exec(attributes) ?? [];
    assert.equal(own, nonce, "the tag carries the policy's nonce");
    return { name: section.split("\n")[0], policy, nonce, tag: attributes.replace(/ nonce="[^"]+"/, "") };
  });

let shop;
let context;
before(async () => {
  shop = await scene();
});
after(() => shop?.close());
beforeEach(async () => {
  context = await shop.browser.newContext({ viewport: { width: 1280, height: 900 } });
  shop.relay.forget();
});
afterEach(() => context.close());

const here = (policy) => `${REST}; ${policy.replaceAll("https://pennyprint.example", shop.relay.url)}`;
const ask = (page) => page.evaluate(async () => (await window.pennyprint?.token()) ?? null);
const integrity = async () => {
  const loader = Buffer.from(await (await fetch(`${shop.relay.url}/v1/probe.js`)).arrayBuffer());
  return `sha384-${createHash("sha384").update(loader).digest("base64")}`;
};

test("the page has the recipes that merchants ask for", () => {
  assert.equal(RECIPES.length, 6);
});

for (const { name, policy, nonce, tag } of RECIPES) {
  test(name, async () => {
    const pinned = tag.replace("sha384-…", await integrity());
    const violations = await serveUnder(context, shop.server, { policy: here(policy), tag: pinned, nonce });
    const visited = await quickVisit({ ...shop, context });
    assert.equal(visited.status, "placed");
    assert.equal(visited.decision, "allow");
    assert.deepEqual(visited.heard, []);
    assert.deepEqual(violations, []);
    const { seals } = await shop.console.get(`/v1/sessions/${visited.assessment.session_id}`);
    assert.equal(seals[0].exchanges.filter(({ client }) => client?.resource).length, 6);
    const wasm = shop.relay.sent().some(({ path }) => path.endsWith(".wasm"));
    assert.equal(wasm, policy.includes("wasm-unsafe-eval"), "with wasm where the policy has room for it");
  });
}

test("the step-up dialog opens under the narrowest recipe", async () => {
  const { policy, nonce, tag } = RECIPES.find(({ name }) => name.includes("strict-dynamic, without"));
  const violations = await serveUnder(context, shop.server, { policy: here(policy), tag, nonce });
  const { page, heard } = await enter({ ...shop, context });
  assert.match(await ask(page), /^pt_/);
  const closed = page.evaluate(() => window.pennyprint.stepUp({ id: "chl_0", token: "ct_0" }));
  const dialog = page.locator("pennyprint-step-up");
  await dialog.waitFor({ state: "attached" });
  await page.keyboard.press("Escape");
  assert.deepEqual(await closed, { outcome: "cancelled" });
  assert.deepEqual(violations, []);
  assert.deepEqual(heard, []);
});

test("a page that pins another loader is served without a probe", async () => {
  await serveUnder(context, shop.server, { tag: `integrity="sha384-${"A".repeat(64)}" crossorigin="anonymous"` });
  const { page, heard } = await enter({ ...shop, context });
  assert.equal(await ask(page), null);
  assert.equal(await page.evaluate(() => window.pennyprint), undefined);
  assert.ok(heard.some((line) => line.includes("integrity")));
});

test("what the page says does not work does no harm either", async () => {
  const [{ policy }] = RECIPES;
  const cases = [here(policy.replace(/connect-src.*/, "connect-src 'self'")), `${here(policy)}; require-trusted-types-for 'script'`];
  for (const broken of cases) {
    const one = await shop.browser.newContext();
    await serveUnder(one, shop.server, { policy: broken });
    const { page, heard } = await enter({ ...shop, context: one });
    assert.equal(await ask(page), null);
    assert.deepEqual(heard.filter((line) => line.startsWith("thrown")), []);
    await one.close();
  }
});

test("no request carries a cookie and no answer sets one", async () => {
  const answers = [];
  context.on("response", (response) => response.url().startsWith(shop.relay.url) && answers.push(response.allHeaders()));
  const { page } = await enter({ ...shop, context });
  await page.evaluate(() => (document.cookie = "shop=basket"));
  await page.evaluate(() => window.pennyprint.view("again"));
  assert.match(await ask(page), /^pt_/);
  const sent = shop.relay.sent();
  assert.ok(sent.length >= 10);
  assert.deepEqual(sent.filter(({ headers }) => "cookie" in headers), []);
  assert.deepEqual((await Promise.all(answers)).filter((headers) => "set-cookie" in headers), []);
});

test("what happens in a hosted card field's frame is not seen", async () => {
  const hosted = "<input id='hosted' aria-label='Card number' autofocus style='width:200px;height:40px'>";
  await context.grantPermissions(["local-network-access"]);
  await context.route("http://provider.example/*", (route) => route.fulfill({ contentType: "text/html", body: hosted }));
  await serveUnder(context, shop.server, { policy: "default-src * 'wasm-unsafe-eval'" });
  const { page, hand } = await enter({ ...shop, context });
  assert.match(await ask(page), /^pt_/);
  await page.evaluate(
    () =>
      new Promise((loaded) => {
        const frame = Object.assign(document.createElement("iframe"), { src: "http://provider.example/card", onload: loaded });
        frame.style = "position:fixed;inset:0;width:400px;height:200px;background:white";
        document.body.append(frame);
      }),
  );
  shop.relay.forget();
  const inside = page.frameLocator("iframe").locator("#hosted");
  await inside.click();
  await page.keyboard.type("4929703815", { delay: 20 });
  assert.equal(await inside.inputValue(), "4929703815", "it was typed");
  // The pointer in the page again, so that there is something to be told.
  await hand.moveTo({ x: 900, y: 600 });
  assert.match(await ask(page), /^pt_/);
  const reports = shop.relay.sent().filter(({ path }) => path === "/v1/reports");
  const events = reports.flatMap(({ body }) => report(body).events);
  assert.ok(events.some(({ kind }) => kind === "pointer_move"));
  assert.deepEqual(events.filter(({ kind }) => /^(key|pointer_(down|up))/.test(kind)), []);
  assert.deepEqual(events.filter(({ kind, x, y }) => kind === "pointer_move" && x < 400 && y < 200), []);
});
