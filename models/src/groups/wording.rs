//! Who has lately written with the same rare words.

use crate::interaction::KEYWORDS;
use crate::math::count_min::{Shape, Sketch};
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Texts that are remembered.
const TEXTS: usize = 4_096;
/// Writers of a word that are remembered: the last ones.
const WRITERS: usize = 4;
/// How often words are used: 3 × 16,384 counters.
const WORDS: Shape = Shape { rows: 3, columns: 16_384 };
/// Above this many texts all counts are halved.
const FULL: f32 = 200_000.0;

/// The last texts, and what is usual in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Wordings {
    used: Sketch<f32>,
    all: f32,
    /// Number of the oldest one that is kept.
    first: u64,
    texts: VecDeque<Text>,
    /// Texts of a word by their numbers, the newest last.
    by_word: BTreeMap<u32, Vec<u64>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Text {
    by: [u8; 16],
    words: Vec<u32>,
}

impl Wordings {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            used: Sketch::new(WORDS, seed),
            all: 0.0,
            first: 0,
            texts: VecDeque::new(),
            by_word: BTreeMap::new(),
        }
    }

    /// How rare are the words, in nats, that the nearest text of anybody else shares with it. Then it is remembered.
    pub(super) fn note(&mut self, by: [u8; 16], keywords: &[u32]) -> f64 {
        let words: Vec<u32> = keywords.iter().copied().take(KEYWORDS).collect();
        let shared = self.shared(by, &words);
        self.count(&words);
        self.keep(by, words);
        shared
    }

    fn shared(&self, by: [u8; 16], words: &[u32]) -> f64 {
        let mut near: BTreeMap<u64, f64> = BTreeMap::new();
        for word in words {
            let used = f64::from(self.used.count(u64::from(*word)));
            let rarity = libm::log((f64::from(self.all) + 1.0) / (used + 1.0)).max(0.0);
            for number in self.by_word.get(word).into_iter().flatten() {
                if self.text(*number).is_some_and(|text| text.by != by) {
                    *near.entry(*number).or_default() += rarity;
                }
            }
        }
        near.into_values().fold(0.0, f64::max)
    }

    fn count(&mut self, words: &[u32]) {
        words.iter().for_each(|word| self.used.add(u64::from(*word), 1.0));
        self.all += 1.0;
        if self.all > FULL {
            self.used.fade(0.5);
            self.all *= 0.5;
        }
    }

    fn keep(&mut self, by: [u8; 16], words: Vec<u32>) {
        if self.texts.len() >= TEXTS
            && let Some(oldest) = self.texts.pop_front()
        {
            for word in oldest.words {
                if let Some(numbers) = self.by_word.get_mut(&word) {
                    numbers.retain(|number| *number != self.first);
                    if numbers.is_empty() {
                        self.by_word.remove(&word);
                    }
                }
            }
            self.first += 1;
        }
        let number = self.first + self.texts.len() as u64;
        for word in &words {
            let (first, texts) = (self.first, &self.texts);
            let writer = |number: &u64| texts.get((number - first) as usize).map(|text| text.by);
            let numbers = self.by_word.entry(*word).or_default();
            // Whoever repeats oneself pushes nobody else out.
            numbers.retain(|number| writer(number) != Some(by));
            if numbers.len() >= WRITERS {
                numbers.remove(0);
            }
            numbers.push(number);
        }
        self.texts.push_back(Text { by, words });
    }

    fn text(&self, number: u64) -> Option<&Text> {
        self.texts.get(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }
}
