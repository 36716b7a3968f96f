//! What is believed of everybody is published, refitted and rolled back while people's own templates live on: none of that may change
//! what is usual for one of them.

#![allow(clippy::unwrap_used, reason = "tests")]

use models::detectors::behaviour::keystroke::{PEOPLE, Priors, Profile, Rhythm, Stroke, p_value};
use models::observation::Field;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

const KEYS: usize = 8;

/// Somebody with a rhythm of their own, in units of 100 µs: how long they hold each key, and how long they take to the next.
struct Person {
    random: ChaCha8Rng,
    keys: Vec<(f64, f64)>,
}

impl Person {
    fn new(number: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(number);
        let keys =
            (0..KEYS).map(|_| (random.random_range(600.0..1400.0), random.random_range(1500.0..3500.0)));
        let keys = keys.collect();
        Self { random, keys }
    }

    fn typed(&mut self) -> Rhythm {
        let mut now = 0.0;
        let mut strokes = Vec::new();
        for (hold, next) in &self.keys {
            let up = now + hold * self.random.random_range(0.8..1.25);
            strokes.push(Stroke { down: now as u32, up: up as u32 });
            now += next * self.random.random_range(0.7..1.4);
        }
        Rhythm::of(Field::Email, &strokes).unwrap()
    }

    fn profile(&mut self) -> Profile {
        let mut profile = Profile::default();
        (0..40).for_each(|_| profile.learn(&self.typed()));
        profile
    }
}

/// The site's people, and what they have in common.
fn site() -> Priors {
    let profiles: Vec<Profile> =
        (100..100 + PEOPLE as u64).map(|number| Person::new(number).profile()).collect();
    let priors = Priors::fit(profiles.iter());
    assert_eq!(priors.backgrounds(), 1);
    priors
}

/// Scores of somebody's typing, lowest first.
fn scores(profile: &Profile, priors: &Priors, who: &mut Person) -> Vec<f64> {
    let mut scores: Vec<f64> =
        (0..99).map(|_| profile.compare(priors, &who.typed()).unwrap().score).collect();
    scores.sort_by(f64::total_cmp);
    scores
}

#[test]
fn a_background_that_is_published_later_leaves_the_usual_usual_and_the_stranger_strange() {
    let priors = site();
    let mut seen = 0;
    for number in 0..10 {
        let mut person = Person::new(number);
        let profile = person.profile();
        let own = scores(&profile, &priors, &mut person);
        assert!(own[49].abs() < 1.0, "person {number}: {}", own[49]);
        let strange = scores(&profile, &priors, &mut Person::new(1000 + number));
        seen += strange.iter().filter(|score| p_value(**score) < 0.01).count();
    }
    assert!(seen > 790, "{seen} of 990");
}
