//! How visits carry on the identity of a device (`models::lineage`): whoever is assessed first takes the next version of it in the journal,
//! so of two browsers with the same link only one can.

use crate::assessment::RoadError;
use crate::ids::SessionId;
use crate::journal::{Body, Journal, Key, KeyKind, Record, SEALED, SealedRecord};
use crate::keyring::Keyring;
use crate::pipeline::Pipeline;
use crate::store::StateStore;
use alloc::vec::Vec;
use models::lineage::{CarriedOn, Lineage};

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// From where a visit carries on, as of now; `None` where its probe knew of no links, unless the device's have been begun: by then to leave it out
    /// is to present none.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub async fn lineage(&self, sealed: &SealedRecord) -> Result<Option<Lineage>, RoadError> {
        let key = identity(sealed.observation.device);
        let newest = match self.journal.mentions(&key, None, 1).await?.pop() {
            Some(stored) => self.carried_on(&key, &stored.record, sealed.session).await?,
            None => None,
        };
        let presented = sealed.link.or(newest.map(|_| 0));
        Ok(presented.map(|presented| Lineage { presented, newest }))
    }

    /// What an assessment that carried on says of it.
    async fn carried_on(
        &self,
        key: &Key,
        record: &Record,
        session: SessionId,
    ) -> Result<Option<CarriedOn>, RoadError> {
        let version = record.claims.iter().find(|(claimed, _)| claimed == key).map(|(_, version)| *version);
        let presented = version.and_then(|version| version.checked_sub(1)?.try_into().ok());
        let seal = match &record.body {
            Body::Assessed(assessed) => assessed.seal,
            _ => None,
        };
        let (Some(presented), Some(seal)) = (presented, seal) else { return Ok(None) };
        let sealed = self.journal.claimed(&Key { kind: KeyKind::Seal, id: seal.0 }, SEALED).await?;
        let is_same_session = sealed.is_some_and(
            |stored| matches!(&stored.record.body, Body::Sealed(entry) if entry.session == session),
        );
        Ok(Some(CarriedOn { presented, at: record.at, is_same_session }))
    }
}

/// What the record of an assessment claims of a device's identity: the next version, where its visit carries on from the newest.
pub(crate) fn carry_on(
    device: [u8; 16],
    lineage: &Lineage,
    claims: &mut Vec<(Key, u64)>,
    mentions: &mut Vec<Key>,
) {
    if lineage.is_newest() {
        claims.push((identity(device), u64::from(lineage.presented) + 1));
        mentions.push(identity(device));
    }
}

fn identity(device: [u8; 16]) -> Key {
    Key { kind: KeyKind::Identity, id: device }
}
