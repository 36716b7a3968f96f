// Measures what the probe does on a page's main thread: every call into its wasm, with a clock of 5 µs.

/** A page that is put together here has no address, and Chromium would ask before it speaks to this machine's. */
export const METER_FLAGS = ["--disable-features=LocalNetworkAccessChecks"];

/** Makes a page isolated from others, which sharpens its clock, and puts the meter into it. */
export async function meter(page, url) {
  await page.route(url, async (route) => {
    const response = await route.fetch();
    const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "credentialless" };
    await route.fulfill({ response, headers: { ...response.headers(), ...isolation } });
  });
  await page.addInitScript(install);
}

/** In the page: `meter.calls` are `[from_ms, took_ms]` of calls that come from outside of the wasm, `meter.long` the long tasks. */
function install() {
  const calls = [];
  const long = [];
  window.meter = { calls, long };
  new PerformanceObserver((list) => long.push(...list.getEntries().map(({ startTime, duration }) => [startTime, duration]))).observe({ type: "longtask", buffered: true });
  let inside = false;
  const timed = (call) => (...args) => {
    if (inside) return call(...args);
    inside = true;
    const from = performance.now();
    try {
      return call(...args);
    } finally {
      inside = false;
      calls.push([from, performance.now() - from]);
    }
  };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const { instance } = await original.apply(WebAssembly, args);
      const exports = Object.entries(instance.exports).map(([key, value]) => [key, typeof value === "function" ? timed(value) : value]);
      return { instance: { exports: Object.fromEntries(exports) } };
    };
  }
}
