// Where WebAssembly is refused: the shop works, the device becomes known, and a relay is seen, all the same.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WITHOUT_WASM } from "./lib/browser.mjs";
import { described, enter, quickVisit } from "./lib/checkout.mjs";
import { serveUnder } from "./lib/policy.mjs";
import { DETOUR, HOME } from "./lib/relay.mjs";
import { scene } from "./lib/scene.mjs";
import { openBrowser } from "./lib/tabs.mjs";

const VIEWPORT = { width: 1280, height: 900 };

let locked;
before(async () => {
  locked = await scene({ flags: [WITHOUT_WASM] });
});
after(() => locked?.close());

const deviceEvidence = ({ assessment }) => assessment.evidence.find(({ detector }) => detector === "device");
const sent = () => locked.relay.sent().map(({ path }) => path.replace(/\.\w{16}\./, "."));
const bodies = (wanted) => locked.relay.sent().filter(({ path }) => path === wanted).map(({ body }) => JSON.parse(body));

/** What a visit must be without wasm: the order placed, timed from both sides, nobody accused of anything. */
async function checked(there, { visited, from }) {
  assert.equal(visited.status, "placed");
  assert.equal(visited.decision, "allow", described(visited));
  assert.deepEqual(visited.heard, [], "nothing red in the console");
  assert.ok(!from.some((path) => path.endsWith(".wasm") || path.includes("/core.")), from.join("\n"));
  assert.equal(from.filter((path) => path.includes("/plain.")).length, 1);
  const { seals } = await there.console.get(`/v1/sessions/${visited.assessment.session_id}`);
  const { exchanges, signals, refused, ledger_minor } = seals[0];
  const kinds = exchanges.map(({ kind }) => kind);
  assert.equal(kinds[0], "plain");
  assert.deepEqual(kinds.toSorted(), ["faulted", "held", "large", "padded", "plain", "retried"]);
  assert.equal(refused, 0);
  assert.ok(ledger_minor >= 5 && ledger_minor <= 25);
  exchanges.forEach((exchange, index) => {
    const about = `exchange ${index}: ${JSON.stringify(exchange)}`;
    const { client, server_us, held_us, return_gap_us } = exchange;
    const last = index === exchanges.length - 1;
    assert.ok(client?.resource?.ttfb_us >= 20_000 + held_us && server_us > 0 && server_us < client.total_us, about);
    assert.ok(client.resource.reused || index === 0, about);
    assert.equal(client.turnaround_us === undefined, last, about);
    if (!last) assert.ok(return_gap_us - client.turnaround_us >= 20_000, about);
  });
  return Object.fromEntries(signals.map(({ name, reading }) => [name, reading]));
}

test("a browser without WebAssembly: the checkout works, five micro-transactions are timed from both sides", async (t) => {
  locked.relay.forget();
  const visited = await quickVisit(locked);
  t.diagnostic(described(visited));
  const signals = await checked(locked, { visited, from: sent() });
  assert.equal(visited.assessment.risk_nats, visited.assessment.prior_nats, "no wasm is no reason for anything");
  assert.deepEqual(visited.assessment.reasons, []);
  assert.equal(deviceEvidence(visited).status, "warming");
  assert.deepEqual(signals.runtime, "js");
  const [timed] = bodies("/v1/microtransactions").filter(({ previous }) => previous);
  assert.deepEqual(Object.keys(timed.previous), ["seq", "attempt", "started_us", "ended_us", "resource"]);
});

test("its signals are what the browser says of itself, in the names and units of the others", async () => {
  const there = await enter(locked);
  const { page } = there;
  assert.match(await page.evaluate(() => window.pennyprint.token()), /^pt_/);
  locked.relay.forget();
  await page.evaluate(() => window.pennyprint.view("again"));
  const [before_ms, token, now_ms] = await page.evaluate(async () => [Date.now(), await window.pennyprint.token(), Date.now()]);
  assert.match(token, /^pt_/);
  const [{ v, view, signals, device_id }] = bodies("/v1/sessions");
  assert.deepEqual([v, view], [1, "again"]);
  assert.match(device_id, /^dev_/, "the device is the one of the first visit");
  const readings = Object.fromEntries(signals.map(({ name, reading }) => [name, reading]));
  const told = await page.evaluate(() => ({
    languages: [...navigator.languages],
    cores: navigator.hardwareConcurrency,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: [screen.width, screen.height, screen.availWidth, screen.availHeight, innerWidth, innerHeight, screen.colorDepth],
  }));
  assert.deepEqual(readings.runtime, { text: "js" });
  assert.deepEqual(readings.languages, { texts: told.languages });
  assert.deepEqual(readings.cores, { integer: told.cores });
  assert.deepEqual(readings.time_zone, { text: told.zone });
  assert.deepEqual(readings.screen, { integers: [...told.screen, 1000] });
  const [wall_us, page_us] = readings.wall_clock.integers;
  assert.ok(wall_us >= before_ms * 1e3 && wall_us <= now_ms * 1e3);
  assert.ok(page_us > 0 && page_us < 60e6);
  assert.ok(signals.every(({ cost_us }) => Number.isInteger(cost_us) && cost_us >= 0));
  await page.close();
});

test("a page whose policy forbids WebAssembly: the same, one report of the question, none where the tag says so", async () => {
  const pennyprint = locked.relay.url;
  const policy = `default-src 'self'; script-src 'self' ${pennyprint}; connect-src 'self' ${pennyprint}; img-src 'self' data:`;
  const free = await scene();
  try {
    for (const [tag, asked] of [["", [{ directive: "script-src", blocked: "wasm-eval" }]], ['data-wasm="off"', []]]) {
      const context = await free.browser.newContext({ viewport: VIEWPORT });
      const ours = policy.replaceAll(pennyprint, free.relay.url);
      const violations = await serveUnder(context, free.server, { policy: ours, tag });
      free.relay.forget();
      const visited = await quickVisit({ ...free, context });
      const from = free.relay.sent().map(({ path }) => path);
      await checked(free, { visited, from });
      assert.equal(visited.assessment.risk_nats, visited.assessment.prior_nats);
      assert.deepEqual(violations, asked, tag);
      await context.close();
    }
  } finally {
    await free.close();
  }
});

test("after some visits the device is known, and a relay that adds 40 ± 10 ms is not allowed", async (t) => {
  // Nine payments in all: a tenth within ten minutes would be a sign of its own.
  for (let number = 2; number <= 7; number++) {
    const visited = await quickVisit(locked);
    t.diagnostic(`visit ${number}: ${described(visited)}`);
    assert.equal(visited.decision, "allow", described(visited));
  }
  await locked.relay.take(DETOUR);
  const relayed = await quickVisit(locked);
  t.diagnostic(described(relayed));
  assert.notEqual(relayed.decision, "allow", described(relayed));
  assert.ok(relayed.assessment.reasons.some(({ code, nats }) => code === "round_trip" && nats > 0));
  await locked.relay.take(HOME);
  const home = await quickVisit(locked);
  t.diagnostic(described(home));
  assert.equal(deviceEvidence(home).status, "known");
  assert.equal(home.decision, "allow", described(home));
});

test("view() waits for a sign of life or for token(), and each view has a token of its own", async () => {
  locked.relay.forget();
  const { page, heard, hand } = await enter(locked);
  const first = await page.evaluate(() => window.pennyprint.token());
  await page.evaluate(() => window.pennyprint.view("payment"));
  await page.waitForTimeout(300);
  assert.equal(bodies("/v1/sessions").length, 1);
  await hand.moveTo({ x: 300, y: 300 });
  await page.waitForTimeout(600);
  assert.deepEqual(bodies("/v1/sessions").map(({ view }) => view), ["", "payment"]);
  const second = await page.evaluate(() => window.pennyprint.token());
  assert.match(first, /^pt_/);
  assert.match(second, /^pt_/);
  assert.notEqual(first, second);
  const session = await page.evaluate(() => sessionStorage.getItem("pennyprint.session").split(" ")[1]);
  const { seals } = await locked.console.get(`/v1/sessions/${session}`);
  assert.deepEqual(seals.map(({ exchanges }) => exchanges.filter(({ client }) => client).length), [6, 6]);
  assert.ok(!sent().includes("/v1/reports"), "nobody was watched");
  for (const name of ["'x'.repeat(10000)", "{}", "undefined", "'\\u0000\\ud800'", "'ß'.repeat(33)"]) {
    await page.evaluate(`window.pennyprint.view(${name})`);
    assert.match(await page.evaluate(() => window.pennyprint.token()), /^pt_/, name);
  }
  assert.deepEqual(heard, []);
  await page.close();
});

test("without a network token() answers null in time, and with the network it answers again", async () => {
  const { page, heard } = await enter(locked);
  const ask = () => page.evaluate(() => window.pennyprint.token());
  assert.match(await ask(), /^pt_/);
  await page.context().setOffline(true);
  assert.equal(await ask(), null);
  await page.evaluate(() => window.pennyprint.view("payment"));
  assert.equal(await ask(), null);
  await page.context().setOffline(false);
  assert.match(await ask(), /^pt_/);
  assert.deepEqual(heard.filter((line) => !line.includes("ERR_INTERNET_DISCONNECTED")), []);
  await page.close();
});

test("a tab that nobody sees is not timed, and is timed once it is seen", async () => {
  locked.relay.forget();
  const browser = await openBrowser([WITHOUT_WASM]);
  try {
    const front = await browser.tab("about:blank");
    const tab = await browser.tab("about:blank");
    await front.front();
    await tab.until("document.hidden");
    await tab.send("Page.navigate", { url: locked.server.shop });
    await tab.until("window.pennyprint !== undefined && document.readyState === 'complete'");
    await tab.evaluate("pennyprint.token()");
    assert.ok(sent().includes("/v1/sessions"));
    assert.ok(!sent().includes("/v1/microtransactions"));
    await tab.front();
    await tab.until("!document.hidden");
    assert.match(await tab.evaluate("pennyprint.token()"), /^pt_/);
    assert.equal(sent().filter((path) => path === "/v1/microtransactions").length, 6);
    assert.deepEqual(tab.heard, []);
  } finally {
    await browser.close();
  }
});
