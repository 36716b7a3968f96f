//! A site's history, told to every detector that makes something of it: occasions of which it is known what they were, in their order.
//!
//! Fraud is known by somebody's word. Genuine is what somebody called so, or what was trusted and has stayed undisputed for a month, for
//! words of fraud come late. What is neither says nothing, and what cannot be read any more teaches nothing.

use crate::assessment::RoadError;
use crate::ids::{AssessmentId, SealId, SiteId};
use crate::journal::{AssessedEntry, Body, Journal, Key, KeyKind, OutcomeLabel, Seq, Stored, VERDICTS};
use crate::keyring::Keyring;
use crate::newest::{Newest, STRIDE};
use crate::reading::{self, Reading};
use crate::tally;
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use models::detectors;
use models::detectors::registered::{AnyDetector, AnyHistorian};
use models::entity::EntityKey;
use models::observation::Timestamp;
use models::purchase::Truth;

/// Newest assessments of a site that are told.
const ASSESSMENTS: usize = 100_000;
/// Undisputed for so long, a trusted occasion is taken for genuine.
const QUIET_US: i64 = 30 * 24 * 3_600 * 1_000_000;

/// What a detector's historian heard.
pub(crate) struct Told {
    pub(crate) detector: &'static dyn AnyDetector,
    pub(crate) historian: Box<dyn AnyHistorian>,
}

/// Tells every historian a site's newest assessments.
pub(crate) async fn told<J: Journal, K: Keyring>(
    journal: &J,
    keys: &K,
    site: SiteId,
    now: Timestamp,
) -> Result<Vec<Told>, RoadError> {
    let told = detectors::ALL
        .iter()
        .filter_map(|detector| detector.historian().map(|historian| Told { detector: *detector, historian }));
    let mut told: Vec<Told> = told.collect();
    let listed = Key { kind: KeyKind::AssessmentsOf, id: site.0 };
    let mut newest = Newest::of(listed, ASSESSMENTS);
    while newest.page(journal).await?.is_some() {}
    let said = said_since(journal, site, newest.oldest()).await?;
    let mut behind = newest.oldest().saturating_sub(1);
    loop {
        let page = journal.mentions_after(&listed, behind, STRIDE).await?;
        let Some(last) = page.last() else { return Ok(told) };
        behind = last.seq;
        for stored in &page {
            let Body::Assessed(entry) = &stored.record.body else { continue };
            let whose: Vec<EntityKey> = stored.record.mentions.iter().filter_map(Key::entity).collect();
            let owned = |told: &Told| whose.iter().find(|entity| entity.kind == told.detector.owner());
            if !told.iter().any(|told| owned(told).is_some()) {
                continue;
            }
            let truth = match said.get(&entry.id) {
                Some(truth) => Some(*truth),
                None => quiet(journal, stored, entry, now).await?,
            };
            let Some(truth) = truth else { continue };
            let Some(Reading::Open(happened)) = reading::happened(journal, keys, entry.lesson()).await?
            else {
                continue;
            };
            for told in &mut told {
                let owner = told.detector.owner();
                if let Some(whose) = whose.iter().find(|entity| entity.kind == owner) {
                    told.historian.hear(whose, &happened.occasion(), truth);
                }
            }
        }
    }
}

/// Genuine where it was trusted and long stayed undisputed.
async fn quiet<J: Journal>(
    journal: &J,
    stored: &Stored,
    entry: &AssessedEntry,
    now: Timestamp,
) -> Result<Option<Truth>, RoadError> {
    if now.0.saturating_sub(stored.record.at.0) < QUIET_US {
        return Ok(None);
    }
    let SealId(id) = entry.lesson();
    let (key, mut truth) = (Key { kind: KeyKind::Seal, id }, None);
    for version in VERDICTS.. {
        let Some(word) = journal.claimed(&key, version).await? else { break };
        truth = tally::truth(&word.record);
    }
    Ok(truth.filter(|truth| *truth == Truth::Genuine))
}

/// What somebody said of assessments behind a position of the journal, the last word on each.
pub(crate) async fn said_since<J: Journal>(
    journal: &J,
    site: SiteId,
    since: Seq,
) -> Result<BTreeMap<AssessmentId, Truth>, RoadError> {
    let (key, mut after, mut said) = (Key { kind: KeyKind::OutcomesOf, id: site.0 }, since, BTreeMap::new());
    loop {
        let found = journal.mentions_after(&key, after, STRIDE).await?;
        let Some(last) = found.last() else { return Ok(said) };
        after = last.seq;
        for stored in &found {
            if let Body::Outcome(outcome) = &stored.record.body {
                let truth = match outcome.label {
                    OutcomeLabel::Fraud | OutcomeLabel::Chargeback => tally::fraud(outcome),
                    OutcomeLabel::Legitimate => Truth::Genuine,
                };
                said.insert(outcome.assessment, truth);
            }
        }
    }
}
