//! What records are about, and under which versions and mentions they are found.

use models::entity::{EntityKey, EntityKind};
use serde::de::{Deserialize, Deserializer, Error, Unexpected};
use serde::{Serialize, Serializer};

/// Version of a [`KeyKind::Seal`] claimed when the visit is sealed.
pub const SEALED: u64 = 1;
/// Version of a [`KeyKind::Seal`] claimed when its token is used.
pub const USED: u64 = 2;
/// From this version on, every record of a [`KeyKind::Seal`] is a word on whether the visit is to be learned from; the
/// last one holds.
pub const VERDICTS: u64 = 3;

/// Something that records are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, serde::Deserialize)]
pub struct Key {
    /// What it is.
    pub kind: KeyKind,
    /// Which one.
    pub id: [u8; 16],
}

macro_rules! key_kinds {
    ($($(#[$meta:meta])* $variant:ident = $code:literal,)*) => {
        /// What a key names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum KeyKind { $($(#[$meta])* $variant = $code,)* }

        impl KeyKind {
            fn of_code(code: u8) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

key_kinds! {
    /// [`EntityKind::Device`].
    Device = 1,
    /// [`EntityKind::User`].
    User = 2,
    /// [`EntityKind::Card`].
    Card = 3,
    /// [`EntityKind::Party`].
    Party = 4,
    /// Checkpoints of a device: every one takes the next version.
    DeviceCheckpoint = 5,
    /// Checkpoints of a user.
    UserCheckpoint = 6,
    /// Checkpoints of a card.
    CardCheckpoint = 7,
    /// Checkpoints of a party.
    PartyCheckpoint = 8,
    /// Checkpoints that a user had a part in, by the user's alias.
    PartIn = 9,
    /// A session.
    Session = 16,
    /// A sealed visit: versions [`SEALED`], [`USED`], from [`VERDICTS`] on words on what it teaches. A payment without a visit
    /// begins with [`USED`], by the id of its assessment.
    Seal = 17,
    /// An assessment: version 1.
    Assessment = 18,
    /// A challenge: version 1 is its start, every answer takes the next.
    Challenge = 19,
    /// A transaction, by the pseudonym of the merchant's own id.
    Transaction = 20,
    /// An idempotency key, by its pseudonym.
    Idempotency = 21,
    /// A promise of a party: version 1 is the promise, version 2 what became of it.
    Promise = 23,
    /// What happened to a user's account, by the user's alias.
    Account = 24,
    /// What a party promised and how it was kept, by the party's pseudonym.
    PromisesBy = 25,
    /// A device's identity: version n + 1 is taken by the assessment of the visit that carries on from link n.
    Identity = 26,
    /// The interactions of a party with others, by the party's alias.
    InteractionsWith = 27,
    /// A device that a site has seen: version 1 is its first sealed visit; mentioned by whatever lists the device.
    Seen = 22,
    /// A site: every version of its settings.
    Site = 32,
    /// An analyst, by the pseudonym of the name.
    Analyst = 33,
    /// All sites of the installation; the id is zero.
    Sites = 34,
    /// All analysts of the installation; the id is zero.
    Analysts = 35,
    /// All allowed visits of the installation, which are learned unless they are disputed; the id is zero.
    Allowed = 36,
    /// How far among them learning has come; the id is zero.
    Considered = 37,
    /// All erasures of the installation; the id is zero.
    Erasures = 38,
    /// The seals of a site.
    SealsOf = 48,
    /// The assessments of a site.
    AssessmentsOf = 49,
    /// The first seal of every device of a site.
    DevicesOf = 50,
    /// What is said to have turned out true of a site's assessments.
    OutcomesOf = 51,
    /// The artifacts of a site, of every kind.
    ArtifactsOf = 52,
    /// The interactions of a site.
    InteractionsOf = 53,
    /// A site's policies: version n is the artifact of number n. So with the next three.
    Policy = 64,
    /// Its calibration tables.
    Calibration = 65,
    /// Its fusion weights.
    Weights = 66,
    /// Its population priors.
    Priors = 67,
    /// Publications of a site's policies: the newest version holds. So with the next three.
    PolicyPublished = 72,
    /// Publications of its calibration tables.
    CalibrationPublished = 73,
    /// Publications of its fusion weights.
    WeightsPublished = 74,
    /// Publications of its population priors.
    PriorsPublished = 75,
    /// A site's policies that were written again because their first records are forgotten. So with the next three.
    KeptPolicies = 80,
    /// Its calibration tables that were.
    KeptCalibrations = 81,
    /// Its fusion weights that were.
    KeptWeights = 82,
    /// Its population priors that were.
    KeptPriors = 83,
}

/// By its code, whatever the order in which they stand here.
impl Serialize for KeyKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(*self as u8)
    }
}

impl<'de> Deserialize<'de> for KeyKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = u8::deserialize(deserializer)?;
        let unknown =
            || D::Error::invalid_value(Unexpected::Unsigned(code.into()), &"the code of a kind of key");
        Self::of_code(code).ok_or_else(unknown)
    }
}

impl Key {
    /// Bytes of the fixed encoded form.
    pub const BYTES: usize = 17;

    /// Kind byte, then id: keys of a kind sort together.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let (kind, id) = bytes.split_at_mut(1);
        kind.fill(self.kind as u8);
        id.copy_from_slice(&self.id);
        bytes
    }

    /// The entity that it names, where it names one.
    pub fn entity(&self) -> Option<EntityKey> {
        let kind = match self.kind {
            KeyKind::Device => EntityKind::Device,
            KeyKind::User => EntityKind::User,
            KeyKind::Card => EntityKind::Card,
            KeyKind::Party => EntityKind::Party,
            _ => return None,
        };
        Some(EntityKey { kind, id: self.id })
    }

    /// The key under which an entity's checkpoints are found, numbered by their claims of it.
    pub fn checkpoints(entity: &EntityKey) -> Self {
        let kind = match entity.kind {
            EntityKind::Device => KeyKind::DeviceCheckpoint,
            EntityKind::User => KeyKind::UserCheckpoint,
            EntityKind::Card => KeyKind::CardCheckpoint,
            EntityKind::Party => KeyKind::PartyCheckpoint,
        };
        Self { kind, id: entity.id }
    }

    /// The only key of its kind.
    pub fn only(kind: KeyKind) -> Self {
        Self { kind, id: [0; 16] }
    }
}

impl From<EntityKey> for Key {
    fn from(entity: EntityKey) -> Self {
        let kind = match entity.kind {
            EntityKind::Device => KeyKind::Device,
            EntityKind::User => KeyKind::User,
            EntityKind::Card => KeyKind::Card,
            EntityKind::Party => KeyKind::Party,
        };
        Self { kind, id: entity.id }
    }
}
