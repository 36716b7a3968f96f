// The relay itself, in a thread of its own: what the test does must not disturb the delays.
import net from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { uniform } from "./random.mjs";

const random = uniform(workerData.seed);
/** One-way delay and jitter in milliseconds, and where to connect from and to. */
let road = { delay_ms: 0, jitter_ms: 0, localAddress: undefined, target: undefined };
const pairs = new Set();
let connections = 0;

/** Passes bytes on after the delay, in their order; `heard` sees them as they come in. */
function carry(from, to, heard) {
  const queue = [];
  let last_ms = 0;
  let timer;
  const deliver = () => {
    timer = undefined;
    while (queue.length > 0 && queue[0].due_ms <= performance.now()) {
      const { bytes } = queue.shift();
      if (to.destroyed) continue;
      if (bytes) to.write(bytes);
      else to.end();
    }
    if (queue.length > 0) timer = setTimeout(deliver, Math.max(0, queue[0].due_ms - performance.now()));
  };
  const push = (bytes) => {
    const delay_ms = road.delay_ms + (2 * random() - 1) * road.jitter_ms;
    last_ms = Math.max(last_ms, performance.now() + Math.max(0, delay_ms));
    queue.push({ bytes, due_ms: last_ms });
    timer ??= setTimeout(deliver, Math.max(0, last_ms - performance.now()));
  };
  from.on("data", (bytes) => {
    heard?.(bytes);
    push(bytes);
  });
  from.on("end", () => push(null));
}

const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (page) => {
  const { host, port } = road.target;
  const there = net.connect({ host, port, localAddress: road.localAddress, noDelay: true, allowHalfOpen: true });
  const connection = connections++;
  const pair = [page, there];
  pairs.add(pair);
  carry(page, there, (bytes) => parentPort.postMessage({ heard: new Uint8Array(bytes), connection }));
  carry(there, page);
  for (const [one, other] of [pair, [there, page]]) {
    one.on("error", () => other.destroy());
    one.on("close", () => page.destroyed && there.destroyed && pairs.delete(pair));
  }
});

const commands = {
  target: (target) => Object.assign(road, { target }),
  async road(next) {
    Object.assign(road, next);
    await commands.drop();
  },
  async drop() {
    const open = [...pairs].flat().filter((socket) => !socket.destroyed);
    await Promise.all(open.map((socket) => new Promise((done) => socket.once("close", done).destroy())));
  },
  close: () => server.close(),
};

parentPort.on("message", async ({ id, command, argument }) => {
  await commands[command](argument);
  parentPort.postMessage({ done: id });
  if (command === "close") {
    await commands.drop();
    parentPort.close();
  }
});

server.listen(0, "127.0.0.1", () => parentPort.postMessage({ port: server.address().port }));
