//! Script objects by the names of their members, for members that are read once: a binding of web-sys for each
//! would weigh more. Nothing here fails: where something goes wrong the value is `undefined` and goes on as
//! such, and what went wrong first is kept as a named absence until [`went_wrong`] takes it, as a processor
//! keeps its floating-point exceptions. Passing errors through every call would weigh a fifth of the signals.

use js_sys::{Array, Function, Object, Reflect};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use wire::signal::Absence;

thread_local! {
    static WRONG: Cell<Option<Absence>> = const { Cell::new(None) };
}

/// Keeps what went wrong, unless something did before.
#[inline(never)]
pub(crate) fn wrong(why: Absence) {
    WRONG.set(WRONG.get().or(Some(why)));
}

/// What went wrong first since this was asked last.
pub(crate) fn went_wrong() -> Option<Absence> {
    WRONG.take()
}

/// A member; `undefined` where it is not there or refuses.
#[inline(never)]
pub(crate) fn maybe(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

/// A member that has a value. One that is not there is unsupported, one that throws is blocked.
#[inline(never)]
pub(crate) fn get(of: &JsValue, name: &str) -> JsValue {
    match Reflect::get(of, &name.into()) {
        Ok(value) if value.is_undefined() || value.is_null() => wrong(Absence::Unsupported),
        Ok(value) => return value,
        Err(_) => wrong(Absence::Blocked),
    }
    JsValue::UNDEFINED
}

/// A member of the window.
pub(crate) fn global(name: &str) -> JsValue {
    get(&window(), name)
}

/// The window.
pub(crate) fn window() -> JsValue {
    js_sys::global().into()
}

/// A member of the navigator.
pub(crate) fn navigator(name: &str) -> JsValue {
    get(&global("navigator"), name)
}

/// A number.
#[inline(never)]
pub(crate) fn number(of: &JsValue, name: &str) -> f64 {
    number_of(&get(of, name))
}

/// The value as a number.
#[inline(never)]
pub(crate) fn number_of(value: &JsValue) -> f64 {
    value.as_f64().unwrap_or_else(|| {
        wrong(Absence::Failed);
        0.0
    })
}

/// A text; empty where there is none.
#[inline(never)]
pub(crate) fn text(of: &JsValue, name: &str) -> String {
    maybe(of, name).as_string().unwrap_or_default()
}

/// Whether a member is there and true.
#[inline(never)]
pub(crate) fn is(of: &JsValue, name: &str) -> bool {
    maybe(of, name).is_truthy()
}

/// The items of a list.
#[inline(never)]
pub(crate) fn list(of: JsValue) -> Array {
    of.dyn_into().unwrap_or_else(|_| {
        wrong(Absence::Failed);
        Array::new()
    })
}

/// Gives a member a value.
#[inline(never)]
pub(crate) fn set(of: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(of, &name.into(), value);
}

/// Calls a method.
#[inline(never)]
pub(crate) fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> JsValue {
    applied(get(of, name), |method| Reflect::apply(method, of, &array(arguments)))
}

/// Constructs an object of a class.
#[inline(never)]
pub(crate) fn construct(of: &JsValue, class: &str, arguments: &[JsValue]) -> JsValue {
    applied(get(of, class), |class| Reflect::construct(class, &array(arguments)))
}

fn applied(function: JsValue, apply: impl FnOnce(&Function) -> Result<JsValue, JsValue>) -> JsValue {
    let applied = match function.dyn_ref() {
        Some(function) => apply(function).map_err(|_| Absence::Failed),
        None => Err(Absence::Unsupported),
    };
    applied.unwrap_or_else(|why| {
        wrong(why);
        JsValue::UNDEFINED
    })
}

/// An object with one member.
#[inline(never)]
pub(crate) fn object(name: &str, value: &JsValue) -> JsValue {
    let object = Object::new().into();
    set(&object, name, value);
    object
}

/// A list.
#[inline(never)]
pub(crate) fn array(items: &[JsValue]) -> Array {
    let array = Array::new();
    for item in items {
        array.push(item);
    }
    array
}

/// Calls a method with numbers.
#[inline(never)]
pub(crate) fn call_with(of: &JsValue, name: &str, numbers: &[f64]) -> JsValue {
    let numbers = numbers.iter().map(|number| (*number).into()).collect::<Vec<_>>();
    call(of, name, &numbers)
}

/// The drawing context of a canvas that stands in no page. A browser that gives none blocks it.
#[inline(never)]
pub(crate) fn canvas(width: u32, height: u32, kind: &str, options: &JsValue) -> JsValue {
    let canvas = call(&global("document"), "createElement", &["canvas".into()]);
    set(&canvas, "width", &width.into());
    set(&canvas, "height", &height.into());
    let context = call(&canvas, "getContext", &[kind.into(), options.clone()]);
    if context.is_null() {
        wrong(Absence::Blocked);
    }
    context
}

/// Width of a text in a font, in CSS pixels.
#[inline(never)]
pub(crate) fn text_width(context: &JsValue, font: &str, text: &str) -> f64 {
    set(context, "font", &font.into());
    number(&call(context, "measureText", &[text.into()]), "width")
}

/// FNV-1a, 32 bits (RFC 9923): equal readings stay equal, and 4 bytes do not fill the journal.
#[inline(never)]
pub(crate) fn hash(bytes: &[u8]) -> i64 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in bytes {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    hash.into()
}
