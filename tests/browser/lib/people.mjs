// Single people, by number: each types as one subject of the CMU benchmark did and points as one user of the Balabit challenge did.
// Where the recordings are not here, people who are drawn by rule stand in, each clearly unlike the others.
import { uniform } from "./random.mjs";
import { recordedMouse, recordedRepetitions } from "./trace.mjs";

/** The last of eight sessions: by then everybody is as used to the text as to their own name. */
const SESSION = 8;
/** Whoever has fewer repetitions is left out. */
const REPETITIONS = 50;
/** The challenge's users, by number; of each the training recordings, which are certainly their own. */
const MICE = [7, 9, 12, 15, 16, 20, 21, 23, 29, 35];
/** Some were recorded through a remote desktop, which reports ten moves a second. */
const STRETCH = { pause_ms: 250, moves: 5, longest_ms: 800, pixels: 80 };
/** Among so many strokes of theirs the one that is nearest in length is stretched least. */
const CHOICE = 16;

let subjects;

/** The `number`-th typist: `{name, repetitions}`, each repetition eleven keys `{hold_ms, next_ms}`, in the order they were typed. */
export function typist(number) {
  subjects ??= recordedTypists() ?? [];
  return subjects.length > 0 ? subjects[number % subjects.length] : drawnTypist(number);
}

/** The `number`-th mouse: `{name, strokes, presses_ms}`, each stroke moves `{at_ms, x, y}` from 0 ms on. */
export function mouse(number) {
  const user = `user${MICE[number % MICE.length]}`;
  const recorded = recordedMouse(`train_${user}`, STRETCH);
  return recorded ? { name: `Balabit ${user}`, ...recorded } : drawnMouse(number);
}

/** What moves a {@link hand}: this typist's repetitions from `first` on, each once, and strokes of this mouse. */
export function person({ repetitions }, { strokes, presses_ms }, first = 0) {
  const one = (list, random) => list[Math.floor(random() * list.length)];
  const chord = (path) => Math.hypot(path.at(-1).x - path[0].x, path.at(-1).y - path[0].y);
  return {
    keystrokes: () => repetitions[first++ % repetitions.length],
    pointerPath: (random, distance) => {
      const off = (path) => Math.abs(Math.log(chord(path) / Math.max(distance, 1)));
      return Array.from({ length: CHOICE }, () => one(strokes, random)).reduce((best, path) => (off(path) < off(best) ? path : best));
    },
    press_ms: (random) => one(presses_ms, random),
  };
}

function recordedTypists() {
  const known = new Map();
  for (const { subject, session, keys } of recordedRepetitions() ?? []) {
    if (session === SESSION) known.set(subject, [...(known.get(subject) ?? []), keys]);
  }
  const all = [...known].map(([subject, repetitions]) => ({ name: `CMU ${subject}`, repetitions }));
  return all.length > 0 ? all.filter(({ repetitions }) => repetitions.length >= REPETITIONS) : null;
}

/** Tempo and touch by number, a pattern of their own over the keys, and a tenth off each time. */
function drawnTypist(number) {
  const random = uniform(1_000 + number);
  const about = (value, share) => value * Math.exp(share * 2 * (random() - 0.5));
  const own = Array.from({ length: 11 }, () => ({
    hold_ms: about(60 + 30 * (number % 3), 0.3),
    next_ms: about(80 + 45 * ((number * 2) % 5), 0.5),
  }));
  const repetition = () => own.map(({ hold_ms, next_ms }, key) => ({ hold_ms: about(hold_ms, 0.1), next_ms: key < 10 ? about(next_ms, 0.1) : 0 }));
  return { name: `drawn typist ${number}`, repetitions: Array.from({ length: REPETITIONS }, repetition) };
}

/** Minimum-jerk reaches (Flash & Hogan 1985, J. Neurosci. 5:1688): how fast, how bowed and how often reported goes by number. */
function drawnMouse(number) {
  const random = uniform(2_000 + number);
  const [every_ms, pace] = [6 * (1 + (number % 3)), 300 + 250 * ((number * 2) % 5)];
  const stroke = () => {
    const [length, bow] = [80 + 520 * random(), (random() - 0.5) * 60 * (number % 4)];
    const steps = Math.round((200 + (1e3 * length) / (3 * pace)) / every_ms);
    return Array.from({ length: steps + 1 }, (_, step) => {
      const s = step / steps;
      const done = s ** 3 * (10 - 15 * s + 6 * s ** 2);
      return { at_ms: step * every_ms, x: length * done, y: bow * Math.sin(Math.PI * done) };
    });
  };
  const presses_ms = Array.from({ length: 20 }, () => 60 + 40 * (number % 3) + 20 * random());
  return { name: `drawn mouse ${number}`, strokes: Array.from({ length: 60 }, stroke), presses_ms };
}
