//! Interactions among many parties, few of whom are turned to by very many.

use models::interaction::{Interaction, InteractionKind, Opinion, TextFeatures};
use models::math::random::Random;
use models::observation::Timestamp;

const EVERY_US: i64 = 2_000_000;

pub(crate) struct Crowd {
    parties: usize,
    random: Random,
    at: i64,
}

impl Crowd {
    pub(crate) fn of(parties: usize, seed: u64) -> Self {
        Self { parties, random: Random::of(seed), at: 0 }
    }

    /// Half are ratings, one in eight of them bad; one in ten thousand is meant for one of the ten best known.
    pub(crate) fn next(&mut self) -> Interaction {
        self.at += EVERY_US;
        let unit = self.random.unit();
        let to = if self.random.below(10_000) == 0 {
            self.random.below(10)
        } else {
            (unit * unit * self.parties as f64) as usize
        };
        let from = self.random.below(self.parties);
        let from = if from == to { (from + 1) % self.parties } else { from };
        let opinion = self.random.unit() as f32 * if self.random.below(8) == 0 { -1.0 } else { 1.0 };
        let rating = self.random.below(2) == 0;
        let text = TextFeatures { length_chars: 120, keywords: Vec::new(), sentiment: None };
        Interaction {
            at: Timestamp(self.at),
            from: id(from),
            to: id(to),
            kind: if rating { InteractionKind::Rating } else { InteractionKind::Message },
            opinion: if rating { Opinion::new(opinion) } else { None },
            text: (!rating).then_some(text),
        }
    }
}

/// As unlike each other as pseudonyms are.
fn id(number: usize) -> [u8; 16] {
    let mut random = Random::of(number as u64);
    (u128::from(random.next_u64()) << 64 | u128::from(random.next_u64())).to_le_bytes()
}
