//! What happens to a device: where it is on which day, and what is special about it.

use crate::machine::Machine;
use crate::place::{Access, BURST, Draw, Place};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution as _, Normal};

/// Days at home that change nothing.
pub(crate) const USUAL: &str = "usual";
/// The first visit over a network.
pub(crate) const PATH_CHANGE: &str = "path_change";
/// A visit over a network other than home that is known already.
const AWAY: &str = "away";
/// The network is loaded, or the machine is.
const BAD_DAY: &str = "bad_day";
/// The first visits after something has changed for good: another router at home, or an update that the machine is slower or faster by.
const CHANGED: &str = "changed";

/// Visits before the device leaves home for the first time.
const SETTLED: u32 = 4;
const AWAY_SHARE: f64 = 0.15;
const TRAVEL_SHARE: f64 = 0.03;
const BAD_SHARE: f64 = 0.06;
/// Share of devices whose provider changes once.
const MOVES_SHARE: f64 = 0.3;
/// Share of devices that something changes for, and for so many visits it is new.
const CHANGES_SHARE: f64 = 0.6;
const NEW_FOR: u32 = 3;
/// Standard deviation of the way's daily change, as a share of it.
const DRIFT: f64 = 0.01;

/// A device and its days.
pub(crate) struct Life {
    pub(crate) machine: Machine,
    pub(crate) days: Vec<Day>,
}

/// One visit.
#[derive(Clone, Debug)]
pub(crate) struct Day {
    /// Where it is at home, wherever it is today.
    pub(crate) home: Place,
    pub(crate) place: Place,
    pub(crate) condition: &'static str,
    /// How much slower an update has made the machine.
    pub(crate) pace: f64,
    /// How much busier it is than usual.
    pub(crate) strain: f64,
}

impl Life {
    /// Somebody's device over so many days, one visit a day.
    pub(crate) fn draw(days: u32, draw: &mut Draw) -> Self {
        let machine = Machine::any(&mut draw.random);
        let mut home = Place::with("home", &Access::HOMES, draw);
        let mobile = Place::with("mobile", &Access::AWAY, draw);
        let random = &mut draw.random;
        let moves =
            random.random_bool(MOVES_SHARE).then(|| random.random_range(SETTLED..days.max(SETTLED + 1)));
        let changes =
            random.random_bool(CHANGES_SHARE).then(|| random.random_range(SETTLED..days.max(SETTLED + 1)));
        let (mut pace, mut new_for) = (1.0, 0);
        let mut been: Vec<String> = Vec::new();
        let days = (0..days).map(|day| {
            if moves == Some(day) {
                home = Place::with("new home", &Access::HOMES, draw);
            }
            let random = &mut draw.random;
            home = drifted(home.clone(), random);
            if changes == Some(day) {
                new_for = NEW_FOR;
                match random.random_bool(0.5) {
                    true => home = longer(home.clone(), random.random_range(0.6..1.6)),
                    false => pace = random.random_range(0.75..1.4),
                }
            }
            let away = day >= SETTLED && random.random_bool(AWAY_SHARE);
            let travels = day >= SETTLED && random.random_bool(TRAVEL_SHARE);
            let place = match (travels, away) {
                (true, _) => Place::with(&format!("travel {day}"), &Access::AWAY, draw),
                (false, true) => mobile.clone(),
                (false, false) => home.clone(),
            };
            let random = &mut draw.random;
            let bad = random.random_bool(BAD_SHARE);
            let first = day > 0 && !been.contains(&place.name);
            let is_new = new_for > 0 && (pace != 1.0 || place.address == home.address);
            new_for -= u32::from(is_new);
            let condition = match (first, bad, is_new, away) {
                (true, ..) => PATH_CHANGE,
                (false, true, ..) => BAD_DAY,
                (false, false, true, _) => CHANGED,
                (false, false, false, true) => AWAY,
                (false, false, false, false) => USUAL,
            };
            been.push(place.name.clone());
            let (place, strain) = if bad { worse(place, random) } else { (place, 1.0) };
            Day { home: home.clone(), place, condition, pace, strain }
        });
        let days = days.collect();
        Self { machine, days }
    }
}

/// The way changes a little every day.
fn drifted(place: Place, random: &mut ChaCha8Rng) -> Place {
    longer(place, 1.0 + Normal::new(0.0, DRIFT).unwrap().sample(random))
}

fn longer(mut place: Place, by: f64) -> Place {
    for direction in [&mut place.link.up, &mut place.link.down] {
        direction.delay_us = (f64::from(direction.delay_us) * by) as u32;
    }
    place
}

/// A loaded network, a loaded machine, or both.
fn worse(mut place: Place, random: &mut ChaCha8Rng) -> (Place, f64) {
    let (network, machine) = (random.random_bool(0.7), random.random_bool(0.5));
    if network {
        place = longer(place, random.random_range(1.1..1.6));
        for direction in [&mut place.link.up, &mut place.link.down] {
            direction.loss = netlab::Loss::bursty(0.01, BURST);
        }
    }
    (place, if machine { random.random_range(1.3..2.5) } else { 1.0 })
}
