//! Artifacts: what all entities of a site share. Each is a numbered record that never changes; which one holds is a
//! record of its own, so publishing and rolling back are the same thing. An entity's fold never makes one, and reads
//! only those that its own records name.

mod kept;
mod publish;
mod shelf;

pub(crate) use kept::keep;
pub use publish::{Published, draft, publication, publish, publish_unless_pinned, roll_back};
pub use shelf::{InForce, Numbered, Shelf, read};

use crate::ids::SiteId;
use crate::journal::{Key, KeyKind, Seq};
use crate::policy::Policy;
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use models::calibration::Tables;
use models::fusion::Weights;
use models::fusion::learned::Learned;
use models::observation::Timestamp;
use serde::{Deserialize, Serialize};

/// What an artifact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// How evidence becomes a decision.
    Policy,
    /// What detectors' scores are worth.
    Calibration,
    /// How much each detector counts.
    Weights,
    /// What is believed of an entity before its first observation.
    Priors,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Policy, Self::Calibration, Self::Weights, Self::Priors];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Calibration => "calibration",
            Self::Weights => "weights",
            Self::Priors => "priors",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// A site's artifacts of this kind: version n of the key is number n.
    pub fn key(self, site: SiteId) -> Key {
        let kind = match self {
            Self::Policy => KeyKind::Policy,
            Self::Calibration => KeyKind::Calibration,
            Self::Weights => KeyKind::Weights,
            Self::Priors => KeyKind::Priors,
        };
        Key { kind, id: site.0 }
    }

    /// Their publications, one version after the other.
    pub fn publications(self, site: SiteId) -> Key {
        let kind = match self {
            Self::Policy => KeyKind::PolicyPublished,
            Self::Calibration => KeyKind::CalibrationPublished,
            Self::Weights => KeyKind::WeightsPublished,
            Self::Priors => KeyKind::PriorsPublished,
        };
        Key { kind, id: site.0 }
    }

    /// Those that were written again because their first records are forgotten.
    pub fn kept(self, site: SiteId) -> Key {
        let kind = match self {
            Self::Policy => KeyKind::KeptPolicies,
            Self::Calibration => KeyKind::KeptCalibrations,
            Self::Weights => KeyKind::KeptWeights,
            Self::Priors => KeyKind::KeptPriors,
        };
        Key { kind, id: site.0 }
    }

    /// What is shipped: number 0 of every site.
    pub fn shipped(self) -> Content {
        match self {
            Self::Policy => Content::Policy(Policy::SHIPPED),
            Self::Calibration => Content::Calibration(Tables::default()),
            Self::Weights => Content::Weights(Weights::default()),
            Self::Priors => Content::Priors(Priors::default()),
        }
    }
}

/// One artifact of a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Artifact {
    /// From 1, without gaps within its site and kind.
    pub number: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// What it was refitted from; `None` where a person drafted it.
    pub made_of: Option<MadeOf>,
    /// What it says.
    pub content: Content,
}

/// What an artifact was refitted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOf {
    /// How many assessments, or devices.
    pub count: u32,
    /// The newest of them in the journal.
    pub newest: Seq,
}

/// What an artifact says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// See [`Kind::Policy`].
    Policy(Policy),
    /// See [`Kind::Calibration`].
    Calibration(Tables),
    /// See [`Kind::Weights`].
    Weights(Weights),
    /// See [`Kind::Priors`].
    Priors(Priors),
    /// See [`Kind::Weights`]: what outcomes have taught.
    Learned(Learned),
}

impl Content {
    /// What it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Policy(_) => Kind::Policy,
            Self::Calibration(_) => Kind::Calibration,
            Self::Weights(_) | Self::Learned(_) => Kind::Weights,
            Self::Priors(_) => Kind::Priors,
        }
    }
}

/// The population priors of every detector that was refitted, as its own bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priors(pub BTreeMap<String, Vec<u8>>);

impl Priors {
    /// Those of one detector; empty bytes are the shipped ones.
    pub fn of(&self, detector: &str) -> &[u8] {
        self.0.get(detector).map_or(&[], Vec::as_slice)
    }
}

/// Numbers of the artifacts that an assessment used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// Its policy.
    pub policy: u32,
    /// Its calibration tables.
    pub calibration: u32,
    /// Its fusion weights.
    pub weights: u32,
    /// The population priors that its detectors scored with.
    pub priors: u32,
}

/// From now on this number holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Of what.
    pub kind: Kind,
    /// Which one; 0 is as shipped.
    pub number: u32,
    /// A person wants it to stay: refits make drafts until a person publishes without it.
    pub pinned: bool,
    /// Which one held before; whoever appends it fills it in. Older publications are forgotten, and then this says where a
    /// roll-back leads.
    pub displaces: u32,
}

impl Publication {
    /// One that is not appended yet.
    pub const fn new(kind: Kind, number: u32, pinned: bool) -> Self {
        Self { kind, number, pinned, displaces: 0 }
    }

    /// The same, where another one holds. Pinning what holds displaces nothing, so what held before stays known.
    fn after(self, held: Self) -> Self {
        let displaces = if held.number == self.number { held.displaces } else { held.number };
        Self { displaces, ..self }
    }
}
