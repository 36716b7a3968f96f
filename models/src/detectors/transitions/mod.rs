//! Dangerous states: whether the user, the card or the device came to this purchase by a way that is described as dangerous. The way is
//! the reason. Which ways there are, and how rare, is data: [`crate::transitions`].

use crate::attempts::Attempts;
use crate::entity::EntityKind;
use crate::evidence::{Evidence, Finding, Known};
use crate::signs::{BySigns, Listed, Priors as Frequencies, Shown, Sign};
use crate::transitions::{Danger, Passed};
use alloc::{format, string::String, vec::Vec};

/// The detector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transitions;

/// What is known of one card.
pub type State = Shown;
/// How often genuine purchases are made in a dangerous state.
pub type Priors = Frequencies<Transitions>;

/// All states together. A refit tells how many times as often as described they are entered.
static DANGEROUS: Sign = Sign {
    code: "dangerous_state",
    frequency: 1e-3,
    may_be_usual: true,
    seen: |attempts| attempts.dangers.first().map(words),
};
const ALL: usize = 0;

impl Listed for Transitions {
    type Within = Attempts;
    #[expect(private_interfaces, reason = "signs are read where they are listed")]
    const SIGNS: &'static [&'static Sign] = &[&DANGEROUS];
}

impl BySigns for Transitions {
    const CALLED: &'static str = "transitions";
    const OF: EntityKind = EntityKind::Card;
    const STRANGERS: bool = true;

    fn judged(state: &State, priors: &Priors, attempts: &Attempts) -> Evidence {
        let age = state.occasions();
        let mut found: Vec<(f64, Finding)> = Vec::new();
        for danger in &attempts.dangers {
            // Two of one machine are of two entities: the first speaks for both.
            if found.iter().any(|(_, finding)| finding.code == danger.machine) {
                continue;
            }
            let p_value = (danger.as_rare * priors.times(ALL)).clamp(1e-9, 1.0);
            let p_value = state.expected(ALL, p_value);
            let surprise = -libm::log(p_value);
            found.push((p_value, Finding { code: danger.machine.clone(), surprise, text: words(danger) }));
        }
        match found.iter().map(|(p_value, _)| *p_value).min_by(f64::total_cmp) {
            None => Evidence::Unremarkable { age },
            Some(score) => {
                let findings = found.into_iter().map(|(_, finding)| finding).collect();
                Evidence::Known(Known::new(score, age, state.is_mature(), findings))
            }
        }
    }
}

/// What it is, and the way there: `…: 5 times a failed login, a login 40 s before, …`.
fn words(danger: &Danger) -> String {
    let path: Vec<String> = danger.path.iter().map(step).collect();
    format!("{}: {}", danger.text, path.join(", "))
}

fn step(passed: &Passed) -> String {
    let what = passed.on.words();
    let what = if passed.times > 1 { format!("{} times {what}", passed.times) } else { what.into() };
    match passed.before_s {
        0 => format!("{what} now"),
        s @ 1..120 => format!("{what} {s} s before"),
        s @ 120..7_200 => format!("{what} {} min before", s / 60),
        s => format!("{what} {} h before", s / 3_600),
    }
}
