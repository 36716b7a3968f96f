//! Intention: whether a party, who is who they say they are, means to keep what they promise. Learned from how far each outcome
//! satisfied its promise ([`crate::kept::Kept`]).
//!
//! Confidence is what is left of trust after two questions: how well are promises kept lately (the publication's average, [`Dip`],
//! without its penalties), and were those that were broken meant to be broken ([`motive`])? A party that errs now and then is
//! trusted for what it keeps; one that breaks promises in a row is not, however well it behaves in between. The published
//! predictor is computed beside it, to be shown and compared: it condemns nearly every honest party that lives long enough.

mod dip;
mod motive;
mod priors;
mod shipped;
mod words;

use self::motive::Motive;
use super::Detector;
use crate::entity::EntityKind;
use crate::evidence::{Absence, Evidence, Finding, Known};
use crate::kept::Kept;
use crate::purchase::Purchase;
use alloc::{string::String, vec, vec::Vec};
use serde::{Deserialize, Serialize};

pub use self::dip::{Dip, Order, Rules};
pub use self::priors::Priors;

/// Promises before anything is said.
const NEED: u32 = 3;
/// Promises after which a party may be acted on hard.
const MATURE: u32 = 10;
/// A rating below says that the promise was broken: the publication's threshold for a foul.
const BROKEN: f64 = Rules::PUBLISHED.foul_below;
/// From this belief on an intention is named.
const NAMED: f64 = 0.5;

/// The detector: judges a payment by what the party that is paid made of its promises.
#[derive(Clone, Copy, Debug, Default)]
pub struct Intentions;

impl Detector for Intentions {
    const NAME: &'static str = "intention";
    const OWNER: EntityKind = EntityKind::Party;
    const STATE_VERSION: u8 = 2;
    type Seen = Purchase;
    type Learned = Kept;
    type State = State;
    const PRIORS_VERSION: u8 = 1;
    type Priors = Priors;

    fn score(&self, state: &State, priors: &Priors, purchase: &Purchase) -> Evidence {
        match purchase.payee {
            None => Evidence::Absent(Absence::NoPayee),
            Some(_) => state.score(priors),
        }
    }

    /// The first version knew of no row of broken promises: it ends where the motive did.
    fn older(version: u8, body: &[u8]) -> Option<State> {
        let with_no_row = [body, &[0; size_of::<[f64; priors::BANDS]>()]].concat();
        match postcard::take_from_bytes(&with_no_row) {
            Ok((state, [])) if version == 1 => Some(state),
            _ => None,
        }
    }

    fn older_priors(_: u8, _: &[u8]) -> Option<Priors> {
        None
    }

    fn learn(&self, state: &mut State, priors: &Priors, kept: &Kept) {
        state.learn(priors, kept);
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        Priors::fit(states)
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        priors.shown()
    }
}

/// What a party is believed to be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intention {
    /// Hardly anything was promised yet.
    TooFewToSay,
    /// No intention to deceive shows.
    None,
    /// Promises are broken stably, from the first on.
    Uncovered,
    /// Promises were kept until there was trust.
    Trapping,
    /// Promises are kept in between to cover those that are broken.
    Illusive,
}

/// What is known of one party.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct State {
    promises: u32,
    broken: u32,
    /// Of the last 16 promises, the newest lowest: whether it was broken.
    recent: u16,
    /// How often a row of promises began to be broken on purpose.
    rows: u16,
    /// As published.
    published: Dip,
    /// The same average without penalties: those are what [`motive`] is for.
    lately: f64,
    motive: Motive,
}

impl Default for State {
    fn default() -> Self {
        let published = Dip::default();
        let (lately, motive) = (published.trust(), Motive::default());
        Self { promises: 0, broken: 0, recent: 0, rows: 0, published, lately, motive }
    }
}

/// An encoded state, before it is checked.
#[derive(Deserialize)]
struct Stored {
    promises: u32,
    broken: u32,
    recent: u16,
    rows: u16,
    published: Dip,
    lately: f64,
    motive: Motive,
}

impl TryFrom<Stored> for State {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let Stored { promises, broken, recent, rows, published, lately, motive } = stored;
        let sound = broken <= promises
            && recent.count_ones() <= broken
            && u32::from(rows) <= promises
            && (0.0..=1.0).contains(&lately)
            && published.is_sound()
            && motive.is_sound();
        let state = Self { promises, broken, recent, rows, published, lately, motive };
        sound.then_some(state).ok_or("no promises teach that")
    }
}

impl State {
    /// Promises whose outcome is known.
    pub fn promises(&self) -> u32 {
        self.promises
    }

    /// Those that were broken.
    pub fn broken(&self) -> u32 {
        self.broken
    }

    /// Confidence that the party means to deceive, in [0, 1]; 0.5 of somebody nobody knows.
    pub fn confidence(&self) -> f64 {
        1.0 - self.lately * (1.0 - self.motive.deceives())
    }

    /// The same as published, without bounds on what accidents do.
    pub fn published(&self) -> &Dip {
        &self.published
    }

    /// What the party is believed to be about.
    pub fn intention(&self) -> Intention {
        let Motive { uncovered, trapping, .. } = self.motive;
        let illusive = self.motive.illusive();
        // Whoever breaks its first row of promises has covered nothing yet, however likely accidents before it made that look.
        let covers = self.rows > 1 || self.motive.breaking() < NAMED;
        match self.motive.deceives() {
            _ if self.promises < NEED => Intention::TooFewToSay,
            deceives if deceives < NAMED => Intention::None,
            _ if uncovered >= trapping.max(illusive) => Intention::Uncovered,
            _ if illusive > trapping && covers => Intention::Illusive,
            _ => Intention::Trapping,
        }
    }

    /// Learns one outcome. The order of the calls counts, never a clock.
    pub fn learn(&mut self, priors: &Priors, kept: &Kept) {
        let Kept { rating, testified, .. } = *kept;
        let was_breaking = self.motive.breaking() >= NAMED;
        self.motive.learn(priors, rating, testified);
        let row_begins = !was_breaking && self.motive.breaking() >= NAMED;
        self.published.learn(&Rules::PUBLISHED, rating);
        let Rules { wc, wd, .. } = Rules::PUBLISHED;
        let weight = if rating.get() >= self.lately { wc } else { wd };
        self.lately = (weight * rating.get() + (1.0 - weight) * self.lately).clamp(0.0, 1.0);
        let broken = rating.get() < BROKEN;
        self.promises = self.promises.saturating_add(1);
        self.broken = self.broken.saturating_add(broken.into());
        self.rows = self.rows.saturating_add(row_begins.into());
        self.recent = self.recent << 1 | u16::from(broken);
    }

    /// What its promises say of the party as it stands.
    pub fn score(&self, priors: &Priors) -> Evidence {
        match self.promises {
            0 => return Evidence::Absent(Absence::NoCommitment),
            seen if seen < NEED => return Evidence::Warming { seen, need: NEED },
            _ => {}
        }
        let p_value = priors.p_value(self.promises, self.doubt());
        let finding = Finding {
            code: "deceiving_intention".into(),
            surprise: -libm::log(p_value),
            text: words::intention(self),
        };
        Evidence::Known(Known::new(p_value, self.promises, self.promises >= MATURE, vec![finding]))
    }

    fn doubt(&self) -> f64 {
        self.motive.doubt()
    }

    fn own(&self) -> &[f64; priors::BANDS] {
        self.motive.own()
    }
}
