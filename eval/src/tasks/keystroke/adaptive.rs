//! A template that goes on learning while impostors try it, one for each repetition, in an order drawn by the seed. Nobody says
//! whose an attempt was: it learns what is surely the person's own, and nothing else.

use super::learn;
use crate::data::typing::Typist;
use crate::measures::Scored;
use models::detectors::behaviour::keystroke::{Priors, Rhythm, SURELY_OWN};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Repetitions that are known to be the person's own.
const ENROLLED: usize = 20;
/// Attempts of each kind that are judged: the last ones.
const JUDGED: usize = 200;

/// What everybody scored with a template that goes on learning, and with one that does not.
pub(super) fn run(typists: &[Typist], impostor: usize, seed: u64) -> (Vec<Scored>, Vec<Scored>) {
    let one = |(own, typist): (usize, &Typist)| {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(own as u64);
        let others: Vec<&Rhythm> = typists
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != own)
            .flat_map(|(_, other)| other.repetitions.iter().take(impostor))
            .collect();
        let priors = Priors::default();
        let frozen = learn(&typist.repetitions, 0..ENROLLED);
        let mut profile = frozen.clone();
        let (mut live, mut still) = (Scored::default(), Scored::default());
        for rhythm in typist.repetitions.iter().skip(ENROLLED) {
            let strange = others.get(random.random_range(0..others.len().max(1))).copied();
            let mut attempts = [(Some(rhythm), true), (strange, false)];
            if random.random_bool(0.5) {
                attempts.reverse();
            }
            for (attempt, is_own) in attempts {
                let Some(attempt) = attempt else { continue };
                let score = profile.compare(&priors, attempt).map(|found| found.score);
                let before = frozen.compare(&priors, attempt).map(|found| found.score);
                score.into_iter().for_each(|score| live.push(is_own, score));
                before.into_iter().for_each(|score| still.push(is_own, score));
                if score.is_some_and(|score| score < SURELY_OWN) {
                    profile.learn(attempt);
                }
            }
        }
        (last(live, JUDGED), last(still, JUDGED))
    };
    typists.par_iter().enumerate().map(one).unzip()
}

/// Its last ones of each kind.
fn last(mut scored: Scored, count: usize) -> Scored {
    for scores in [&mut scored.genuine, &mut scored.impostor] {
        scores.drain(..scores.len().saturating_sub(count));
    }
    scored
}
