/* What the probe without WebAssembly has to do to values so that they are what `wire` reads. */

/** Whole microseconds of a time in milliseconds; never below 0. */
export const micros = (ms: number): number => Math.max(0, Math.round(ms * 1000));

/** Cuts a text to at most `limit` bytes of UTF-8, between two characters; half a character becomes U+FFFD. */
export const cut = (text: string, limit: number): string =>
  new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, limit), { stream: true });
