//! What is decided about each purchase, as the product decides it.

use super::attack::Attack;
use super::{DAY_US, Happened, Tried, What};
use models::attempts::{Attempts, Window};
use models::detectors::account::{self, Account};
use models::detectors::card_testing::{self, CardTesting};
use models::detectors::transitions::{self, Transitions};
use models::evidence::Evidence;
use models::fusion::{Heard, Weights, fuse};
use models::threshold::{Decision, Thresholds};
use std::collections::{BTreeMap, VecDeque};

/// What came out.
#[derive(Debug, Default)]
pub struct Verdicts {
    pub genuine: u32,
    /// Not plainly allowed by card testing alone; by all three.
    pub challenged: u32,
    pub challenged_by_all: u32,
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

/// Runs through it. Genuine purchases are learned a day later.
pub fn run(mut happened: Vec<Happened>, attacks: &[Attack]) -> Verdicts {
    happened.sort_by_key(|one| one.at);
    let mut window = Window::new(super::machines());
    let mut states: BTreeMap<[u8; 16], card_testing::State> = BTreeMap::new();
    let mut waiting: VecDeque<(i64, [u8; 16], Attempts)> = VecDeque::new();
    let mut verdicts = Verdicts {
        attacks: vec![(0, 0); attacks.len()],
        first: vec![None; attacks.len()],
        ..Verdicts::default()
    };
    let (priors, of_account, of_states) =
        (card_testing::Priors::default(), account::Priors::default(), transitions::Priors::default());
    for one in happened {
        while waiting.front().is_some_and(|(at, ..)| one.at - at > DAY_US) {
            let (_, device, attempts) = waiting.pop_front().unwrap();
            CardTesting.learn(states.entry(device).or_default(), &attempts);
        }
        match one.what {
            What::Account(user, event) => {
                window.note_account(user, event, models::observation::Timestamp(one.at));
            }
            What::Answered(tried, result) => {
                let at = models::observation::Timestamp(one.at);
                window.note_result(&tried.purchase, tried.device, tried.user, result, at);
            }
            What::Tried(Tried { purchase, device, user, attack }) => {
                let attempts = window.look(&purchase, device, user);
                window.note_purchase(&purchase, device, user);
                let state = device.and_then(|device| states.get(&device)).cloned().unwrap_or_default();
                let own = CardTesting.score(&state, &priors, &attempts);
                let fresh = models::detectors::account::State::default();
                let all = [
                    own.clone(),
                    Account.score(&fresh, &of_account, &attempts),
                    Transitions.score(&fresh, &of_states, &attempts),
                ];
                let is_challenged = decide(&[own.clone()]) != Decision::Allow;
                match attack {
                    None => {
                        verdicts.genuine += 1;
                        verdicts.challenged += u32::from(is_challenged);
                        verdicts.challenged_by_all += u32::from(decide(&all) != Decision::Allow);
                        for finding in all.iter().filter_map(known).flat_map(|known| &known.findings) {
                            *verdicts.signs.entry(finding.code.clone()).or_default() += 1;
                        }
                        waiting.extend(device.map(|device| (one.at, device, attempts)));
                    }
                    Some((attack, number)) => {
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

fn known(evidence: &Evidence) -> Option<&models::evidence::Known> {
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
