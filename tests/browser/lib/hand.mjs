// A person at the keyboard and the mouse: trusted events through the DevTools protocol, each dispatched at its own
// moment and stamped with the moment it was meant for, as an operating system stamps what its devices report.
import { keystrokes, pointerPath } from "./trace.mjs";

const SHIFT = 8;
const NAMED = {
  Tab: { key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 },
  Enter: { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" },
};
const SIGNS = { ".": ["Period", 190, 0], "@": ["Digit2", 50, SHIFT], " ": ["Space", 32, 0] };

/** The customer of most tests. */
const CUSTOMER = { keystrokes, pointerPath, press_ms: (random) => keystrokes(random)[0].hold_ms };

/** A hand in a page: whose it is, and `random` chooses among their traces. */
export async function hand(page, random, whose = CUSTOMER) {
  const devtools = await page.context().newCDPSession(page);
  let at = { x: 640, y: 300 };

  const began_ms = performance.now();
  const made = [];

  const play = async (steps) => {
    const start_ms = performance.now();
    made.push(...steps.map((step) => ({ ...step, at_ms: start_ms - began_ms + step.at_ms })));
    const sent = [];
    for (const { at_ms, method, ...event } of steps.sort((a, b) => a.at_ms - b.at_ms)) {
      const wait_ms = start_ms + at_ms - performance.now();
      if (wait_ms > 0) await new Promise((done) => setTimeout(done, wait_ms));
      const timestamp = (performance.timeOrigin + start_ms + at_ms) / 1e3;
      sent.push(devtools.send(`Input.${method}`, { ...event, timestamp }));
    }
    await Promise.all(sent);
  };

  const mouse = (at_ms, type, { x, y }, more = {}) => ({ at_ms, method: "dispatchMouseEvent", type, x, y, pointerType: "mouse", ...more });

  /** Moves along a recorded path, turned and stretched so that it ends at `to`. Recorded mice spoke 62 times a
      second; `rate` 2 makes it a faster one, and `frames` is how many pictures a second a remote desktop sends. */
  const moveTo = async (to, { rate = 1, frames } = {}) => {
    const recorded = whose.pointerPath(random, Math.hypot(to.x - at.x, to.y - at.y));
    const whole = between(finer(recorded, rate), at, to);
    const path = frames ? inFrames(whole, 1e3 / frames) : whole;
    await play(path.map((point) => mouse(point.at_ms, "mouseMoved", point)));
    at = to;
    return path;
  };

  return {
    moveTo,
    /** All that it did so far, each with its time since the hand came to the page. */
    made,
    /** Does what another hand has made, at the same times. */
    replay: (steps) => play(steps.map((step) => ({ ...step }))),
    /** Moves to an element and clicks it. */
    async click(selector, how) {
      const element = page.locator(selector);
      await element.scrollIntoViewIfNeeded();
      const box = await element.boundingBox();
      const to = { x: box.x + box.width * (0.3 + 0.4 * random()), y: box.y + box.height * (0.3 + 0.4 * random()) };
      const path = await moveTo(to, how);
      const button = { button: "left", clickCount: 1 };
      const held_ms = whose.press_ms(random);
      await play([mouse(60, "mousePressed", to, { ...button, buttons: 1 }), mouse(60 + held_ms, "mouseReleased", to, button)]);
      return path;
    },
    /** Types characters and named keys with recorded times; answers `[{key, hold_ms}]` as meant. */
    async type(keys) {
      const steps = [];
      const meant = [];
      let trace = [];
      let at_ms = 0;
      for (const key of keys) {
        if (trace.length === 0) trace = [...whose.keystrokes(random)];
        const { hold_ms, next_ms } = trace.shift();
        const event = { method: "dispatchKeyEvent", ...(NAMED[key] ?? character(key)) };
        steps.push({ at_ms, type: event.text ? "keyDown" : "rawKeyDown", ...event });
        steps.push({ at_ms: at_ms + hold_ms, ...event, type: "keyUp", text: undefined });
        meant.push({ key, hold_ms });
        at_ms += next_ms || hold_ms + 50;
      }
      await play(steps);
      return meant;
    },
  };
}

function character(key) {
  const [code, windowsVirtualKeyCode, modifiers] = SIGNS[key] ?? [
    /\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`,
    key.toUpperCase().charCodeAt(0),
    /[A-Z]/.test(key) ? SHIFT : 0,
  ];
  return { key, code, windowsVirtualKeyCode, modifiers, text: key };
}

/** `rate` samples for every recorded one, on straight lines between. */
function finer(path, rate) {
  return path.flatMap((point, index) => {
    const next = path[index + 1];
    if (!next) return [point];
    const part = (name, share) => point[name] + (next[name] - point[name]) * share;
    return Array.from({ length: rate }, (_, step) => Object.fromEntries(["at_ms", "x", "y"].map((name) => [name, part(name, step / rate)])));
  });
}

/** The last place in each frame, at the frame's end. */
function inFrames(path, frame_ms) {
  const number = ({ at_ms }) => Math.ceil(at_ms / frame_ms);
  const last = path.filter((point, index) => !path[index + 1] || number(path[index + 1]) > number(point));
  return last.map((point) => ({ ...point, at_ms: number(point) * frame_ms }));
}

/** The similarity that takes a path's ends to `from` and `to`. */
function between(path, from, to) {
  const [first, last] = [path[0], path.at(-1)];
  const [dx, dy] = [last.x - first.x, last.y - first.y];
  const square = dx * dx + dy * dy;
  const [wx, wy] = [to.x - from.x, to.y - from.y];
  const [real, imaginary] = [(wx * dx + wy * dy) / square, (wy * dx - wx * dy) / square];
  const inside = (value) => Math.max(1, Math.round(value));
  return path.map(({ at_ms, x, y }) => {
    const [px, py] = [x - first.x, y - first.y];
    return { at_ms, x: inside(from.x + real * px - imaginary * py), y: inside(from.y + imaginary * px + real * py) };
  });
}
