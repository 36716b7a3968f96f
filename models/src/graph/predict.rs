//! What opinion is to be expected of one party by another: boosted trees over what is known before it is said.

use super::{FEATURES, Graph};
use crate::math::boosted::{Boosted, Growth, Loss, logistic};
use crate::observation::Timestamp;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// What is expected of an opinion.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// Its mean, from −1 to 1.
    pub opinion: f64,
    /// How probable it is that it is bad.
    pub bad: f64,
}

impl Expected {
    /// How surprising it is that this opinion is bad, or that it is not.
    pub fn surprise_nats(self, opinion: f64) -> f64 {
        let probability = if opinion < 0.0 { self.bad } else { 1.0 - self.bad };
        -libm::log(probability.max(f64::MIN_POSITIVE))
    }
}

/// What is learned from opinions that were said: an artifact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Predictor {
    bad: Boosted,
    opinion: Boosted,
}

/// As `pennyprint eval trust --fit` writes it: Bitcoin-OTC, the first 80 % of its ratings in time.
static SHIPPED: &[u8] = include_bytes!("shipped.bin");

const GROWTH: Growth = Growth {
    trees: 100,
    depth: 4,
    rate: 0.1,
    penalty: 5.0,
    least: 2.0,
    sample: 0.7,
    attributes: 0.5,
    seed: 1,
};

impl Predictor {
    /// What is shipped.
    pub fn shipped() -> Self {
        Self::from_bytes(SHIPPED).unwrap_or_default()
    }

    /// Learns from what [`Graph::features`] knew before each opinion was said.
    pub fn fit(known: &[Vec<f32>], opinions: &[f64]) -> Self {
        let bad: Vec<f64> = opinions.iter().map(|opinion| f64::from(*opinion < 0.0)).collect();
        Self {
            bad: Boosted::grow(known, &bad, Loss::Logistic, &GROWTH),
            opinion: Boosted::grow(known, opinions, Loss::Squared, &GROWTH),
        }
    }

    /// What is to be expected where so much is known.
    pub fn expected(&self, known: &[f32]) -> Expected {
        Expected { opinion: self.opinion.value(known).clamp(-1.0, 1.0), bad: logistic(self.bad.value(known)) }
    }

    /// All of it as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The predictor that these bytes are of; `None` where they are of none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (predictor, rest): (Self, _) = postcard::take_from_bytes(bytes).ok()?;
        let sound = |boosted: &Boosted| boosted.is_sound(FEATURES);
        (rest.is_empty() && sound(&predictor.bad) && sound(&predictor.opinion)).then_some(predictor)
    }
}

impl Graph {
    /// What is expected of an opinion of `to` by `from` at this moment.
    pub fn expected(&self, from: &[u8; 16], to: &[u8; 16], at: Timestamp) -> Expected {
        self.predictor.expected(&self.features(from, to, at))
    }
}
