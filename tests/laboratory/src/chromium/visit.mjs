// One visit to a shop by a real Chromium: its customer moves, types and pays. Prints the token as JSON.
import { writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromium } from "../../../../www/node_modules/playwright-core/index.mjs";
import { executable, FLAGS } from "../../../browser/lib/browser.mjs";
import { hand } from "../../../browser/lib/hand.mjs";
import { uniform } from "../../../browser/lib/random.mjs";

const NAMES = ["shop", "profile", "seed", "slowness", "relay"];
const { values } = parseArgs({ options: Object.fromEntries(NAMES.map((name) => [name, { type: "string" }])) });
const NAME = [..."Roanl"];
const PATIENCE_MS = 60_000;

// Playwright ends the browser with this process.
setTimeout(() => {
  writeSync(2, "the visit took too long\n");
  process.exit(1);
}, PATIENCE_MS).unref();

const context = await chromium.launchPersistentContext(values.profile, {
  executablePath: executable(),
  args: FLAGS,
  viewport: { width: 1280, height: 900 },
  reducedMotion: "reduce",
  ...(values.relay && { proxy: { server: `socks5://${values.relay}` } }),
});
const page = context.pages()[0] ?? (await context.newPage());
const devtools = await context.newCDPSession(page);
await devtools.send("Emulation.setCPUThrottlingRate", { rate: Number(values.slowness) });
await page.goto(values.shop);
const customer = await hand(page, uniform(Number(values.seed)));
await customer.click("#name");
await customer.type(NAME);
await customer.click("#pay");
const token = await page.evaluate(() => window.pennyprint?.token() ?? null);
await context.close();
writeSync(1, JSON.stringify({ token }));
process.exit(0);
