//! The detectors: small pure models that turn (state, observation) into evidence.
//!
//! Adding one: a file (or a folder) here that implements [`Detector`], its `mod` line, and its line in
//! [`ALL`]. The conformance suite covers it from then on.

use crate::entity::EntityKey;
use crate::evidence::Evidence;
use crate::observation::Observation;
use alloc::vec::Vec;
use serde::{Serialize, de::DeserializeOwned};

pub mod device;

/// The one visible list.
pub const ALL: &[&dyn registered::AnyDetector] = &[&device::Device];

/// One model of one kind of entity.
///
/// Scoring and learning are two calls: an observation is learned only once it is trusted, so that an
/// attacker cannot train the model.
pub trait Detector: Sync {
    /// Stable snake_case name, the module's name.
    const NAME: &'static str;
    /// Version of the state's format; another version's bytes are refolded from the journal.
    const STATE_VERSION: u8;
    /// What has been learned of one entity. Bounded: the conformance suite holds it to
    /// [`registered::STATE_BYTES`].
    type State: Default + Clone + PartialEq + Serialize + DeserializeOwned;

    /// The entity whose state this detector needs for the observation; `None` where it has nothing to say.
    fn entity(&self, observation: &Observation) -> Option<EntityKey>;

    /// Judges an observation against what was learned before it.
    fn score(&self, state: &Self::State, observation: &Observation) -> Evidence;

    /// Learns a trusted observation. Called in the order of the entity's versions.
    fn learn(&self, state: &mut Self::State, observation: &Observation);
}

pub mod registered {
    //! The object-safe side of [`Detector`](super::Detector): states as bytes. In a module of its own
    //! because its methods carry the same names.

    use super::*;

    /// Largest encoded state, in bytes.
    pub const STATE_BYTES: usize = 4096;

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

    /// Any detector, its state as bytes: the version byte, then postcard. Empty bytes are a fresh state.
    pub trait AnyDetector: Sync {
        /// Stable name.
        fn name(&self) -> &'static str;
        /// See [`Detector::entity`].
        fn entity(&self, observation: &Observation) -> Option<EntityKey>;
        /// See [`Detector::score`].
        fn score(&self, state: &[u8], observation: &Observation) -> Result<Evidence, StateError>;
        /// See [`Detector::learn`]; returns the new state.
        fn learn(&self, state: &[u8], observation: &Observation) -> Result<Vec<u8>, StateError>;
        /// Whether this version of the detector reads the state.
        fn check(&self, state: &[u8]) -> Result<(), StateError>;
    }

    impl<D: Detector> AnyDetector for D {
        fn name(&self) -> &'static str {
            D::NAME
        }

        fn entity(&self, observation: &Observation) -> Option<EntityKey> {
            Detector::entity(self, observation)
        }

        fn score(&self, state: &[u8], observation: &Observation) -> Result<Evidence, StateError> {
            Ok(Detector::score(self, &decode::<D>(state)?, observation))
        }

        fn learn(&self, state: &[u8], observation: &Observation) -> Result<Vec<u8>, StateError> {
            let mut state = decode::<D>(state)?;
            Detector::learn(self, &mut state, observation);
            postcard::to_extend(&state, Vec::from([D::STATE_VERSION])).map_err(|_| StateError::Damaged)
        }

        fn check(&self, state: &[u8]) -> Result<(), StateError> {
            decode::<D>(state).map(drop)
        }
    }

    /// The typed state behind the bytes of a row; empty bytes are a fresh state.
    pub fn decode<D: Detector>(bytes: &[u8]) -> Result<D::State, StateError> {
        match bytes.split_first() {
            None => Ok(D::State::default()),
            Some((&version, _)) if version != D::STATE_VERSION => Err(StateError::OtherVersion),
            Some((_, body)) => match postcard::take_from_bytes(body) {
                Ok((state, [])) => Ok(state),
                Ok(_) | Err(_) => Err(StateError::Damaged),
            },
        }
    }
}
