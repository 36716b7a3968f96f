// A visit to the demo shop, from the door to the merchant's answer.
import { complaints } from "./browser.mjs";
import { hand } from "./hand.mjs";

/** The server learns every second what stayed undisputed for a second. */
const LEARNED_MS = 10_000;

/** What the browser's autofill would fill in. */
const AUTOFILL = {
  name: "Tie Roanl", email: "tie@roan.example", phone: "+49 30 901820",
  street: "Fernhill 5", postal_code: "10243", city: "Berlin",
};
/** What the shop's back end calls whoever buys here. */
export const CUSTOMER = AUTOFILL.email;
/** The keys of the recorded password, which make a name as well as any. */
export const NAME = [...".tie5Roanl"];
export const POSTAL_CODE = [..."10243"];

/** Opens the shop in a new tab: `{page, hand, heard}`. On fresh connections, unless others are on the road too. The hand is
    that of `whose`, or the usual customer's. */
export async function enter({ context, relay, server, random, whose }, { alone = true } = {}) {
  if (alone) await relay.drop();
  const page = await context.newPage();
  const heard = complaints(page);
  await page.goto(server.shop);
  return { page, heard, hand: await hand(page, random, whose) };
}

/** Fills the form: pointer to the name, typed name and postal code, the rest by autofill. */
export async function fillIn({ page, hand }) {
  const path = await hand.click("#name");
  const typed = await hand.type([...NAME, "Tab"]);
  const { name, postal_code, ...rest } = AUTOFILL;
  await autofill(page, rest);
  await page.focus("#postal_code");
  typed.push(...(await hand.type(POSTAL_CODE)));
  return { path, typed };
}

/** Fills fields without a key. */
export function autofill(page, values = AUTOFILL) {
  return page.evaluate((values) => {
    for (const [id, value] of Object.entries(values)) document.getElementById(id).value = value;
  }, values);
}

/** Pays, and waits until the shop knows what to do: `{order, assessment, decision, status}`. */
export async function pay({ page, hand }, how) {
  const answered = page.waitForResponse((response) => response.url().endsWith("/orders"));
  await hand.click("#pay", how);
  const order = await (await answered).json();
  const result = page.locator("#result[data-decision]");
  await result.waitFor();
  const { decision, status } = await result.evaluate((element) => ({ ...element.dataset }));
  return { order, assessment: order.assessment, decision, status };
}

/** A whole visit. The tab stays open: close it. */
export async function visit(scene) {
  const there = await enter(scene);
  const filled = await fillIn(there);
  return { ...there, ...filled, ...(await pay(there)) };
}

/** A whole visit, the tab closed, and the time passed after which it is learned where it was allowed. */
export async function shortVisit(scene) {
  const visited = await visit(scene);
  await visited.page.close();
  await undisputed(scene, visited);
  return visited;
}

/** Waits until an allowed visit is learned. */
export async function undisputed(scene, { assessment, decision }) {
  if (decision !== "allow") return;
  const since = Date.now();
  for (;;) {
    const { visits } = await scene.console.get(`/v1/devices/${assessment.device_id}`);
    if (visits.find(({ session_id }) => session_id === assessment.session_id)?.trusted) return;
    if (Date.now() - since > LEARNED_MS) throw new Error("an allowed visit is not learned");
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** A visit of somebody whose browser fills in everything, and the tab closed. */
export async function quickVisit(scene) {
  const there = await enter(scene);
  await autofill(there.page);
  const visited = { ...there, ...(await pay(there)) };
  await visited.page.close();
  await undisputed(scene, visited);
  return visited;
}

/** What the device detector said, in one line for the test's report. */
export function described({ decision, assessment }) {
  const { status, p_value, seen } = assessment.evidence.find(({ detector }) => detector === "device");
  const strongest = assessment.reasons.filter(({ nats }) => nats > 0.3).map(({ text, nats }) => `${nats.toFixed(2)} ${text}`);
  const known = status === "known" ? `p ${p_value.toPrecision(3)}` : `${status} ${seen ?? ""}`;
  return `${decision}, ${known}${strongest.map((line) => `\n    ${line}`).join("")}`;
}
