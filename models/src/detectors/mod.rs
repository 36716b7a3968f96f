//! The detectors: small pure models that turn (state, occasion) into evidence.
//!
//! Adding one: a file (or a folder) here that implements [`Detector`], its `mod` line, and its line in
//! [`ALL`]. The conformance suite covers it from then on.

use crate::entity::{EntityKey, EntityKind};
use crate::evidence::{Absence, Evidence};
use crate::occasion::{Occasion, Part};
use crate::purchase::Truth;
use alloc::{boxed::Box, string::String, vec::Vec};
use serde::{Serialize, de::DeserializeOwned};

pub mod account;
pub mod automation;
pub mod behaviour;
pub mod card_testing;
pub mod device;
pub mod identity;
pub mod intention;
pub mod payee;
pub mod profile;
pub mod spending;
pub mod transitions;
pub mod trust;

/// The one visible list.
pub const ALL: &[&dyn registered::AnyDetector] = &[
    &device::Device,
    &identity::Identity,
    &behaviour::Behaviour,
    &automation::Automation,
    &spending::Spending,
    &payee::Payee,
    &profile::Profile,
    &card_testing::CardTesting,
    &account::Account,
    &transitions::Transitions,
    &intention::Intentions,
    &trust::Trust,
];

/// One model of one kind of entity.
///
/// Scoring and learning are two calls: an occasion is learned only once it is trusted, so that an
/// attacker cannot train the model.
pub trait Detector: Sync {
    /// Stable snake_case name, the module's name.
    const NAME: &'static str;
    /// The kind of entity whose states it learns.
    const OWNER: EntityKind;
    /// Whether it can judge an occasion that is of no entity of its kind, from a fresh state.
    const JUDGES_STRANGERS: bool = false;
    /// Version of the state's format; another version's bytes are refolded from the journal.
    const STATE_VERSION: u8;
    /// The part of an occasion that it judges.
    type Seen: Part;
    /// The part of an occasion that it learns from.
    type Learned: Part;
    /// What has been learned of one entity. Bounded: the conformance suite holds it to
    /// [`registered::STATE_BYTES`].
    type State: Default + Clone + PartialEq + Serialize + DeserializeOwned;
    /// Version of the priors' format.
    const PRIORS_VERSION: u8;
    /// What is believed of any entity before its first occasion: shared by all, refitted from their states, never
    /// changed by learning. The default is the shipped one. What deserializes must be safe to score with.
    type Priors: Default + Clone + PartialEq + Serialize + DeserializeOwned;

    /// Judges an occasion against what was learned before it.
    fn score(&self, state: &Self::State, priors: &Self::Priors, seen: &Self::Seen) -> Evidence;

    /// Reads a state that an older version wrote, so that what was learned outlives the records it was learned from; `None`
    /// where it has to be learned anew. What the older version did not know is as before the first visit.
    fn older(version: u8, body: &[u8]) -> Option<Self::State>;

    /// Reads priors that an older version fitted, so that what was learned with them is learned with them again; `None` where
    /// the shipped ones stand in. What the older version did not know is as shipped.
    fn older_priors(version: u8, body: &[u8]) -> Option<Self::Priors>;

    /// Learns a trusted occasion. Called in the order of the entity's versions.
    fn learn(&self, state: &mut Self::State, priors: &Self::Priors, learned: &Self::Learned);

    /// The priors that these entities' states speak for; `None` where they are too few to say.
    fn fit(&self, states: &mut dyn Iterator<Item = Self::State>) -> Option<Self::Priors>;

    /// Whoever is told a site's history for its priors; `None` where states say all.
    fn historian(&self) -> Option<Box<dyn Historian<Self::Priors>>> {
        None
    }

    /// The priors with a setting as a person wants it; `None` where there is no such setting, or it takes no such value.
    fn choose(&self, _priors: Self::Priors, _setting: &str, _value: &str) -> Option<Self::Priors> {
        None
    }

    /// Fitted priors with the settings of those that hold, where a person has changed any: a refit leaves them as they are.
    fn chosen(&self, _held: &Self::Priors, _fitted: &Self::Priors) -> Option<Self::Priors> {
        None
    }

    /// The priors as named numbers, for people to read.
    fn shown(&self, priors: &Self::Priors) -> Vec<(String, f64)>;
}

/// Hears what became of a site's occasions, frauds too, and makes of it what states cannot say: those learn what is trusted.
pub trait Historian<P>: Send {
    /// One occasion of an entity of [`Detector::OWNER`], those of each in their order.
    fn hear(&mut self, whose: &EntityKey, occasion: &Occasion<'_>, truth: Truth);

    /// The priors with what the history says; `None` where that is nothing.
    fn teach(&self, priors: P) -> Option<P>;
}

pub mod registered {
    //! The object-safe side of [`Detector`](super::Detector): states as bytes. In a module of its own
    //! because its methods carry the same names.

    use super::*;

    /// Largest encoded state, in bytes.
    pub const STATE_BYTES: usize = 32 * 1024;

    /// Largest encoded priors, in bytes: those of the behaviour detector tell how four fields of 24 keys are typed by anybody.
    pub const PRIORS_BYTES: usize = 40 * 1024;

    /// Why bytes are not a state of this detector.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum StateError {
        /// Written by another version of the detector: fold the entity's records again.
        #[error("the state was written by another version of the detector")]
        OtherVersion,
        /// Damaged.
        #[error("the state's bytes are damaged")]
        Damaged,
    }

    /// Any detector, its state and its priors as bytes: the version byte, then postcard. Empty bytes are a fresh state,
    /// and the shipped priors.
    pub trait AnyDetector: Sync {
        /// Stable name.
        fn name(&self) -> &'static str;
        /// See [`Detector::OWNER`].
        fn owner(&self) -> EntityKind;
        /// See [`Detector::JUDGES_STRANGERS`].
        fn judges_strangers(&self) -> bool;
        /// Whether the occasion has the part that it judges, or by name why not.
        fn sees(&self, occasion: &Occasion<'_>) -> Result<(), Absence>;
        /// See [`Detector::score`].
        fn score(&self, state: &[u8], priors: &[u8], occasion: &Occasion<'_>)
        -> Result<Evidence, StateError>;
        /// See [`Detector::learn`]; returns the new state, which is the old one where the occasion has nothing to learn.
        fn learn(&self, state: &[u8], priors: &[u8], occasion: &Occasion<'_>) -> Result<Vec<u8>, StateError>;
        /// See [`Detector::fit`]; states that cannot be read are left out.
        fn fit(&self, states: &mut dyn Iterator<Item = &[u8]>) -> Option<Vec<u8>>;
        /// See [`Detector::historian`].
        fn historian(&self) -> Option<Box<dyn AnyHistorian>>;
        /// See [`Detector::choose`].
        fn choose(&self, priors: &[u8], setting: &str, value: &str) -> Option<Vec<u8>>;
        /// What was fitted, as far as anything was, with what a person has chosen: see [`Detector::chosen`].
        fn chosen(&self, held: &[u8], fitted: Option<Vec<u8>>) -> Option<Vec<u8>>;
        /// See [`Detector::shown`].
        fn shown(&self, priors: &[u8]) -> Vec<(String, f64)>;
        /// Whether this version of the detector reads the state.
        fn check(&self, state: &[u8]) -> Result<(), StateError>;
    }

    /// Any historian, the priors as bytes.
    pub trait AnyHistorian: Send {
        /// See [`Historian::hear`].
        fn hear(&mut self, whose: &EntityKey, occasion: &Occasion<'_>, truth: Truth);
        /// What was fitted to states, with what the history says: see [`Historian::teach`].
        fn teach(&self, fitted: Option<Vec<u8>>) -> Option<Vec<u8>>;
    }

    struct Told<D: Detector>(Box<dyn Historian<D::Priors>>);

    impl<D: Detector> AnyHistorian for Told<D> {
        fn hear(&mut self, whose: &EntityKey, occasion: &Occasion<'_>, truth: Truth) {
            self.0.hear(whose, occasion, truth);
        }

        fn teach(&self, fitted: Option<Vec<u8>>) -> Option<Vec<u8>> {
            match self.0.teach(priors::<D>(fitted.as_deref().unwrap_or_default())) {
                Some(priors) => encoded::<D>(&priors),
                None => fitted,
            }
        }
    }

    fn encoded<D: Detector>(priors: &D::Priors) -> Option<Vec<u8>> {
        postcard::to_extend(priors, Vec::from([D::PRIORS_VERSION])).ok()
    }

    impl<D: Detector + 'static> AnyDetector for D {
        fn name(&self) -> &'static str {
            D::NAME
        }

        fn owner(&self) -> EntityKind {
            D::OWNER
        }

        fn judges_strangers(&self) -> bool {
            D::JUDGES_STRANGERS
        }

        fn sees(&self, occasion: &Occasion<'_>) -> Result<(), Absence> {
            D::Seen::of(occasion).map(drop)
        }

        fn score(
            &self,
            state: &[u8],
            priors: &[u8],
            occasion: &Occasion<'_>,
        ) -> Result<Evidence, StateError> {
            let state = decode::<D>(state)?;
            Ok(match D::Seen::of(occasion) {
                Ok(seen) => Detector::score(self, &state, &self::priors::<D>(priors), &seen),
                Err(why) => Evidence::Absent(why),
            })
        }

        fn learn(&self, state: &[u8], priors: &[u8], occasion: &Occasion<'_>) -> Result<Vec<u8>, StateError> {
            let mut next = decode::<D>(state)?;
            let Ok(learned) = D::Learned::of(occasion) else { return Ok(state.into()) };
            Detector::learn(self, &mut next, &self::priors::<D>(priors), &learned);
            postcard::to_extend(&next, Vec::from([D::STATE_VERSION])).map_err(|_| StateError::Damaged)
        }

        fn fit(&self, states: &mut dyn Iterator<Item = &[u8]>) -> Option<Vec<u8>> {
            encoded::<D>(&Detector::fit(self, &mut states.filter_map(|state| decode::<D>(state).ok()))?)
        }

        fn historian(&self) -> Option<Box<dyn AnyHistorian>> {
            Some(Box::new(Told::<D>(Detector::historian(self)?)))
        }

        fn choose(&self, priors: &[u8], setting: &str, value: &str) -> Option<Vec<u8>> {
            encoded::<D>(&Detector::choose(self, self::priors::<D>(priors), setting, value)?)
        }

        fn chosen(&self, held: &[u8], fitted: Option<Vec<u8>>) -> Option<Vec<u8>> {
            let base = self::priors::<D>(fitted.as_deref().unwrap_or_default());
            match Detector::chosen(self, &self::priors::<D>(held), &base) {
                Some(chosen) => encoded::<D>(&chosen),
                None => fitted,
            }
        }

        fn shown(&self, priors: &[u8]) -> Vec<(String, f64)> {
            Detector::shown(self, &self::priors::<D>(priors))
        }

        fn check(&self, state: &[u8]) -> Result<(), StateError> {
            decode::<D>(state).map(drop)
        }
    }

    /// The typed priors behind an artifact's bytes. Bytes that this version does not read give the shipped priors: they
    /// are always sound, and the next refit replaces them.
    pub fn priors<D: Detector>(bytes: &[u8]) -> D::Priors {
        let Some((&version, body)) = bytes.split_first() else { return D::Priors::default() };
        let priors = match version == D::PRIORS_VERSION {
            true => postcard::take_from_bytes(body)
                .ok()
                .and_then(|(priors, rest)| rest.is_empty().then_some(priors)),
            false => D::older_priors(version, body),
        };
        priors.unwrap_or_default()
    }

    /// The typed state behind the bytes of a row; empty bytes are a fresh state.
    pub fn decode<D: Detector>(bytes: &[u8]) -> Result<D::State, StateError> {
        match bytes.split_first() {
            None => Ok(D::State::default()),
            Some((&version, body)) if version != D::STATE_VERSION => {
                D::older(version, body).ok_or(StateError::OtherVersion)
            }
            Some((_, body)) => match postcard::take_from_bytes(body) {
                Ok((state, [])) => Ok(state),
                Ok(_) | Err(_) => Err(StateError::Damaged),
            },
        }
    }
}
