//! Keywords of made-up texts: words by Zipf's law, honest writers with pet words and stock phrases, operators with a template.

use models::interaction::TextFeatures;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{Rng, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// Words that can be keywords of a text.
const WORDS: usize = 20_000;
/// Phrases that everybody uses, and how often.
const PHRASES: usize = 12;
const PHRASE: f64 = 0.2;
/// Words of a template, and how many of them are in a text that goes by it.
const TEMPLATE: usize = 6;
const FROM_TEMPLATE: usize = 4;
/// Share of an operator's texts that go by the template.
const BY_TEMPLATE: f64 = 0.8;

/// Whoever writes.
pub(super) enum Writer {
    /// An honest party, or one that writes as one: its pet words follow from its number.
    Honest(u32),
    /// An account by its operator's template.
    Operator(Vec<u32>),
}

impl Writer {
    pub(super) fn of(honest: u32) -> Self {
        Self::Honest(honest)
    }
}

/// The words there are.
pub(super) struct Texts {
    /// Cumulated shares, by rank.
    shares: Vec<f64>,
    phrases: Vec<Vec<u32>>,
}

impl Texts {
    pub(super) fn new(random: &mut impl Rng) -> Self {
        let mut sum = 0.0;
        let shares = (1..=WORDS).map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        });
        let mut texts = Self { shares: shares.collect(), phrases: Vec::new() };
        texts.phrases = (0..PHRASES).map(|_| texts.words(4, random)).collect();
        texts
    }

    pub(super) fn operator(&self, random: &mut impl Rng) -> Writer {
        Writer::Operator(self.words(TEMPLATE, random))
    }

    pub(super) fn text(&self, writer: &Writer, random: &mut impl Rng) -> TextFeatures {
        let mut keywords = match writer {
            Writer::Operator(template) if random.random_bool(BY_TEMPLATE) => {
                let mut words = template.clone();
                words.shuffle(random);
                words.truncate(FROM_TEMPLATE);
                words
            }
            Writer::Honest(_) if random.random_bool(PHRASE) => {
                self.phrases.choose(random).cloned().unwrap_or_default()
            }
            Writer::Honest(number) => {
                let mut own = ChaCha8Rng::seed_from_u64(u64::from(*number));
                self.words(2, &mut own).into_iter().filter(|_| random.random_bool(0.5)).collect()
            }
            Writer::Operator(_) => self.words(3, random),
        };
        let more = random.random_range(1..4);
        keywords.extend(self.words(more, random));
        keywords.sort_unstable();
        keywords.dedup();
        TextFeatures { length_chars: 12 * keywords.len() as u32, keywords, sentiment: None }
    }

    fn words(&self, number: usize, random: &mut impl Rng) -> Vec<u32> {
        let all = self.shares.last().copied().unwrap_or(1.0);
        let word = |_| {
            let drawn = random.random_range(0.0..all);
            (self.shares.partition_point(|share| *share < drawn) as u32).wrapping_mul(0x9e37_79b1)
        };
        (0..number).map(word).collect()
    }
}
