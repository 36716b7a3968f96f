//! Runtime: what this probe runs in. `wasm` here; `js` is said by the script that stands in for it where
//! WebAssembly is refused.
//!
//! Stability: changes with the policy of the page and of the browser. Cost: 5 µs.

use wire::signal::Reading;

pub(super) fn read() -> Reading {
    Reading::Text("wasm".into())
}
