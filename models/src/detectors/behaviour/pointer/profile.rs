//! What is known of how one person points. Bounded: counts on the grid, what tells them from others, how much their own visits
//! differ, and what their own visits scored.

use super::catalogue::{CELLS, Cells, MEASURES};
use super::score::{Compared, Score};
use super::tells;
use super::{Background, tail};
use alloc::{vec, vec::Vec};
use serde::{Deserialize, Serialize};

/// A visit is learned in pieces of about so many actions, each as if it were a visit: what is usual depends on the length.
const PIECE: usize = 60;
/// From so many actions on a profile can be compared with.
const ACTIONS_MIN: u32 = 120;
/// When a measure has been counted so often, all counts are halved: the past fades.
const COUNT_MAX: u16 = 32_000;
/// Pieces over which the differences among a person's own visits are averaged.
const PIECES_MEAN: f32 = 60.0;

/// How one person points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Profile {
    pub(super) visits: u32,
    pub(super) actions: u32,
    pub(super) counts: Vec<u16>,
    pub(super) weights: Vec<i16>,
    pub(super) steps: u32,
    pub(super) divergence: Vec<Usual>,
    pub(super) compared: u32,
    pub(super) scores: tail::Recent,
}

/// An encoded profile, before it is checked.
#[derive(Deserialize)]
struct Stored {
    visits: u32,
    actions: u32,
    counts: Vec<u16>,
    weights: Vec<i16>,
    steps: u32,
    divergence: Vec<Usual>,
    compared: u32,
    scores: tail::Recent,
}

impl TryFrom<Stored> for Profile {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let Stored { visits, actions, counts, weights, steps, divergence, compared, scores } = stored;
        let on_grid = counts.len() == CELLS && weights.len() == CELLS && divergence.len() == MEASURES;
        if !on_grid || !divergence.iter().all(Usual::is_sound) || !scores.is_bounded() {
            return Err("nobody points like that");
        }
        Ok(Self { visits, actions, counts, weights, steps, divergence, compared, scores })
    }
}

/// A decayed mean and variance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Usual {
    pub(super) mean: f32,
    pub(super) variance: f32,
}

impl Usual {
    fn is_sound(&self) -> bool {
        self.mean.is_finite() && self.variance.is_finite() && self.variance >= 0.0
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            visits: 0,
            actions: 0,
            counts: vec![0; CELLS],
            weights: vec![0; CELLS],
            steps: 0,
            divergence: vec![Usual::default(); MEASURES],
            compared: 0,
            scores: tail::Recent::default(),
        }
    }
}

impl Profile {
    /// Visits that taught it.
    pub fn visits(&self) -> u32 {
        self.visits
    }

    /// Actions that taught it.
    pub fn actions(&self) -> u32 {
        self.actions
    }

    /// Compares the actions of a visit with it; `None` while it knows fewer than 120 actions and four pieces, or where there is
    /// no action.
    pub fn score(&self, visit: &[Cells]) -> Option<Score> {
        (self.is_known() && !visit.is_empty()).then(|| Compared::of(self, visit).score(self))
    }

    /// Whether visits are compared with it yet.
    pub fn is_known(&self) -> bool {
        self.actions >= ACTIONS_MIN && self.compared >= 4
    }

    /// Probability that a visit of this person scores at least as high, by what their own visits scored before they were
    /// learned.
    pub fn p_value(&self, score: &Score) -> f64 {
        self.scores.p_value(score.total)
    }

    /// Learns a visit that is trusted to be this person's, against what others do.
    pub fn learn(&mut self, visit: &[Cells], background: &Background) {
        let pieces = (visit.len() + PIECE / 2) / PIECE;
        let piece = visit.len().div_ceil(pieces.max(1)).max(1);
        for piece in visit.chunks(piece) {
            if self.actions > 0 {
                let compared = Compared::of(self, piece);
                if self.is_known() {
                    self.scores.push(compared.score(self).total);
                }
                self.differ(&compared);
            }
            self.count(piece);
            tells::learn(self, piece, background);
        }
        self.visits = self.visits.saturating_add(1);
    }

    fn differ(&mut self, piece: &Compared) {
        self.compared = self.compared.saturating_add(1);
        let share = 1.0 / (self.compared as f32).min(PIECES_MEAN);
        for (usual, (_, divergence)) in self.divergence.iter_mut().zip(&piece.parts) {
            let off = *divergence as f32 - usual.mean;
            usual.mean += share * off;
            usual.variance = (1.0 - share) * (usual.variance + share * off * off);
        }
    }

    fn count(&mut self, piece: &[Cells]) {
        for (_, place) in piece.iter().flat_map(|cells| super::catalogue::places(cells)) {
            if let Some(count) = self.counts.get_mut(place) {
                *count = count.saturating_add(1);
            }
        }
        let all: u32 = super::catalogue::by_measure(&self.counts)
            .map(|cells| cells.iter().map(|count| u32::from(*count)).sum())
            .max()
            .unwrap_or(0);
        if all > u32::from(COUNT_MAX) {
            self.counts.iter_mut().for_each(|count| *count /= 2);
        }
        self.actions = self.actions.saturating_add(piece.len() as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::behaviour::pointer::{findings, measured};
    use crate::observation::{Event, What};

    /// Visits of one hand: movements of a certain speed, all a little different.
    fn visit(px_per_event: f64, number: u32) -> Vec<Cells> {
        let mut events = Vec::new();
        for action in 0..60_u32 {
            let mixed = (action * 61 + number * 7_919 + 1).wrapping_mul(2_654_435_761) >> 16;
            let varied = 1.0 + f64::from(mixed % 100) / 100.0;
            for step in 0..15_u32 {
                let x = (f64::from(step) * px_per_event * varied) as i16;
                let y = (f64::from(step * step) * varied / 4.0) as i16;
                let at_100us = action * 30_000 + step * 160;
                events.push(Event { at_100us, what: What::PointerMove { x, y, coalesced: false } });
            }
        }
        measured(&events)
    }

    fn taught(background: &Background) -> Profile {
        let mut profile = Profile::default();
        (0..30).for_each(|number| profile.learn(&visit(6.0, number), background));
        profile
    }

    fn crowd() -> Background {
        let others: Vec<Vec<Cells>> =
            (0..4).map(|other| visit(9.0 + 2.0 * f64::from(other), other)).collect();
        Background::fit(&others.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn another_hand_scores_higher_and_its_p_value_is_small() {
        for background in [Background::default(), crowd()] {
            let profile = taught(&background);
            let (own, other) =
                (profile.score(&visit(6.0, 77)).unwrap(), profile.score(&visit(25.0, 77)).unwrap());
            assert!(other.total > own.total, "{} {}", other.total, own.total);
            assert!(
                profile.p_value(&other) < 0.01 && profile.p_value(&own) > 0.05,
                "{}",
                profile.p_value(&own)
            );
        }
    }

    #[test]
    fn the_parts_of_a_score_are_its_sum_and_are_said_in_words() {
        let profile = taught(&crowd());
        let visit = visit(25.0, 3);
        let score = profile.score(&visit).unwrap();
        assert!((score.contributions.iter().sum::<f64>() - score.total).abs() < 1e-12);
        let said: Vec<_> = findings(&profile, &visit, &score).collect();
        assert!(said.windows(2).all(|pair| pair[0].surprise >= pair[1].surprise));
        assert!(said.iter().any(|finding| finding.text.contains("px/s, usually ")), "{said:?}");
    }

    #[test]
    fn who_knows_too_little_says_nothing() {
        let mut profile = Profile::default();
        profile.learn(&visit(6.0, 1), &Background::default());
        assert_eq!(profile.score(&visit(6.0, 2)), None);
        assert_eq!(taught(&Background::default()).score(&[]), None);
    }

    #[test]
    fn a_profile_keeps_its_size_however_much_it_learns_and_comes_back_the_same() {
        let (background, mut profile) = (crowd(), taught(&crowd()));
        (0..700).for_each(|number| profile.learn(&visit(6.0, number), &background));
        let bytes = postcard::to_allocvec(&profile).unwrap();
        assert!(bytes.len() <= 8_192, "{}", bytes.len());
        assert_eq!(postcard::from_bytes::<Profile>(&bytes).unwrap(), profile);
    }
}
