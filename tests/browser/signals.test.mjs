// The signals of a real browser: which there are, when they are read, and what the server keeps of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter } from "./lib/checkout.mjs";
import { scene } from "./lib/scene.mjs";

/** In the order in which they are read. */
const EARLY = [
  "screen", "time_zone", "languages", "cores", "clock_resolution", "ua_hints", "user_agent", "runtime", "memory", "touch",
  "media_queries", "intl", "storage", "network", "maths", "wall_clock",
];
const LATE = [
  "ua_details", "permissions", "storage_quota", "media_devices", "speech_voices", "audio", "compute_speed", "plugins", "automation",
  "canvas", "text_metrics", "fonts", "webgl",
];
const ABSENCES = ["unsupported", "blocked", "timeout", "failed"];

let shop;
before(async () => {
  shop = await scene();
});
after(() => shop?.close());

const sent = (path) => shop.relay.sent().filter((request) => request.path === path);
const signalsOf = (path) => sent(path).flatMap(({ body }) => JSON.parse(body).signals ?? []);
const names = (signals) => signals.map(({ name }) => name);
const ask = (page) => page.evaluate(() => window.pennyprint.token());
const settled = (page) => page.waitForTimeout(1_500);

/** The newest seal as an analyst sees it: `{seal, readings}`. */
async function sealed(page) {
  const session = await page.evaluate(() => sessionStorage.getItem("pennyprint.session").split(" ")[1]);
  const [seal] = (await shop.console.get(`/v1/sessions/${session}`)).seals;
  return { seal, readings: Object.fromEntries(seal.signals.map(({ name, reading }) => [name, reading])) };
}

test("the cheap signals open a page view, the others come with its first seal, each once", async () => {
  shop.relay.forget();
  const { page, heard } = await enter(shop);
  await settled(page);
  assert.match(await ask(page), /^pt_/);
  assert.match(await ask(page), /^pt_/);
  assert.deepEqual(names(signalsOf("/v1/sessions")), EARLY);
  const seals = sent("/v1/tokens").map(({ body }) => names(JSON.parse(body).signals ?? []));
  assert.deepEqual(seals, [LATE, []]);
  assert.ok(EARLY.length + LATE.length >= 24);
  const { seal, readings } = await sealed(page);
  assert.deepEqual(Object.keys(readings), [...EARLY, ...LATE]);
  assert.equal(seal.refused, 0, "the work was done for this page view");
  assert.deepEqual(heard, [], "reading them prints nothing");
  await page.close();
});

test("every signal is a value or a named absence, and says what it cost", async (t) => {
  shop.relay.forget();
  const { page } = await enter(shop);
  await settled(page);
  await ask(page);
  for (const { name, reading, cost_us } of [...signalsOf("/v1/sessions"), ...signalsOf("/v1/tokens")]) {
    const [[kind, value], ...more] = Object.entries(reading);
    assert.deepEqual(more, [], name);
    if (kind === "absent") assert.ok(ABSENCES.includes(value), `${name}: ${value}`);
    else assert.ok(["integer", "integers", "text", "texts"].includes(kind), `${name}: ${kind}`);
    assert.ok(Number.isInteger(cost_us) && cost_us >= 0, name);
  }
  const { readings } = await sealed(page);
  t.diagnostic(JSON.stringify(readings));
  const { user_agent, ua_hints, ua_details, time_zone } = readings;
  assert.deepEqual(user_agent.slice(0, 2), await page.evaluate(() => [navigator.userAgent, navigator.platform]));
  assert.equal(ua_hints[0], "Linux");
  assert.match(ua_details.at(-1) + ua_details.at(-2), /Chromium \d+\.\d+\.\d+\.\d+/);
  assert.equal(time_zone, await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone));
  assert.equal(readings.intl, await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().locale));
  assert.equal(readings.runtime, "wasm");
  assert.equal(readings.memory, 1024 * (await page.evaluate(() => navigator.deviceMemory)));
  assert.ok(Math.abs(readings.wall_clock[0] / 1e3 - Date.now()) < 60_000);
  assert.ok(readings.compute_speed > 0, "the server leaves the time of the work");
  assert.equal(readings.storage, 63, "everything is there in an ordinary window of a secure page");
  assert.ok(readings.fonts > 0, "some font of the list is there");
  assert.equal(readings.automation & 1, 1, "a driven browser says so");
  assert.equal(readings.plugins[0], 5);
  assert.ok(readings.audio > 0);
  await page.close();
});

test("what describes the device is the same in the next visit", async () => {
  const visit = async () => {
    const { page } = await enter(shop);
    await settled(page);
    await ask(page);
    const { readings } = await sealed(page);
    await page.close();
    return readings;
  };
  const [first, second] = [await visit(), await visit()];
  const moving = ["wall_clock", "network", "compute_speed", "clock_resolution"];
  for (const name of [...EARLY, ...LATE].filter((name) => !moving.includes(name))) {
    assert.deepEqual(second[name], first[name], name);
  }
});

test("who asks for the token at once gets it with every late signal", async () => {
  shop.relay.forget();
  const { page } = await enter(shop);
  assert.match(await ask(page), /^pt_/);
  const late = signalsOf("/v1/tokens");
  assert.deepEqual(names(late), LATE);
  const missing = late.filter(({ reading }) => reading.absent === "timeout").map(({ name }) => name);
  assert.deepEqual(missing, [], "the micro-transactions leave time for them");
  await page.close();
});

test("a promise that never settles is a timeout, and the token does not wait for it", async () => {
  shop.relay.forget();
  const { page } = await enter({
    ...shop,
    context: {
      newPage: async () => {
        const page = await shop.context.newPage();
        await page.addInitScript(() => {
          navigator.storage.estimate = () => new Promise(() => {});
          navigator.permissions.query = () => Promise.reject(new Error("no"));
          MediaDevices.prototype.enumerateDevices = () => Promise.reject(new Error("no"));
        });
        return page;
      },
    },
  });
  assert.match(await ask(page), /^pt_/);
  const readings = Object.fromEntries(signalsOf("/v1/tokens").map(({ name, reading }) => [name, reading]));
  assert.deepEqual(readings.storage_quota, { absent: "timeout" });
  assert.deepEqual(readings.media_devices, { absent: "blocked" });
  assert.deepEqual(readings.permissions.integers.slice(0, -1), [0, 0, 0, 0, 0, 0]);
  await page.close();
});

test("noise in the canvas is named and not taken for a drawing, a missing interface is unsupported", async () => {
  shop.relay.forget();
  const { page } = await enter({
    ...shop,
    context: {
      newPage: async () => {
        const page = await shop.context.newPage();
        await page.addInitScript(() => {
          const { getImageData } = CanvasRenderingContext2D.prototype;
          CanvasRenderingContext2D.prototype.getImageData = function (...where) {
            const image = getImageData.apply(this, where);
            image.data[Math.floor(Math.random() * image.data.length)] ^= 1;
            return image;
          };
          delete window.OfflineAudioContext;
          delete Navigator.prototype.deviceMemory;
          Object.defineProperty(Navigator.prototype, "plugins", { get: () => { throw new DOMException("no", "SecurityError"); } });
        });
        return page;
      },
    },
  });
  await ask(page);
  const { readings } = await sealed(page);
  assert.deepEqual(readings.canvas, { absent: "blocked" });
  assert.deepEqual(readings.audio, { absent: "unsupported" });
  assert.deepEqual(readings.memory, { absent: "unsupported" });
  assert.deepEqual(readings.plugins, { absent: "blocked" });
  await page.close();
});

test("after stop() no signal is read any more", async () => {
  const { page } = await enter(shop);
  await page.waitForRequest("**/v1/microtransactions");
  await page.evaluate(() => {
    window.drawn = 0;
    const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function (...kind) {
      window.drawn += 1;
      return getContext.apply(this, kind);
    };
    window.pennyprint.stop();
  });
  await settled(page);
  assert.equal(await page.evaluate(() => window.drawn), 0);
  await page.close();
});
