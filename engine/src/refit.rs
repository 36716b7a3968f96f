//! Refitting what is shared from what the journal holds. It reads visits, words on them and states and makes artifacts: no entity's
//! fold is touched, and what was learned stays as it was learned.
//!
//! What each detector's evidence is worth is learned from 200 confirmed frauds on; before, outcomes say less than p-values alone
//! (`docs/decisions/0005-…`).

use crate::artifact::{self, Content, InForce, Kind, MadeOf, Priors};
use crate::assessment::RoadError;
use crate::fold;
use crate::ids::SiteId;
use crate::journal::{Body, Journal, Key, KeyKind};
use crate::keyring::Keyring;
use crate::newest::Newest;
use crate::reading::{self, Reading};
use crate::store::StateStore;
use crate::told;
use alloc::{collections::BTreeSet, vec::Vec};
use models::calibration::Scores;
use models::detectors;
use models::entity::{EntityKey, EntityKind};
use models::evidence::{Evidence, Known};
use models::fusion::Heard;
use models::fusion::learned::Learned;
use models::observation::Timestamp;
use models::purchase::Truth;

/// Newest assessments of a site that calibration learns from: a bound on time and memory, and what is older may no
/// longer be so.
const ASSESSMENTS: usize = 100_000;
/// Newest devices of a site that priors are fitted to.
const DEVICES: usize = 10_000;

/// What a refit made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refitted {
    /// Of what kind.
    pub kind: Kind,
    /// Its number: a new one, or that of the newest one if that says the same.
    pub number: u32,
    /// It holds now; not where a person has pinned another one.
    pub in_force: bool,
}

/// Refits everything of a site that enough is known for, and publishes it unless its kind is pinned. Repeating it makes
/// nothing new as long as nothing new has happened.
pub async fn refit<J: Journal, K: Keyring, S: StateStore>(
    journal: &J,
    keys: &K,
    store: &S,
    site: SiteId,
    now: Timestamp,
) -> Result<Vec<Refitted>, RoadError> {
    let mut refitted = Vec::new();
    let mut made = from_answers(journal, keys, site).await?;
    made.extend(priors(journal, keys, store, site, now).await?);
    for (made_of, content) in made {
        let kind = content.kind();
        let number = artifact::draft(journal, site, now, Some(made_of), content).await?;
        let in_force = artifact::publish_unless_pinned(journal, site, now, kind, number).await?;
        refitted.push(Refitted { kind, number, in_force });
    }
    Ok(refitted)
}

/// Tables from the raw scores of the newest occasions that are not confirmed fraud, and what those that are say of each detector.
async fn from_answers<J: Journal, K: Keyring>(
    journal: &J,
    keys: &K,
    site: SiteId,
) -> Result<Vec<(MadeOf, Content)>, RoadError> {
    let mut newest = Newest::of(Key { kind: KeyKind::AssessmentsOf, id: site.0 }, ASSESSMENTS);
    let mut assessed = Vec::new();
    while let Some(page) = newest.page(journal).await? {
        for stored in page {
            if stored.record.is_judgement()
                && let Body::Assessed(entry) = stored.record.body
                && let Reading::Open(answer) = reading::answer(keys, &entry)?
            {
                assessed.push((entry.id, bare(&answer.heard)));
            }
        }
    }
    let said = told::said_since(journal, site, newest.oldest()).await?;
    let mut scores = Scores::default();
    let is_fraud = |id| said.get(&id).is_some_and(|truth| *truth != Truth::Genuine);
    let mut history: Vec<(Vec<Heard>, bool)> =
        assessed.into_iter().map(|(id, heard)| (heard, is_fraud(id))).collect();
    let genuine = history.iter().filter(|(_, fraud)| !fraud);
    genuine.for_each(|(heard, _)| scores.push(heard));
    let Some(tables) = scores.tables() else { return Ok(Vec::new()) };
    for heard in history.iter_mut().flat_map(|(heard, _)| heard) {
        tables.apply(0, &heard.detector, &mut heard.evidence);
    }
    let learned = Learned::fit(&history).map(Content::Learned);
    let made = [Some(Content::Calibration(tables)), learned].into_iter().flatten();
    Ok(made.map(|content| (newest.made_of(), content)).collect())
}

/// What was heard without its findings, which are most of it.
fn bare(heard: &[Heard]) -> Vec<Heard> {
    let bare = |evidence: &Evidence| match evidence {
        Evidence::Known(Known { score, age, mature, .. }) => {
            Evidence::Known(Known::new(*score, *age, *mature, Vec::new()))
        }
        other => other.clone(),
    };
    heard.iter().map(|one| Heard { detector: one.detector.clone(), evidence: bare(&one.evidence) }).collect()
}

/// The device that stands in the list under a key.
fn seen(key: &Key) -> Option<EntityKey> {
    (key.kind == KeyKind::Seen).then_some(EntityKey { kind: EntityKind::Device, id: key.id })
}

/// Priors from the states of the newest devices and of the users of the newest assessments, and from the history that is told.
async fn priors<J: Journal, K: Keyring, S: StateStore>(
    journal: &J,
    keys: &K,
    store: &S,
    site: SiteId,
    now: Timestamp,
) -> Result<Option<(MadeOf, Content)>, RoadError> {
    let mut newest = Newest::of(Key { kind: KeyKind::DevicesOf, id: site.0 }, DEVICES);
    let mut entities = BTreeSet::new();
    while let Some(page) = newest.page(journal).await? {
        for stored in page {
            // A device that goes on being listed mentions nothing but its place in the list.
            let claimed = stored.record.claims.iter().map(|(key, _)| key).filter_map(seen);
            let mentions = &stored.record.mentions;
            entities.extend(claimed.chain(mentions.iter().filter_map(|key| key.entity().or(seen(key)))));
        }
    }
    let mut newest_users = Newest::of(Key { kind: KeyKind::AssessmentsOf, id: site.0 }, DEVICES);
    while let Some(page) = newest_users.page(journal).await? {
        entities.extend(page.iter().flat_map(|stored| &stored.record.mentions).filter_map(Key::entity));
    }
    let mut rows = Vec::with_capacity(entities.len());
    for entity in &entities {
        rows.push(fold::current(journal, keys, store, entity, false).await?);
    }
    let held = &InForce::read(journal, site).await?.priors.content;
    let histories = told::told(journal, keys, site, now).await?;
    let fitted = detectors::ALL.iter().filter_map(|detector| {
        let name = detector.name();
        let mut states = rows.iter().map(|row| row.state(name)).filter(|state| !state.is_empty());
        let fitted = detector.fit(&mut states);
        let told = histories.iter().find(|told| told.detector.name() == name);
        let fitted = match told {
            Some(told) => told.historian.teach(fitted),
            None => fitted,
        };
        Some((name.into(), detector.chosen(held.of(name), fitted)?))
    });
    let priors = Priors(fitted.collect());
    Ok((!priors.0.is_empty()).then(|| (newest.made_of(), Content::Priors(priors))))
}
