//! Parties that are drawn: how each keeps promises, as the slides model it. A rating is normal around a mean that hangs on how many
//! promises went before, and an accident, at any time, leaves hardly anything of one.

use models::kept::{Kept, Rating};
use models::observation::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::f64::consts::TAU;

/// An accident's rating lies below.
const ACCIDENT: f64 = 0.15;

/// How a party keeps promises.
#[derive(Clone, Copy, Debug)]
pub struct Party {
    /// The mean's course.
    pub course: Course,
    /// Standard deviation around it.
    pub spread: f64,
    /// Share of promises that are broken by accident.
    pub accidents: f64,
}

/// The mean of the ratings, over the promises.
#[derive(Clone, Copy, Debug)]
pub enum Course {
    /// The same always: honest where it is high, an uncovered intention where it is low.
    Steady(f64),
    /// High for so many promises, low from then on: trapping.
    Turning {
        /// At first.
        high: f64,
        /// Then.
        low: f64,
        /// How many are kept.
        after: usize,
    },
    /// High and low in turns: illusive.
    Covering {
        /// While good.
        high: f64,
        /// While bad.
        low: f64,
        /// Promises of a good phase.
        good: usize,
        /// Promises of a bad one.
        bad: usize,
    },
}

impl Party {
    /// The honest party that methods are compared with: one promise in twenty is broken by accident.
    pub const ERRING: Self = Self { course: Course::Steady(0.8), spread: 0.2, accidents: 0.05 };
    /// The slides' swindlers, with the mean and the spread that lead to the slides' figures.
    pub const UNCOVERED: Self = Self { course: Course::Steady(0.15), spread: 0.02, accidents: 0.0 };
    /// Keeps fifty promises.
    pub const TRAPPING: Self =
        Self { course: Course::Turning { high: 0.8, low: 0.15, after: 50 }, spread: 0.02, accidents: 0.0 };
    /// Keeps twenty, breaks ten.
    pub const ILLUSIVE: Self = Self {
        course: Course::Covering { high: 0.8, low: 0.15, good: 20, bad: 10 },
        spread: 0.02,
        accidents: 0.0,
    };

    /// Some honest party: how good, how even and how accident-prone it is differs.
    pub fn honest(random: &mut ChaCha8Rng) -> Self {
        Self {
            course: Course::Steady(random.random_range(0.7..0.95)),
            spread: random.random_range(0.05..0.2),
            // Beta(1, 19): one in twenty on the whole, and few do much worse.
            accidents: 1.0 - random.random::<f64>().powf(1.0 / 19.0),
        }
    }

    /// Some swindler of each intention in turn, who breaks promises by accident too.
    pub fn swindlers(random: &mut ChaCha8Rng) -> [Self; 3] {
        let high = random.random_range(0.7..0.9);
        let low = random.random_range(0.05..0.25);
        let courses = [
            Course::Steady(low),
            Course::Turning { high, low, after: random.random_range(20..100) },
            Course::Covering {
                high,
                low,
                good: random.random_range(10..40),
                bad: random.random_range(5..15),
            },
        ];
        let (spread, accidents) = (random.random_range(0.02..0.1), random.random_range(0.0..0.05));
        courses.map(|course| Self { course, spread, accidents })
    }

    /// Its first promises.
    pub fn promises(&self, number: usize, random: &mut ChaCha8Rng) -> Vec<Kept> {
        (0..number).map(|before| kept(self.rating(before, random))).collect()
    }

    fn rating(&self, before: usize, random: &mut ChaCha8Rng) -> f64 {
        let mean = match self.course {
            Course::Steady(mean) => mean,
            Course::Turning { high, low, after } => {
                if before < after {
                    high
                } else {
                    low
                }
            }
            Course::Covering { high, low, good, bad } => {
                if before % (good + bad) < good {
                    high
                } else {
                    low
                }
            }
        };
        match random.random_bool(self.accidents) {
            true => random.random_range(0.0..ACCIDENT),
            false => mean + self.spread * normal(random),
        }
    }
}

/// Everybody's lot, from one seed.
pub fn lots(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn kept(rating: f64) -> Kept {
    let rating = Rating::new(rating.clamp(0.0, 1.0)).unwrap_or(Rating::NOTHING);
    Kept { at: Timestamp(0), party: [0; 16], rating, testified: false, short: Vec::new() }
}

/// Box and Muller, 1958.
fn normal(random: &mut ChaCha8Rng) -> f64 {
    let (first, second): (f64, f64) = (random.random(), random.random());
    (-2.0 * (1.0 - first).ln()).sqrt() * (TAU * second).cos()
}
