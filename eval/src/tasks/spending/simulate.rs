//! The published tables again (Srivastava et al., IEEE TDSC 5, 2008, Tables IV and V), on cards simulated as there: each draws low, medium and
//! high amounts with the shares of its kind, thieves with shares of their own. The predictive score stands beside the published one.
//!
//! - `MIX.threshold.T.window.R.{tp,fp}`, `MIX.threshold.T.states.N.{tp,fp}`: the published rule, whose window takes only what it accepts.
//! - `MIX.threshold.T.genuine_window.{tp,fp}`: the same where all that is genuine slides into the window, which is R = 15.
//! - `MIX.published`, `MIX.predictive`: areas under the ROC curve of both scores over the same windows, which take all that is genuine.

use super::super::Findings;
use super::published::training;
use crate::measures::{Outcomes, Scored, auc};
use crate::report::{Row, Table};
use models::detectors::spending::published::{ACCEPTANCE_WINDOW, drop_of_likelihood};
use models::math::hmm::Hmm;
use models::math::random::Random;
use rayon::prelude::*;

/// Shares of low, medium and high amounts.
const MIXES: [(&str, [f64; 3]); 3] =
    [("loyal", [0.95, 0.03, 0.02]), ("mixed", [0.70, 0.20, 0.10]), ("wide", [0.55, 0.35, 0.10])];
const THIEF: [f64; 3] = [0.05, 0.15, 0.80];
const CARDS: u64 = 40;
const LEARNED: usize = 100;
const JUDGED: usize = 200;
const FRAUDS: f64 = 0.1;
const WINDOWS: [usize; 5] = [5, 10, 15, 20, 25];
const STATES: [usize; 6] = [5, 6, 7, 8, 9, 10];
/// In per cent.
const THRESHOLDS: [u32; 4] = [30, 50, 70, 90];
/// As published.
const CHOSEN_STATES: usize = 10;

/// One card: what it learned from, and what came then, with whether it was fraud.
struct Card {
    learned: Vec<u8>,
    judged: Vec<(u8, bool)>,
}

/// The tables of every mix.
pub(super) fn measure(seed: u64) -> Findings {
    let mut findings = Findings::default();
    for (number, (mix, shares)) in (0..).zip(MIXES) {
        let cards: Vec<Card> =
            (0..CARDS).map(|card| Card::of(&shares, seed << 32 | number << 16 | card)).collect();
        let models: Vec<(usize, Vec<Hmm>)> = STATES.map(|states| (states, trained(&cards, states))).into();
        let Some((_, chosen)) = models.iter().find(|(states, _)| *states == CHOSEN_STATES) else { continue };
        let windows = WINDOWS.map(|window| (format!("window.{window}"), chosen, window, false));
        let states = models
            .iter()
            .map(|(states, models)| (format!("states.{states}"), models, ACCEPTANCE_WINDOW, false));
        let genuine = [("genuine_window".to_owned(), chosen, ACCEPTANCE_WINDOW, true)];
        let mut table = Table {
            title: format!(
                "{mix} spenders ({shares:?}): caught, and falsely refused, by threshold in per cent"
            ),
            heads: vec!["30", "fp", "50", "fp", "70", "fp", "90", "fp"],
            rows: Vec::new(),
        };
        for (what, models, window, genuine) in windows.into_iter().chain(states).chain(genuine) {
            let mut cells = Vec::new();
            for threshold in THRESHOLDS {
                let drop = f64::from(threshold) / 100.0;
                let each = cards
                    .par_iter()
                    .zip(models)
                    .map(|(card, model)| card.refused(model, window, drop, genuine));
                let mut all = Outcomes::default();
                each.collect::<Vec<_>>().into_iter().for_each(|one| all += one);
                let key = format!("{mix}.threshold.{threshold}.{what}");
                findings.figures.push(format!("{key}.tp"), all.fraud_coverage());
                findings.figures.push(format!("{key}.fp"), all.false_positive_rate());
                cells.extend([Some(all.fraud_coverage()), Some(all.false_positive_rate())]);
            }
            table.rows.push(Row(what.replace(['.', '_'], " "), cells));
        }
        findings.tables.push(table);
        let mut areas = Table {
            title: format!("{mix} spenders: area under the ROC curve"),
            heads: vec!["AUC"],
            rows: Vec::new(),
        };
        let both = cards.iter().zip(chosen).map(|(card, model)| card.ranked(model));
        let (published, predictive): (Vec<Scored>, Vec<Scored>) = both.unzip();
        for (name, scored) in [("published", published), ("predictive", predictive)] {
            let area = Scored::pooled(&scored).measure(auc);
            findings.figures.push(format!("{mix}.{name}"), area);
            areas.rows.push(Row(name.into(), vec![Some(area)]));
        }
        findings.tables.push(areas);
    }
    findings
}

fn trained(cards: &[Card], states: usize) -> Vec<Hmm> {
    let one = |card: &Card| {
        let share = |symbol| card.learned.iter().filter(|one| **one == symbol).count().max(1) as f64;
        let mut model = Hmm::fresh(states, &[0, 1, 2].map(share)).ok()?;
        model.train(&card.learned, &training());
        Some(model)
    };
    cards.par_iter().filter_map(one).collect()
}

impl Card {
    fn of(shares: &[f64; 3], seed: u64) -> Self {
        let mut random = Random::of(seed);
        let learned = (0..LEARNED).map(|_| drawn(shares, &mut random)).collect();
        let judged = (0..JUDGED).map(|_| {
            let fraud = random.unit() < FRAUDS;
            (drawn(if fraud { &THIEF } else { shares }, &mut random), fraud)
        });
        Self { learned, judged: judged.collect() }
    }

    fn window(&self, length: usize) -> Vec<u8> {
        self.learned.get(self.learned.len().saturating_sub(length)..).unwrap_or_default().to_vec()
    }

    /// The published rule: what is refused does not enter the window. Or what is genuine does, and nothing else.
    fn refused(&self, model: &Hmm, length: usize, drop: f64, genuine: bool) -> Outcomes {
        let (mut window, mut outcomes) = (self.window(length), Outcomes::default());
        for (symbol, fraud) in &self.judged {
            let refused = drop_of_likelihood(model, &window, *symbol) >= drop;
            outcomes.push(*fraud, refused);
            if if genuine { !fraud } else { !refused } {
                slide(&mut window, *symbol);
            }
        }
        outcomes
    }

    /// Both scores; what is genuine slides into the window, also where it had looked unusual.
    fn ranked(&self, model: &Hmm) -> (Scored, Scored) {
        let mut window = self.window(ACCEPTANCE_WINDOW);
        let (mut published, mut predictive) = (Scored::default(), Scored::default());
        for (symbol, fraud) in &self.judged {
            published.push(!fraud, drop_of_likelihood(model, &window, *symbol));
            predictive.push(!fraud, model.surprise(&model.followed(&window), *symbol));
            if !fraud {
                slide(&mut window, *symbol);
            }
        }
        (published, predictive)
    }
}

fn slide(window: &mut Vec<u8>, symbol: u8) {
    window.remove(0);
    window.push(symbol);
}

fn drawn(shares: &[f64; 3], random: &mut Random) -> u8 {
    let at = random.unit();
    let [low, medium, _] = shares;
    u8::from(at >= *low) + u8::from(at >= low + medium)
}
