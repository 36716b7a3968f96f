//! The article's generator (Shahrukh, "Safeguarding Digital Finance"): people drawn from normal distributions, their sessions with noise,
//! and frauds that are shorter, more erratic, at another hour and from another device.

use models::detectors::behaviour::session::{Circumstances, DeviceKind};
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::f64::consts::TAU;

const PEOPLE: usize = 200;
const SESSIONS: usize = 100;
const FRAUD: f64 = 0.01;
const DEVICES: [DeviceKind; 4] =
    [DeviceKind::Desktop, DeviceKind::IPhone, DeviceKind::AndroidPhone, DeviceKind::Tablet];

/// What the values of a session are called by the detector.
pub(super) const CODES: [&str; 6] =
    ["duration", "typing_speed", "typing_rhythm", "pointer_speed", "click_rate", "scroll_speed"];
/// By how much one person's sessions differ.
const NOISE: [f64; 6] = [2.0, 5.0, 0.01, 20.0, 0.5, 20.0];
/// No session has less.
const LEAST: [f64; 6] = [f64::NEG_INFINITY, 0.0, 0.01, 0.0, 0.0, 0.0];

/// One session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Session {
    /// In the order of [`CODES`].
    pub(super) values: [f64; 6],
    pub(super) circumstances: Circumstances,
    pub(super) fraud: bool,
}

struct Person {
    usual: [f64; 6],
    hours: Vec<u8>,
    devices: Vec<DeviceKind>,
}

/// Everybody's sessions, in order of time.
pub(super) fn people(seed: u64) -> Vec<Vec<Session>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let one = |random: &mut ChaCha8Rng| {
        let person = Person::draw(random);
        (0..SESSIONS).map(|_| person.session(random)).collect()
    };
    (0..PEOPLE).map(|_| one(&mut random)).collect()
}

/// Box and Muller's way.
fn normal(mean: f64, sd: f64, random: &mut ChaCha8Rng) -> f64 {
    let (u, v): (f64, f64) = (random.random_range(f64::MIN_POSITIVE..1.0), random.random());
    mean + sd * (-2.0 * u.ln()).sqrt() * (TAU * v).cos()
}

impl Person {
    fn draw(random: &mut ChaCha8Rng) -> Self {
        let usual = [
            normal(10.0, 3.0, random).round(),
            normal(50.0, 10.0, random).round(),
            (normal(0.05, 0.02, random) * 1e3).round() / 1e3,
            normal(150.0, 50.0, random).round(),
            (normal(2.0, 1.0, random) * 10.0).round() / 10.0,
            normal(200.0, 50.0, random).round(),
        ];
        let mut hours: Vec<u8> = (0..24).collect();
        hours.shuffle(random);
        hours.truncate(random.random_range(3..=7));
        let mut devices = DEVICES[..3].to_vec();
        devices.shuffle(random);
        devices.truncate(random.random_range(1..=2));
        Self { usual, hours, devices }
    }

    fn session(&self, random: &mut ChaCha8Rng) -> Session {
        let fraud = random.random_bool(FRAUD);
        let mut values = self.usual;
        if fraud {
            let factors = [(0.1, 0.5), (0.5, 1.5), (1.5, 3.0), (0.5, 1.5), (0.5, 2.0), (0.5, 1.5)]
                .map(|(low, high)| random.random_range(low..high));
            // The noise of the duration is in before it is shortened.
            values[0] = ((values[0] + normal(0.0, NOISE[0], random)) * factors[0]).max(1.0);
            values.iter_mut().zip(factors).skip(1).for_each(|(value, factor)| *value *= factor);
        }
        for (at, ((value, noise), least)) in values.iter_mut().zip(NOISE).zip(LEAST).enumerate() {
            if !(fraud && at == 0) {
                *value += normal(0.0, noise, random);
            }
            *value = value.max(least);
        }
        let usual_hour = self.hours.choose(random).copied().unwrap_or(0);
        let usual_device = self.devices.choose(random).copied().unwrap_or(DeviceKind::Desktop);
        let (hour, device) = if fraud {
            let hours: Vec<u8> = (0..10).map(|_| random.random_range(0..24)).collect();
            let other = hours.iter().find(|hour| !self.hours.contains(hour));
            let others: Vec<DeviceKind> =
                DEVICES.into_iter().filter(|device| !self.devices.contains(device)).collect();
            let device = others.choose(random).copied().unwrap_or(usual_device);
            (other.copied().unwrap_or_else(|| random.random_range(0..24)), device)
        } else {
            (usual_hour, usual_device)
        };
        let circumstances = Circumstances { hour, weekday: random.random_range(0..7), device };
        Session { values, circumstances, fraud }
    }
}

/// The article's columns, means and deviations taken from what was learned.
pub(super) struct Columns([(f64, f64); 6]);

pub(super) fn columns(sessions: &[&Session]) -> Columns {
    let mut at = 0..6;
    Columns([(); 6].map(|()| {
        let at = at.next().unwrap_or(0);
        let values: Vec<f64> =
            sessions.iter().filter_map(|session| session.values.get(at).copied()).collect();
        crate::measures::mean_sd(&values)
    }))
}

impl Columns {
    /// Six numbers, five of them once more as distances from the person's mean, the device as one of four, and hour and day
    /// on circles.
    pub(super) fn of(&self, session: &Session) -> Vec<f64> {
        let Circumstances { hour, weekday, device } = session.circumstances;
        let mut point: Vec<f64> = session.values.into();
        let distances = session
            .values
            .iter()
            .zip(self.0)
            .skip(1)
            .map(|(value, (mean, sd))| (value - mean) / sd.max(1e-9));
        point.extend(distances);
        point.extend(DEVICES.iter().skip(1).map(|one| if *one == device { 1.0 } else { 0.0 }));
        for (value, of) in [(hour, 24.0), (weekday, 7.0)] {
            let (sin, cos) = (TAU * f64::from(value) / of).sin_cos();
            point.extend([sin, cos]);
        }
        point
    }
}
