//! A report of 2,000 events: from the bytes of its body to what the models read, and measured.

use crate::clock::{heading, microseconds, row};
use crate::customer::Customer;
use engine::observe;
use models::detectors::behaviour::keystroke::Rhythm;
use models::detectors::behaviour::pointer;
use models::detectors::behaviour::session::Taken;
use models::observation::{Event, Observation};
use std::hint::black_box;
use wire::codec::Encoder;
use wire::event::Event as Sent;
use wire::report::{Report, encode};

const EVENTS: usize = 2_000;
/// Enough of them.
const MOVEMENTS: u32 = 130;

pub(crate) fn report() {
    let customer = Customer::number(1);
    let mut sent = customer.events(0, MOVEMENTS);
    sent.truncate(EVENTS);
    let bytes = body(&sent);
    let observation = Observation { events: decoded(&bytes), ..customer.visit(0, 0) };
    assert_eq!(observation.events.len(), EVENTS);
    let movements = pointer::measured(&observation.events).len();
    heading(&format!("A report of {EVENTS} events, {movements} movements, {} bytes", bytes.len()));
    let decode = microseconds(|| decoded(black_box(&bytes)));
    let session = microseconds(|| Taken::of(black_box(&observation)));
    let keystroke = microseconds(|| Rhythm::all(black_box(&observation.events)));
    let pointer = microseconds(|| pointer::measured(black_box(&observation.events)));
    row("decoded", decode, None);
    row("measured: session", session, None);
    row("measured: keystroke", keystroke, None);
    row("measured: pointer", pointer, None);
    row("decoded and measured", decode + session + keystroke + pointer, Some(200.0));
}

fn body(sent: &[Sent]) -> Vec<u8> {
    let mut encoder = Encoder::default();
    sent.iter().for_each(|event| encoder.push(event));
    encode("pv_00000000000000000000000000000000", 0, 0, &encoder.take())
}

/// As the server does it.
fn decoded(bytes: &[u8]) -> Vec<Event> {
    Report::decode(bytes).unwrap().events.iter().map(observe::event).collect()
}
