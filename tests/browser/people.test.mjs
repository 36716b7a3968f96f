// Three people with hands of their own: recorded typing and recorded mouse paths. After three visits each, behaviour tells who is who:
// whoever orders under another's name here does so on that person's own device and network, so that only the hands differ.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { autofill, enter, NAME, pay } from "./lib/checkout.mjs";
import { mouse, person, typist } from "./lib/people.mjs";
import { SEED, uniform } from "./lib/random.mjs";
import { scene } from "./lib/scene.mjs";

/** Trusted visits before somebody is judged. */
const VISITS = 3;
/** Fields that are typed in, each once a visit: the recordings have one text only, so everybody's name, street and city are the same. */
const TYPED = ["#name", "#street", "#city"];
/** Shorter than a visit takes, and longer than the judged ones lie apart: none of them is learned before the others are judged. */
const UNDISPUTED_S = 6;
const LEARNED_MS = 30_000;
/** What nobody would call unusual, and what is. */
const USUAL = 0.1;
const UNUSUAL = 0.05;
/** How findings begin that are about hands. */
const HANDS = /^(rhythm_|typing_|pointer)/;

/** The first three of each data set, whoever they are. */
const PEOPLE = [0, 1, 2].map((number) => ({
  typist: typist(number),
  mouse: mouse(number),
  email: `customer-${number}@roan.example`,
}));

let shop;
/** Nobody orders before all judged visits are filled in: an impostor's must not be learned before its owner's own is judged. */
const all_filled_in = barrier(PEOPLE.length ** 2);
/** What the automation detector said of every visit. */
const accusations = [];

before(async () => {
  shop = await scene({ undisputed_s: UNDISPUTED_S });
  for (const one of PEOPLE) one.context = await shop.browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
});
after(() => shop?.close());

/** Resolves once it was called so many times. */
function barrier(calls) {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return () => {
    if (--calls === 0) resolve();
    return promise;
  };
}

/** On the device of `owner` and under their name, with the hands of `who`: the `number`-th visit of these hands. */
async function visit(owner, who, number) {
  const whose = person(who.typist, who.mouse, number * TYPED.length);
  const random = uniform(SEED * 1_000 + PEOPLE.indexOf(who) * 100 + number);
  const there = await enter({ ...shop, context: owner.context, random, whose }, { alone: false });
  await autofill(there.page, { email: owner.email, phone: "+49 30 901820", postal_code: "10243" });
  for (const field of TYPED) {
    await there.hand.click(field);
    // Return would send the form: Tab is pressed instead, and as long.
    await there.hand.type([...NAME, "Tab"]);
  }
  if (number >= VISITS) {
    await learned(owner);
    await all_filled_in();
  }
  const { assessment, decision } = await pay(there);
  assert.deepEqual(there.heard, []);
  await there.page.close();
  const automation = assessment.evidence.find(({ detector }) => detector === "automation");
  const signs = assessment.reasons.filter(({ detector }) => detector === "automation").map(({ text }) => text);
  accusations.push({ name: `${who.typist.name} and ${who.mouse.name}`, status: automation.status, signs });
  const { status, p_value } = assessment.evidence.find(({ detector }) => detector === "behaviour");
  const findings = assessment.reasons.filter(({ detector, code }) => detector === "behaviour" && code !== "compared");
  return { owner, who, decision, status, p_value, findings };
}

/** Waits until the visits before are learned: they are as a rule, since filling in takes longer. */
async function learned({ email }) {
  const since = Date.now();
  for (;;) {
    const { behaviour } = await shop.console.get(`/v1/users/${email}`);
    if (behaviour.trusted_visits >= VISITS) return;
    if (Date.now() - since > LEARNED_MS) throw new Error(`of ${email} ${behaviour.trusted_visits} visits are learned`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

const described = ({ owner, who, decision, p_value, findings }) =>
  `${owner.email} by ${who.typist.name} and ${who.mouse.name}: ${decision}, p ${p_value.toPrecision(3)}, ` +
  findings.slice(0, 4).map(({ code, nats }) => `${code} ${nats.toFixed(2)}`).join(", ");

test("three visits of three people are allowed, and behaviour waits for more", async (t) => {
  const genuine = async (one, number) => {
    const { decision, status } = await visit(one, one, number);
    assert.deepEqual([decision, status], ["allow", "warming"]);
  };
  const three = async (one) => {
    t.diagnostic(`${one.email}: ${one.typist.name}, ${one.mouse.name}`);
    await genuine(one, 0);
    // In two tabs, which takes half the time.
    await Promise.all([genuine(one, 1), genuine(one, 2)]);
  };
  await Promise.all(PEOPLE.map(three));
});

test("then nobody is accused of their own hands, and whoever orders under another's name stands out", async (t) => {
  // Each pair of hands makes three visits more, none of them the same.
  const turn = (owner, who) => (PEOPLE.indexOf(who) - PEOPLE.indexOf(owner) + PEOPLE.length) % PEOPLE.length;
  const judged = await Promise.all(PEOPLE.flatMap((owner) => PEOPLE.map((who) => visit(owner, who, VISITS + turn(owner, who)))));
  for (const one of judged) t.diagnostic(described(one));
  assert.ok(judged.every(({ status }) => status === "known"));
  const own = judged.filter(({ owner, who }) => owner === who);
  const others = judged.filter(({ owner, who }) => owner !== who);
  for (const one of own) {
    assert.ok(one.p_value > USUAL, described(one));
  }
  const lowest = Math.min(...own.map(({ p_value }) => p_value));
  for (const one of others) {
    assert.ok(one.p_value < lowest / 3, `${described(one)}; of the genuine visits one has p ${lowest}`);
    assert.match(one.findings[0].code, HANDS, described(one));
  }
  const unusual = others.filter(({ p_value }) => p_value < UNUSUAL);
  assert.ok(unusual.length >= 3, `${unusual.length} of 6 below ${UNUSUAL}`);
  // Device and network are the owner's own, which counts in favour: after three visits hands alone stop a third of them.
  const stopped = others.filter(({ decision }) => decision !== "allow");
  assert.ok(stopped.length >= 2, `${stopped.length} of 6 are not simply allowed`);
});

test("none of the eighteen visits is taken for a program's", () => {
  assert.equal(accusations.length, 18);
  assert.deepEqual(accusations.filter(({ status }) => status !== "unremarkable"), []);
});
