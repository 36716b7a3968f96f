// A genuine customer on a bad network: what is always so is no sign of anything.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { described, shortVisit } from "./lib/checkout.mjs";
import { road } from "./lib/relay.mjs";
import { scene } from "./lib/scene.mjs";

const SHAKY = road("127.0.3.1", 40, 20);
const VISITS = 8;

let customer;
before(async () => {
  customer = await scene();
  await customer.relay.take(SHAKY);
});
after(() => customer?.close());

test("a device whose path always jitters by ± 20 ms is never accused", async (t) => {
  const judged = [];
  for (let number = 1; number <= VISITS; number++) {
    const visited = await shortVisit(customer);
    t.diagnostic(`visit ${number}: ${described(visited)}`);
    judged.push(visited);
  }
  const device = await customer.console.get(`/v1/devices/${judged[0].assessment.device_id}`);
  const jitter = device.profile.paths[0].metrics.find(({ code }) => code === "jitter");
  assert.ok(jitter.usual > 3_000, `the path does jitter: usually ${jitter.usual} µs`);
  assert.deepEqual(judged.map(({ decision }) => decision), Array(VISITS).fill("allow"));
  const known = judged.filter(({ assessment }) => assessment.evidence[0].status === "known");
  assert.ok(known.length >= 4, "most of them were judged, not waved through");
});
