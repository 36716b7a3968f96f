//! How much is wrong at a site at present, against what is usual: thresholds follow it.

use serde::{Deserialize, Serialize};

/// Interactions over which it is looked back, about.
const MEMORY: f64 = 1_000.0;
/// Share of genuine interactions that show a sign as rare as this.
const USUAL: f64 = 0.03;
/// Wrong ones that a site is believed to have had before the first.
const BEFORE: f64 = 10.0;
/// Alone it must not be enough for anything: the mildest threshold of what is shipped is 1.25 nats above the prior.
const MOST_NATS: f64 = 1.0;

/// Of how many interactions lately how many looked wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Level {
    seen: f64,
    wrong: f64,
}

impl Level {
    /// One more; `p_value` is what was heard of it, `None` where that was nothing.
    pub fn note(&mut self, p_value: Option<f64>) {
        let keep = 1.0 - 1.0 / MEMORY;
        self.seen = self.seen * keep + 1.0;
        self.wrong = self.wrong * keep + f64::from(u8::from(p_value.is_some_and(|p| p <= USUAL)));
    }

    /// How many times as many as usual look wrong, 1 at least.
    pub fn times(&self) -> f64 {
        let usual = self.seen * USUAL;
        ((self.wrong + BEFORE) / (usual + BEFORE)).max(1.0)
    }

    /// What that adds to every suspicion.
    pub fn nats(&self) -> f64 {
        libm::log(self.times()).min(MOST_NATS)
    }
}
