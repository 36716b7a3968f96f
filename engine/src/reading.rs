//! Reading what is locked, or learning by name why it cannot be read.

use crate::assessment::{Assessed, RoadError};
use crate::ids::{SealId, SiteId};
use crate::journal::{AssessedEntry, AssessedRecord, Body, Journal, Key, KeyKind, ReadError, Record, SEALED};
use crate::journal::{SealedEntry, SealedRecord, Stored, USED};
use crate::keyring::Keyring;
use crate::locked::{Purpose, SecretKey, Shut};
use alloc::sync::Arc;
use models::attempts::Attempts;
use models::lineage::Lineage;
use models::occasion::Occasion;
use models::purchase::Purchase;
use models::regard::Regard;

/// Something that was locked.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading<T> {
    /// It can be read.
    Open(Arc<T>),
    /// It cannot be read any more.
    Gone(Gone),
}

/// Why something cannot be read any more. Also the placeholder that stands where it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The person it was about was erased.
    Erased,
    /// A visit that nobody assessed while its token could be used.
    Unassessed,
}

impl<T> Reading<T> {
    /// What can be read.
    pub fn open(self) -> Option<Arc<T>> {
        match self {
            Reading::Open(value) => Some(value),
            Reading::Gone(_) => None,
        }
    }
}

/// A sealed visit; `None` where there is no such seal.
pub async fn visit<J: Journal, K: Keyring>(
    journal: &J,
    keys: &K,
    seal: SealId,
) -> Result<Option<Reading<SealedRecord>>, RoadError> {
    let key = Key { kind: KeyKind::Seal, id: seal.0 };
    let Some(stored) = journal.claimed(&key, SEALED).await? else { return Ok(None) };
    let Body::Sealed(entry) = stored.record.body else { return Ok(None) };
    Ok(Some(visit_of(journal, keys, &entry).await?))
}

/// The same of one that was found.
pub async fn visit_of<J: Journal, K: Keyring>(
    journal: &J,
    keys: &K,
    entry: &SealedEntry,
) -> Result<Reading<SealedRecord>, RoadError> {
    if let Some(key) = keys.pending(entry.epoch, entry.seal) {
        return open_visit(entry, &key).map(Reading::Open);
    }
    let used = journal.claimed(&Key { kind: KeyKind::Seal, id: entry.seal.0 }, USED).await?;
    let Some(Body::Assessed(assessed)) = used.map(|stored| stored.record.body) else {
        return Ok(Reading::Gone(Gone::Unassessed));
    };
    match answer(keys, &assessed)? {
        Reading::Open(answer) => match answer.visit_key {
            Some(key) => open_visit(entry, &key).map(Reading::Open),
            None => Ok(Reading::Gone(Gone::Unassessed)),
        },
        Reading::Gone(gone) => Ok(Reading::Gone(gone)),
    }
}

/// Everything that an assessment was about.
#[derive(Clone, Debug, PartialEq)]
pub struct Happened {
    /// The visit that the page sealed.
    pub visit: Option<Arc<SealedRecord>>,
    /// How that visit carries on its device's identity.
    pub lineage: Option<Lineage>,
    /// The payment that the back end asked about.
    pub purchase: Option<Purchase>,
    /// What had been tried at the site lately.
    pub attempts: Option<Attempts>,
    /// How whoever is paid was regarded.
    pub standing: Option<Regard>,
}

impl Happened {
    /// As detectors read it.
    pub fn occasion(&self) -> Occasion<'_> {
        Occasion {
            visit: self.visit.as_ref().map(|sealed| &sealed.observation),
            lineage: self.lineage.as_ref(),
            purchase: self.purchase.as_ref(),
            attempts: self.attempts.as_ref(),
            regard: self.standing.as_ref(),
            ..Occasion::default()
        }
    }
}

/// Everything that words on a seal are about; `None` where nothing has it.
pub async fn happened<J: Journal, K: Keyring>(
    journal: &J,
    keys: &K,
    seal: SealId,
) -> Result<Option<Reading<Happened>>, RoadError> {
    let visit = match visit(journal, keys, seal).await? {
        Some(Reading::Gone(gone)) => return Ok(Some(Reading::Gone(gone))),
        Some(Reading::Open(visit)) => Some(visit),
        None => None,
    };
    let used = journal.claimed(&Key { kind: KeyKind::Seal, id: seal.0 }, USED).await?;
    let Some(Stored { record: Record { at, body: Body::Assessed(assessed), .. }, .. }) = used else {
        return Ok(visit.map(|visit| {
            let nothing =
                Happened { visit: None, lineage: None, purchase: None, attempts: None, standing: None };
            Reading::Open(Arc::new(Happened { visit: Some(visit), ..nothing }))
        }));
    };
    Ok(Some(match answer(keys, &assessed)? {
        Reading::Open(answer) => {
            let purchase = answer.transaction.as_ref().map(|transaction| transaction.purchase(at));
            let AssessedRecord { lineage, attempts, standing, .. } = (*answer).clone();
            Reading::Open(Arc::new(Happened { visit, lineage, purchase, attempts, standing }))
        }
        Reading::Gone(gone) => Reading::Gone(gone),
    }))
}

/// A visit, by its own key.
pub fn open_visit(entry: &SealedEntry, key: &SecretKey) -> Result<Arc<SealedRecord>, RoadError> {
    entry.visit.open(key).map_err(|Shut| misfit())
}

/// What was answered.
pub fn answer<K: Keyring>(keys: &K, entry: &AssessedEntry) -> Result<Reading<AssessedRecord>, RoadError> {
    opened(keys.key(entry.holder).as_ref(), entry)
}

/// The same by the holder's key; `None` where it is destroyed.
pub fn opened(
    holder: Option<&SecretKey>,
    entry: &AssessedEntry,
) -> Result<Reading<AssessedRecord>, RoadError> {
    let Some(key) = holder else { return Ok(Reading::Gone(Gone::Erased)) };
    let key = key.derive(Purpose::Assessment, &entry.id.0);
    entry.answer.open(&key).map(Reading::Open).map_err(|Shut| misfit())
}

/// An assessment that was found, and whose it is.
pub fn assessed<K: Keyring>(keys: &K, stored: Stored) -> Result<(SiteId, Assessed), RoadError> {
    let Body::Assessed(entry) = stored.record.body else { return Err(RoadError::NotFound) };
    match answer(keys, &entry)? {
        Reading::Open(record) => Ok((stored.record.site, Assessed { at: stored.record.at, record })),
        Reading::Gone(_) => Err(RoadError::Erased),
    }
}

pub(crate) fn misfit() -> RoadError {
    ReadError::Unavailable("the keyring does not fit the journal".into()).into()
}
