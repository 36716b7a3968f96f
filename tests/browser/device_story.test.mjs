// One device over weeks, in a minute: it becomes known at home, is judged through a relay, and comes back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { described, shortVisit, visit } from "./lib/checkout.mjs";
import { DETOUR, HOME } from "./lib/relay.mjs";
import { scene } from "./lib/scene.mjs";

let story;
let device;

before(async () => {
  story = await scene();
});
after(() => story?.close());

const deviceEvidence = ({ assessment }) => assessment.evidence.find(({ detector }) => detector === "device");

test("five visits over 25 ± 5 ms make a device known, and every one is allowed", async (t) => {
  for (let number = 1; number <= 5; number++) {
    const visited = await shortVisit(story);
    t.diagnostic(`visit ${number}: ${described(visited)}`);
    device ??= visited.assessment.device_id;
    assert.equal(visited.assessment.device_id, device, "the same device");
    assert.equal(visited.decision, "allow", described(visited));
    assert.equal(visited.status, "placed");
    assert.deepEqual(visited.heard, []);
  }
  const { state, trusted_visits, profile } = await story.console.get(`/v1/devices/${device}`);
  assert.equal(state, "known");
  assert.equal(trusted_visits, 5);
  assert.deepEqual(profile.paths.map(({ path, trusted_visits }) => [path, trusted_visits]), [["127.0.1.0/24", 5]]);
  const { usual } = profile.paths[0].metrics.find(({ code }) => code === "round_trip");
  assert.ok(usual > 20_000 && usual < 40_000, `the usual round trip is ${usual} µs on a path of 25 ± 5 ms`);
});

test("a sixth visit is allowed, on evidence and not for want of it", async (t) => {
  const visited = await shortVisit(story);
  t.diagnostic(described(visited));
  assert.equal(deviceEvidence(visited).status, "known");
  assert.equal(visited.decision, "allow", described(visited));
});

test("the same device through a relay that adds 40 ± 10 ms is not allowed, and the reasons say why", async (t) => {
  await story.relay.take(DETOUR);
  const visited = await shortVisit(story);
  t.diagnostic(described(visited));
  assert.equal(visited.assessment.device_id, device, "the same device");
  assert.notEqual(visited.decision, "allow", described(visited));
  const { reasons, prior_nats, risk_nats } = visited.assessment;
  const reason = (code) => reasons.find((one) => one.detector === "device" && one.code === code);
  assert.ok(reason("new_path")?.nats > 0, "the network is named");
  assert.match(reason("new_path").text, /network this device has not used before/);
  assert.ok(reason("round_trip")?.nats > 0, "the round trip is named");
  const [, observed, usual] = /round trip (\d+) ms, usually (\d+) ms/.exec(reason("round_trip").text) ?? [];
  assert.ok(Number(observed) > 50 && Number(observed) < 95, `observed ${observed} ms on a path of 65 ± 15 ms`);
  assert.ok(Number(usual) > 20 && Number(usual) < 40, `usually ${usual} ms`);
  assert.equal(reasons.reduce((sum, { nats }) => sum + nats, prior_nats), risk_nats, "the reasons add up exactly");
});

test("back on the usual path it is allowed again", async (t) => {
  await story.relay.take(HOME);
  const visited = await shortVisit(story);
  t.diagnostic(described(visited));
  assert.equal(deviceEvidence(visited).status, "known");
  assert.equal(visited.decision, "allow", described(visited));
});

test("through the relay once more: whoever is asked for a code and has the phone gets the order", async (t) => {
  await story.relay.take(DETOUR);
  const visited = await visit(story);
  t.diagnostic(described(visited));
  assert.notEqual(visited.decision, "allow", described(visited));
  if (visited.decision === "step_up") {
    const { page } = visited;
    const sms = page.locator("#sms");
    await sms.waitFor();
    const [code] = /\d{6}/.exec(await sms.textContent());
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
    await page.locator("#result[data-status=placed]").waitFor();
    assert.equal((await story.console.get(`/v1/assessments/${visited.assessment.id}`)).decision, "step_up");
    const { profile } = await story.console.get(`/v1/devices/${device}`);
    assert.ok(profile.paths.some(({ path }) => path === "127.0.2.0/24"), "a passed step-up teaches the new network");
  }
  assert.deepEqual(visited.heard, []);
  await visited.page.close();
});
