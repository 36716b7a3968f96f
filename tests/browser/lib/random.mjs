// Seeded randomness: a run can be repeated with SEED=n.

/** Seed of this run. */
export const SEED = Number(process.env.SEED ?? 1);

/** mulberry32 (Tommy Ettinger, public domain): uniform numbers in [0, 1), the same for the same seed. */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
