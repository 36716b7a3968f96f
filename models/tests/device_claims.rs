//! What both sides saw must fit together: every trick breaks its own claim, honest visits break none.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod kernels;
mod population;

use kernels::windows;
use models::connection::{Browser, Claimed, Connection, Header, HttpVersion, Os, RequestHead, Seen, Syn};
use models::detectors::Detector;
use models::detectors::device::{Device, Priors, State};
use models::evidence::{Evidence, Known};
use models::observation::{Exchange, ExchangeKind, Observation, Reading, Signal, SignalAbsence};
use population::{Machine, Network, lognormal};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn linux(ttl: u8) -> Syn {
    Syn { options: vec![2, 4, 8, 1, 3], window_scale: Some(7), ..windows(ttl) }
}

/// Chrome on Windows, ten hops away.
fn at_home() -> Connection {
    use Header::{
        Accept, AcceptEncoding, AcceptLanguage, ContentType, Host, Origin, SecFetchMode, UserAgent,
    };
    let headers =
        vec![Host, UserAgent, ContentType, Accept, Origin, SecFetchMode, AcceptEncoding, AcceptLanguage];
    Connection {
        syn: Seen::Known(windows(118)),
        ja4: Seen::Known("t13d1516h2_8daaf6152771_e5627efa2ab1".into()),
        request: Seen::Known(RequestHead { version: HttpVersion::Http11, headers }),
        claimed: Claimed { os: Os::Windows, browser: Browser::Chromium, version: 141 },
    }
}

fn honest(random: &mut ChaCha8Rng) -> Observation {
    let visit = population::visit(&Machine::LAPTOP, &Network::CALM, None, random);
    Observation { connection: at_home(), ..visit }
}

fn score(state: &State, visit: &Observation) -> Evidence {
    Device.score(state, &Priors::default(), visit)
}

/// What is said of a device's very first visit.
fn heard_at_first(visit: &Observation) -> Vec<String> {
    match score(&State::default(), visit) {
        Evidence::Known(known) => codes(&known),
        _ => vec![],
    }
}

fn codes(known: &Known) -> Vec<String> {
    known.findings.iter().map(|finding| finding.code.clone()).collect()
}

fn known(visits: u32, random: &mut ChaCha8Rng) -> State {
    let mut state = State::default();
    (0..visits).for_each(|_| Device.learn(&mut state, &Priors::default(), &honest(random)));
    state
}

fn each_client(visit: &mut Observation, change: impl Fn(&mut Exchange)) {
    visit.exchanges.iter_mut().for_each(change);
}

#[test]
fn ten_thousand_honest_visits_break_nothing() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for number in 0..10_000 {
        // From fibre to satellite, with clocks from Chrome's to Safari's.
        let base_ms = 4.0 * lognormal(1.0, &mut random).clamp(0.1, 200.0);
        let network = Network { base_ms, spikes: 0.05, exchange_sd: 0.3, ..Network::CALM };
        let coarse = random.random_bool(0.3);
        let machine = match coarse {
            true => Machine { tick_us: 1_000.0, resource_timing: random.random_bool(0.5), ..Machine::LAPTOP },
            false => Machine::LAPTOP,
        };
        let visit = population::visit(&machine, &network, None, &mut random);
        let visit = Observation { connection: at_home(), ..visit };
        assert_eq!(heard_at_first(&visit), [""; 0], "visit {number}: {visit:?}");
    }
}

#[test]
fn timings_without_the_secret_delay_are_named() {
    let mut visit = honest(&mut ChaCha8Rng::seed_from_u64(2));
    each_client(&mut visit, |exchange| {
        if exchange.kind == ExchangeKind::Held {
            let client = exchange.client.as_mut().unwrap();
            client.resource.as_mut().unwrap().ttfb_us = 25_000;
            exchange.held_us = 45_000;
        }
    });
    assert!(heard_at_first(&visit).contains(&"delay_not_waited".into()));
}

#[test]
fn a_clock_that_was_not_seen_to_move_may_be_a_coarse_one_and_its_visits_break_nothing() {
    let mut random = ChaCha8Rng::seed_from_u64(10);
    let machine = Machine { tick_us: 100_000.0, ..Machine::LAPTOP };
    for number in 0..1_000 {
        let visit = population::visit(&machine, &Network::CALM, None, &mut random);
        let mut visit = Observation { connection: at_home(), ..visit };
        let told = visit.signals.iter().position(|signal| signal.name == "clock_resolution").unwrap();
        let signal = visit.signals.remove(told);
        assert_eq!(heard_at_first(&visit), [""; 0], "visit {number}, which says nothing: {visit:?}");
        for absence in [SignalAbsence::Timeout, SignalAbsence::Unsupported] {
            let mut visit = visit.clone();
            visit.signals.push(Signal { reading: Reading::Absent(absence), ..signal.clone() });
            assert_eq!(heard_at_first(&visit), [""; 0], "visit {number}: {visit:?}");
        }
    }
}

#[test]
fn timings_faster_than_the_server_saw_are_named() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let quick = |exchange: &mut Exchange| exchange.client.as_mut().unwrap().total_us = 4_000;
    let idle = |exchange: &mut Exchange| {
        exchange.client.as_mut().unwrap().turnaround_us = exchange.return_gap_us.map(|gap_us| gap_us + 9_000);
    };
    let at_once = |exchange: &mut Exchange| exchange.client.as_mut().unwrap().started_us = Some(5_000_000);
    for forge in [&quick as &dyn Fn(&mut Exchange), &idle, &at_once] {
        let mut visit = honest(&mut random);
        each_client(&mut visit, forge);
        assert!(heard_at_first(&visit).contains(&"faster_than_seen".into()), "{visit:?}");
    }
}

#[test]
fn timings_longer_than_what_passed_for_the_server_are_named() {
    let mut visit = honest(&mut ChaCha8Rng::seed_from_u64(11));
    // A copied way of 300 ms, told by somebody who is much nearer.
    let (mut started_us, told_us) = (5_000_000, 300_000);
    for exchange in &mut visit.exchanges {
        let client = exchange.client.as_mut().unwrap();
        (client.started_us, client.total_us) = (Some(started_us), told_us);
        started_us += u64::from(told_us);
    }
    assert!(heard_at_first(&visit).contains(&"longer_than_seen".into()), "{visit:?}");
}

#[test]
fn a_scripted_client_without_a_browser_is_named() {
    let mut visit = honest(&mut ChaCha8Rng::seed_from_u64(4));
    let Seen::Known(head) = &mut visit.connection.request else { unreachable!() };
    head.headers.retain(|header| *header != Header::AcceptLanguage);
    assert_eq!(heard_at_first(&visit), ["not_a_browser"]);
    visit.connection.claimed = Claimed { browser: Browser::Other, ..Claimed::default() };
    assert_eq!(heard_at_first(&visit), ["not_a_browser"]);
}

#[test]
fn a_user_agent_that_claims_another_system_than_the_kernel_is_named() {
    let mut visit = honest(&mut ChaCha8Rng::seed_from_u64(5));
    visit.connection.syn = Seen::Known(linux(54));
    assert_eq!(heard_at_first(&visit), ["os_mismatch"]);
    // Linux with the time to live of Windows is neither.
    visit.connection.syn = Seen::Known(linux(118));
    assert_eq!(heard_at_first(&visit), ["os_mismatch"]);
}

#[test]
fn a_replayed_message_and_forged_work_are_named() {
    let mut visit = honest(&mut ChaCha8Rng::seed_from_u64(6));
    visit.conduct.refused = 7;
    visit.conduct.forged_work = true;
    assert_eq!(heard_at_first(&visit), ["forged_work", "refused_messages"]);
}

#[test]
fn what_a_proxy_hides_is_held_against_nobody() {
    use models::connection::Unseen::Proxied;
    let mut visit = honest(&mut ChaCha8Rng::seed_from_u64(7));
    visit.connection.syn = Seen::Absent(Proxied);
    visit.connection.ja4 = Seen::Absent(Proxied);
    visit.connection.request = Seen::Absent(Proxied);
    each_client(&mut visit, |exchange| exchange.tcp = Err(Proxied));
    assert_eq!(heard_at_first(&visit), [""; 0]);
}

#[test]
fn a_copied_device_id_on_another_kernel_or_browser_is_unusual_and_an_update_alone_is_not_acted_on() {
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let state = known(20, &mut random);
    let mut copied = honest(&mut random);
    copied.connection.syn = Seen::Known(linux(54));
    copied.connection.claimed.os = Os::Linux;
    copied.connection.ja4 = Seen::Known("t13d1715h2_5b57614c22b0_3d5424432f57".into());
    let Evidence::Known(said) = score(&state, &copied) else { panic!("a known device is judged") };
    let codes = codes(&said);
    assert!(["new_stack", "new_tls"].iter().all(|code| codes.contains(&String::from(*code))), "{codes:?}");
    assert!(said.score < 0.03, "{}", said.score);

    let mut scores: Vec<f64> = (0..101)
        .map(|_| {
            let mut updated = honest(&mut random);
            updated.connection.ja4 = Seen::Known("t13d1517h2_8daaf6152771_b0da82dd1658".into());
            let Evidence::Known(said) = score(&state, &updated) else { panic!("a known device is judged") };
            said.score
        })
        .collect();
    scores.sort_by(f64::total_cmp);
    // What else is unusual that day adds to it: on three days of four nothing follows.
    assert!(scores[25] > 0.03, "{}", scores[25]);
}

#[test]
fn the_gap_between_page_and_kernel_shows_a_relay_that_is_as_fast_as_the_device_was() {
    let mut random = ChaCha8Rng::seed_from_u64(9);
    let state = known(20, &mut random);
    let mut relayed = honest(&mut random);
    each_client(&mut relayed, |exchange| {
        let info = exchange.tcp.as_mut().unwrap();
        (info.rtt_us, info.min_rtt_us) = (2_000, Some(1_800));
    });
    let Evidence::Known(said) = score(&state, &relayed) else { panic!("a known device is judged") };
    let gap = said.findings.iter().find(|finding| finding.code == "app_tcp_gap").unwrap();
    assert!(gap.surprise > 3.0 && said.score < 0.03, "{} {gap:?}", said.score);
}
