//! From the wire to what the models read. The only place that knows both.

use models::observation as seen;
use wire::event as sent;
use wire::microtransaction::ClientTiming;
use wire::signal as told;

/// One behavioural event.
pub fn event(event: &sent::Event) -> seen::Event {
    use sent::What as W;
    let what = match event.what {
        W::KeyDown(key) => seen::What::KeyDown {
            slot: key.slot,
            class: key_class(key.class),
            repeat: key.repeat,
            field: field(key.field),
            position: key.position,
        },
        W::KeyUp { slot } => seen::What::KeyUp { slot },
        W::PointerMove(point) => {
            seen::What::PointerMove { x: point.x, y: point.y, coalesced: point.coalesced }
        }
        W::PointerDown(press) => seen::What::PointerDown {
            x: press.x,
            y: press.y,
            pointer: pointer(press.pointer),
            button: press.button,
        },
        W::PointerUp(press) => seen::What::PointerUp {
            x: press.x,
            y: press.y,
            pointer: pointer(press.pointer),
            button: press.button,
        },
        W::Scroll { y } => seen::What::Scroll { y },
        W::Focus { field: kind } => seen::What::Focus { field: field(kind) },
        W::Blur => seen::What::Blur,
        W::Hidden => seen::What::Hidden,
        W::Shown => seen::What::Shown,
        W::View => seen::What::View,
        W::Contact(sent::Contact { width, height, pressure }) => {
            seen::What::Contact { width, height, pressure }
        }
        W::Orientation(sent::Tilt { beta, gamma }) => seen::What::Orientation { beta, gamma },
        W::Motion(sent::Acceleration { x, y, z }) => seen::What::Motion { x, y, z },
        W::Paste { field: kind } => seen::What::Paste { field: field(kind) },
        W::Autofill { field: kind } => seen::What::Autofill { field: field(kind) },
        W::CompositionStart { field: kind } => seen::What::CompositionStart { field: field(kind) },
        W::CompositionEnd { field: kind } => seen::What::CompositionEnd { field: field(kind) },
        W::Inserted { field: kind } => seen::What::Inserted { field: field(kind) },
        W::Centred => seen::What::Centred,
        W::Untrusted { class } => seen::What::Untrusted { class: event_class(class) },
    };
    seen::Event { at_100us: event.at, what }
}

/// One signal.
pub fn signal(signal: told::Signal) -> seen::Signal {
    use told::{Absence as A, Reading as R};
    let reading = match signal.reading {
        R::Integer(value) => seen::Reading::Integer(value),
        R::Integers(values) => seen::Reading::Integers(values),
        R::Text(text) => seen::Reading::Text(text),
        R::Texts(texts) => seen::Reading::Texts(texts),
        R::Absent(A::Unsupported) => seen::Reading::Absent(seen::SignalAbsence::Unsupported),
        R::Absent(A::Blocked) => seen::Reading::Absent(seen::SignalAbsence::Blocked),
        R::Absent(A::Timeout) => seen::Reading::Absent(seen::SignalAbsence::Timeout),
        R::Absent(A::Failed) => seen::Reading::Absent(seen::SignalAbsence::Failed),
    };
    seen::Signal { name: signal.name, reading }
}

/// The page's side of an exchange. `next_started_us` is when the page began the exchange after it.
/// Times that run backwards or last longer than an hour are nothing that can be used.
pub fn client_side(timing: &ClientTiming, next_started_us: Option<u64>) -> Option<seen::ClientSide> {
    Some(seen::ClientSide {
        started_us: Some(timing.started_us),
        total_us: span(timing.started_us, timing.ended_us)?,
        turnaround_us: next_started_us.and_then(|next| span(timing.ended_us, next)),
        resource: timing.resource.map(|resource| seen::ResourceSide {
            connect_us: resource.connect_us,
            reused: resource.reused,
            ttfb_us: resource.ttfb_us,
            transfer_us: resource.transfer_us,
        }),
    })
}

fn span(from_us: u64, to_us: u64) -> Option<u32> {
    const HOUR_US: u64 = 3_600_000_000;
    to_us.checked_sub(from_us).filter(|span| *span < HOUR_US).and_then(|span| u32::try_from(span).ok())
}

fn key_class(class: sent::KeyClass) -> seen::KeyClass {
    use sent::KeyClass as K;
    match class {
        K::Letter => seen::KeyClass::Letter,
        K::Digit => seen::KeyClass::Digit,
        K::Space => seen::KeyClass::Space,
        K::Punctuation => seen::KeyClass::Punctuation,
        K::Correction => seen::KeyClass::Correction,
        K::Navigation => seen::KeyClass::Navigation,
        K::Modifier => seen::KeyClass::Modifier,
        K::Enter => seen::KeyClass::Enter,
        K::Tab => seen::KeyClass::Tab,
        K::Composition => seen::KeyClass::Composition,
        K::Other => seen::KeyClass::Other,
    }
}

fn field(field: sent::Field) -> seen::Field {
    use sent::Field as F;
    match field {
        F::None => seen::Field::None,
        F::Name => seen::Field::Name,
        F::Email => seen::Field::Email,
        F::Phone => seen::Field::Phone,
        F::Street => seen::Field::Street,
        F::Place => seen::Field::Place,
        F::PostalCode => seen::Field::PostalCode,
        F::Organisation => seen::Field::Organisation,
        F::Number => seen::Field::Number,
        F::Search => seen::Field::Search,
        F::FreeText => seen::Field::FreeText,
        F::Choice => seen::Field::Choice,
        F::Text => seen::Field::Text,
        F::Protected => seen::Field::Protected,
    }
}

fn event_class(class: sent::EventClass) -> seen::EventClass {
    use sent::EventClass as C;
    match class {
        C::Keyboard => seen::EventClass::Keyboard,
        C::Pointer => seen::EventClass::Pointer,
        C::Scroll => seen::EventClass::Scroll,
        C::Focus => seen::EventClass::Focus,
        C::Input => seen::EventClass::Input,
        C::Device => seen::EventClass::Device,
        C::Page => seen::EventClass::Page,
    }
}

fn pointer(pointer: sent::PointerKind) -> seen::PointerKind {
    match pointer {
        sent::PointerKind::Mouse => seen::PointerKind::Mouse,
        sent::PointerKind::Touch => seen::PointerKind::Touch,
        sent::PointerKind::Pen => seen::PointerKind::Pen,
    }
}
