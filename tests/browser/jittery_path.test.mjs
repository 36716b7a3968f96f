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
  const sessions = await Promise.all(judged.map(({ assessment }) => customer.console.get(`/v1/sessions/${assessment.session_id}`)));
  const onTheWire_us = ({ client, server_us, held_us }) => client.resource.ttfb_us - server_us - held_us;
  const roundTrips_us = sessions.flatMap(({ seals }) => seals[0].exchanges.filter(({ client }) => client).map(onTheWire_us)).toSorted((a, b) => a - b);
  const quarter = roundTrips_us.length >> 2;
  const spread_us = roundTrips_us.at(-1 - quarter) - roundTrips_us[quarter];
  t.diagnostic(`the middle half of ${roundTrips_us.length} round trips spreads over ${(spread_us / 1e3).toFixed(1)} ms`);
  assert.ok(spread_us > 8_000, `the path does jitter: ${spread_us} µs`);
  assert.deepEqual(judged.map(({ decision }) => decision), Array(VISITS).fill("allow"));
  const known = judged.filter(({ assessment }) => assessment.evidence[0].status === "known");
  assert.ok(known.length >= 4, "most of them were judged, not waved through");
});
