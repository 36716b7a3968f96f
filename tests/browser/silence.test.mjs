// Off is off: whenever a page says no, not one more request leaves, proven by what the other end of the wire received.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { complaints, WITHOUT_WASM } from "./lib/browser.mjs";
import { road } from "./lib/relay.mjs";
import { scene } from "./lib/scene.mjs";
import { openBrowser } from "./lib/tabs.mjs";

/** So slow that whatever follows from an answer follows long after the no. */
const SLOW = road("127.0.1.1", 400, 0);
const REPORT_AFTER_MS = 250;
/** Longer than an exchange, a report's wait and a token's patience together with what comes of them. */
const SILENCE_MS = 1_600;

/** The shop on a slow road, and what its relay has received. */
async function slowShop() {
  const shop = await scene({ config: `[probe]\nreport_after_ms = ${REPORT_AFTER_MS}\nbudget_ms = 20000\n` });
  await shop.relay.take(SLOW);
  const paths = () => shop.relay.sent().map(({ path }) => path.replace(/\.\w{16}\./, "."));
  const posts = () => shop.relay.sent().filter(({ method }) => method === "POST").map(({ path }) => path);
  const count = (path) => paths().filter((one) => one === path).length;
  /** Waits until the other end has received this many of these. */
  const received = async (path, times = 1) => {
    for (let look = 0; look < 1_000 && count(path) < times; look++) await new Promise((done) => setTimeout(done, 10));
    assert.equal(count(path), times, paths().join("\n"));
  };
  return { ...shop, paths, posts, count, received };
}

const sayNo = (page) => page.evaluate(() => window.sayNo());
/** What is posted for a page view until it is timed. */
const TIMED = ["/v1/sessions", ...Array(6).fill("/v1/microtransactions")];
/** Until the page is timed, and the last answer has come. */
const timed = async ({ page, received }) => {
  await received("/v1/microtransactions", 6);
  await page.waitForTimeout(600);
};

/**
 * When the no is said (`act`, in a page that has just been opened, after `prepare` in the page), and what the other end
 * has received for good by then. Without wasm there are no reports.
 */
const MOMENTS = [
  {
    moment: "at once",
    prepare: () => {
      let there;
      const get = () => there;
      const set = (value) => {
        there = value;
        window.sayNo();
      };
      Object.defineProperty(window, "pennyprint", { get, set });
    },
    act: ({ received }) => received("/v1/probe.js"),
    posted: [],
    loaded: ["/v1/probe.js"],
  },
  {
    moment: "while the probe loads",
    act: async ({ page, received, core }) => {
      await received(core);
      await sayNo(page);
    },
    posted: [],
  },
  {
    moment: "while the session is opened",
    act: async ({ page, received }) => {
      await received("/v1/sessions");
      await sayNo(page);
    },
    posted: ["/v1/sessions"],
  },
  {
    moment: "between two micro-transactions",
    act: async ({ page, received }) => {
      await received("/v1/microtransactions", 2);
      await sayNo(page);
    },
    posted: TIMED.slice(0, 3),
  },
  {
    moment: "while a token waits for micro-transactions",
    act: async ({ page, received }) => {
      await received("/v1/microtransactions", 1);
      await page.evaluate(() => void (window.asked = window.pennyprint.token()));
      await sayNo(page);
      assert.equal(await page.evaluate(() => window.asked), null);
    },
    posted: TIMED.slice(0, 2),
  },
  {
    moment: "while events wait to be told",
    act: async ({ page, received }) => {
      await timed({ page, received });
      await page.evaluate(() => addEventListener("keydown", () => window.sayNo()));
      await page.focus("#name");
      await page.keyboard.press("a");
    },
    posted: TIMED,
  },
  {
    moment: "while a token's report is on its way",
    only: "wasm",
    act: async ({ page, received }) => {
      await timed({ page, received });
      await page.focus("#name");
      await page.evaluate(() => void (window.asked = window.pennyprint.token()));
      await received("/v1/reports");
      await sayNo(page);
      assert.equal(await page.evaluate(() => window.asked), null);
    },
    posted: [...TIMED, "/v1/reports"],
  },
  {
    moment: "as the page goes away",
    prepare: () => {
      for (const kind of ["pagehide", "visibilitychange"]) addEventListener(kind, () => window.sayNo(), { capture: true });
    },
    act: async ({ page, received, leave }) => {
      await timed({ page, received });
      await page.focus("#name");
      await leave();
    },
    posted: TIMED,
  },
  {
    moment: "before the page goes away with events untold",
    act: async ({ page, received, leave }) => {
      await timed({ page, received });
      await page.focus("#name");
      await sayNo(page);
      await leave();
    },
    posted: TIMED,
  },
];

/** Opens the shop in a browser of its own kind, lets the no be said, and listens. */
async function silent(shop, { runtime, no, prepare, act, posted, loaded }) {
  const { relay, paths, posts, received } = shop;
  const core = runtime === "wasm" ? "/v1/assets/core.js" : "/v1/assets/plain.js";
  const context = await shop.browser.newContext();
  if (runtime === "js") await context.addInitScript(() => delete window.WebAssembly);
  await context.addInitScript(`window.sayNo = () => { window.pennyprint?.${no}; };`);
  if (prepare) await context.addInitScript(prepare);
  await relay.drop();
  relay.forget();
  const page = await context.newPage();
  const heard = complaints(page);
  await page.goto(shop.server.shop);
  // Another page of the shop, so that what the browser keeps can still be looked at.
  const leave = () => page.goto(new URL("/leaf.svg", shop.server.shop).href);
  await act({ page, received, core, leave });
  await page.waitForTimeout(SILENCE_MS);
  assert.deepEqual(posts(), posted);
  const begun = runtime === "wasm" ? [core, "/v1/assets/core.wasm", "/v1/probe.js"] : [core, "/v1/probe.js"];
  assert.deepEqual(paths().filter((path) => !posted.includes(path)).toSorted(), loaded ?? begun);
  if (no === "consent(false)") {
    const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
    assert.deepEqual(kept, [], "nothing is kept, nor stored again");
  }
  assert.deepEqual(heard.filter((line) => !line.includes("/favicon.ico")), []);
  await page.close();
  await new Promise((done) => setTimeout(done, 100));
  assert.deepEqual(posts(), posted, "not even as the tab is closed");
  await context.close();
}

// They wait more than they work: two at a time.
describe("off is off", { concurrency: 2 }, () => {
  for (const runtime of ["wasm", "js"]) {
    for (const no of ["consent(false)", "stop()"]) {
      describe(`${no}, ${runtime === "wasm" ? "with" : "without"} WebAssembly`, { concurrency: 1 }, () => {
        let shop;
        before(async () => {
          shop = await slowShop();
        });
        after(() => shop?.close());
        for (const { moment, only, ...one } of MOMENTS) {
          if (!only || only === runtime) test(moment, () => silent(shop, { runtime, no, ...one }));
        }
      });
    }
  }
});

test("a no while the wasm is refused loads nothing in its place, and a later yes does", async (t) => {
  const shop = await slowShop();
  t.after(() => shop.close());
  const { received, paths, count } = shop;
  const context = await shop.browser.newContext();
  let refuse;
  const refused = new Promise((done) => (refuse = done));
  await context.route("**/*.wasm", async (route) => {
    await refused;
    await route.abort("blockedbyclient");
  });
  const page = await context.newPage();
  await page.goto(shop.server.shop);
  await received("/v1/assets/core.js");
  await page.evaluate(() => window.pennyprint.consent(false));
  refuse();
  await page.waitForTimeout(SILENCE_MS);
  assert.deepEqual(paths().toSorted(), ["/v1/assets/core.js", "/v1/probe.js"]);
  await page.evaluate(() => window.pennyprint.consent(true));
  await received("/v1/microtransactions", 6);
  assert.equal(count("/v1/assets/plain.js"), 1);
  assert.equal(count("/v1/sessions"), 1, "one probe, not two");
});

for (const [runtime, flags] of [["with", []], ["without", [WITHOUT_WASM]]]) {
  test(`a no in a tab that nobody sees holds when the tab is seen, ${runtime} WebAssembly`, async (t) => {
    const shop = await slowShop();
    t.after(() => shop.close());
    const browser = await openBrowser(flags);
    t.after(() => browser.close());
    const front = await browser.tab("about:blank");
    const tab = await browser.tab("about:blank");
    await front.front();
    await tab.until("document.hidden");
    await tab.send("Page.navigate", { url: shop.server.shop });
    await shop.received("/v1/sessions");
    await new Promise((done) => setTimeout(done, 600));
    // A token waits for the page to be seen, and a view waits to be opened by what happens next.
    await tab.evaluate("void (window.asked = pennyprint.token())");
    await tab.evaluate("pennyprint.view('payment')");
    await tab.evaluate("pennyprint.stop()");
    const before = shop.posts();
    assert.equal(before.filter((path) => path === "/v1/sessions").length, 1);
    await tab.front();
    await tab.until("!document.hidden");
    assert.equal(await tab.evaluate("window.asked"), null);
    await new Promise((done) => setTimeout(done, SILENCE_MS));
    assert.deepEqual(shop.posts(), before);
    assert.deepEqual(tab.heard, []);
  });
}
