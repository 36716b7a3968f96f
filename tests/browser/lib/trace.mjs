// How people really type and point: recorded timings where the data sets lie beside the checkout, otherwise a
// built-in trace that is drawn by rule.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const DATA = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
/** CMU benchmark: one row is one repetition of a ten-letter password and Return, times in seconds. */
const KEYS = `${DATA}cmu_keystroke/DSL-StrongPasswordData.csv.gz`;
/** Of a file of the Balabit challenge (`session,t_ms,button,state,x,y`) so much is read. */
const PATH_BYTES = 2_000_000;
/** Repetitions with longer times would only make the tests longer. */
const LONGEST_S = { whole: 1.6, one: 0.45 };
/** A stretch of moves: no pause above, and far enough to have a shape. */
const STRETCH = { pause_ms: 60, moves: 15, longest_ms: 900, pixels: 80 };

let keys;
let paths;

/** One time that one person typed, eleven keys `{hold_ms, next_ms}`: how long each is held, and from its press to the next one's. */
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

/** One person's, of whom the most are quick: a customer types like themselves at every visit. */
function recordedKeys() {
  const quick = ({ next_s }) => Math.max(...next_s) < LONGEST_S.one && next_s.reduce((sum, one) => sum + one) < LONGEST_S.whole;
  const typed = new Map();
  for (const one of recordedRepetitions()?.filter(quick) ?? []) typed.set(one.subject, [...(typed.get(one.subject) ?? []), one.keys]);
  const [most] = [...typed.values()].sort((a, b) => b.length - a.length);
  return most;
}

function recordedPaths() {
  return recordedMouse("test_user12")?.strokes;
}

/** Every repetition `{subject, session, keys, next_s}` of the CMU benchmark in its order; `null` where it is not here. */
export function recordedRepetitions() {
  if (!existsSync(KEYS)) return null;
  const [head, ...rows] = gunzipSync(readFileSync(KEYS)).toString("latin1").trim().split("\n");
  const names = head.trim().split(",");
  const columns = (start) => names.flatMap((name, index) => (name.startsWith(start) ? [index] : []));
  const [hold, between] = [columns("H."), columns("DD.")];
  return rows.map((row) => {
    const [subject, session, ...rest] = row.split(",");
    const cells = [NaN, NaN, ...rest.map(Number)];
    const next_s = between.map((index) => cells[index]);
    const keys = hold.map((index, key) => ({ hold_ms: cells[index] * 1e3, next_ms: (next_s[key] ?? 0) * 1e3 }));
    return { subject, session: Number(session), keys, next_s };
  });
}

/** The mouse of one Balabit file, `{strokes, presses_ms}`: its stretches of moves, and how long its button was held;
    `null` where it is not here. */
export function recordedMouse(file, stretch = STRETCH) {
  const packed = `${DATA}balabit/${file}.csv.xz`;
  if (!existsSync(packed)) return null;
  const script = "import lzma, sys; sys.stdout.write(lzma.open(sys.argv[1], 'rt').read(int(sys.argv[2])))";
  const unpacked = spawnSync("python3", ["-c", script, packed, String(PATH_BYTES)], { maxBuffer: 4 * PATH_BYTES });
  if (unpacked.status !== 0) return null;
  const stretches = [];
  const presses_ms = [];
  let current = [];
  let last = {};
  for (const line of unpacked.stdout.toString("latin1").split("\n").slice(1, -1)) {
    const [session, t, button, state, x, y] = line.split(",");
    const move = { session, t: Number(t), x: Number(x), y: Number(y), pressed: button === "L" && state === "p" };
    const pause_ms = move.t - last.t;
    // Of two moves at one moment the later one counts.
    if (state === "m" && pause_ms === 0 && session === last.session && current.at(-1) === last) current.pop();
    const goesOn = state === "m" && session === last.session && pause_ms < stretch.pause_ms;
    if (!goesOn || move.t - current[0]?.t > stretch.longest_ms) {
      stretches.push(current);
      current = [];
    }
    if (state === "m" && x !== "65535" && y !== "65535") current.push(move);
    if (state === "r" && last.pressed && pause_ms > 0) presses_ms.push(pause_ms);
    last = move;
  }
  const strokes = stretches
    .filter((moves) => moves.length >= stretch.moves && Math.hypot(moves.at(-1).x - moves[0].x, moves.at(-1).y - moves[0].y) > stretch.pixels)
    .map((moves) => moves.map(({ t, x, y }) => ({ at_ms: t - moves[0].t, x, y })));
  return { strokes, presses_ms };
}

/** Holds around 95 ms, presses around 150 ms apart: the medians of touch typists. One person: a tenth off each time. */
function drawnKeys() {
  const wave = (key, phase, low, high) => low + ((high - low) * (1 + Math.sin(key * 2.4 + phase))) / 2;
  const off = (key, row) => 1 + 0.1 * Math.sin(key * 12.9 + row * 78.2) + 0.06 * Math.sin(key * 5.3 + row * 31.7);
  const row = (_, row) =>
    Array.from({ length: 11 }, (_, key) => ({ hold_ms: wave(key, 0, 70, 120) * off(key, row), next_ms: wave(key, 5, 90, 210) * off(key + 20, row) }));
  return Array.from({ length: 60 }, row);
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
