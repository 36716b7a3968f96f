//! How well a crowd is recognised: everybody visits once, some come back with cleared storage, others come for the first time.

use super::{Class, World};
use models::recognition::{Album, ENOUGH, Print};
use rand::seq::{SliceRandom, index};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::{Duration, Instant};

/// Visits by somebody who was never seen, for each return.
const NEWCOMERS: usize = 4;
/// Most visits of a device before its storage is cleared.
const VISITS: u32 = 5;

/// One visit under a new id.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) class: Class,
    pub(crate) noisy: bool,
    /// The device has been here before.
    pub(crate) returning: bool,
    /// The best match is that device.
    pub(crate) right: bool,
    /// Its confidence, 0 where there is none.
    pub(crate) confidence: f64,
}

#[allow(dead_code, reason = "the example prints what the test does not need")]
pub(crate) struct Trial {
    pub(crate) asked: Vec<Asked>,
    pub(crate) bytes_per_device: f64,
    pub(crate) remember: Duration,
    pub(crate) look_ups: Vec<Duration>,
}

/// `devices` are known; `returns` of them come back after 1 to 60 days.
/// The same world is tried with other devices where `time` differs.
pub(crate) fn run(seed: u64, time: u64, devices: usize, returns: usize) -> Trial {
    let world = World::draw(seed, devices);
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ ((time + 1) << 32));
    let mut album = Album::new(devices + (1 + NEWCOMERS) * returns);
    let (mut known, mut seen) = (Vec::with_capacity(devices), Vec::with_capacity(devices));
    let mut remember = Duration::ZERO;
    for number in 1..=devices {
        let device = world.device(&known, &mut random);
        // Up to five visits, and the last one counts.
        let mut day = random.random_range(0.0..60.0);
        for visits in (0..random.random_range(1..=VISITS)).rev() {
            let visit = world.visit(&device, day, &mut random);
            let began = Instant::now();
            album.remember(id(number), visit.sealed_at, &Print::of(&visit));
            remember += began.elapsed();
            if visits > 0 {
                day += random.random_range(0.5..10.0);
            }
        }
        known.push(device);
        seen.push(day);
    }
    let mut visits: Vec<Option<usize>> =
        index::sample(&mut random, devices, returns).into_iter().map(Some).collect();
    visits.extend(std::iter::repeat_n(None, NEWCOMERS * returns));
    visits.shuffle(&mut random);
    let (mut asked, mut look_ups) = (Vec::new(), Vec::new());
    for (number, back) in visits.into_iter().enumerate() {
        let (device, day) = match back {
            Some(at) => (known[at], seen[at] + random.random_range(1.0..60.0)),
            None => (world.device(&known, &mut random), random.random_range(30.0..120.0)),
        };
        let visit = world.visit(&device, day, &mut random);
        let (print, new) = (Print::of(&visit), id(devices + 1 + number));
        let began = Instant::now();
        let found = album.who(&print, visit.sealed_at, &new);
        look_ups.push(began.elapsed());
        asked.push(Asked {
            class: device.class,
            noisy: device.noisy,
            returning: back.is_some(),
            right: back.is_some() && found.as_ref().map(|found| found.id) == back.map(|at| id(at + 1)),
            confidence: found.as_ref().map_or(0.0, |found| found.confidence),
        });
        // As the server does: whoever was recognised does not come back under the old id.
        found.filter(|found| found.confidence >= ENOUGH).iter().for_each(|found| album.forget(&found.id));
        album.remember(new, visit.sealed_at, &print);
    }
    let bytes_per_device = album.bytes() as f64 / album.len() as f64;
    Trial { asked, bytes_per_device, remember, look_ups }
}

/// What a threshold of confidence gives.
#[derive(Clone, Copy)]
pub(crate) struct Point {
    /// Right ones among all that were said to be recognised.
    pub(crate) precision: f64,
    /// Recognised, rightly, among those who came back.
    pub(crate) coverage: f64,
    /// Said to be recognised among those never seen.
    pub(crate) unseen_matched: f64,
}

pub(crate) fn point<'a>(asked: impl Iterator<Item = &'a Asked>, threshold: f64) -> Point {
    let (mut right, mut said, mut back, mut new, mut new_said) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    for one in asked {
        let is_said = u32::from(one.confidence >= threshold);
        said += is_said;
        back += u32::from(one.returning);
        new += u32::from(!one.returning);
        right += is_said * u32::from(one.right);
        new_said += is_said * u32::from(!one.returning);
    }
    let share = |part: u32, of: u32| if of == 0 { f64::NAN } else { f64::from(part) / f64::from(of) };
    Point {
        precision: share(right, said),
        coverage: share(right, back),
        unseen_matched: share(new_said, new),
    }
}

fn id(number: usize) -> [u8; 16] {
    (number as u128).to_be_bytes()
}
