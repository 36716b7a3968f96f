//! p-values of genuine repetitions, each before it is learned, calibrated as a site's server does it: by tables of the scores of the
//! repetitions before.

use crate::data::typing::Typist;
use models::calibration::{Scores, Tables};
use models::detectors::behaviour::keystroke::{Priors, Profile, p_value};
use models::evidence::{Evidence, Known};
use models::fusion::Heard;

/// Repetitions from one table to the next.
const EVERY: usize = 5;
/// Repetitions of everybody that a table is made of.
const OF: usize = 40;

/// One p-value for each repetition from the first table on.
pub(super) fn run(typists: &[Typist]) -> Vec<f64> {
    let priors = Priors::default();
    let mut profiles: Vec<Profile> = vec![Profile::default(); typists.len()];
    let mut past: Vec<Vec<Heard>> = Vec::new();
    let (mut tables, mut p_values) = (None::<Tables>, Vec::new());
    let longest = typists.iter().map(|typist| typist.repetitions.len()).max().unwrap_or(0);
    for number in 0..longest {
        let mut now = Vec::new();
        for (profile, typist) in profiles.iter_mut().zip(typists) {
            let Some(rhythm) = typist.repetitions.get(number) else { continue };
            if let Some(found) = profile.compare(&priors, rhythm) {
                let known = Known::new(p_value(found.score), found.seen, true, Vec::new());
                let mut evidence = Evidence::Known(known);
                now.push(Heard { detector: NAME.into(), evidence: evidence.clone() });
                if let Some(tables) = &tables {
                    tables.apply(1, NAME, &mut evidence);
                    if let Evidence::Known(known) = evidence {
                        p_values.push(known.p_value);
                    }
                }
            }
            profile.learn(rhythm);
        }
        past.push(now);
        if number % EVERY == 0 {
            let mut scores = Scores::default();
            past.iter().rev().take(OF).for_each(|heard| scores.push(heard));
            tables = scores.tables().or(tables);
        }
    }
    p_values
}

const NAME: &str = "keystroke";
