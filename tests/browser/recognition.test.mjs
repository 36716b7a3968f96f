// Chromium profiles that clear their storage and come back: each is recognised as itself with a confidence, none as another, and
// whoever was never here as nobody.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { quickVisit } from "./lib/checkout.mjs";
import { HOME, road } from "./lib/relay.mjs";
import { scene } from "./lib/scene.mjs";

/** How long the server may be behind its journal, and some more. */
const BEHIND_MS = 2_000;
const AGENT = (system, version = "131.0.0.0") =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`;
const WINDOWS = AGENT("Windows NT 10.0; Win64; x64");
const MAC = AGENT("Macintosh; Intel Mac OS X 10_15_7");
const PHONE = AGENT("Linux; Android 14; Pixel 8");

const SET_UP_OTHERWISE = { colorScheme: "dark", deviceScaleFactor: 1.25 };

/** Profiles of as many people, each at home. The two of a kind differ in where they live and how they set their machine up. */
const PROFILES = {
  "a laptop in Berlin": { at: 11, viewport: [1440, 900], locale: "de-DE", timezoneId: "Europe/Berlin" },
  "Windows in Lisbon": { at: 12, viewport: [1920, 1080], locale: "pt-PT", timezoneId: "Europe/Lisbon", userAgent: WINDOWS },
  "a Mac in Tokyo": { at: 13, viewport: [1728, 1117], locale: "ja-JP", timezoneId: "Asia/Tokyo", userAgent: MAC, deviceScaleFactor: 2 },
  "a phone in Lima": { at: 14, viewport: [412, 915], locale: "es-PE", timezoneId: "America/Lima", userAgent: PHONE, deviceScaleFactor: 2.625, isMobile: true, hasTouch: true },
  "a large screen in Oslo": { at: 15, viewport: [2560, 1440], locale: "nb-NO", timezoneId: "Europe/Oslo", colorScheme: "dark" },
  "one of a kind in Rome": { at: 16, viewport: [1366, 768], locale: "it-IT", timezoneId: "Europe/Rome" },
  "another of that kind": { at: 17, viewport: [1366, 768], locale: "it-IT", timezoneId: "Europe/Rome", ...SET_UP_OTHERWISE },
};
const STRANGER = { at: 18, viewport: [1600, 900], locale: "fr-FR", timezoneId: "Europe/Paris" };
/** Of a known kind, from a network that nobody has used. */
const LOOKALIKE = { ...PROFILES["a laptop in Berlin"], at: 19, ...SET_UP_OTHERWISE };
/** The same in everything that can be read, somewhere else: nobody can tell whether it moved or is its twin. */
const MOVED = { ...PROFILES["a large screen in Oslo"], at: 20 };

let shop;
const devices = new Map();

before(async () => {
  shop = await scene({ config: "[recognition]\nenabled = true\n" });
});
after(() => shop?.close());

/** A visit with an empty profile: nothing is stored from an earlier one. */
async function visit({ at, viewport: [width, height], ...options }) {
  await shop.relay.take(road(`127.0.${at}.1`, 25, 5));
  const screen = { width, height };
  const context = await shop.browser.newContext({ viewport: screen, screen, reducedMotion: "reduce", ...options });
  try {
    const { assessment, heard } = await quickVisit({ ...shop, context });
    assert.deepEqual(heard, []);
    return assessment;
  } finally {
    await context.close();
  }
}

test("whoever comes for the first time is nobody", async (t) => {
  for (const [name, profile] of Object.entries(PROFILES)) {
    const { device_id, recognition } = await visit(profile);
    t.diagnostic(`${name}: ${JSON.stringify(recognition)}`);
    assert.equal(recognition.status, "absent", name);
    assert.equal(recognition.why, "nobody", name);
    devices.set(name, device_id);
    await new Promise((done) => setTimeout(done, BEHIND_MS));
  }
  assert.equal(new Set(devices.values()).size, devices.size);
});

test("with cleared storage each is recognised as itself, never as another, and keeps an id of its own", async (t) => {
  let recognised = 0;
  for (const [name, profile] of Object.entries(PROFILES)) {
    const { device_id, recognition } = await visit(profile);
    t.diagnostic(`${name}: ${recognition.status} ${recognition.why ?? recognition.confidence} differ: ${recognition.disagreeing}`);
    assert.notEqual(device_id, devices.get(name), "the profile was empty");
    if (recognition.status === "recognised") {
      assert.equal(recognition.device_id, devices.get(name), name);
      assert.ok(recognition.confidence >= 0.945 && recognition.confidence < 1);
      recognised++;
    }
    devices.set(name, device_id);
    await new Promise((done) => setTimeout(done, BEHIND_MS));
  }
  assert.ok(recognised >= 5, `${recognised} of ${devices.size} were recognised`);
});

test("profiles that were never here are not recognised, also of a known kind", async (t) => {
  for (const profile of [STRANGER, LOOKALIKE]) {
    const { recognition } = await visit(profile);
    t.diagnostic(JSON.stringify(recognition));
    assert.equal(recognition.why, "nobody");
  }
});

test("a profile that is the same but for its network is taken for the one that moved, and the network is named", async (t) => {
  const { device_id, recognition } = await visit(MOVED);
  t.diagnostic(JSON.stringify(recognition));
  assert.equal(recognition.device_id, devices.get("a large screen in Oslo"));
  assert.ok(recognition.disagreeing.includes("path"));
  assert.notEqual(device_id, recognition.device_id, "it keeps an id of its own");
  await shop.relay.take(HOME);
});
