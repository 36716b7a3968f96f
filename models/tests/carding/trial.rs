//! What is decided about each purchase, as the product decides it.

use super::attack::Attack;
use super::{HOUR_US, Happened, Tried, What};
use models::attempts::Window;
use models::detectors::Detector;
use models::detectors::account::{self, Account};
use models::detectors::card_testing::{self, CardTesting};
use models::detectors::transitions::{self, Transitions};
use models::evidence::{Evidence, Known};
use models::fusion::{Heard, Weights, fuse};
use models::observation::Timestamp;
use models::threshold::{Decision, Thresholds};
use std::collections::BTreeMap;

/// What came out.
#[derive(Debug, Default)]
pub struct Verdicts {
    pub genuine: u32,
    /// Not plainly allowed by card testing alone; by all three.
    pub challenged: u32,
    pub challenged_by_all: u32,
    /// By card testing, an hour or more after the last attempt of any attack.
    pub challenged_in_peace: u32,
    /// By the sign that was shown.
    pub signs: BTreeMap<String, u32>,
    /// Of each attack: attempts behind the fifth, and those of them that were not plainly allowed.
    pub attacks: Vec<(u32, u32)>,
    /// How many attempts went before the first one that was not plainly allowed.
    pub first: Vec<Option<usize>>,
}

impl Verdicts {
    pub fn false_positives(&self) -> f64 {
        f64::from(self.challenged) / f64::from(self.genuine.max(1))
    }

    pub fn share_of(&self, attacks: &[Attack], name: &str) -> f64 {
        let of = self.attacks.iter().zip(attacks).filter(|(_, attack)| attack.name == name);
        let (all, refused) = of.fold((0, 0), |sum, ((all, refused), _)| (sum.0 + all, sum.1 + refused));
        f64::from(refused) / f64::from(all.max(1))
    }
}

/// Runs through it. Every card is judged as if it had taught nothing yet.
pub fn run(mut happened: Vec<Happened>, attacks: &[Attack]) -> Verdicts {
    happened.sort_by_key(|one| one.at);
    let mut window = Window::new(super::machines());
    let mut verdicts = Verdicts {
        attacks: vec![(0, 0); attacks.len()],
        first: vec![None; attacks.len()],
        ..Verdicts::default()
    };
    let (priors, of_account, of_states) =
        (card_testing::Priors::default(), account::Priors::default(), transitions::Priors::default());
    let fresh = card_testing::State::default();
    let mut last_attempt = i64::MIN / 2;
    for one in happened {
        match one.what {
            What::Account(user, event) => {
                window.note_account(user, event, Timestamp(one.at));
            }
            What::Answered(tried, result) => {
                window.note_result(&tried.purchase, tried.device, tried.user, result, Timestamp(one.at));
            }
            What::Tried(Tried { purchase, device, user, attack }) => {
                let attempts = window.look(&purchase, device, user);
                window.note_purchase(&purchase, device, user);
                let own = CardTesting.score(&fresh, &priors, &attempts);
                let all = [
                    own.clone(),
                    Account.score(&fresh, &of_account, &attempts),
                    Transitions.score(&fresh, &of_states, &attempts),
                ];
                let is_challenged = decide(&[own.clone()]) != Decision::Allow;
                match attack {
                    None if one.at < 0 => {}
                    None => {
                        verdicts.genuine += 1;
                        verdicts.challenged += u32::from(is_challenged);
                        let in_peace = one.at - last_attempt > HOUR_US;
                        verdicts.challenged_in_peace += u32::from(is_challenged && in_peace);
                        verdicts.challenged_by_all += u32::from(decide(&all) != Decision::Allow);
                        for finding in all.iter().filter_map(known).flat_map(|known| &known.findings) {
                            *verdicts.signs.entry(finding.code.clone()).or_default() += 1;
                        }
                    }
                    Some((attack, number)) => {
                        last_attempt = one.at;
                        if is_challenged {
                            verdicts.first[attack].get_or_insert(number);
                        }
                        if number >= 5 {
                            verdicts.attacks[attack].0 += 1;
                            verdicts.attacks[attack].1 += u32::from(is_challenged);
                        }
                    }
                }
            }
        }
    }
    verdicts
}

fn known(evidence: &Evidence) -> Option<&Known> {
    if let Evidence::Known(known) = evidence { Some(known) } else { None }
}

/// As the product does, with what it is shipped with.
fn decide(evidence: &[Evidence]) -> Decision {
    let heard: Vec<Heard> = evidence
        .iter()
        .enumerate()
        .map(|(at, evidence)| Heard { detector: at.to_string(), evidence: evidence.clone() })
        .collect();
    Thresholds::SHIPPED.decide(&fuse(-4.6, &Weights::default(), &heard))
}
