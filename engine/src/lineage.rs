//! How visits carry on the identity of a device (`models::lineage`): whoever is assessed first takes the next version of it in the journal,
//! so of two browsers with the same link only one can. Whoever is behind and passes a step-up gets ahead of all.

use crate::assessment::RoadError;
use crate::ids::{SessionId, SiteId};
use crate::journal::{AssessedRecord, Body, Journal, Key, KeyKind, Record, SEALED, SealedRecord, Stored};
use crate::keyring::Keyring;
use crate::pipeline::Pipeline;
use crate::secrets::Domain;
use crate::store::StateStore;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use models::lineage::{CarriedOn, Lineage};

/// Records among which the highest number is: visits that are assessed at once may leave a lower one behind it.
const LATEST: usize = 4;

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// From where a visit carries on, as of now; `None` where its probe knew of no links, unless the device's have been begun: by then to leave it out
    /// is to present none.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub async fn lineage(&self, sealed: &SealedRecord) -> Result<Option<Lineage>, RoadError> {
        let key = identity(sealed.observation.device);
        let newest = self.newest(&key).await?;
        let Some(presented) = sealed.link.or(newest.as_ref().map(|_| 0)) else { return Ok(None) };
        let same = self.journal.claimed(&key, u64::from(presented) + 1).await?;
        let newest =
            newest.into_iter().chain(same).max_by_key(|stored| carried_on_from(&key, &stored.record));
        let newest = match newest {
            Some(stored) => self.carried_on(&key, &stored.record, sealed.session).await?,
            None => None,
        };
        Ok(Some(Lineage { presented, newest }))
    }

    /// Where a visit that was behind has passed a step-up: takes the newest link's place, and hands out the one after it.
    pub(crate) async fn get_ahead(
        &self,
        site: SiteId,
        assessed: &AssessedRecord,
        claims: &mut Vec<(Key, u64)>,
        mentions: &mut Vec<Key>,
    ) -> Result<Option<String>, RoadError> {
        let (Some(_), Some(device)) =
            (assessed.lineage.and_then(|lineage| lineage.behind()), assessed.device)
        else {
            return Ok(None);
        };
        let device = self.secrets.pseudonym(site, Domain::Device, &device.to_string());
        let newest = self
            .newest(&identity(device))
            .await?
            .and_then(|stored| carried_on_from(&identity(device), &stored.record));
        let taken = newest.map_or(0, |newest| newest.saturating_add(1));
        claims.push((identity(device), u64::from(taken) + 1));
        mentions.push(identity(device));
        Ok(Some(self.secrets.issue_link(site, device, taken.saturating_add(1))))
    }

    async fn newest(&self, identity: &Key) -> Result<Option<Stored>, RoadError> {
        let latest = self.journal.mentions(identity, None, LATEST).await?;
        Ok(latest.into_iter().max_by_key(|stored| carried_on_from(identity, &stored.record)))
    }

    /// What a record that carried on says of it.
    async fn carried_on(
        &self,
        key: &Key,
        record: &Record,
        session: SessionId,
    ) -> Result<Option<CarriedOn>, RoadError> {
        let Some(presented) = carried_on_from(key, record) else { return Ok(None) };
        let seal = match &record.body {
            Body::Assessed(assessed) => assessed.seal,
            _ => None,
        };
        let sealed = match seal {
            Some(seal) => self.journal.claimed(&Key { kind: KeyKind::Seal, id: seal.0 }, SEALED).await?,
            None => None,
        };
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

/// The link that a record carried on from.
fn carried_on_from(identity: &Key, record: &Record) -> Option<u32> {
    let (_, version) = record.claims.iter().find(|(claimed, _)| claimed == identity)?;
    version.checked_sub(1)?.try_into().ok()
}

fn identity(device: [u8; 16]) -> Key {
    Key { kind: KeyKind::Identity, id: device }
}
