// A second reader of the binary report, written from the format's description and not from the Rust code's types.

const KEY_DOWN = 0, KEY_UP = 1, POINTER_MOVE = 2, POINTER_DOWN = 3, POINTER_UP = 4, SCROLL = 5, FOCUS = 6, CONTACT = 11, DEVICE = 12, INPUT = 13, UNTRUSTED = 14, CENTRED = 15;
const KINDS = ["key_down", "key_up", "pointer_move", "pointer_down", "pointer_up", "scroll", "focus", "blur", "hidden", "shown", "view", "contact"];
const DEVICE_KINDS = ["orientation", "motion"];
const INPUT_KINDS = ["paste", "autofill", "composition_start", "composition_end", "inserted"];
const EVENT_CLASSES = ["keyboard", "pointer", "scroll", "focus", "input", "device", "page"];
const CLASSES = ["letter", "digit", "space", "punctuation", "correction", "navigation", "modifier", "enter", "tab", "composition", "other"];
/** Field kinds that the tests name. */
export const FIELD = { name: 1, email: 2, phone: 3, street: 4, place: 5, postal_code: 6, choice: 11, protected: 13 };

/** `{page_view, batch, events: [{at_ms, kind, …}]}`. */
export function report(bytes) {
  let at = 0;
  const byte = () => {
    if (at >= bytes.length) throw new Error("the report ends inside an event");
    return bytes[at++];
  };
  const varint = () => {
    let [value, scale] = [0, 1];
    for (;;) {
      const next = byte();
      value += (next & 127) * scale;
      if (next < 128) return value;
      scale *= 128;
    }
  };
  const signed = () => {
    const value = varint();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  const version = byte();
  if (version !== 1) throw new Error(`wire version ${version}`);
  const length = byte();
  const page_view = Buffer.from(bytes.subarray(at, (at += length))).toString("latin1");
  const batch = varint();
  let tick = varint();
  let [x, y, scroll] = [0, 0, 0];
  const events = [];
  while (at < bytes.length) {
    const head = byte();
    const [code, argument] = [head & 15, head >> 4];
    tick += varint() * (code === KEY_DOWN || code === KEY_UP ? 1 : 10);
    const named = { [DEVICE]: DEVICE_KINDS[argument], [INPUT]: INPUT_KINDS[argument], [UNTRUSTED]: `untrusted_${EVENT_CLASSES[argument]}`, [CENTRED]: "centred_press" };
    const event = { at_ms: tick / 10, kind: named[code] ?? KINDS[code] };
    if (!event.kind) throw new Error(`event kind ${code}`);
    if (code === KEY_DOWN) {
      const one = byte();
      Object.assign(event, { slot: argument, class: CLASSES[one >> 1], repeat: (one & 1) === 1, field: byte(), position: byte() });
    }
    if (code === KEY_UP) event.slot = argument;
    if ([POINTER_MOVE, POINTER_DOWN, POINTER_UP].includes(code)) {
      x += signed();
      y += signed();
      Object.assign(event, { x, y }, code === POINTER_MOVE ? { coalesced: argument === 1 } : { button: argument, pointer: byte() });
    }
    if (code === SCROLL) event.y = scroll += signed();
    if (code === FOCUS) event.field = argument;
    if (code === CONTACT) Object.assign(event, { width: byte(), height: byte(), pressure: byte() });
    if (code === DEVICE) event.values = Array.from({ length: 2 + argument }, signed);
    if (code === INPUT) event.field = byte();
    events.push(event);
  }
  return { page_view, batch, events };
}

/** How long each observed key was held, in milliseconds, in the order of the presses. */
export function holds(events) {
  const held = new Map();
  const found = [];
  for (const event of events) {
    if (event.kind === "key_down" && !event.repeat) {
      const one = { ...event, hold_ms: null };
      held.set(event.slot, one);
      found.push(one);
    }
    if (event.kind === "key_up" && held.has(event.slot)) {
      held.get(event.slot).hold_ms = event.at_ms - held.get(event.slot).at_ms;
      held.delete(event.slot);
    }
  }
  return found;
}
