// Everything a test needs: relay, server, console, browser, one customer's browser context.
import { launch } from "./browser.mjs";
import { logIn } from "./console.mjs";
import { SEED, uniform } from "./random.mjs";
import { HOME, startRelay } from "./relay.mjs";
import { startServer } from "./server.mjs";

/** A customer at home, who has never been to the shop. `config` is the server's configuration file, `flags` the browser's; an
    allowed visit is learned after `undisputed_s`; `ownBackEnd` as in `startServer`. */
export async function scene({ seed = SEED, config, undisputed_s, ownBackEnd, flags, viewport = { width: 1280, height: 900 } } = {}) {
  const closing = [];
  const close = async () => {
    for (const end of closing.reverse()) await end();
  };
  try {
    const relay = await startRelay(seed);
    closing.push(() => relay.close());
    const server = await startServer({ publicUrl: relay.url, config, undisputed_s, ownBackEnd });
    closing.push(() => server.stop());
    await relay.target(server.target);
    await relay.take(HOME);
    const browser = await launch(flags);
    closing.push(() => browser.close());
    const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
    return { relay, server, browser, context, random: uniform(seed ^ 0x5eed), console: await logIn(server), close };
  } catch (error) {
    await close();
    throw error;
  }
}
