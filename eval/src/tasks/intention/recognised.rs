//! Which intention is recognised in sequences of parties that are all different, and whether the p-values of honest ones are what
//! they say.

use super::parties::{Party, lots};
use crate::report::{Row, Table};
use crate::tasks::Findings;
use models::detectors::intention::{Intention, Priors, State};
use models::evidence::Evidence;
use models::kept::Kept;
use rand::RngExt;
use rayon::prelude::*;

/// Parties of each kind.
const PARTIES: usize = 1_000;
/// Promises of each; a swindler has at least turned, or covered once, by the first number.
const PROMISES: std::ops::Range<usize> = 120..300;
/// Honest parties who are judged after their last promise.
const JUDGED: usize = 20_000;

pub(super) fn measure(seed: u64, findings: &mut Findings) {
    confusion(seed, findings);
    let mut random = lots(seed ^ 0xca11);
    let judged: Vec<Vec<Kept>> = (0..JUDGED)
        .map(|_| {
            let promises = random.random_range(1.5..6.0_f64).exp() as usize;
            Party::honest(&mut random).promises(promises, &mut random)
        })
        .collect();
    let priors = Priors::default();
    let p_values = judged.par_iter().filter_map(|promises| match learned(&priors, promises).score(&priors) {
        Evidence::Known(known) => Some(known.p_value),
        _ => None,
    });
    findings.calibration(&p_values.collect::<Vec<_>>());
}

fn confusion(seed: u64, findings: &mut Findings) {
    let priors = Priors::default();
    let mut random = lots(seed ^ 0xc0f);
    let mut all = [const { Vec::new() }; 4];
    for _ in 0..PARTIES {
        let [uncovered, trapping, illusive] = Party::swindlers(&mut random);
        let each = [Party::honest(&mut random), uncovered, trapping, illusive];
        for (parties, party) in all.iter_mut().zip(each) {
            let promises = random.random_range(PROMISES);
            parties.push(party.promises(promises, &mut random));
        }
    }
    let named = [Intention::None, Intention::Uncovered, Intention::Trapping, Intention::Illusive];
    let names = ["none", "uncovered", "trapping", "illusive"];
    let mut table = Table {
        title: format!("Recognised at the end of 120 to 300 promises, {PARTIES} parties of each kind"),
        heads: names.into(),
        rows: Vec::new(),
    };
    for (kind, parties) in ["honest", "uncovered", "trapping", "illusive"].iter().zip(&all) {
        let found: Vec<Intention> =
            parties.par_iter().map(|promises| learned(&priors, promises).intention()).collect();
        let shares =
            named.map(|name| found.iter().filter(|one| **one == name).count() as f64 / found.len() as f64);
        for (name, share) in names.iter().zip(shares) {
            findings.figures.push(format!("recognised.{kind}.{name}"), share);
        }
        table.rows.push(Row((*kind).into(), shares.map(Some).into()));
    }
    findings.tables.push(table);
}

fn learned(priors: &Priors, promises: &[Kept]) -> State {
    let mut state = State::default();
    promises.iter().for_each(|one| state.learn(priors, one));
    state
}
