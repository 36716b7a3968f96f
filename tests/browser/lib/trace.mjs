// How people really type and point: recorded timings where the data sets lie beside the checkout, otherwise a
// built-in trace that is drawn by rule.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const DATA = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
/** CMU benchmark: one row is one repetition of a ten-letter password and Return, times in seconds. */
const KEYS = `${DATA}cmu_keystroke/DSL-StrongPasswordData.csv.gz`;
/** Balabit challenge: `session,t_ms,button,state,x,y`. */
const PATHS = `${DATA}balabit/test_user12.csv.xz`;
const PATH_BYTES = 2_000_000;
/** Repetitions with longer times would only make the tests longer. */
const LONGEST_S = { whole: 1.6, one: 0.45 };
/** A stretch of moves: no pause above, and far enough to have a shape. */
const STRETCH = { pause_ms: 60, moves: 15, longest_ms: 900, pixels: 80 };

let keys;
let paths;

/** Eleven keys `{hold_ms, next_ms}`: how long each is held, and from its press to the next one's. */
export function keystrokes(random) {
  keys ??= recordedKeys() ?? builtIn("key timings", drawnKeys);
  return keys[Math.floor(random() * keys.length)];
}

/** One stretch of pointer moves `{at_ms, x, y}`, beginning at 0 ms. */
export function pointerPath(random) {
  paths ??= recordedPaths() ?? builtIn("pointer paths", drawnPaths);
  return paths[Math.floor(random() * paths.length)];
}

function builtIn(what, draw) {
  process.stderr.write(`no recorded ${what} in ../shared/data beside this checkout: a built-in trace stands in\n`);
  return draw();
}

function recordedKeys() {
  if (!existsSync(KEYS)) return null;
  const [head, ...rows] = gunzipSync(readFileSync(KEYS)).toString("latin1").trim().split("\n");
  const names = head.trim().split(",");
  const columns = (start) => names.flatMap((name, index) => (name.startsWith(start) ? [index] : []));
  const [hold, between] = [columns("H."), columns("DD.")];
  const found = rows.map((row) => {
    const cells = row.split(",").map(Number);
    const next_s = between.map((index) => cells[index]);
    return { next_s, keys: hold.map((index, key) => ({ hold_ms: cells[index] * 1e3, next_ms: (next_s[key] ?? 0) * 1e3 })) };
  });
  const quick = ({ next_s }) => Math.max(...next_s) < LONGEST_S.one && next_s.reduce((sum, one) => sum + one) < LONGEST_S.whole;
  return found.filter(quick).map((one) => one.keys);
}

function recordedPaths() {
  if (!existsSync(PATHS)) return null;
  const script = "import lzma, sys; sys.stdout.write(lzma.open(sys.argv[1], 'rt').read(int(sys.argv[2])))";
  const unpacked = spawnSync("python3", ["-c", script, PATHS, String(PATH_BYTES)], { maxBuffer: 4 * PATH_BYTES });
  if (unpacked.status !== 0) return null;
  const stretches = [];
  let current = [];
  let last = {};
  for (const line of unpacked.stdout.toString("latin1").split("\n").slice(1, -1)) {
    const [session, t, , state, x, y] = line.split(",");
    const move = { session, t: Number(t), x: Number(x), y: Number(y) };
    const pause_ms = move.t - last.t;
    const goesOn = state === "m" && session === last.session && pause_ms > 0 && pause_ms < STRETCH.pause_ms;
    if (!goesOn || move.t - current[0]?.t > STRETCH.longest_ms) {
      stretches.push(current);
      current = [];
    }
    if (state === "m" && x !== "65535" && y !== "65535") current.push(move);
    last = move;
  }
  return stretches
    .filter((moves) => moves.length >= STRETCH.moves && Math.hypot(moves.at(-1).x - moves[0].x, moves.at(-1).y - moves[0].y) > STRETCH.pixels)
    .map((moves) => moves.map(({ t, x, y }) => ({ at_ms: t - moves[0].t, x, y })));
}

/** Holds around 95 ms, presses around 150 ms apart: the medians of touch typists. */
function drawnKeys() {
  const wave = (key, row, low, high) => low + ((high - low) * (1 + Math.sin(key * 2.4 + row * 1.7))) / 2;
  const row = (_, row) => Array.from({ length: 11 }, (_, key) => ({ hold_ms: wave(key, row, 70, 120), next_ms: wave(key, row + 3, 90, 210) }));
  return Array.from({ length: 8 }, row);
}

/** Minimum-jerk reaches (Flash & Hogan 1985, J. Neurosci. 5:1688) with a slight bow. */
function drawnPaths() {
  const reach = (_, bow) => Array.from({ length: 36 }, (_, step) => {
    const s = step / 35;
    const done = s ** 3 * (10 - 15 * s + 6 * s ** 2);
    return { at_ms: step * 16, x: 300 * done, y: 60 * done + 12 * (bow - 2) * Math.sin(Math.PI * done) };
  });
  return Array.from({ length: 5 }, reach);
}
