//! The opinions that a party gave or got, in a few numbers.

use serde::{Deserialize, Serialize};

/// Share of the newest opinion in the recent ones.
const NEWEST: f32 = 0.3;

/// The numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tally {
    pub(super) count: u32,
    pub(super) bad: u32,
    pub(super) mean: f32,
    /// Mean of their squares.
    pub(super) square: f32,
    /// Mean of the recent ones.
    pub(super) recent: f32,
    pub(super) last: f32,
    pub(super) last_s: u32,
    pub(super) last_bad_s: u32,
}

impl Tally {
    /// Whether all that it says could have been said.
    pub(super) fn is_sound(&self) -> bool {
        let opinions = [self.mean, self.recent, self.last];
        opinions.iter().all(|value| (-1.0..=1.0).contains(value)) && (0.0..=1.0).contains(&self.square)
    }

    pub(super) fn add(&mut self, opinion: f64, at_s: u32) {
        let opinion = opinion as f32;
        self.recent = if self.count == 0 { opinion } else { self.recent + NEWEST * (opinion - self.recent) };
        self.count = self.count.saturating_add(1);
        let share = 1.0 / self.count as f32;
        self.mean = (self.mean + share * (opinion - self.mean)).clamp(-1.0, 1.0);
        self.square = (self.square + share * (opinion * opinion - self.square)).clamp(0.0, 1.0);
        (self.last, self.last_s) = (opinion, at_s);
        if opinion < 0.0 {
            self.bad = self.bad.saturating_add(1);
            self.last_bad_s = at_s;
        }
    }
}
