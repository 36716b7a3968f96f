//! By which test a purchase is judged. The predictive one measures best and is shipped; a site may choose one of the published two
//! ([`published`](super::published)), whose alarm is a score that its calibration ranks.

use super::published::{
    ACCEPTANCE_DROP, ACCEPTANCE_WINDOW, PROFILE_WINDOW, drop_of_likelihood, profile_changes,
};
use super::purse::Purse;
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Largest window: what is kept of a card is a little more.
const LARGEST: usize = 50;
/// The share of genuine purchases that change a profile (`pennyprint eval spending`).
const CHANGES: f64 = 0.28;
const SMALLEST_P: f64 = 1e-12;

/// See the module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// How unusual the purchase is after those before it.
    #[default]
    Predictive,
    /// By which share the window becomes less likely when it slides onto the purchase (Srivastava et al. 2008).
    Acceptance {
        /// Purchases in the window.
        window: usize,
        /// From this share on it refuses.
        drop: f64,
    },
    /// Whether the spending profile changes when the window slides (Prasad).
    Reclustering {
        /// Purchases in the window.
        window: usize,
    },
}

/// A published test's alarm.
pub(super) struct Alarm {
    pub(super) code: &'static str,
    pub(super) score: f64,
    pub(super) text: String,
}

impl Test {
    pub(super) fn is_sound(&self) -> bool {
        let sound = |window: usize| (2..=LARGEST).contains(&window);
        match *self {
            Self::Predictive => true,
            Self::Acceptance { window, drop } => sound(window) && drop > 0.0 && drop <= 1.0,
            Self::Reclustering { window } => sound(window),
        }
    }

    /// The same with one setting changed; `None` where it has no such setting. A test is chosen with its published settings.
    pub(super) fn with(self, setting: &str, value: &str) -> Option<Self> {
        match (setting, value, self) {
            ("test", "predictive", _) => Some(Self::Predictive),
            ("test", "acceptance", _) => {
                Some(Self::Acceptance { window: ACCEPTANCE_WINDOW, drop: ACCEPTANCE_DROP })
            }
            ("test", "reclustering", _) => Some(Self::Reclustering { window: PROFILE_WINDOW }),
            ("window", _, Self::Acceptance { drop, .. }) => {
                Some(Self::Acceptance { window: value.parse().ok()?, drop })
            }
            ("window", _, Self::Reclustering { .. }) => {
                Some(Self::Reclustering { window: value.parse().ok()? })
            }
            ("threshold", _, Self::Acceptance { window, .. }) => {
                Some(Self::Acceptance { window, drop: value.parse().ok()? })
            }
            _ => None,
        }
        .filter(Self::is_sound)
    }

    /// Its numbers by their names: the test as 0, 1 or 2.
    pub(super) fn shown(&self) -> [(String, f64); 3] {
        let (test, window, threshold) = match *self {
            Self::Predictive => (0.0, 0.0, 0.0),
            Self::Acceptance { window, drop } => (1.0, window as f64, drop),
            Self::Reclustering { window } => (2.0, window as f64, 0.0),
        };
        [("test".into(), test), ("window".into(), window), ("threshold".into(), threshold)]
    }

    /// What a published test says of an amount; `None` where that is nothing, and while the window is not full. The window slides onto
    /// whatever is trusted: one that takes only what it accepts locks onto it.
    pub(super) fn alarm(&self, purse: &Purse, amount: f64) -> Option<Alarm> {
        let amounts: Vec<f64> = purse.amounts().collect();
        let latest = |window: usize| amounts.len().checked_sub(window).and_then(|from| amounts.get(from..));
        match *self {
            Self::Predictive => None,
            Self::Acceptance { window, drop } => {
                let (latest, symbols) = latest(window).zip(purse.symbols())?;
                let seen: Vec<u8> = latest.iter().map(|amount| symbols.symbol(*amount)).collect();
                let dropped = drop_of_likelihood(symbols.model(), &seen, symbols.symbol(amount));
                let text = format!(
                    "the latest {window} amounts became {:.0} % less likely with this one, and {:.0} % is refused",
                    100.0 * dropped,
                    100.0 * drop
                );
                let score = (1.0 - dropped).clamp(SMALLEST_P, 1.0);
                (dropped >= drop).then_some(Alarm { code: "less_likely_window", score, text })
            }
            Self::Reclustering { window } => {
                let text = format!("with this amount another group dominates the latest {window}");
                let changed = profile_changes(latest(window)?, amount);
                changed.then_some(Alarm { code: "profile_changed", score: CHANGES, text })
            }
        }
    }
}
