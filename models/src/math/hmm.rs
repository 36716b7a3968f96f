//! Hidden Markov models of discrete symbols: the scaled forward recursion, and training by Baum and Welch (Rabiner, Proc. IEEE 77,
//! 1989, §III and §V), with Dirichlet pseudo-counts for sequences that are too short to speak for themselves.

use alloc::{vec, vec::Vec};
use serde::{Deserialize, Serialize};

/// Rows may miss 1 by this much: they were stored in few digits.
const CLOSE: f64 = 1e-3;

/// A model: where it begins, how it moves, what it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(Vec<f64>, Vec<f64>, Vec<f64>)", into = "(Vec<f64>, Vec<f64>, Vec<f64>)")]
pub struct Hmm {
    initial: Vec<f64>,
    /// A row for each state: where it goes from there.
    transition: Vec<f64>,
    /// A row for each *symbol*: how likely each state shows it.
    emission: Vec<f64>,
}

/// These numbers are not the probabilities of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the probabilities of a hidden Markov model")]
pub struct NotAModel;

/// How a model is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// Pseudo-counts of each state as the first.
    pub initial: f64,
    /// Pseudo-counts of each transition.
    pub transition: f64,
    /// Pseudo-counts of each symbol, in every state.
    pub emission: Vec<f64>,
    /// No state shows a symbol with less probability than this, before rows are brought back to 1.
    pub floor: f64,
    /// Rounds at most.
    pub rounds: usize,
    /// A round that gains less log-likelihood ends it.
    pub tolerance: f64,
}

/// How far a sequence has been followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// Probability of each state after the last symbol; of each as the first one, before there is any.
    belief: Vec<f64>,
    begun: bool,
    /// Of all symbols so far.
    pub log_likelihood: f64,
}

impl TryFrom<(Vec<f64>, Vec<f64>, Vec<f64>)> for Hmm {
    type Error = NotAModel;

    fn try_from((initial, transition, emission): (Vec<f64>, Vec<f64>, Vec<f64>)) -> Result<Self, NotAModel> {
        let states = initial.len();
        let square = states > 0 && transition.len() == states * states;
        let shaped = square && !emission.is_empty() && emission.len().is_multiple_of(states);
        let each = [&initial, &transition, &emission];
        let probable = each.iter().all(|all| all.iter().all(|p| (0.0..=1.0 + CLOSE).contains(p)));
        if !(shaped && probable) {
            return Err(NotAModel);
        }
        let whole = |sum: f64| (sum - 1.0).abs() < CLOSE;
        let mut shown = vec![0.0; states];
        emission.chunks_exact(states).for_each(|row| add(&mut shown, row));
        let moves = transition.chunks_exact(states).all(|row| whole(row.iter().sum()));
        let sound = whole(initial.iter().sum()) && moves && shown.into_iter().all(whole);
        if sound { Ok(Self { initial, transition, emission }) } else { Err(NotAModel) }
    }
}

impl From<Hmm> for (Vec<f64>, Vec<f64>, Vec<f64>) {
    fn from(model: Hmm) -> Self {
        (model.initial, model.transition, model.emission)
    }
}

impl Hmm {
    /// A model to begin training with: every state shows the symbols as often as `shares` says, give or take a little, because states
    /// that are all the same stay so for ever.
    ///
    /// # Errors
    /// There is no state or no symbol, or the shares are none.
    pub fn fresh(states: usize, shares: &[f64]) -> Result<Self, NotAModel> {
        let tilt = |at: usize, of: usize| 1.0 + 0.2 * (at as f64 / of as f64 - 0.5);
        let mut emission: Vec<f64> = Vec::with_capacity(states * shares.len());
        for (symbol, share) in shares.iter().enumerate() {
            emission.extend((0..states).map(|state| share * tilt((state + symbol) % states, states)));
        }
        let mut transition: Vec<f64> = Vec::with_capacity(states * states);
        for from in 0..states {
            transition.extend((0..states).map(|to| if from == to { 1.5 } else { 1.0 }));
        }
        transition.chunks_exact_mut(states.max(1)).for_each(to_one);
        whole_columns(&mut emission, states, 0.0);
        Self::try_from((vec![1.0 / states as f64; states], transition, emission))
    }

    /// Whether it has so many states and symbols.
    pub fn is_of(&self, states: usize, symbols: usize) -> bool {
        self.states() == states && self.emission.len() == states * symbols
    }

    fn states(&self) -> usize {
        self.initial.len()
    }

    /// How likely each state shows a symbol; `None` for a symbol that it does not know.
    fn shows(&self, symbol: u8) -> Option<&[f64]> {
        self.emission.chunks_exact(self.states()).nth(usize::from(symbol))
    }

    /// Before the first symbol.
    pub fn begin(&self) -> Followed {
        Followed { belief: self.initial.clone(), begun: false, log_likelihood: 0.0 }
    }

    /// Probability of each state for the next symbol.
    fn ahead(&self, followed: &Followed, next: &mut [f64]) {
        if !followed.begun {
            return next.copy_from_slice(&followed.belief);
        }
        next.fill(0.0);
        for (belief, row) in followed.belief.iter().zip(self.transition.chunks_exact(self.states())) {
            next.iter_mut().zip(row).for_each(|(next, p)| *next += belief * p);
        }
    }

    /// Takes in the next symbol.
    pub fn follow(&self, followed: &mut Followed, symbol: u8) {
        let mut next = vec![0.0; self.states()];
        self.step(followed, symbol, &mut next);
    }

    /// Says the probability of the symbol; `next` is scratch.
    fn step(&self, followed: &mut Followed, symbol: u8, next: &mut Vec<f64>) -> f64 {
        self.ahead(followed, next);
        let total = match self.shows(symbol) {
            Some(shows) => {
                next.iter_mut().zip(shows).for_each(|(p, shows)| *p *= shows);
                next.iter().sum()
            }
            None => 0.0,
        };
        // What cannot be is followed by whatever the model begins with.
        match total > 0.0 {
            true => next.iter_mut().for_each(|p| *p /= total),
            false => next.copy_from_slice(&self.initial),
        }
        followed.log_likelihood += libm::log(total);
        core::mem::swap(&mut followed.belief, next);
        followed.begun = true;
        total
    }

    /// Follows a sequence from its beginning.
    pub fn followed(&self, symbols: &[u8]) -> Followed {
        let mut followed = self.begin();
        let mut next = vec![0.0; self.states()];
        for &symbol in symbols {
            self.step(&mut followed, symbol, &mut next);
        }
        followed
    }

    /// `ln P(symbols)`; `−∞` where one of them cannot be.
    pub fn log_likelihood(&self, symbols: &[u8]) -> f64 {
        self.followed(symbols).log_likelihood
    }

    /// `−ln P(symbol | what was followed)`.
    pub fn surprise(&self, followed: &Followed, symbol: u8) -> f64 {
        let mut next = vec![0.0; self.states()];
        self.ahead(followed, &mut next);
        let shows = self.shows(symbol).unwrap_or_default();
        -libm::log(next.iter().zip(shows).map(|(p, shows)| p * shows).sum())
    }

    /// Fits the model to a sequence, beginning with what it is, and says the log-likelihood before the last round.
    pub fn train(&mut self, symbols: &[u8], training: &Training) -> f64 {
        let mut before = f64::NEG_INFINITY;
        for _ in 0..training.rounds {
            let Some(counts) = self.expected(symbols) else { return f64::NEG_INFINITY };
            let reached = counts.log_likelihood;
            self.become_counts(counts, training);
            if reached - before < training.tolerance {
                return reached;
            }
            before = reached;
        }
        before
    }

    /// What the states did, as far as the symbols tell; `None` where one of these cannot be, or there is none.
    fn expected(&self, symbols: &[u8]) -> Option<Counts> {
        let states = self.states();
        let shows: Vec<&[f64]> = symbols.iter().map(|&symbol| self.shows(symbol)).collect::<Option<_>>()?;
        let mut forward: Vec<f64> = Vec::with_capacity(states * symbols.len());
        let mut scales: Vec<f64> = Vec::with_capacity(symbols.len());
        let mut followed = self.begin();
        let mut next = vec![0.0; states];
        for &symbol in symbols {
            scales.push(self.step(&mut followed, symbol, &mut next));
            forward.extend(&followed.belief);
        }
        if symbols.is_empty() || !followed.log_likelihood.is_finite() {
            return None;
        }
        let mut counts = Counts::none(self, followed.log_likelihood);
        // Backwards, scaled as the forward pass was: forward times backward is the probability of a state at that time.
        let mut backward = vec![1.0; states];
        let each = symbols.iter().zip(&shows).zip(&scales).zip(forward.chunks_exact(states));
        let mut earlier = forward.chunks_exact(states).rev().skip(1);
        for (((&symbol, shows), scale), here) in each.rev() {
            let state = here.iter().zip(&backward).map(|(forward, backward)| forward * backward);
            counts.show(symbol, state.clone());
            let Some(before) = earlier.next() else {
                counts.initial.iter_mut().zip(state).for_each(|(count, p)| *count += p);
                break;
            };
            next.iter_mut()
                .zip(*shows)
                .zip(&backward)
                .for_each(|((next, p), later)| *next = p * later / scale);
            let moved = counts.transition.chunks_exact_mut(states).zip(self.transition.chunks_exact(states));
            for (((counts, row), from), backward) in moved.zip(before).zip(&mut backward) {
                counts
                    .iter_mut()
                    .zip(row)
                    .zip(&next)
                    .for_each(|((count, p), next)| *count += from * p * next);
                *backward = row.iter().zip(&next).map(|(p, next)| p * next).sum();
            }
        }
        Some(counts)
    }

    fn become_counts(&mut self, counts: Counts, training: &Training) {
        let Counts { mut initial, mut transition, mut emission, .. } = counts;
        let states = self.states();
        initial.iter_mut().for_each(|count| *count += training.initial);
        transition.iter_mut().for_each(|count| *count += training.transition);
        for (row, more) in emission.chunks_exact_mut(states).zip(&training.emission) {
            row.iter_mut().for_each(|count| *count += more);
        }
        // A state that was never left, or never visited, keeps what it was.
        keep_where_empty(&mut transition, &self.transition, states);
        to_one(&mut initial);
        whole_columns_or(&mut emission, &self.emission, states, training.floor);
        (self.initial, self.transition, self.emission) = (initial, transition, emission);
    }
}

/// Expected counts of a sequence.
struct Counts {
    initial: Vec<f64>,
    transition: Vec<f64>,
    emission: Vec<f64>,
    log_likelihood: f64,
}

impl Counts {
    fn none(model: &Hmm, log_likelihood: f64) -> Self {
        let zeros = |like: &[f64]| vec![0.0; like.len()];
        let (initial, transition) = (zeros(&model.initial), zeros(&model.transition));
        Self { initial, transition, emission: zeros(&model.emission), log_likelihood }
    }

    fn show(&mut self, symbol: u8, state: impl Iterator<Item = f64>) {
        let states = self.initial.len();
        if let Some(row) = self.emission.chunks_exact_mut(states).nth(usize::from(symbol)) {
            row.iter_mut().zip(state).for_each(|(count, p)| *count += p);
        }
    }
}

fn add(to: &mut [f64], more: &[f64]) {
    to.iter_mut().zip(more).for_each(|(to, more)| *to += more);
}

fn to_one(row: &mut [f64]) {
    let sum: f64 = row.iter().sum();
    row.iter_mut().for_each(|p| *p /= sum);
}

fn keep_where_empty(rows: &mut [f64], before: &[f64], states: usize) {
    for (row, before) in rows.chunks_exact_mut(states).zip(before.chunks_exact(states)) {
        match row.iter().sum::<f64>() > 0.0 {
            true => to_one(row),
            false => row.copy_from_slice(before),
        }
    }
}

/// Brings each state's symbols to 1, none below the floor.
fn whole_columns(emission: &mut [f64], states: usize, floor: f64) {
    // Twice: the floor stands under probabilities.
    for floor in [0.0, floor] {
        emission.iter_mut().for_each(|p| *p = p.max(floor));
        let mut sums = vec![0.0; states];
        emission.chunks_exact(states.max(1)).for_each(|row| add(&mut sums, row));
        for row in emission.chunks_exact_mut(states.max(1)) {
            row.iter_mut().zip(&sums).for_each(|(p, sum)| *p /= sum);
        }
    }
}

fn whole_columns_or(emission: &mut [f64], before: &[f64], states: usize, floor: f64) {
    let mut sums = vec![0.0; states];
    emission.chunks_exact(states).for_each(|row| add(&mut sums, row));
    for (row, before) in emission.chunks_exact_mut(states).zip(before.chunks_exact(states)) {
        let empty = row.iter_mut().zip(before).zip(&sums).filter(|(_, sum)| **sum <= 0.0);
        empty.for_each(|((p, before), _)| *p = *before);
    }
    whole_columns(emission, states, floor);
}
