//! The opinions that a party gave or got, in a few numbers.

/// Share of the newest opinion in the recent ones.
const NEWEST: f32 = 0.3;

/// The numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
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
    pub(super) fn add(&mut self, opinion: f64, at_s: u32) {
        let opinion = opinion as f32;
        self.recent = if self.count == 0 { opinion } else { self.recent + NEWEST * (opinion - self.recent) };
        self.count = self.count.saturating_add(1);
        let share = 1.0 / self.count as f32;
        self.mean += share * (opinion - self.mean);
        self.square += share * (opinion * opinion - self.square);
        (self.last, self.last_s) = (opinion, at_s);
        if opinion < 0.0 {
            self.bad = self.bad.saturating_add(1);
            self.last_bad_s = at_s;
        }
    }
}
