//! WebGL: `[vendor, renderer, hash of the parameters and extensions]` (Khronos WebGL 1.0; the names of the
//! hardware from `WEBGL_debug_renderer_info` where the plain ones are hidden). Where only a software renderer
//! is there, the browser is asked not to start it, which would take longer than all other signals:
//! `Absent(Blocked)`.
//!
//! Stability: changes with the graphics driver and the browser, a few times a year. Cost: 9,000 µs.

use crate::reflect::{call, canvas, hash, object};
use js_sys::Array;
use wire::signal::Reading;

/// `VENDOR` and `RENDERER`, and what stands in their place in the extension.
const NAMES: [(u32, u32); 2] = [(0x1f00, 0x9245), (0x1f01, 0x9246)];
/// What browsers say that hide the hardware.
const HIDDEN: &str = "WebKit";
/// Sizes, bits and ranges: `MAX_TEXTURE_SIZE`, `MAX_VIEWPORT_DIMS`, `SUBPIXEL_BITS`, `SAMPLES`, point size and
/// line width ranges, numbers of vertex attributes, texture units, uniform and varying vectors, cube map and
/// render buffer sizes, shading language, version.
const PARAMETERS: &[u32] = &[
    0x0d33, 0x0d3a, 0x0d50, 0x80a9, 0x846d, 0x846e, 0x8869, 0x8872, 0x8b4c, 0x8b4d, 0x8dfb, 0x8dfc, 0x8dfd,
    0x851c, 0x84e8, 0x8b8c, 0x1f02,
];

pub(super) fn read() -> Reading {
    let context = canvas(1, 1, "webgl", &object("failIfMajorPerformanceCaveat", &true.into()));
    if context.is_null() {
        return Reading::Texts(Vec::new());
    }
    let parameter = |number: u32| call(&context, "getParameter", &[number.into()]);
    let extension = |name: &str| call(&context, "getExtension", &[name.into()]);
    let mut texts = Vec::with_capacity(NAMES.len() + 1);
    for (plain, unmasked) in NAMES {
        let mut name = parameter(plain).as_string().unwrap_or_default();
        if name.starts_with(HIDDEN) {
            extension("WEBGL_debug_renderer_info");
            name = parameter(unmasked).as_string().unwrap_or(name);
        }
        texts.push(name);
    }
    let all = Array::new();
    for number in PARAMETERS {
        all.push(&parameter(*number));
    }
    all.push(&call(&context, "getSupportedExtensions", &[]));
    let all = all.join(",").as_string().unwrap_or_default();
    texts.push((hash(all.as_bytes()) as u64).to_string());
    // A page has only a handful of contexts: this one is given back.
    call(&extension("WEBGL_lose_context"), "loseContext", &[]);
    Reading::Texts(texts)
}
