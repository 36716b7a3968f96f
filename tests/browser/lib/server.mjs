// The real binary with the demo shop, on free ports and a data folder of its own.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { backEnd } from "./back_end.mjs";

const BUILT = fileURLToPath(new URL("../../../target/debug/pennyprint", import.meta.url));
const BINARY = process.env.PENNYPRINT_BIN ?? BUILT;
const START_MS = 30_000;

/**
 * Starts the server. Browsers reach it at `publicUrl`; `config` is the text of a configuration file;
 * an allowed visit is learned after `undisputed_s`; `ownBackEnd` makes a site beside the demo shop's, whose back end the test is.
 * Answers `{target, shop, console, password, backEnd, log(), stop()}`.
 */
export async function startServer({ publicUrl, config = "", undisputed_s = 1, ownBackEnd = false }) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: cargo build --package server`);
  const folder = await mkdtemp(path.join(tmpdir(), "pennyprint-"));
  await writeFile(path.join(folder, "config.toml"), config);
  const data = path.join(folder, "data");
  const issued = ownBackEnd ? issue(data) : null;
  const server = spawn(
    BINARY,
    ["serve", "--demo", "--config", path.join(folder, "config.toml"), "--data", data,
      "--listen", "127.0.0.1:0", "--demo-port", "0", "--public-url", publicUrl,
      "--undisputed-s", String(undisputed_s)],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, PENNYPRINT_LOG: "info" } },
  );
  let printed = "";
  let log = "";
  server.stdout.on("data", (text) => (printed += text));
  server.stderr.on("data", (text) => (log += text));
  const ended = new Promise((done) => server.once("exit", done));
  const stop = async () => {
    server.kill("SIGTERM");
    const late = setTimeout(() => server.kill("SIGKILL"), 8_000);
    await ended;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true });
  };
  const found = (text, pattern) => pattern.exec(text)?.[1];
  const since = Date.now();
  while (!found(printed, /Checkout +(\S+)\n/)) {
    if (server.exitCode !== null || Date.now() - since > START_MS) {
      await stop();
      throw new Error(`the server did not start:\n${printed}${log}`);
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  const [host, port] = found(log, /"message":"listening","address":"([^"]+)"/).split(":");
  const target = { host, port: Number(port) };
  return {
    target,
    backEnd: issued && backEnd(target, issued),
    shop: found(printed, /Checkout +(\S+)\n/),
    console: found(printed, /Console +(\S+)/),
    password: found(printed, /password (\S+)/),
    log: () => log,
    stop,
  };
}

/** A site, made before the server starts: `{site, key}`. */
function issue(data) {
  const made = spawnSync(BINARY, ["site", "create", "--name", "Back end", "--origin", "https://shop.example", "--data", data], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`no site was made: ${made.stderr}`);
  return { site: /^site +(\S+)/m.exec(made.stdout)[1], key: /^secret key +(\S+)/m.exec(made.stdout)[1] };
}
