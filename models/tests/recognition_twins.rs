//! Machines of one image, side by side on one network: nothing tells them apart but what their users choose.
#![allow(clippy::print_stdout, reason = "the shares are the result")]
#![allow(clippy::indexing_slicing, reason = "helpers of tests")]

#[allow(dead_code, reason = "the trials are not needed here")]
mod crowd;

use crowd::{Class, World};
use models::observation::{Observation, Reading, Timestamp};
use models::recognition::{Album, ENOUGH, Print};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const SEED: u64 = 20_270_301;
const DEVICES: u128 = 2_000;
const DAYS_US: i64 = 5 * 24 * 3_600 * 1_000_000;

/// The same machine some days later, or the one beside it, whose user likes it dark and with more contrast.
fn later(visit: &Observation, of_another_user: bool) -> (Print, Timestamp) {
    let mut visit = visit.clone();
    let chosen = visit.signals.iter_mut().find(|signal| signal.name == "media_queries");
    if let Some(Reading::Integers(answers)) = chosen.map(|signal| &mut signal.reading)
        && of_another_user
    {
        for at in [5, 7] {
            answers[at] = 3 - answers[at];
        }
    }
    (Print::of(&visit), Timestamp(visit.sealed_at.0 + DAYS_US))
}

#[test]
fn a_desktop_is_known_again_and_the_one_beside_it_whose_user_chose_otherwise_is_left_alone() {
    let world = World::draw(SEED, DEVICES as usize);
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut album = Album::new(DEVICES as usize);
    let mut desktops = Vec::new();
    for id in 1..=DEVICES {
        let device = world.device(&[], &mut random);
        let visit = world.visit(&device, 0.0, &mut random);
        album.remember(id.to_be_bytes(), visit.sealed_at, &Print::of(&visit));
        if device.class == Class::Windows && !device.noisy {
            desktops.push((id, visit));
        }
    }
    let share = |of_another_user: bool| {
        let recognised = desktops.iter().filter(|(id, visit)| {
            let (print, now) = later(visit, of_another_user);
            let found = album.who(&print, now, &[0xff; 16]);
            found.is_some_and(|found| found.id == id.to_be_bytes() && found.confidence >= ENOUGH)
        });
        recognised.count() as f64 / desktops.len() as f64
    };
    let (itself, twin) = (share(false), share(true));
    println!("{itself:.3} are recognised themselves, for {twin:.3} the one beside them is taken");
    assert!(itself > 0.7, "{itself}");
    assert!(twin < 0.05, "{twin}");
}
