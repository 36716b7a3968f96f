//! Occasions as an attacker, a broken browser, a broken back end or a broken clock would make them.

mod attempts;
mod regard;

use models::attempts::Attempts;
use models::connection::{
    Browser, Claimed, Connection, Header, HttpVersion, Os, RequestHead, Seen, Syn, TcpInfo, Unseen,
};
use models::kept::{Kept, Rating};
use models::lineage::{CarriedOn, Lineage};
use models::observation::{
    ClientSide, Conduct, Event, EventClass, Exchange, ExchangeKind, Field, KeyClass, Observation, Path,
    PointerKind, Reading, ResourceSide, Signal, SignalAbsence, Timestamp, What,
};
use models::occasion::Occasion;
use models::purchase::{Card, FraudKind, Paid, Purchase, Truth};
use models::regard::Regard;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// An occasion with every part.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub visit: Observation,
    pub lineage: Lineage,
    pub purchase: Purchase,
    pub attempts: Attempts,
    pub regard: Regard,
    pub paid: Paid,
    pub kept: Kept,
}

impl Moment {
    pub(crate) fn occasion(&self) -> Occasion<'_> {
        Occasion {
            visit: Some(&self.visit),
            lineage: Some(&self.lineage),
            purchase: Some(&self.purchase),
            attempts: Some(&self.attempts),
            regard: Some(&self.regard),
            paid: Some(&self.paid),
            kept: Some(&self.kept),
        }
    }

    /// The same at another time, by every clock.
    pub(crate) fn at(&self, at: Timestamp) -> Self {
        Self {
            visit: Observation { opened_at: at, sealed_at: at, ..self.visit.clone() },
            lineage: self.lineage,
            purchase: Purchase { at, ..self.purchase.clone() },
            attempts: self.attempts.clone(),
            regard: self.regard,
            paid: Paid { at, ..self.paid },
            kept: Kept { at, ..self.kept.clone() },
        }
    }
}

/// The same occasions every time.
pub(crate) fn stream(length: usize) -> Vec<Moment> {
    let mut runner = TestRunner::deterministic();
    let strategy = moment();
    (0..length).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// Anything that the types allow, ordinary values often enough to be learned from.
pub(crate) fn moment() -> impl Strategy<Value = Moment> {
    let paid_and_kept = (regard::regard(), paid(), kept());
    (observation(), lineage(), purchase(), attempts::attempts(), paid_and_kept).prop_map(
        |(visit, lineage, purchase, attempts, (regard, paid, kept))| Moment {
            visit,
            lineage,
            purchase,
            attempts,
            regard,
            paid,
            kept,
        },
    )
}

fn lineage() -> impl Strategy<Value = Lineage> {
    let number = || prop_oneof![4 => 0..9_u32, 1 => any::<u32>()];
    let newest = (number(), any::<i64>().prop_map(Timestamp), any::<bool>());
    let newest =
        newest.prop_map(|(presented, at, is_same_session)| CarriedOn { presented, at, is_same_session });
    (number(), prop::option::of(newest)).prop_map(|(presented, newest)| Lineage { presented, newest })
}

fn purchase() -> impl Strategy<Value = Purchase> {
    let amount_minor = prop_oneof![6 => 100..20_000_i64, 1 => Just(0), 1 => any::<i64>()];
    let currency = prop_oneof![6 => Just("EUR"), 1 => Just("JPY"), 1 => Just("")];
    let payee = prop::option::of((0..4_u8).prop_map(|payee| [payee; 16]));
    (any::<i64>().prop_map(Timestamp), amount_minor, currency, payee, prop::option::of(card())).prop_map(
        |(at, amount_minor, currency, payee, card)| Purchase {
            at,
            amount_minor,
            currency: currency.into(),
            payee,
            card,
        },
    )
}

fn card() -> impl Strategy<Value = Card> {
    let bin = prop_oneof![3 => Just(String::from("400000")), 1 => "[0-9]{0,9}"];
    (0..3_u8, bin, "[0-9]{4}", 0..3_u8).prop_map(|(card, bin, last4, expiry)| Card {
        id: [card; 16],
        bin,
        last4,
        expiry: [expiry; 16],
    })
}

fn truth() -> impl Strategy<Value = Truth> {
    let kind =
        prop::sample::select(vec![FraudKind::Impersonation, FraudKind::Swindle, FraudKind::CardTesting]);
    prop_oneof![3 => Just(Truth::Genuine), 1 => prop::option::of(kind).prop_map(Truth::Fraud)]
}

fn paid() -> impl Strategy<Value = Paid> {
    (any::<i64>().prop_map(Timestamp), truth(), prop::option::weighted(0.1, truth()))
        .prop_map(|(at, truth, corrects)| Paid { at, truth, corrects })
}

fn kept() -> impl Strategy<Value = Kept> {
    let rating = prop_oneof![4 => 0.5..=1.0, 1 => 0.0..=0.2, 1 => Just(0.0), 1 => Just(1.0)];
    let short = prop::collection::vec(".{0,40}", 0..3);
    (any::<i64>().prop_map(Timestamp), rating, prop::bool::weighted(0.05), short).prop_map(
        |(at, rating, testified, short)| {
            let rating = Rating::new(rating).unwrap();
            Kept { at, party: [1; 16], rating, testified, short }
        },
    )
}

fn observation() -> impl Strategy<Value = Observation> {
    let timestamp = || any::<i64>().prop_map(Timestamp);
    (
        (timestamp(), timestamp(), path()),
        prop::collection::vec(exchange(), 0..9),
        prop::collection::vec(signal(), 0..4),
        prop::collection::vec((any::<u32>(), what()), 0..6),
        (connection(), conduct()),
    )
        .prop_map(|((opened_at, sealed_at, path), exchanges, signals, events, (connection, conduct))| {
            Observation {
                opened_at,
                sealed_at,
                path,
                device: [1; 16],
                exchanges,
                signals,
                events: events.into_iter().map(|(at_100us, what)| Event { at_100us, what }).collect(),
                connection,
                conduct,
            }
        })
}

fn seen<T: std::fmt::Debug + Clone + 'static>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Seen<T>> {
    let absent = prop::sample::select(vec![Unseen::Proxied, Unseen::Unsupported, Unseen::Unrecorded]);
    prop_oneof![3 => value.prop_map(Seen::Known), 1 => absent.prop_map(Seen::Absent)]
}

fn connection() -> impl Strategy<Value = Connection> {
    let options = prop_oneof![
        3 => prop::sample::select(vec![vec![2, 4, 8, 1, 3], vec![2, 1, 3, 1, 1, 4]]),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ];
    let syn = (any::<(u8, u16, bool, bool)>(), any::<(Option<u16>, Option<u8>)>(), options).prop_map(
        |((ttl, window, dont_fragment, ecn), (mss, window_scale), options)| Syn {
            ttl,
            ip_version: 4,
            window,
            mss,
            window_scale,
            options,
            dont_fragment,
            ecn,
        },
    );
    let header = prop::sample::select(vec![Header::Origin, Header::UserAgent, Header::Accept, Header::Other]);
    let version = prop::sample::select(vec![HttpVersion::Http10, HttpVersion::Http11]);
    let head = (version, prop::collection::vec(header, 0..8))
        .prop_map(|(version, headers)| RequestHead { version, headers });
    let os = prop::sample::select(vec![Os::Windows, Os::Ios, Os::Linux, Os::Other]);
    let browser =
        prop::sample::select(vec![Browser::Chromium, Browser::Safari, Browser::Other, Browser::None]);
    let claimed =
        (os, browser, any::<u16>()).prop_map(|(os, browser, version)| Claimed { os, browser, version });
    (seen(syn), seen("[a-z0-9_]{0,36}"), seen(head), claimed)
        .prop_map(|(syn, ja4, request, claimed)| Connection { syn, ja4, request, claimed })
}

fn conduct() -> impl Strategy<Value = Conduct> {
    let refused = prop_oneof![4 => Just(0), 1 => any::<u32>()];
    (refused, any::<(u32, u32)>(), prop::bool::weighted(0.05)).prop_map(
        |(refused, (lost_reports, events_cut), forged_work)| Conduct {
            refused,
            lost_reports,
            events_cut,
            forged_work,
        },
    )
}

fn tcp() -> impl Strategy<Value = Result<TcpInfo, Unseen>> {
    let info = (any::<(u32, u32)>(), any::<Option<u32>>(), any::<(u32, Option<u64>, u8)>()).prop_map(
        |((rtt_us, rttvar_us), min_rtt_us, (retransmits, delivery_bytes_per_s, connection))| TcpInfo {
            rtt_us,
            rttvar_us,
            min_rtt_us,
            retransmits,
            delivery_bytes_per_s,
            connection,
        },
    );
    prop_oneof![3 => info.prop_map(Ok), 1 => Just(Err(Unseen::Proxied))]
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
    let arrived = (prop::option::of(duration_us()), tcp());
    (
        kind,
        server_us,
        held_us,
        spread_us,
        any::<u32>(),
        gap_us,
        prop::option::weighted(0.9, client()),
        arrived,
    )
        .prop_map(
            |(
                kind,
                server_us,
                held_us,
                arrival_spread_us,
                answer_bytes,
                return_gap_us,
                client,
                (arrived_us, tcp),
            )| {
                Exchange {
                    kind,
                    server_us,
                    held_us,
                    arrival_spread_us,
                    answer_bytes,
                    return_gap_us,
                    client,
                    arrived_us,
                    tcp,
                }
            },
        )
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
    (duration_us(), prop::option::of(duration_us()), prop::option::weighted(0.8, resource)).prop_map(
        |(total_us, turnaround_us, resource)| ClientSide {
            started_us: None,
            total_us,
            turnaround_us,
            resource,
        },
    )
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
    let read_by_detectors = prop::sample::select(vec!["wall_clock", "compute_speed", "clock_resolution"]);
    let name = prop_oneof![3 => read_by_detectors.prop_map(String::from), 1 => "[a-z_]{0,12}"];
    (name, reading).prop_map(|(name, reading)| Signal { name, reading })
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
        field.clone().prop_map(|field| What::CompositionEnd { field }),
        field.prop_map(|field| What::Inserted { field }),
        Just(What::Centred),
        prop::sample::select(vec![EventClass::Keyboard, EventClass::Pointer, EventClass::Page])
            .prop_map(|class| What::Untrusted { class }),
    ]
}
