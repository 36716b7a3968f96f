//! Observations as an attacker, a broken browser or a broken clock would make them.

use models::observation::{
    ClientSide, Event, EventClass, Exchange, ExchangeKind, Field, KeyClass, Observation, Path, PointerKind,
    Reading, ResourceSide, Signal, SignalAbsence, Timestamp, What,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// The same observations every time.
pub(crate) fn stream(length: usize) -> Vec<Observation> {
    let mut runner = TestRunner::deterministic();
    let strategy = observation();
    (0..length).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// Anything that the types allow, ordinary values often enough to be learned from.
pub(crate) fn observation() -> impl Strategy<Value = Observation> {
    let timestamp = || any::<i64>().prop_map(Timestamp);
    (
        (timestamp(), timestamp(), path()),
        prop::collection::vec(exchange(), 0..9),
        prop::collection::vec(signal(), 0..4),
        prop::collection::vec((any::<u32>(), what()), 0..6),
    )
        .prop_map(|((opened_at, sealed_at, path), exchanges, signals, events)| Observation {
            opened_at,
            sealed_at,
            path,
            device: [1; 16],
            exchanges,
            signals,
            events: events.into_iter().map(|(at_100us, what)| Event { at_100us, what }).collect(),
        })
}

fn path() -> impl Strategy<Value = Path> {
    prop_oneof![
        4 => (0..4_u8).prop_map(|last| Path::V4([192, 0, last])),
        1 => any::<[u8; 3]>().prop_map(Path::V4),
        1 => any::<[u8; 6]>().prop_map(Path::V6),
    ]
}

fn duration_us() -> impl Strategy<Value = u32> {
    prop_oneof![4 => 1_000..100_000_u32, 1 => Just(0), 1 => Just(u32::MAX), 1 => any::<u32>()]
}

fn exchange() -> impl Strategy<Value = Exchange> {
    use ExchangeKind::{Faulted, Held, Large, Padded, Plain, Retried};
    let kind = prop::sample::select(vec![Plain, Padded, Large, Held, Faulted, Retried]);
    let server_us = prop_oneof![4 => 0..2_000_u32, 1 => duration_us()];
    let held_us = prop_oneof![4 => Just(0), 1 => duration_us()];
    let spread_us = prop::option::of(duration_us());
    let gap_us = prop::option::of(duration_us());
    (kind, server_us, held_us, spread_us, any::<u32>(), gap_us, prop::option::weighted(0.9, client()))
        .prop_map(|(kind, server_us, held_us, arrival_spread_us, answer_bytes, return_gap_us, client)| {
            Exchange { kind, server_us, held_us, arrival_spread_us, answer_bytes, return_gap_us, client }
        })
}

fn client() -> impl Strategy<Value = ClientSide> {
    let resource = (duration_us(), any::<bool>(), duration_us(), duration_us()).prop_map(
        |(connect_us, reused, ttfb_us, transfer_us)| ResourceSide {
            connect_us,
            reused,
            ttfb_us,
            transfer_us,
        },
    );
    (duration_us(), prop::option::of(duration_us()), prop::option::weighted(0.8, resource))
        .prop_map(|(total_us, turnaround_us, resource)| ClientSide { total_us, turnaround_us, resource })
}

fn signal() -> impl Strategy<Value = Signal> {
    use SignalAbsence::{Blocked, Failed, Timeout, Unsupported};
    let reading = prop_oneof![
        any::<i64>().prop_map(Reading::Integer),
        prop::collection::vec(any::<i64>(), 0..5).prop_map(Reading::Integers),
        any::<String>().prop_map(Reading::Text),
        prop::collection::vec(any::<String>(), 0..3).prop_map(Reading::Texts),
        prop::sample::select(vec![Unsupported, Blocked, Timeout, Failed]).prop_map(Reading::Absent),
    ];
    ("[a-z_]{0,12}", reading).prop_map(|(name, reading)| Signal { name, reading })
}

fn what() -> impl Strategy<Value = What> {
    let class =
        prop::sample::select(vec![KeyClass::Letter, KeyClass::Digit, KeyClass::Correction, KeyClass::Other]);
    let field = prop::sample::select(vec![Field::None, Field::Email, Field::Number, Field::Protected]);
    let pointer = prop::sample::select(vec![PointerKind::Mouse, PointerKind::Touch, PointerKind::Pen]);
    prop_oneof![
        (any::<u8>(), class, any::<bool>(), field.clone(), any::<u8>()).prop_map(
            |(slot, class, repeat, field, position)| What::KeyDown { slot, class, repeat, field, position }
        ),
        any::<u8>().prop_map(|slot| What::KeyUp { slot }),
        any::<(i16, i16, bool)>().prop_map(|(x, y, coalesced)| What::PointerMove { x, y, coalesced }),
        (any::<(i16, i16, u8)>(), pointer.clone()).prop_map(|((x, y, button), pointer)| What::PointerDown {
            x,
            y,
            pointer,
            button
        }),
        (any::<(i16, i16, u8)>(), pointer).prop_map(|((x, y, button), pointer)| What::PointerUp {
            x,
            y,
            pointer,
            button
        }),
        any::<i32>().prop_map(|y| What::Scroll { y }),
        field.clone().prop_map(|field| What::Focus { field }),
        prop::sample::select(vec![What::Blur, What::Hidden, What::Shown, What::View]),
        any::<(u8, u8, u8)>().prop_map(|(width, height, pressure)| What::Contact { width, height, pressure }),
        any::<(i16, i16)>().prop_map(|(beta, gamma)| What::Orientation { beta, gamma }),
        any::<(i16, i16, i16)>().prop_map(|(x, y, z)| What::Motion { x, y, z }),
        field.clone().prop_map(|field| What::Paste { field }),
        field.clone().prop_map(|field| What::Autofill { field }),
        field.clone().prop_map(|field| What::CompositionStart { field }),
        field.prop_map(|field| What::CompositionEnd { field }),
        prop::sample::select(vec![EventClass::Keyboard, EventClass::Pointer, EventClass::Page])
            .prop_map(|class| What::Untrusted { class }),
    ]
}
