//! How visits carry on the identity of a device (`models::lineage`): whoever is assessed first takes the next version of it in the journal,
//! so of two browsers with the same link only one can. Whoever is behind and passes a step-up gets ahead of all.

use crate::assessment::RoadError;
use crate::ids::{SealId, SessionId, SiteId};
use crate::journal::{AssessedRecord, Body, Journal, Key, KeyKind, Record, SEALED, SealedRecord, Stored};
use crate::keyring::Keyring;
use crate::pipeline::Pipeline;
use crate::secrets::Domain;
use crate::store::StateStore;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use models::lineage::{CarriedOn, Lineage};

/// Records among which the highest number is: visits that are assessed at once may leave a lower one behind it.
const LATEST: usize = 2;

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
        let mut newest = newest.and_then(|stored| {
            let from = carried_on_from(&key, &stored.record)?;
            let carried_on = CarriedOn { presented: from, at: stored.record.at, is_same_session: false };
            Some((carried_on, stored.record))
        });
        // Whose the newest is matters to nobody who carries on from it.
        if let Some((carried_on, record)) =
            newest.as_mut().filter(|(newest, _)| newest.presented >= presented)
        {
            carried_on.is_same_session = self.session_of(record).await? == Some(sealed.session);
        }
        Ok(Some(Lineage { presented, newest: newest.map(|(carried_on, _)| carried_on) }))
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

    /// The session of the visit that a record assesses; `None` where it assesses none.
    async fn session_of(&self, record: &Record) -> Result<Option<SessionId>, RoadError> {
        let Body::Assessed(assessed) = &record.body else { return Ok(None) };
        let Some(SealId(id)) = assessed.seal else { return Ok(None) };
        let sealed = self.journal.claimed(&Key { kind: KeyKind::Seal, id }, SEALED).await?;
        Ok(sealed.and_then(|stored| match stored.record.body {
            Body::Sealed(entry) => Some(entry.session),
            _ => None,
        }))
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
