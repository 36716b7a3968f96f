// What the plots of a customer's page show: what is usual, and beside it the visit that is looked at.
import type { Band, Behaviour, Beside, Input, MeasuredVisit, MeasureOf, RhythmOf, TimeOf, UsualRhythm } from "./types";

/** Trusted visits from which on somebody is judged by their behaviour. */
export const NEED = 3;

/** One row: a measure with its band, the visit's value, or both. */
export interface Row extends MeasureOf {
  band: Band | null;
  visit: Beside | null;
}

/** One time of a rhythm with its band, the visit's value, or both; in seconds. */
export interface RhythmTime extends TimeOf {
  band: Band | null;
  visit: Beside | null;
}

export interface Rhythm extends RhythmOf {
  /** How often it was typed before; 0 where that is too seldom. */
  seen: number;
  times: RhythmTime[];
  /** Share of the customer's own that are as unusual. */
  pValue: number | null;
  typed: boolean;
}

/** Measures that belong together. */
export interface Group {
  title: string;
  note: string;
  rows: Row[];
}

const HANDS: readonly [Input, string, string][] = [
  ["keyboard", "Typing", "Whatever the text, by kinds of keys: which ones is never known."],
  ["on_screen_keyboard", "Typing on the screen", "Whatever the text, by kinds of keys: which ones is never known."],
  ["mouse", "Movement of the mouse", ""],
  ["touch", "Movement of the finger", ""],
  ["pen", "Movement of the pen", ""],
];

/** Of a visit, and of no hand. */
const WHOLE = new Set(["duration", "hidden", "views", "view_time"]);
const WHOLE_TITLE = "The visit as a whole";

/** Every measure by the hand that makes it, what is most unusual about the visit first. */
export function groups(behaviour: Behaviour, visit: MeasuredVisit | undefined): Group[] {
  const name = ({ part, input, code }: MeasureOf) => `${part} ${input} ${code}`;
  const seen = (visit?.measures ?? []).map((one) => ({ ...one, band: one.band ?? null, visit: one }));
  const named = new Set(seen.map(name));
  const unseen = behaviour.measures.filter((one) => !named.has(name(one))).map((one) => ({ ...one, band: one, visit: null }));
  const rows: Row[] = [...seen.sort((a, b) => standsOut(b) - standsOut(a)), ...unseen];
  const of = (input: Input) => rows.filter((row) => row.input === input && !isWhole(row));
  return [
    ...HANDS.map(([input, title, note]) => ({ title, note: input === "mouse" ? movements(behaviour) : note, rows: of(input) })),
    { title: WHOLE_TITLE, note: "", rows: rows.filter(isWhole) },
  ].filter(({ rows }) => rows.length > 0);
}

const isWhole = ({ part, code }: MeasureOf) => part === "visit" && WHOLE.has(code);

/** What lies outside of its band stands before what does not. */
function standsOut({ visit }: Row): number {
  return (visit?.outside ? 1_000 : 0) + (visit?.nats ?? 0);
}

function movements({ movements, movements_known }: Behaviour): string {
  const known = movements_known ? "" : ` ${movements.toLocaleString("en-GB")} are known, too few to judge by.`;
  return `Of single movements, the band is nine in ten of them and the mark the visit's middle one.${known}`;
}

/** Every rhythm that is known, and every one of the visit; those that were typed in it first. */
export function rhythms(behaviour: Behaviour, visit: MeasuredVisit | undefined): Rhythm[] {
  const same = (one: RhythmOf, other: RhythmOf) => one.code === other.code && one.input === other.input && one.keys === other.keys;
  const typed: Rhythm[] = [];
  for (const { p_value, times, code, field, input, keys } of visit?.rhythms ?? []) {
    const of = { code, field, input, keys };
    // A field that was filled in twice is shown once, as its reason names it.
    if (typed.some((one) => same(one, of))) continue;
    const seen = behaviour.rhythms.find((one) => same(one, of))?.seen ?? 0;
    typed.push({ ...of, seen, typed: true, pValue: p_value ?? null, times: times.map((time) => ({ ...time, band: time.band ?? null, visit: time })) });
  }
  const untyped = behaviour.rhythms.filter((one) => !typed.some((other) => same(one, other)));
  return [...typed, ...untyped.map(alone)];
}

function alone({ times, ...usual }: UsualRhythm): Rhythm {
  return { ...usual, typed: false, pValue: null, times: times.map((time) => ({ ...time, band: time, visit: null })) };
}

/** How many of those that have a band lie outside of it. */
export function outside(all: readonly { band: Band | null; visit: Beside | null }[]): { out: number; of: number } {
  const compared = all.filter(({ band, visit }) => band && visit);
  return { out: compared.filter(({ visit }) => visit?.outside).length, of: compared.length };
}
