//! What is usual when one person fills in one field: their latest rhythms.
//!
//! A new one is as likely as a kernel density over them says, number by number, newer ones counting more. Of the variants tried on the CMU
//! benchmark this one was best (docs/ACCURACY.md); a mean and a spread lose what a typist has two habits for.
//!
//! Whoever types a text for the first few times gets faster. Where the latest rhythms show that, it is taken to go on, and being
//! faster than usual weighs less.

use super::background::Background;
use super::rhythm::{Kind, Rhythm};
use super::spread::spreads;
use super::weights::Weights;
use crate::math::density::{above, kernels, of_sum, silverman};
use crate::math::ln::ln;
use crate::math::order::sorted;
use crate::observation::Field;
use alloc::{vec, vec::Vec};
use serde::{Deserialize, Serialize};

/// Rhythms that are kept.
pub(super) const LATEST: usize = 64;
/// The first few are kept too: how people are new to a text is what strangers look like.
pub(super) const FIRST: usize = 8;
/// Silverman's bandwidth is for one normal hump; people are more irregular.
const WIDER: f64 = 1.8;
/// No value is less likely than this, for values of spread 1.
const FLOOR: f64 = 0.01;
/// Latest rhythms in which practice shows, and the gain in `ln` of time from their first to their last third that is all practice.
const PRACTICE: usize = 30;
const GAIN: f64 = 0.15;
/// Rhythms before anything is said of practice: of fewer a third is a single one, which differs by chance.
const PRACTISED: usize = 6;
/// What being faster than usual weighs less while practising.
const EXCUSED: f64 = 0.3;
/// Of a gain in the time from press to press, what the time from release to press gains on its scale.
const FLIGHT_GAIN: f64 = 0.6;
/// How much what is likely for everybody counts against what is likely for this person.
const BACKGROUND: f64 = 0.65;
/// Earlier scores that are kept, each of a rhythm that is kept too.
const SCORES: usize = 60;
const _: () = assert!(SCORES <= LATEST);
/// Rhythms before the next one has a score. What these score among themselves is the first that others are set against.
const NEED: u32 = 3;
/// Numbers are kept in this many parts of one.
pub(super) const PARTS: f64 = 4_096.0;

/// One person, one field, one length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    pub(super) field: Field,
    pub(super) keys: u8,
    /// Rhythms learned so far.
    pub(super) seen: u32,
    /// The first ones and the latest ones, each `3 · keys − 2` numbers, oldest first.
    first: Vec<i16>,
    latest: Vec<i16>,
    /// Spread of each number, and how much faster the latest are than those before, in `ln` of time.
    spreads: Vec<f32>,
    gain: f32,
    /// What the latest rhythms scored before they were learned, in hundredths of a nat for each number, newest last. Against this person
    /// alone: what is so for everybody is asked anew each time, for what is believed of everybody is published, refitted and rolled back.
    scores: Vec<i16>,
}

/// How a rhythm compares.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// How many ordinary deviations (interquartile ranges) it lies above what this person's own scored of late: usual ones lie
    /// around 0.
    pub score: f64,
    /// What each number adds, in nats; the score is their mean, moved and scaled.
    pub parts: Vec<f64>,
    /// Which number adds most, and between what nine of ten of this person's lie.
    pub most: (usize, [f64; 2]),
    /// Rhythms that had been learned.
    pub seen: u32,
}

impl Template {
    /// Nothing is known yet.
    pub(super) fn new(field: Field, keys: u8) -> Self {
        Self {
            field,
            keys,
            seen: 0,
            first: Vec::new(),
            latest: Vec::new(),
            spreads: Vec::new(),
            gain: 0.0,
            scores: Vec::new(),
        }
    }

    /// How many numbers a rhythm has.
    pub(super) fn numbers(&self) -> usize {
        (3 * usize::from(self.keys)).saturating_sub(2).max(1)
    }

    /// Whether its parts fit together.
    pub(super) fn is_sound(&self) -> bool {
        let numbers = self.numbers();
        let whole =
            |kept: &Vec<i16>, most: usize| kept.len().is_multiple_of(numbers) && kept.len() <= most * numbers;
        let spreads = self.spreads.iter().all(|spread| (1e-3..1e3).contains(spread));
        let spread = self.spreads.len() == if self.latest.is_empty() { 0 } else { numbers };
        whole(&self.first, FIRST)
            && whole(&self.latest, LATEST)
            && spread
            && spreads
            && self.gain.is_finite()
            && self.scores.len() <= SCORES.min(self.latest.len() / numbers)
            && self.seen as usize >= self.latest.len() / numbers
            && self.latest.is_empty() == (self.seen == 0)
    }

    /// Numbers that it keeps.
    pub(super) fn size(&self) -> usize {
        self.first.len() + self.latest.len()
    }

    /// What it takes to keep, in numbers: a spread and the score of a rhythm take as much as two and one.
    pub(super) fn weight(&self) -> usize {
        self.size() + 2 * self.spreads.len() + self.scores.len()
    }

    /// Every rhythm that is kept, the first ones first.
    pub(super) fn kept(&self) -> impl Iterator<Item = impl Iterator<Item = f64> + '_> + '_ {
        let all = self.first.chunks(self.numbers()).chain(self.latest.chunks(self.numbers()));
        all.map(|rhythm| rhythm.iter().map(|number| value(*number)))
    }

    /// Whether rhythms are compared with it yet.
    pub(super) fn is_known(&self) -> bool {
        !self.scores.is_empty()
    }

    /// Compares a rhythm of the same field and length. `None` while too few were learned.
    pub fn compare(&self, background: Option<&Background>, rhythm: &Rhythm) -> Option<Comparison> {
        let weights = self.weights();
        let mut parts = self.parts(rhythm, &weights)?;
        for (place, (part, number)) in parts.iter_mut().zip(&rhythm.numbers).enumerate() {
            *part -= everybody(background, place, *number);
        }
        let (middle, deviation) = self.usual_score(background)?;
        let most =
            parts.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b)).map_or(0, |(place, _)| place);
        let usual = self.range_90(most, &weights);
        let score = (mean(parts.iter().copied()) - middle) / deviation;
        Some(Comparison { score, parts, most: (most, usual), seen: self.seen })
    }

    /// Learns a trusted rhythm of the same field and length.
    pub(super) fn learn(&mut self, rhythm: &Rhythm) {
        if let Some(score) = self.scored(rhythm) {
            self.scores.push(score);
            let over = self.scores.len().saturating_sub(SCORES);
            self.scores.drain(..over);
        }
        self.seen = self.seen.saturating_add(1);
        let numbers = rhythm
            .numbers
            .iter()
            .map(|number| libm::round(number * PARTS).clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16);
        if self.first.len() < FIRST * self.numbers() {
            self.first.extend(numbers.clone());
        }
        self.latest.extend(numbers);
        let over = self.latest.len().saturating_sub(LATEST * self.numbers());
        self.latest.drain(..over);
        self.spreads = spreads(&self.latest, self.numbers(), &self.weights());
        self.gain = self.practised();
        if self.seen == NEED {
            self.scores = self.among_themselves();
        }
    }

    /// The mean of its parts, in hundredths of a nat.
    fn scored(&self, rhythm: &Rhythm) -> Option<i16> {
        let parts = self.parts(rhythm, &self.weights())?;
        Some(libm::round(mean(parts.into_iter()) * 100.0).clamp(-30_000.0, 30_000.0) as i16)
    }

    /// What each rhythm scores against the others: nothing was scored before there were enough, and it does not hang on their order.
    fn among_themselves(&self) -> Vec<i16> {
        let rhythms = self.latest.chunks(self.numbers());
        let score = |(left_out, rhythm): (usize, &[i16])| {
            let mut others = Self::new(self.field, self.keys);
            let kept = rhythms.clone().enumerate().filter(|(place, _)| *place != left_out);
            others.latest = kept.flat_map(|(_, rhythm)| rhythm.iter().copied()).collect();
            others.seen = self.seen;
            others.spreads = spreads(&others.latest, self.numbers(), &others.weights());
            let numbers = rhythm.iter().map(|number| value(*number)).collect();
            others.scored(&Rhythm { field: self.field, keys: self.keys, numbers })
        };
        rhythms.clone().enumerate().filter_map(score).collect()
    }

    /// `−ln` of how likely each number is for this person.
    fn parts(&self, rhythm: &Rhythm, weights: &Weights) -> Option<Vec<f64>> {
        if self.seen < NEED || rhythm.numbers.len() != self.numbers() {
            return None;
        }
        let bandwidth = WIDER * silverman(weights.effective);
        let practice = (f64::from(self.gain) / GAIN).clamp(0.0, 1.0);
        let gained = |place| f64::from(self.gain.max(0.0)) * Kind::at(place).gains();
        let at = |(place, number): (usize, &f64)| ((number + gained(place)) * PARTS) as f32;
        let at: Vec<f32> = rhythm.numbers.iter().enumerate().map(at).collect();
        let scale = |spread: &f32| (1.0 / (f64::from(*spread) * bandwidth * PARTS)) as f32;
        let scale: Vec<f32> = self.spreads.iter().map(scale).collect();
        let seen = || self.rhythms().zip(weights.each.iter().map(|weight| *weight as f32));
        let sums = kernels(seen(), &at, &scale);
        let mut parts: Vec<f64> =
            sums.iter().map(|sum| -ln(of_sum(f64::from(*sum), bandwidth) + FLOOR)).collect();
        if practice > 0.0 {
            for (part, slower) in parts.iter_mut().zip(above(seen(), &at)) {
                if *part > 0.0 && slower > 0.5 {
                    *part *= 1.0 - EXCUSED * practice;
                }
            }
        }
        Some(parts)
    }

    /// The middle of what the latest rhythms scored, less what of that is so for everybody, and their interquartile range.
    fn usual_score(&self, background: Option<&Background>) -> Option<(f64, f64)> {
        let newest_first = self.rhythms().rev().take(self.scores.len());
        let common = match background {
            Some(background) => background.means(newest_first),
            None => vec![0.0; self.scores.len()],
        };
        let left = |(score, common): (&i16, f64)| f64::from(*score) / 100.0 - BACKGROUND * common;
        let scores = sorted(self.scores.iter().rev().zip(common).map(left));
        let last = scores.len().checked_sub(1)? as f64;
        let score = |place: f64| scores.get(place as usize).copied().unwrap_or(0.0);
        let at = |share: f64| {
            let (place, below) = (last * share, libm::floor(last * share));
            score(below) + (place - below) * (score(libm::ceil(place)) - score(below))
        };
        // A few scores do not tell a range: a usual one stands in for ten.
        let own = last + 1.0;
        let range = (own * (at(0.75) - at(0.25)) + 10.0 * USUAL_RANGE) / (own + 10.0);
        Some((at(0.5), range.max(0.02)))
    }

    pub(super) fn weights(&self) -> Weights {
        Weights::of(self.rhythms().len())
    }

    /// The latest rhythms, oldest first.
    fn rhythms(&self) -> core::slice::Chunks<'_, i16> {
        self.latest.chunks(self.numbers())
    }

    pub(super) fn range_90(&self, place: usize, weights: &Weights) -> [f64; 2] {
        let column = self.rhythms().map(|rhythm| rhythm.get(place).map_or(0.0, |number| value(*number)));
        let mean: f64 = column.zip(&weights.each).map(|(value, weight)| value * weight).sum();
        let half = 1.645 * self.spreads.get(place).map_or(0.0, |spread| f64::from(*spread));
        [mean - half, mean + half]
    }

    /// By how much the newest third of the latest rhythms is faster than the oldest, in `ln` of time.
    fn practised(&self) -> f32 {
        let chunks: Vec<&[i16]> = self.rhythms().collect();
        let recent = chunks.get(chunks.len().saturating_sub(PRACTICE)..).unwrap_or_default();
        let pace = |rhythm: &&[i16]| {
            let downs: Vec<f64> = rhythm.iter().skip(1).step_by(3).map(|number| value(*number)).collect();
            downs.iter().sum::<f64>() / downs.len().max(1) as f64
        };
        if recent.len() < PRACTISED {
            return 0.0;
        }
        let third = recent.len() / 3;
        let middle = |part: &[&[i16]]| {
            let paces = sorted(part.iter().map(pace));
            paces.get(paces.len() / 2).copied().unwrap_or(0.0)
        };
        let (old, new) = (recent.get(..third), recent.get(recent.len().saturating_sub(third)..));
        (middle(old.unwrap_or_default()) - middle(new.unwrap_or_default())) as f32
    }
}

/// What scores of one person usually range over, in nats for each number.
const USUAL_RANGE: f64 = 0.25;

/// What of a number's nats is so for everybody.
fn everybody(background: Option<&Background>, place: usize, number: f64) -> f64 {
    background.map_or(0.0, |background| BACKGROUND * background.nats(place, number))
}

/// NaN of nothing.
fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

pub(super) fn value(number: i16) -> f64 {
    f64::from(number) / PARTS
}

impl Kind {
    /// What a gain in the time from press to press is worth on its scale.
    fn gains(self) -> f64 {
        match self {
            Self::Hold => 0.0,
            Self::Down => 1.0,
            Self::Flight => FLIGHT_GAIN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::behaviour::keystroke::PEOPLE;
    use crate::math::density::kernel;
    use crate::math::random::Random;

    const KEYS: u8 = 9;

    /// Somebody types: each number around one of their own, faster from one rhythm to the next.
    fn typed(person: u64, number: u64) -> Rhythm {
        let (mut own, mut random) = (Random::of(person), Random::of(person << 32 ^ number));
        let number = |_| 2.0 * own.unit() - 2.0 + 0.3 * random.unit() - 0.002 * number as f64;
        Rhythm {
            field: Field::Email,
            keys: KEYS,
            numbers: (0..3 * usize::from(KEYS) - 2).map(number).collect(),
        }
    }

    fn taught(person: u64, rhythms: u64) -> Template {
        let mut template = Template::new(Field::Email, KEYS);
        (0..rhythms).for_each(|number| template.learn(&typed(person, number)));
        template
    }

    #[test]
    fn a_few_rhythms_say_the_same_in_whichever_order_they_were_typed() {
        let slow = |number: &f64| number + 0.3;
        let mut rhythms: Vec<Rhythm> = (0..3).map(|number| typed(7, number)).collect();
        for (rhythm, times) in rhythms.iter_mut().zip([2, 1, 0]) {
            (0..times).for_each(|_| rhythm.numbers = rhythm.numbers.iter().map(slow).collect());
        }
        let score = |order: [usize; 3]| {
            let mut template = Template::new(Field::Email, KEYS);
            order.iter().for_each(|at| template.learn(&rhythms[*at]));
            template.compare(None, &typed(8, 0)).unwrap().score
        };
        let (quicker, slower) = (score([0, 1, 2]), score([2, 1, 0]));
        assert!((quicker - slower).abs() < 0.1 * quicker.abs(), "{quicker} {slower}");
    }

    /// What a rhythm scores, number by number, as it is written down.
    fn plain(template: &Template, background: &Background, rhythm: &Rhythm) -> f64 {
        let weights = template.weights();
        let bandwidth = WIDER * silverman(weights.effective);
        let practice = (f64::from(template.gain) / GAIN).clamp(0.0, 1.0);
        let part = |(place, number): (usize, &f64)| {
            let spread = f64::from(template.spreads[place]);
            let gained = f64::from(template.gain.max(0.0)) * Kind::at(place).gains();
            let column = template.rhythms().map(|rhythm| value(rhythm[place]) - gained);
            let seen: Vec<(f64, f64)> = column.zip(weights.each.iter().copied()).collect();
            let scaled = seen.iter().map(|(value, weight)| (value / spread, *weight));
            let mut nats = -libm::log(kernel(number / spread, bandwidth, scaled) + FLOOR);
            let slower: f64 = seen.iter().filter(|(value, _)| value > number).map(|(_, weight)| weight).sum();
            if practice > 0.0 && nats > 0.0 && slower > 0.5 {
                nats *= 1.0 - EXCUSED * practice;
            }
            nats - BACKGROUND * background.nats(place, *number)
        };
        let score = mean(rhythm.numbers.iter().enumerate().map(part));
        let own = |(score, rhythm): (&i16, &[i16])| {
            let parts = rhythm.iter().enumerate();
            f64::from(*score) / 100.0
                - BACKGROUND * mean(parts.map(|(place, number)| background.nats(place, value(*number))))
        };
        let mut scores: Vec<f64> =
            template.scores.iter().rev().zip(template.rhythms().rev()).map(own).collect();
        scores.sort_by(f64::total_cmp);
        let (last, count) = ((scores.len() - 1) as f64, scores.len() as f64);
        let at = |share: f64| {
            let (place, below) = (last * share, (last * share).floor());
            let (low, high) = (scores[below as usize], scores[(last * share).ceil() as usize]);
            low + (place - below) * (high - low)
        };
        let range = (count * (at(0.75) - at(0.25)) + 10.0 * USUAL_RANGE) / (count + 10.0);
        (score - at(0.5)) / range.max(0.02)
    }

    #[test]
    fn a_rhythm_compared_side_by_side_scores_as_number_by_number() {
        let people: Vec<Template> = (1..=PEOPLE as u64).map(|person| taught(person, 20)).collect();
        let background = Background::of(Field::Email, KEYS, &people.iter().collect::<Vec<_>>()).unwrap();
        for (person, rhythms) in [(1, 4), (1, 9), (2, 40), (3, 64), (4, 90), (99, 300)] {
            let template = taught(person, rhythms);
            for rhythm in [typed(person, rhythms), typed(person + 1, 0), typed(person, 5)] {
                let score = template.compare(Some(&background), &rhythm).unwrap().score;
                let plain = plain(&template, &background, &rhythm);
                assert!((score - plain).abs() < 1e-4, "{person} {rhythms}: {score} {plain}");
            }
        }
    }
}
