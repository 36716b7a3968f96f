//! What parties learn: each word on a payment to them is counted as it comes, by its own record alone. So a party is folded
//! without opening anybody's records, an erasure leaves it as it is, and a word of fraud on one of a million payments need not
//! learn the others anew (`docs/decisions/0011-…`).

use crate::assessment::RoadError;
use crate::fold::Fold;
use crate::ids::SealId;
use crate::journal::{Body, Change, Journal, KeptEntry, Key, KeyKind, OutcomeRecord, Record, VERDICTS};
use crate::keyring::Keyring;
use crate::store::Row;
use alloc::vec::Vec;
use models::detectors;
use models::entity::{EntityKey, EntityKind};
use models::kept::{Kept, Rating};
use models::occasion::Occasion;
use models::purchase::{FraudKind, Paid, Truth};

/// What a record says is true of a payment; `None` where it says nothing new.
pub fn truth(record: &Record) -> Option<Truth> {
    match (&record.body, record.body.change()?) {
        (Body::Outcome(outcome), Change::TakesBack(_)) => Some(fraud(outcome)),
        (_, Change::Teaches { .. }) => Some(Truth::Genuine),
        (_, Change::TakesBack(_) | Change::Erases { .. }) => None,
    }
}

/// The fraud that an outcome names.
pub fn fraud(outcome: &OutcomeRecord) -> Truth {
    Truth::Fraud(outcome.fraud_kind.as_deref().and_then(FraudKind::named))
}

/// What a record tells of a promise; `None` where that is nothing.
pub fn kept(record: &Record) -> Option<Kept> {
    let Body::Kept(entry) = &record.body else { return None };
    let KeptEntry { party, rating, testified, .. } = **entry;
    Some(Kept { at: record.at, party, rating: rating?, testified, short: Vec::new() })
}

/// The row of a party after one more version: the shipped priors count, so that what is published changes no tally. Whoever
/// swindled somebody kept nothing of what was promised, whether or not a promise was recorded.
pub fn counted(row: &Row, party: &EntityKey, paid: Option<&Paid>, kept: Option<&Kept>) -> Row {
    let swindled = paid.filter(|paid| paid.truth == Truth::Fraud(Some(FraudKind::Swindle)));
    let swindled = swindled.map(|paid| Kept {
        at: paid.at,
        party: party.id,
        rating: Rating::NOTHING,
        testified: false,
        short: Vec::new(),
    });
    let occasion = &Occasion { paid, kept: kept.or(swindled.as_ref()), ..Occasion::default() };
    let mut next = row.clone();
    next.version += 1;
    for detector in detectors::ALL.iter().filter(|detector| detector.owner() == EntityKind::Party) {
        // What another version wrote was left out when the row was read.
        if let Ok(state) = detector.learn(row.state(detector.name()), &[], occasion) {
            next.set_state(detector.name(), state);
        }
    }
    next
}

impl<J: Journal, K: Keyring> Fold<'_, J, K> {
    /// The row of a party after one more record that claims its next version.
    pub(crate) async fn tallied(
        &self,
        row: &Row,
        party: &EntityKey,
        record: &Record,
    ) -> Result<Row, RoadError> {
        let (paid, kept) = (self.paid(record).await?, kept(record));
        Ok(counted(row, party, paid.as_ref(), kept.as_ref()))
    }

    /// The row of a party at a later version.
    pub(crate) async fn tallied_to(
        &self,
        mut row: Row,
        party: &EntityKey,
        version: u64,
    ) -> Result<Row, RoadError> {
        while row.version < version
            && let Some(stored) = self.journal.claimed(&Key::from(*party), row.version + 1).await?
        {
            row = self.tallied(&row, party, &stored.record).await?;
        }
        Ok(row)
    }

    async fn paid(&self, record: &Record) -> Result<Option<Paid>, RoadError> {
        let Some(truth) = truth(record) else { return Ok(None) };
        let word = record.claims.iter().find(|(key, _)| key.kind == KeyKind::Seal);
        let corrects = match word {
            Some((key, version)) => self.word_before(SealId(key.id), *version).await?,
            None => None,
        };
        Ok(Some(Paid { at: record.at, truth, corrects }))
    }

    /// What was taken for true before this word on a seal.
    pub(crate) async fn word_before(&self, seal: SealId, version: u64) -> Result<Option<Truth>, RoadError> {
        if version <= VERDICTS {
            return Ok(None);
        }
        let before = self.journal.claimed(&Key { kind: KeyKind::Seal, id: seal.0 }, version - 1).await?;
        Ok(before.and_then(|stored| truth(&stored.record)))
    }
}
