//! How a party usually acts: when, how often, at what length and with which words. Bounded, whatever it does.

use crate::interaction::{Interaction, InteractionKind, TextFeatures};
use serde::{Deserialize, Serialize};

/// Words of the sketch.
const WORDS: usize = 8;
/// Share of the newest in what is usual.
const NEWEST: f32 = 0.1;
const HOUR_S: u32 = 3_600;
/// The shortest spread of trust that jumps are measured by, and fewest moments that make a history.
const LEAST_SPREAD: f32 = 0.02;
const HISTORY: u16 = 5;

/// Habits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Habits {
    /// By the hour of the day (UTC); all are halved when one would overflow.
    pub(super) hours: [u8; 24],
    /// How often it acted, by kind.
    pub(super) kinds: [u16; 4],
    /// The smallest hashes of its words: whoever shares many words shares many of these (Broder, 1997).
    words: [u32; WORDS],
    /// Logarithms: characters of a text, seconds between two acts.
    pub(super) length: Usual,
    pub(super) gap: Usual,
    trust: Usual,
    last_s: u32,
}

/// What is usual of a number, and how far it usually strays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Usual {
    pub(super) mean: f32,
    variance: f32,
    pub(super) count: u16,
}

impl Usual {
    fn add(&mut self, value: f32) {
        self.count = self.count.saturating_add(1);
        let share = NEWEST.max(1.0 / f32::from(self.count));
        let off = value - self.mean;
        self.mean += share * off;
        self.variance = (1.0 - share) * (self.variance + share * off * off);
    }

    pub(super) fn spread(&self) -> f32 {
        libm::sqrtf(self.variance.max(0.0))
    }

    fn is_sound(&self) -> bool {
        self.mean.is_finite() && self.variance.is_finite()
    }
}

impl Habits {
    /// Learns what the party did.
    pub(super) fn act(&mut self, interaction: &Interaction, at_s: u32) {
        let hour = (at_s / HOUR_S % 24) as usize;
        if self.hours.get(hour).is_some_and(|count| *count == u8::MAX) {
            self.hours.iter_mut().for_each(|count| *count /= 2);
        }
        self.hours.get_mut(hour).into_iter().for_each(|count| *count += 1);
        let kind = self.kinds.get_mut(place(interaction.kind));
        kind.into_iter().for_each(|count| *count = count.saturating_add(1));
        if self.last_s > 0 {
            self.gap.add(libm::log1pf(at_s.saturating_sub(self.last_s) as f32));
        }
        self.last_s = self.last_s.max(at_s);
        if let Some(TextFeatures { length_chars, keywords, .. }) = &interaction.text {
            self.length.add(libm::log1pf(*length_chars as f32));
            keywords.iter().for_each(|word| self.word(*word));
        }
    }

    /// Keeps the smallest ones, sorted; 0 is none.
    fn word(&mut self, word: u32) {
        let word = word.max(1);
        if self.words.contains(&word) {
            return;
        }
        let place = self.words.iter().position(|kept| *kept == 0 || word < *kept);
        if let Some(behind) = place.and_then(|place| self.words.get_mut(place..)) {
            behind.rotate_right(1);
            behind.first_mut().into_iter().for_each(|first| *first = word);
        }
    }

    /// Words kept.
    pub(super) fn words(&self) -> impl Iterator<Item = u32> {
        self.words.iter().copied().filter(|word| *word != 0)
    }

    /// Entropy of the hours, in bits: 0 for who acts at one hour only, up to log₂ 24.
    pub(super) fn hour_bits(&self) -> f64 {
        let all: f64 = self.hours.iter().map(|count| f64::from(*count)).sum();
        let bits = |count: &u8| match f64::from(*count) / all {
            share if share > 0.0 => -share * libm::log2(share),
            _ => 0.0,
        };
        self.hours.iter().map(bits).sum()
    }

    /// Learns what trust in the party has come to.
    pub(super) fn trusted(&mut self, trust: f64) {
        self.trust.add(trust as f32);
    }

    /// How far trust is from what it usually was, in standard deviations.
    pub(super) fn jump(&self, trust: f64) -> Option<f64> {
        let spread = self.trust.spread().max(LEAST_SPREAD);
        (self.trust.count >= HISTORY).then(|| (trust - f64::from(self.trust.mean)) / f64::from(spread))
    }

    pub(super) fn is_sound(&self) -> bool {
        self.length.is_sound() && self.gap.is_sound() && self.trust.is_sound()
    }
}

/// Where a kind is counted.
pub(super) fn place(kind: InteractionKind) -> usize {
    match kind {
        InteractionKind::Message => 0,
        InteractionKind::Reply => 1,
        InteractionKind::Rating => 2,
        InteractionKind::Confirmation => 3,
    }
}
