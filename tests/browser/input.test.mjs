// What people do without a key: touch, hold, paste, let the browser fill in, compose; and what scripts pretend they did.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, NAME } from "./lib/checkout.mjs";
import { scene } from "./lib/scene.mjs";
import { FIELD, report } from "./lib/wire.mjs";

let shop;
before(async () => {
  shop = await scene();
});
after(() => shop?.close());

const ask = (page) => page.evaluate(() => window.pennyprint.token());
const events = () => shop.relay.sent().filter(({ path }) => path === "/v1/reports").flatMap(({ body }) => report(body).events);
const ofKind = (kind) => events().filter((event) => event.kind === kind);
const everything = () => Buffer.concat(shop.relay.sent().map(({ raw }) => raw)).toString("latin1");

/** A page of the shop on which the probe has begun. */
async function begin(scene = shop) {
  scene.relay.forget();
  const there = await enter(scene);
  await ask(there.page);
  return { ...there, devtools: await there.page.context().newCDPSession(there.page) };
}

/** Counted by kind, as the server tells an analyst. */
async function counted(page) {
  const session = await page.evaluate(() => sessionStorage.getItem("pennyprint.session").split(" ")[1]);
  return (await shop.console.get(`/v1/sessions/${session}`)).seals[0].events;
}

test("a paste is known by the kind of its field and by nothing else", async () => {
  const { page, heard } = await begin();
  const paste = async (field, text) => {
    await page.evaluate((text) => {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }, text);
    await page.focus(field);
    await page.keyboard.press("Control+V");
  };
  await paste("#street", "Zanzibar 17");
  await paste("#card_number", "4242424242424242");
  await ask(page);
  assert.equal(await page.inputValue("#street"), "Zanzibar 17", "it was a real paste");
  assert.deepEqual(ofKind("paste").map(({ field }) => field), [FIELD.street], "and none in a card's field");
  assert.equal((await counted(page)).paste, 1);
  assert.ok(!everything().includes("Zanzibar"));
  assert.deepEqual(heard, []);
  await page.close();
});

test("the browser's own autofill is known field by field, and the probe outlives it", async () => {
  const { page, devtools, hand, heard } = await begin();
  await devtools.send("DOM.enable");
  await devtools.send("Autofill.enable");
  const { root } = await devtools.send("DOM.getDocument");
  const field = async (selector) => {
    const { nodeId } = await devtools.send("DOM.querySelector", { nodeId: root.nodeId, selector });
    return (await devtools.send("DOM.describeNode", { nodeId })).node.backendNodeId;
  };
  await page.focus("#name");
  await page.waitForTimeout(300);
  const address = Object.entries({ NAME_FULL: "Tie Roanl", EMAIL_ADDRESS: "tie@roan.example", ADDRESS_HOME_ZIP: "10243",
    ADDRESS_HOME_CITY: "Xanadu", ADDRESS_HOME_STREET_ADDRESS: "Fernhill 5", ADDRESS_HOME_COUNTRY: "DE" });
  const fields = address.map(([name, value]) => ({ name, value }));
  await devtools.send("Autofill.trigger", { fieldId: await field("#name"), address: { fields } });
  await page.waitForFunction(() => document.getElementById("city").value === "Xanadu");
  const card = { number: "4242424242424242", name: "Tie Roanl", expiryMonth: "12", expiryYear: "2031", cvc: "737" };
  await page.focus("#card_number");
  await page.waitForTimeout(300);
  await devtools.send("Autofill.trigger", { fieldId: await field("#card_number"), card });
  await page.waitForFunction(() => document.getElementById("card_number").value !== "");
  await page.focus("#name");
  await hand.type(NAME.slice(0, 3));
  await ask(page);
  const filled = ofKind("autofill").map(({ field }) => field);
  for (const kind of ["name", "email", "street", "postal_code", "place"]) assert.ok(filled.includes(FIELD[kind]), kind);
  assert.ok(!filled.includes(FIELD.protected), "nothing is said of the card");
  assert.equal(ofKind("key_down").length, 3, "what autofill calls a keydown is none; real keys are still seen");
  assert.ok(!everything().includes("Xanadu"));
  assert.deepEqual(heard, []);
  await page.close();
});

test("an input method's composition has a beginning and an end", async () => {
  const { page, devtools } = await begin();
  await page.focus("#city");
  await devtools.send("Input.imeSetComposition", { text: "\u306b\u307b", selectionStart: 2, selectionEnd: 2 });
  await devtools.send("Input.insertText", { text: "\u65e5\u672c" });
  await ask(page);
  const composed = events().filter(({ kind }) => kind.startsWith("composition"));
  assert.deepEqual(composed.map(({ kind, field }) => [kind, field]), [["composition_start", FIELD.place], ["composition_end", FIELD.place]]);
  assert.equal(ofKind("untrusted_input").length, 0, "although Chromium does not trust its own end of it");
  await page.close();
});

test("a finger leaves its size and pressure whenever they changed, a mouse never", async () => {
  const { page, devtools, hand } = await begin();
  await hand.click("#name");
  const touch = (type, ...touchPoints) => devtools.send("Input.dispatchTouchEvent", { type, touchPoints });
  const finger = { x: 300, y: 120, radiusX: 6, radiusY: 9, force: 0.25 };
  await touch("touchStart", finger);
  await touch("touchMove", { ...finger, y: 121 });
  await touch("touchMove", { ...finger, y: 122, radiusX: 8, force: 0.5 });
  await touch("touchEnd");
  const card = await page.locator("#card_number").boundingBox();
  await touch("touchStart", { ...finger, x: card.x + 20, y: card.y + 10, radiusX: 30 });
  await touch("touchEnd");
  await ask(page);
  const contacts = ofKind("contact").map(({ width, height, pressure }) => ({ width, height, pressure }));
  assert.deepEqual(contacts, [
    { width: 12, height: 18, pressure: 64 },
    { width: 16, height: 18, pressure: 128 },
  ]);
  assert.equal((await counted(page)).contact, 2);
  await page.close();
});

test("a telephone in use tells how it is held, at most ten times a second; one on the table does not", async () => {
  const context = await shop.browser.newContext({ hasTouch: true, viewport: { width: 412, height: 915 } });
  const { page, devtools, heard } = await begin({ ...shop, context });
  const tilt = (beta) => devtools.send("DeviceOrientation.setDeviceOrientationOverride", { alpha: 40, beta, gamma: -3.5 });
  for (let step = 0; step < 5; step++) {
    await tilt(10 + step);
    await page.waitForTimeout(20);
  }
  await page.waitForTimeout(2_100);
  await tilt(20);
  await page.waitForTimeout(150);
  await ask(page);
  const idle = ofKind("orientation").length;
  await page.touchscreen.tap(200, 300);
  const from_ms = await page.evaluate(() => performance.now());
  for (let step = 0; step < 60; step++) {
    await tilt(30 + step / 10);
    await page.waitForTimeout(10);
  }
  const took_ms = (await page.evaluate(() => performance.now())) - from_ms;
  await ask(page);
  const held = ofKind("orientation").slice(idle);
  assert.ok(held.length >= 2 && held.length <= 2 + took_ms / 100, `${held.length} samples in ${took_ms} ms`);
  for (const { values } of held) assert.ok(values[0] >= 300 && values[0] < 360 && values[1] === -35, `${values}`);
  held.slice(1).forEach(({ at_ms }, index) => assert.ok(at_ms - held[index].at_ms >= 99, "ten times a second"));
  assert.ok(!ofKind("orientation").some(({ values }) => values[0] === 200), "nobody touched it then");
  assert.deepEqual(heard, []);
  await context.close();
});

test("what a script makes up is noted by its class, once, however often it does", async () => {
  const { page, hand } = await begin();
  const before = events().length;
  await page.evaluate(() => {
    for (let times = 0; times < 5_000; times++) {
      document.getElementById("name").dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA", bubbles: true }));
      document.dispatchEvent(new PointerEvent("pointermove", { clientX: times, clientY: 5, bubbles: true }));
    }
    document.getElementById("name").dispatchEvent(new InputEvent("input", { bubbles: true, data: "x" }));
    document.querySelector("footer").click();
  });
  await hand.type(["Tab"]);
  await ask(page);
  const noted = events().slice(before).map(({ kind }) => kind).filter((kind) => kind.startsWith("untrusted"));
  assert.deepEqual(noted.toSorted(), ["untrusted_input", "untrusted_keyboard", "untrusted_pointer"]);
  assert.equal(ofKind("key_down").length, 1, "the made-up keys count for nothing");
  assert.equal((await counted(page)).untrusted_keyboard, 1);
  await page.close();
});

test("made-up events alone open no page view", async () => {
  const { page } = await begin();
  await page.evaluate(() => window.pennyprint.view("payment"));
  await page.evaluate(() => document.body.click());
  await page.waitForTimeout(200);
  const opened = () => shop.relay.sent().filter(({ path }) => path === "/v1/sessions").length;
  assert.equal(opened(), 1);
  await page.mouse.click(20, 20);
  await ask(page);
  assert.equal(opened(), 2);
  await page.close();
});
