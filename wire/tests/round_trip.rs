//! Properties of the codec and the report, over arbitrary events and arbitrary bytes.
#![allow(missing_docs)]

use proptest::{collection::vec, option, prelude::*, sample::select};
use wire::codec::{self, Encoder};
use wire::event::{
    Acceleration, Contact, Event, EventClass, Field, Key, KeyClass, Point, PointerKind, Press, Tick, Tilt,
    What,
};
use wire::limits::{EVENTS_PER_REPORT, ID_BYTES, REPORT_BYTES};
use wire::report::{self, Report, ReportError};

fn press() -> impl Strategy<Value = Press> {
    (any::<i16>(), any::<i16>(), select(PointerKind::ALL), any::<u8>())
        .prop_map(|(x, y, pointer, button)| Press { x, y, pointer, button })
}

fn key() -> impl Strategy<Value = Key> {
    (any::<u8>(), select(KeyClass::ALL), any::<bool>(), select(Field::ALL), any::<u8>())
        .prop_map(|(slot, class, repeat, field, position)| Key { slot, class, repeat, field, position })
}

fn input() -> impl Strategy<Value = What> {
    let how: &[fn(Field) -> What] = &[
        |field| What::Paste { field },
        |field| What::Autofill { field },
        |field| What::CompositionStart { field },
        |field| What::CompositionEnd { field },
        |field| What::Inserted { field },
    ];
    (select(how), select(Field::ALL)).prop_map(|(how, field)| how(field))
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        key().prop_map(What::KeyDown),
        any::<u8>().prop_map(|slot| What::KeyUp { slot }),
        (any::<i16>(), any::<i16>(), any::<bool>()).prop_map(|(x, y, coalesced)| What::PointerMove(Point {
            x,
            y,
            coalesced
        })),
        press().prop_map(What::PointerDown),
        press().prop_map(What::PointerUp),
        any::<i32>().prop_map(|y| What::Scroll { y }),
        select(Field::ALL).prop_map(|field| What::Focus { field }),
        Just(What::Blur),
        Just(What::Hidden),
        Just(What::Shown),
        Just(What::View),
        any::<(u8, u8, u8)>().prop_map(|(width, height, pressure)| What::Contact(Contact {
            width,
            height,
            pressure
        })),
        any::<(i16, i16)>().prop_map(|(beta, gamma)| What::Orientation(Tilt { beta, gamma })),
        any::<(i16, i16, i16)>().prop_map(|(x, y, z)| What::Motion(Acceleration { x, y, z })),
        input(),
        select(EventClass::ALL).prop_map(|class| What::Untrusted { class }),
        Just(What::Centred),
    ]
}

/// Times anywhere, in any order.
fn wild() -> impl Strategy<Value = Vec<Event>> {
    vec((any::<Tick>(), what()).prop_map(|(at, what)| Event { at, what }), 0..200)
}

/// Times as a page produces them: rising, by up to a minute.
fn rising(most: usize) -> impl Strategy<Value = Vec<Event>> {
    vec((0..600_000u32, what()), 0..most).prop_map(|steps| {
        let mut at = 0;
        steps
            .into_iter()
            .map(|(by, what)| {
                at += by;
                Event { at, what }
            })
            .collect()
    })
}

fn encode(events: &[Event]) -> Vec<u8> {
    let mut encoder = Encoder::default();
    events.iter().for_each(|event| encoder.push(event));
    assert_eq!(encoder.len(), events.len());
    let bytes = encoder.take();
    assert!(encoder.is_empty() && encoder.byte_len() == 0);
    bytes
}

/// What the wire keeps of an event: slot and button up to 15, key times whole, other times in steps of
/// 1 ms from the event before, nothing earlier than the event before.
fn cut(events: &[Event]) -> Vec<Event> {
    let mut last = 0;
    events
        .iter()
        .map(|event| {
            let mut what = event.what;
            let step = match &mut what {
                What::KeyDown(key) => {
                    key.slot = key.slot.min(15);
                    1
                }
                What::KeyUp { slot } => {
                    *slot = (*slot).min(15);
                    1
                }
                What::PointerDown(press) | What::PointerUp(press) => {
                    press.button = press.button.min(15);
                    10
                }
                _ => 10,
            };
            if event.at > last {
                last += (event.at - last) / step * step;
            }
            Event { at: last, what }
        })
        .collect()
}

fn is_key(event: &Event) -> bool {
    matches!(event.what, What::KeyDown(_) | What::KeyUp { .. })
}

/// Bytes that get past the head more often than uniform ones do.
fn near_valid() -> impl Strategy<Value = Vec<u8>> {
    (wild(), vec((any::<prop::sample::Index>(), any::<u8>()), 0..8)).prop_map(|(events, changes)| {
        let mut bytes = encode(&events);
        for (index, byte) in changes {
            let at = if bytes.is_empty() { 0 } else { index.index(bytes.len()) };
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn decoding_gives_back_what_the_cutting_left(events in wild()) {
        prop_assert_eq!(codec::decode(&encode(&events)), Ok(cut(&events)));
    }

    #[test]
    fn cutting_twice_changes_nothing(events in wild()) {
        let once = codec::decode(&encode(&events)).unwrap();
        prop_assert_eq!(codec::decode(&encode(&once)), Ok(once));
    }

    #[test]
    fn times_never_drift_by_a_quantum(events in rising(200)) {
        let decoded = codec::decode(&encode(&events)).unwrap();
        for (sent, read) in events.iter().zip(&decoded) {
            let late = sent.at.checked_sub(read.at).expect("never moved later");
            prop_assert!(if is_key(sent) { late == 0 } else { late < 10 }, "{sent:?} came back as {read:?}");
        }
    }

    #[test]
    fn every_prefix_is_a_shorter_stream_or_a_typed_error(events in rising(30)) {
        let bytes = encode(&events);
        let whole = cut(&events);
        for length in 0..bytes.len() {
            match codec::decode(&bytes[..length]) {
                Ok(part) => prop_assert_eq!(&part[..], &whole[..part.len()]),
                Err(error) => prop_assert_eq!(error, codec::DecodeError::Truncated),
            }
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..600)) {
        let _ = codec::decode(&bytes);
        let _ = Report::decode(&bytes);
    }

    #[test]
    fn whatever_decodes_also_encodes(bytes in prop_oneof![near_valid(), vec(any::<u8>(), 0..64)]) {
        if let Ok(events) = codec::decode(&bytes) {
            prop_assert_eq!(codec::decode(&encode(&events)), Ok(events));
        }
    }

    #[test]
    fn a_report_comes_back_with_its_start_added(
        token in "[!-~]{1,96}", batch in any::<u32>(), start in 0..1_000_000_000u32, events in rising(200),
    ) {
        let bytes = report::encode(&token, batch, start, &encode(&events));
        let mut events = cut(&events);
        events.iter_mut().for_each(|event| event.at += start);
        prop_assert_eq!(Report::decode(&bytes), Ok(Report { page_view: token, batch, events }));
    }

    #[test]
    fn every_prefix_of_a_report_is_a_report_or_a_typed_error(events in rising(30), start in option::of(any::<u32>())) {
        let bytes = report::encode("pv_0123456789", 3, start.unwrap_or(0), &encode(&events));
        for length in 0..bytes.len() {
            if let Ok(report) = Report::decode(&bytes[..length]) {
                prop_assert_eq!(report.batch, 3);
                prop_assert!(report.events.len() <= events.len());
            }
        }
    }
}

#[test]
fn bounds_are_refused_by_name() {
    let blur = Event { at: 0, what: What::Blur };
    let full = encode(&vec![blur; EVENTS_PER_REPORT]);
    assert_eq!(codec::decode(&full).unwrap().len(), EVENTS_PER_REPORT);
    let over = encode(&vec![blur; EVENTS_PER_REPORT + 1]);
    assert_eq!(codec::decode(&over), Err(codec::DecodeError::TooMany));

    let large = report::encode("pv_1", 0, 0, &vec![0; REPORT_BYTES]);
    assert_eq!(Report::decode(&large), Err(ReportError::TooLarge));
    assert_eq!(Report::decode(&[2, 1, b'p', 0, 0]), Err(ReportError::Version(2)));
    assert_eq!(Report::decode(&[1, 0, 0, 0]), Err(ReportError::PageView));
    assert_eq!(Report::decode(&[1, ID_BYTES as u8 + 1, 0, 0]), Err(ReportError::PageView));
    assert_eq!(Report::decode(&[1, 2, 0xc3, 0xbc, 0, 0]), Err(ReportError::PageView));
    assert_eq!(Report::decode(&[1, 1, b'p', 0]), Err(ReportError::Header));
    assert_eq!(Report::decode(&[]), Err(ReportError::Header));

    let latest = Event { at: u32::MAX, what: What::KeyUp { slot: 0 } };
    let past_the_end = report::encode("pv_1", 0, 1, &encode(&[latest]));
    assert_eq!(Report::decode(&past_the_end), Err(ReportError::Events(codec::DecodeError::OutOfRange)));
    let beyond_i16 = [2, 0, 0xff, 0xff, 0x07, 0];
    assert_eq!(codec::decode(&beyond_i16), Err(codec::DecodeError::OutOfRange));
    for unknown_argument in [[0x2c, 0, 0], [0x5d, 0, 0], [0x0d, 0, 14], [0x7e, 0, 0]] {
        assert_eq!(codec::decode(&unknown_argument), Err(codec::DecodeError::UnknownCode));
    }
    let beyond_i16 = [0x0c, 0, 0xff, 0xff, 0x07];
    assert_eq!(codec::decode(&beyond_i16), Err(codec::DecodeError::OutOfRange));
    let unknown_class = [0, 0, 11 << 1, 0, 0];
    assert_eq!(codec::decode(&unknown_class), Err(codec::DecodeError::UnknownCode));
}

#[test]
fn a_token_that_is_too_long_is_cut_and_still_parses() {
    let bytes = report::encode(&"p".repeat(ID_BYTES + 10), 0, 0, &[]);
    assert_eq!(Report::decode(&bytes).unwrap().page_view.len(), ID_BYTES);
}
