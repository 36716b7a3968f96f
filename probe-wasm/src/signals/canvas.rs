//! Canvas: hash of a small drawing (WHATWG HTML, 2D context): fonts, anti-aliasing and the graphics hardware
//! show in its pixels.
//!
//! It is drawn twice, and it holds an area of one colour. Where the two differ, or that area is not of its
//! colour, the browser adds noise against being recognised, and there is no value: `Absent(Blocked)`. Noise
//! that is the same for both and spares plain areas is not found.
//!
//! Stability: changes with updates of browser, fonts or graphics driver, a few times a year. Cost: 6,800 µs.

use crate::reflect::{call, call_with, canvas, get, hash, set};
use js_sys::Uint8ClampedArray;
use wasm_bindgen::{JsCast, JsValue};
use wire::signal::{Absence, Reading};

const WIDTH: u32 = 220;
const HEIGHT: u32 = 48;
/// The colour of the ground, which nothing is drawn over in the last column.
const GROUND: (&str, [u8; 4]) = ("#f60", [255, 102, 0, 255]);
/// Letters with kerning, a ligature, an accent and a picture.
const TEXT: &str = "Sphinx fjörd AV To 😃";

pub(super) fn read() -> Reading {
    let (first, second) = (pixels(), pixels());
    let plain = first.chunks(WIDTH as usize * 4).all(|row| row.ends_with(&GROUND.1));
    if plain && first == second { Reading::Integer(hash(&first)) } else { Reading::Absent(Absence::Blocked) }
}

fn pixels() -> Vec<u8> {
    let context = canvas(WIDTH, HEIGHT, "2d", &JsValue::UNDEFINED);
    let style = |what: &str, how: &str| set(&context, what, &how.into());
    let draw = |what: &str, numbers: &[f64]| call_with(&context, what, numbers);
    let everything = [0.0, 0.0, WIDTH.into(), HEIGHT.into()];
    style("fillStyle", GROUND.0);
    draw("fillRect", &everything);
    style("globalCompositeOperation", "multiply");
    for (colour, x) in [("#f0f", 24.0), ("#0ff", 44.0)] {
        style("fillStyle", colour);
        draw("beginPath", &[]);
        draw("arc", &[x, 24.0, 19.7, 0.0, 7.0]);
        draw("fill", &[]);
    }
    for (font, y) in [("17px Arial", 18.0), ("italic 15.3px serif", 40.5)] {
        style("font", font);
        call(&context, "fillText", &[TEXT.into(), 8.into(), y.into(), 200.into()]);
    }
    let pixels = get(&draw("getImageData", &everything), "data");
    pixels.dyn_ref::<Uint8ClampedArray>().map(Uint8ClampedArray::to_vec).unwrap_or_default()
}
