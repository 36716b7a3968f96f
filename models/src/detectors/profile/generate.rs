//! Generating rules from history.
//!
//! - *Data filtering*: a user's frauds that look alike count once, for one hand made them; and what a user did close to a fraud of theirs
//!   may be that hand's too, unreported, and counts as neither.
//! - *Variable selection*: the variables whose information on what is fraud is no chance (the G-test), the most informative ones.
//! - *Rules*: one or two conditions on those. Each weighs the logarithm of how much oftener frauds fit it, shrunk to 0 while few do. The
//!   next rule is the one that adds most to the frauds' weights, each fraud's being that of the heaviest rule it fits.
//!
//! A rule needs several users' frauds: so it is of nobody in particular, and no one user's bad luck makes one.

use super::history::Case;
use super::rules::{Condition, HEAVIEST, MOST, Rule, Rules};
use super::variables::{ALL, BANDS, Bands, VARIABLES};
use crate::entity::EntityKey;
use alloc::{collections::BTreeSet, vec, vec::Vec};

/// History before there are rules.
const FRAUDS: usize = 20;
const GENUINE: usize = 200;
/// Frauds and users that support a rule, at least.
const SUPPORT: u32 = 5;
const USERS: usize = 3;
/// Variables that rules are made of.
const SELECTED: usize = 8;
/// Of variables that say nothing of frauds, one in a thousand is taken for one that does.
const CHANCE_Z: f64 = 3.09;
/// Frauds that the genuine activities' share is worth.
const WORTH: f64 = 5.0;
/// A rule weighs at least this, in nats, and all frauds together gain at least so much by it.
const LIGHTEST: f64 = 1.0;
const GAIN: f64 = 10.0;
/// What a user did within so long of a fraud of theirs counts as neither.
const CLOSE_US: u64 = 24 * 3_600_000_000;

/// Rules, where history has any.
pub(super) fn generate(history: &[Case]) -> Option<Rules> {
    let (frauds, genuine) = filtered(history);
    if frauds.len() < FRAUDS || genuine.len() < GENUINE {
        return None;
    }
    let selected = selected(&frauds, &genuine);
    let mut candidates = candidates(&selected, &frauds, &genuine);
    // By what each could add at most, so that most need not be looked at.
    let most = |rule: &Rule| f64::from(rule.frauds) * rule.weight;
    candidates.sort_by(|one, other| most(other).total_cmp(&most(one)));
    let (mut rules, mut weights) = (Vec::new(), vec![0.0_f64; frauds.len()]);
    while rules.len() < MOST {
        let gain = |rule: &Rule| -> f64 {
            let each = frauds.iter().zip(&weights).filter(|(fraud, _)| rule.fits(&fraud.bands));
            each.map(|(_, weight)| (rule.weight - weight).max(0.0)).sum()
        };
        let mut best: Option<(f64, usize)> = None;
        for (at, rule) in candidates.iter().enumerate() {
            let least = best.map_or(GAIN, |(gain, _)| gain);
            if most(rule) <= least {
                break;
            }
            let gain = gain(rule);
            if gain > least {
                best = Some((gain, at));
            }
        }
        let Some((_, at)) = best else { break };
        let rule = candidates.remove(at);
        let users: BTreeSet<EntityKey> =
            frauds.iter().filter(|fraud| rule.fits(&fraud.bands)).map(|fraud| fraud.whose).collect();
        if users.len() < USERS {
            continue;
        }
        for (weight, fraud) in weights.iter_mut().zip(&frauds) {
            if rule.fits(&fraud.bands) {
                *weight = weight.max(rule.weight);
            }
        }
        rules.push(rule);
    }
    (!rules.is_empty()).then(|| Rules::of(rules, genuine.iter().map(|case| &case.bands)))
}

/// What is left of a history's frauds, and of what was genuine.
fn filtered(history: &[Case]) -> (Vec<Case>, Vec<Case>) {
    let mut alike = BTreeSet::new();
    let (mut frauds, mut at) = (Vec::new(), BTreeSet::new());
    for case in history.iter().filter(|case| case.fraud) {
        at.insert((case.whose, case.at));
        if alike.insert((case.whose, case.bands)) {
            frauds.push(*case);
        }
    }
    let is_close = |case: &Case| {
        let frauds = at.range((case.whose, crate::observation::Timestamp(i64::MIN))..);
        let mut own = frauds.take_while(|(whose, _)| *whose == case.whose);
        own.any(|(_, at)| at.0.abs_diff(case.at.0) <= CLOSE_US)
    };
    let genuine = history.iter().filter(|case| !case.fraud && !is_close(case)).copied().collect();
    (frauds, genuine)
}

/// Variables that tell something of frauds, the most informative first.
fn selected(frauds: &[Case], genuine: &[Case]) -> Vec<u8> {
    let mut informative: Vec<(f64, u8)> = (0..VARIABLES as u8)
        .filter_map(|variable| {
            let of = |cases: &[Case]| counts(cases, variable);
            let (bad, good) = (of(frauds), of(genuine));
            let (all_bad, all_good) = (bad.iter().sum::<f64>(), good.iter().sum::<f64>());
            let all = all_bad + all_good;
            let seen = bad.iter().zip(&good).filter(|(bad, good)| **bad + **good > 0.0);
            let term = |count: f64, band: f64, class: f64| {
                if count > 0.0 { count * libm::log(count * all / (band * class)) } else { 0.0 }
            };
            let nats: f64 = seen
                .clone()
                .map(|(bad, good)| term(*bad, bad + good, all_bad) + term(*good, bad + good, all_good))
                .sum();
            let degrees = seen.count().checked_sub(1).filter(|degrees| *degrees > 0)? as f64;
            // Chi-squared as a normal deviate (Wilson and Hilferty, PNAS 17, 1931).
            let spread = 2.0 / (9.0 * degrees);
            let z = (libm::cbrt(2.0 * nats / degrees) - (1.0 - spread)) / libm::sqrt(spread);
            (z > CHANCE_Z).then_some((nats / all, variable))
        })
        .collect();
    informative.sort_by(|one, other| other.0.total_cmp(&one.0));
    informative.iter().take(SELECTED).map(|(_, variable)| *variable).collect()
}

fn counts(cases: &[Case], variable: u8) -> [f64; BANDS] {
    let mut counts = [0.0; BANDS];
    for band in cases.iter().filter_map(|case| band(&case.bands, variable)) {
        if let Some(count) = counts.get_mut(band) {
            *count += 1.0;
        }
    }
    counts
}

fn band(bands: &Bands, variable: u8) -> Option<usize> {
    bands.get(usize::from(variable)).copied().flatten().map(usize::from)
}

/// All rules that enough frauds support.
fn candidates(selected: &[u8], frauds: &[Case], genuine: &[Case]) -> Vec<Rule> {
    let rule = |conditions: &[Condition], fitting: [u32; 2]| {
        let [bad, good] = fitting;
        let weight = weight(fitting, [frauds.len(), genuine.len()]);
        let rule = Rule { conditions: conditions.to_vec(), weight, frauds: bad, genuine: good };
        (bad >= SUPPORT && weight >= LIGHTEST).then_some(rule)
    };
    let mut found = Vec::new();
    for (at, one) in selected.iter().enumerate() {
        let alone = [frauds, genuine].map(|cases| counts(cases, *one));
        for condition in conditions(*one) {
            let range = usize::from(condition.from)..=usize::from(condition.to);
            let fitting =
                alone.map(|counts| counts.get(range.clone()).unwrap_or_default().iter().sum::<f64>());
            found.extend(rule(&[condition], fitting.map(|count| count as u32)));
        }
        for other in selected.iter().take(at) {
            let both = [frauds, genuine].map(|cases| Together::of(cases, *one, *other));
            for first in conditions(*one) {
                for second in conditions(*other) {
                    found.extend(rule(
                        &[first, second],
                        both.each_ref().map(|both| both.within(&first, &second)),
                    ));
                }
            }
        }
    }
    found
}

/// How many cases are in each pair of bands of two variables.
struct Together([[u32; BANDS]; BANDS]);

impl Together {
    fn of(cases: &[Case], one: u8, other: u8) -> Self {
        let mut counts = [[0; BANDS]; BANDS];
        for case in cases {
            let count = band(&case.bands, one)
                .and_then(|band| counts.get_mut(band))
                .zip(band(&case.bands, other))
                .and_then(|(row, band)| row.get_mut(band));
            count.into_iter().for_each(|count: &mut u32| *count += 1);
        }
        Self(counts)
    }

    fn within(&self, first: &Condition, second: &Condition) -> u32 {
        let range = |condition: &Condition| usize::from(condition.from)..=usize::from(condition.to);
        let rows = self.0.get(range(first)).unwrap_or_default();
        rows.iter().flat_map(|row| row.get(range(second)).unwrap_or_default()).sum()
    }
}

/// A band or more, a band or less, where they rise; else one band.
fn conditions(variable: u8) -> impl Iterator<Item = Condition> {
    let (last, rises) = ALL
        .get(usize::from(variable))
        .map_or((0, false), |variable| (variable.bands.len() as u8 - 1, variable.rises));
    let of = move |from, to| Condition { variable, from, to };
    let up = (1..=last).filter(move |_| rises).map(move |from| of(from, last));
    let down = (0..last).filter(move |_| rises).map(move |to| of(0, to));
    let single = (0..=last).filter(move |_| !rises).map(move |band| of(band, band));
    up.chain(down).chain(single)
}

/// The logarithm of how much oftener frauds fit than what is genuine: nearer to 0 the fewer frauds say so, and no further from it than as
/// many genuine activities can say.
fn weight([bad, good]: [u32; 2], [frauds, genuine]: [usize; 2]) -> f64 {
    let usual = (f64::from(good) + 1.0) / (genuine as f64 + 2.0);
    let shrunk = (f64::from(bad) + WORTH * usual) / (frauds as f64 + WORTH);
    libm::log(shrunk / usual).min(HEAVIEST)
}
