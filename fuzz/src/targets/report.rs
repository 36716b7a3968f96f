//! Reports: bounded in events, and what was decoded survives another round trip.

use super::Target;
use wire::codec::{Encoder, decode};
use wire::event::{Event, Field, Key, KeyClass, Point, PointerKind, Press, What};
use wire::limits::EVENTS_PER_REPORT;
use wire::report::{Report, encode};

pub(crate) const TARGET: Target = Target { name: "report", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    let key = Key { slot: 1, class: KeyClass::Letter, repeat: false, field: Field::Email, position: 3 };
    let press = Press { x: 10, y: -10, pointer: PointerKind::Touch, button: 0 };
    let whats = [
        What::Focus { field: Field::Email },
        What::KeyDown(key),
        What::KeyUp { slot: 1 },
        What::PointerMove(Point { x: 300, y: 400, coalesced: true }),
        What::PointerDown(press),
        What::PointerUp(press),
        What::Scroll { y: 1_200 },
        What::Blur,
        What::Hidden,
        What::Shown,
        What::View,
    ];
    let mut encoder = Encoder::default();
    whats.iter().zip(1..).for_each(|(what, at)| encoder.push(&Event { at: at * 130, what: *what }));
    let page_view = format!("pv_{}", "0".repeat(32));
    vec![encode(&page_view, 0, 0, &[]), encode(&page_view, 7, 12_345, &encoder.take())]
}

fn check(bytes: &[u8]) {
    let Ok(report) = Report::decode(bytes) else { return };
    assert!(report.events.len() <= EVENTS_PER_REPORT && report.page_view.is_ascii());
    let mut encoder = Encoder::default();
    for event in &report.events {
        engine::observe::event(event);
        encoder.push(event);
    }
    let again = decode(&encoder.take()).unwrap();
    let whats = |events: &[Event]| events.iter().map(|event| event.what).collect::<Vec<_>>();
    assert_eq!(whats(&again), whats(&report.events));
}
