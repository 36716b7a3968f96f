//! What each kind of access network does that the others do not, by the very draws that delay real packets.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use flate2::read::MultiGzDecoder;
use netlab::{
    Cellular, Direction, Jitter, Leo, Link, Parametric, PowerSave, Replayed, Round, Spread, Wifi, read_pings,
};

use std::fs::File;
use std::path::Path;

const SECOND_US: u64 = 1_000_000;

/// Round trips over a link with this jitter down the way, and nothing else.
fn down(jitter: Jitter, seed: u64, sent_at_us: &[u64]) -> Vec<f64> {
    let link = Link { down: Direction { jitter, ..Direction::default() }, ..Link::default() };
    link.round_trips_us(seed, sent_at_us, 0).into_iter().map(Option::unwrap).collect()
}

fn both(jitter: Jitter, sent_at_us: &[u64], beyond_us: u64) -> Vec<f64> {
    let link = Link::both(Direction { jitter, ..Direction::default() });
    link.round_trips_us(1, sent_at_us, beyond_us).into_iter().map(Option::unwrap).collect()
}

fn every(us: u64, count: u64) -> Vec<u64> {
    (0..count).map(|n| n * us).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[test]
fn a_gamma_has_the_mean_and_the_spread_that_were_asked_for() {
    let spread = Spread::Gamma { mean_us: 4_000.0, shape: 4.0 };
    let jitter = Jitter::Parametric(Parametric { spread, memory_us: 0.0 });
    let delays = down(jitter, 1, &every(SECOND_US, 20_000));
    let mean = mean(&delays);
    let deviation = (delays.iter().map(|us| (us - mean).powi(2)).sum::<f64>() / delays.len() as f64).sqrt();
    assert!(
        (3_900.0..4_100.0).contains(&mean) && (1_900.0..2_100.0).contains(&deviation),
        "{mean}, {deviation}"
    );
}

#[test]
fn what_has_a_memory_treats_packets_alike_that_are_close() {
    let spread = Spread::LogNormal { median_us: 5_000.0, sigma: 0.5 };
    let jumps = |memory_us| {
        let jitter = Jitter::Parametric(Parametric { spread, memory_us });
        let delays = down(jitter, 2, &every(SECOND_US / 10, 5_000));
        median(&delays.windows(2).map(|two| (two[1] - two[0]).abs()).collect::<Vec<_>>())
    };
    assert!(jumps(10e6) * 4.0 < jumps(0.0), "{} µs, {} µs", jumps(10e6), jumps(0.0));
}

#[test]
fn a_phone_that_was_idle_for_long_is_connected_anew() {
    let Cellular { released_after_us, promotion_us, .. } = Cellular::default();
    let busy = median(&both(Jitter::cellular(), &every(SECOND_US / 20, 400), 0));
    let idle = both(Jitter::cellular(), &every(2 * released_after_us, 400), 0);
    let quickest = idle.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(quickest > promotion_us, "{quickest} µs after a pause");
    assert!(busy < promotion_us, "{busy} µs without one");
}

#[test]
fn a_phone_that_dozes_hears_late_and_one_that_is_awake_does_not() {
    let answers =
        |beyond_us| median(&both(Jitter::cellular(), &every(SECOND_US, 400), beyond_us)) - beyond_us as f64;
    // It asked, so it listens for a moment; what comes after that waits for its next turn.
    assert!(answers(150_000) > answers(20_000) + 5_000.0, "{}, {}", answers(150_000), answers(20_000));
}

#[test]
fn a_radio_that_saves_power_is_told_by_beacons() {
    let save = PowerSave::default();
    let saving = Jitter::Wifi(Wifi { power_save: Some(save), ..Wifi::default() });
    let late =
        |jitter: &Jitter| median(&both(jitter.clone(), &every(SECOND_US, 400), save.after_idle_us * 2));
    let (with, without) = (late(&saving), late(&Jitter::wifi()));
    let waits = with - without;
    let half = save.beacon_us as f64 / 2.0;
    assert!((0.7 * half..1.3 * half).contains(&waits), "{waits} µs of {half}");
    let soon = median(&both(saving, &every(SECOND_US, 400), save.after_idle_us / 2));
    assert!(soon < without, "an answer that comes soon finds it awake: {soon} µs");
}

#[test]
fn low_orbit_changes_its_way_every_fifteen_seconds_and_not_between() {
    let leo = Leo { frame_us: 0.0, pause_us: 0, ..Leo::default() };
    let delays = down(Jitter::Leo(leo), 3, &every(SECOND_US / 2, 120));
    let steps: Vec<usize> = (1..delays.len()).filter(|at| delays[*at] != delays[*at - 1]).collect();
    assert_eq!(steps, [30, 60, 90]);
}

#[test]
fn nothing_passes_a_change_of_satellites_but_a_little_later() {
    let just_after = every(15 * SECOND_US, 20);
    let delays = down(Jitter::leo(), 4, &just_after);
    let Leo { least_us, pause_us, .. } = Leo::default();
    assert!(delays.iter().all(|us| *us >= least_us + pause_us as f64), "{delays:?}");
}

#[test]
fn a_satellite_at_rest_is_half_a_second_away() {
    let delays = both(Jitter::geo(), &every(SECOND_US, 200), 0);
    assert!(delays.iter().all(|us| (540_000.0..700_000.0).contains(us)), "{delays:?}");
}

/// Ten rounds whose least grows by 10 ms from one to the next.
fn drifting() -> Vec<Round> {
    let mut text = String::from("probe,msm,ts,dst,ttl,rtt1,rtt2,rtt3\n");
    for round in 0..10 {
        let least = 100 + round * 10;
        text += &format!("7,1,{round},x,50,{},{least},{}\n", least + 3, least + 1);
    }
    read_pings(text.as_bytes()).unwrap().remove(&7).unwrap()
}

#[test]
fn a_series_is_replayed_in_its_order_and_without_its_drift() {
    let replayed = Replayed::of(&drifting(), 0).unwrap();
    let delays = down(Jitter::Replayed(replayed), 5, &every(SECOND_US, 60));
    // In the middle of the series nothing is left of the drift: 3, 0 and 1 ms, over and over.
    let steady = delays
        .windows(9)
        .any(|nine| nine.chunks(3).all(|three| three == [nine[0], nine[0] - 3_000.0, nine[0] - 2_000.0]));
    assert!(steady, "{delays:?}");
    assert_eq!(delays[..30], delays[30..], "after its end it begins anew");
    let spread = delays.iter().copied().fold(0.0, f64::max);
    assert!(spread < 50_000.0, "90 ms of drift are in it: {spread} µs");
}

#[test]
fn a_residual_lasts_for_as_long_as_it_was_asked_to() {
    let replayed = Replayed::of(&drifting(), SECOND_US).unwrap();
    let delays = down(Jitter::Replayed(replayed), 6, &every(SECOND_US / 10, 300));
    let changes = delays.windows(2).filter(|two| two[0] != two[1]).count();
    assert!((25..=29).contains(&changes), "{changes} changes in 30 seconds");
}

#[test]
fn too_short_a_series_is_no_shape() {
    assert_eq!(Replayed::of(&drifting()[..6], 0), None);
}

#[test]
fn measured_probes_are_replayed_with_the_jitter_that_was_measured() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pings/ping_raw.csv.gz");
    let Ok(file) = File::open(file) else {
        eprintln!("skipped: no pings/ping_raw.csv.gz in ../shared/data beside this checkout");
        return;
    };
    let probes = read_pings(MultiGzDecoder::new(file)).unwrap();
    let mut replays = 0;
    for (probe, rounds) in probes {
        let Some(replayed) = Replayed::of(&rounds, 0) else { continue };
        let pairs =
            rounds.iter().flat_map(|round| [(0, 1), (1, 2)].map(|(a, b)| (round.rtt_us[a], round.rtt_us[b])));
        let measured: Vec<f64> = pairs.filter_map(|(a, b)| Some((a? - b?).abs())).collect();
        let delays = down(Jitter::Replayed(replayed), probe, &every(SECOND_US, 600));
        let again: Vec<f64> = delays.windows(2).map(|two| (two[0] - two[1]).abs()).collect();
        let (measured, again) = (median(&measured), median(&again));
        // A third of what is replayed are steps from one round to the next, which are a little larger.
        assert!(
            (0.8..1.8).contains(&(again / measured)),
            "probe {probe}: {measured} µs, replayed {again} µs"
        );
        replays += 1;
    }
    assert!(replays >= 20, "{replays} probes");
}
