//! What is learned from: visits that were allowed and stayed undisputed for a while, whose step-up was passed, or
//! that somebody said were legitimate. A word of fraud takes a visit back out of everything that learned it, and
//! keeps one out that was not learned yet. Each word is a record that names the visit; the last one holds.

use crate::artifact::{self, Kind};
use crate::assessment::RoadError;
use crate::fold::Fold;
use crate::ids::{SealId, SiteId};
use crate::journal::{
    AppendError, AssessedEntry, Body, Change, Journal, Key, KeyKind, OutcomeLabel, OutcomeRecord, Record,
    SEALED, Stored, USED, UndisputedRecord, VERDICTS,
};
use crate::keyring::Keyring;
use crate::pipeline::{ATTEMPTS, Pipeline};
use crate::site::Site;
use crate::store::{Row, StateStore};
use crate::tally;
use alloc::{collections::BTreeSet, sync::Arc, vec, vec::Vec};
use futures_util::future::try_join_all;
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;
use models::purchase::{Paid, Truth};

/// A visit that was sealed so long ago is settled: words on it are recorded and change nothing that is learned. It is past
/// what card networks allow for a chargeback, and whatever a visit changes is changed within this time: what was learned
/// before may be put into a checkpoint.
pub const SETTLED_US: i64 = 120 * 24 * 3_600 * 1_000_000;

/// Allowed visits that are considered before the progress is recorded.
const STRIDE: usize = 256;

/// What was said of a visit so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is learned; `None` where nobody has said anything yet.
    pub taught: Option<bool>,
    /// Its person was erased: no further word changes that.
    pub(crate) is_erased: bool,
    /// The version of the next word.
    pub(crate) next: u64,
}

/// What a word on a visit changes, ready to be claimed in the journal and saved once that is durable.
#[derive(Debug, Default)]
pub struct Lesson {
    word: Option<(Change, u64)>,
    rows: Vec<Changed>,
}

/// What a word does to one entity.
#[derive(Debug)]
struct Changed {
    entity: EntityKey,
    before: Arc<Row>,
    after: Arc<Row>,
}

/// A word on a visit.
struct Word {
    change: Change,
    truth: Truth,
    /// The version of the seal that it takes.
    version: u64,
    /// One that only keeps a visit out changes no rows but those of parties, which count it.
    changes_rows: bool,
}

/// Visits that are learned one after the other.
#[derive(Debug, Default)]
struct Queue {
    /// Whose they are: nobody's visits stand in two queues.
    whose: BTreeSet<EntityKey>,
    visits: Vec<Stored>,
}

impl Queue {
    fn join(queues: Vec<Self>) -> Self {
        let mut all = Self::default();
        for queue in queues {
            all.whose.extend(queue.whose);
            all.visits.extend(queue.visits);
        }
        all.visits.sort_by_key(|stored| stored.seq);
        all
    }
}

impl Lesson {
    /// The versions it takes.
    pub fn claims(&self) -> impl Iterator<Item = (Key, u64)> {
        let word = self.word.iter().flat_map(|(change, version)| {
            change.seals().iter().map(|seal| (Key { kind: KeyKind::Seal, id: seal.0 }, *version))
        });
        word.chain(self.rows.iter().map(|row| (Key::from(row.entity), row.after.version)))
    }

    /// What it changes.
    pub fn change(&self) -> Option<Change> {
        self.word.as_ref().map(|(change, _)| change.clone())
    }
}

impl<J: Journal, S: StateStore, K: Keyring> Pipeline<J, S, K> {
    /// What was said of a visit so far.
    pub async fn verdict(&self, seal: SealId) -> Result<Verdict, RoadError> {
        let key = Key { kind: KeyKind::Seal, id: seal.0 };
        let mut verdict = Verdict { taught: None, is_erased: false, next: VERDICTS };
        while let Some(stored) = self.journal.claimed(&key, verdict.next).await? {
            verdict.taught = Some(matches!(stored.record.body.change(), Some(Change::Teaches { .. })));
            verdict.is_erased |= matches!(stored.record.body, Body::Erased(_));
            verdict.next += 1;
        }
        Ok(verdict)
    }

    /// Whether a visit is too long ago to change anything that is learned.
    async fn is_settled(&self, seal: SealId, now: Timestamp) -> Result<bool, RoadError> {
        let key = Key { kind: KeyKind::Seal, id: seal.0 };
        let begun = match self.journal.claimed(&key, SEALED).await? {
            Some(sealed) => Some(sealed),
            None => self.journal.claimed(&key, USED).await?,
        };
        Ok(begun.is_none_or(|begun| now.0 - begun.record.at.0 >= SETTLED_US))
    }

    /// What a visit teaches that is proven genuine by other means than somebody's word; nothing where there is one.
    pub(crate) async fn proven(
        &self,
        site: SiteId,
        seal: SealId,
        now: Timestamp,
    ) -> Result<Lesson, RoadError> {
        if self.is_settled(seal, now).await? {
            return Ok(Lesson::default());
        }
        match self.verdict(seal).await? {
            Verdict { taught: None, next, .. } => {
                let change = self.teaches(site, seal).await?;
                let word = Word { change, truth: Truth::Genuine, version: next, changes_rows: true };
                self.lesson(site, seal, word, now).await
            }
            Verdict { taught: Some(_), .. } => Ok(Lesson::default()),
        }
    }

    /// What somebody's word on a visit changes; nothing where it says what holds already.
    async fn said(
        &self,
        site: SiteId,
        seal: SealId,
        outcome: &OutcomeRecord,
        now: Timestamp,
    ) -> Result<Lesson, RoadError> {
        let Verdict { taught, is_erased, next } = self.verdict(seal).await?;
        if is_erased || self.is_settled(seal, now).await? {
            return Ok(Lesson::default());
        }
        match (outcome.label, taught) {
            (OutcomeLabel::Legitimate, Some(true)) => Ok(Lesson::default()),
            (OutcomeLabel::Legitimate, None | Some(false)) => {
                let change = self.teaches(site, seal).await?;
                let word = Word { change, truth: Truth::Genuine, version: next, changes_rows: true };
                self.lesson(site, seal, word, now).await
            }
            (OutcomeLabel::Fraud | OutcomeLabel::Chargeback, Some(false)) => Ok(Lesson::default()),
            (OutcomeLabel::Fraud | OutcomeLabel::Chargeback, taught) => {
                let (change, truth) = (Change::TakesBack(vec![seal]), tally::fraud(outcome));
                let word = Word { change, truth, version: next, changes_rows: taught.is_some() };
                self.lesson(site, seal, word, now).await
            }
        }
    }

    /// A lesson names the priors that the site's journal has published when it is learned. From then on they are its own.
    async fn teaches(&self, site: SiteId, seal: SealId) -> Result<Change, RoadError> {
        let published = artifact::publication(&self.journal, site, Kind::Priors).await?.publication;
        Ok(Change::Teaches { seal, priors: published.number })
    }

    /// A word and the rows as they are after it.
    async fn lesson(
        &self,
        site: SiteId,
        seal: SealId,
        word: Word,
        now: Timestamp,
    ) -> Result<Lesson, RoadError> {
        let Word { change, truth, version, changes_rows } = word;
        let (mut rows, mut fold) = (Vec::new(), Fold::new(&self.journal, &self.keys));
        if fold.happened(seal).await?.is_none() {
            return Ok(Lesson::default());
        }
        for entity in self.learners(seal).await? {
            if entity.kind != EntityKind::Party && !changes_rows {
                continue;
            }
            // The journal is asked every time: an answer that was lost on its way leaves the cache behind.
            let before = fold.current(&self.store, &entity, true).await?;
            let after = if entity.kind == EntityKind::Party {
                let paid = Paid { at: now, truth, corrects: fold.word_before(seal, version).await? };
                Some(tally::counted(&before, &entity, Some(&paid), None))
            } else {
                fold.changed(&before, &entity, site, Some(&change)).await?
            };
            if let Some(after) = after {
                rows.push(Changed { entity, before, after: Arc::new(after) });
            }
        }
        Ok(Lesson { word: Some((change, version)), rows })
    }

    /// Appends the record that claims a lesson, and keeps what the lesson changed.
    pub(crate) async fn teach(&self, record: Record, lesson: Lesson) -> Result<(), AppendError> {
        // The answer may be lost, or nobody may be there any more to hear it, and the record stand all the same.
        lesson.rows.iter().for_each(|row| self.store.doubt(row.entity, Arc::clone(&row.before)));
        self.journal.append(record).await?;
        lesson.rows.into_iter().for_each(|row| self.store.save(row.entity, row.after));
        Ok(())
    }

    /// Hears what turned out to be true: learns a visit that was legitimate, takes back one that was fraud.
    pub async fn outcome(
        &self,
        site: &Site,
        now: Timestamp,
        mut outcome: OutcomeRecord,
    ) -> Result<(), RoadError> {
        let assessed = self.assessment(site, outcome.assessment).await?.assessed;
        for _ in 0..ATTEMPTS {
            let lesson = self.said(site.id, assessed.record.lesson(), &outcome, now).await?;
            outcome.change = lesson.change();
            let claims = lesson.claims().collect();
            let mentions = vec![
                Key { kind: KeyKind::Assessment, id: outcome.assessment.0 },
                Key { kind: KeyKind::OutcomesOf, id: site.id.0 },
            ];
            let body = Body::Outcome(outcome.clone());
            match self.teach(Record { at: now, site: site.id, claims, mentions, body }, lesson).await {
                Ok(()) => return Ok(()),
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }

    /// Learns the visits that were allowed before `undisputed_since` and on which nobody has said anything. Returns how
    /// many. Goes on where it stopped, and repeating it is harmless; one caller at a time makes progress.
    pub async fn learn_undisputed(
        &self,
        now: Timestamp,
        undisputed_since: Timestamp,
    ) -> Result<usize, RoadError> {
        let (allowed, considered) = (Key::only(KeyKind::Allowed), Key::only(KeyKind::Considered));
        let newest = self.journal.mentions(&considered, None, 1).await?;
        let mut behind = newest.first().map_or(0, |stored| match stored.record.body {
            Body::Considered(position) => position,
            _ => 0,
        });
        let mut learned = 0;
        loop {
            let found = self.journal.mentions_after(&allowed, behind, STRIDE).await?;
            let ripe: Vec<Stored> =
                found.into_iter().take_while(|stored| stored.record.at < undisputed_since).collect();
            let Some(last) = ripe.last() else { return Ok(learned) };
            let site = last.record.site;
            behind = last.seq;
            // Those of one device or user in their order, since each takes the next version; others side by side.
            let mut queues: Vec<Queue> = Vec::new();
            for stored in ripe {
                let Body::Assessed(assessed) = &stored.record.body else { continue };
                let whose: BTreeSet<EntityKey> =
                    self.learners(assessed.lesson()).await?.into_iter().collect();
                let (mut joined, others): (Vec<Queue>, Vec<Queue>) =
                    queues.into_iter().partition(|queue| !queue.whose.is_disjoint(&whose));
                joined.push(Queue { whose, visits: vec![stored] });
                queues = others;
                queues.push(Queue::join(joined));
            }
            let lessons = queues.into_iter().map(|queue| self.learn_in_order(queue.visits, now));
            learned += try_join_all(lessons).await?.into_iter().sum::<usize>();
            let body = Body::Considered(behind);
            let record = Record { at: now, site, claims: vec![], mentions: vec![considered], body };
            self.journal.append(record).await?;
        }
    }

    /// The entities that a visit can teach: the device, and whom its assessment named: the user, the card, whoever was paid. A visit nobody
    /// assessed is nobody's. The records themselves name them, readable or not.
    pub(crate) async fn learners(&self, seal: SealId) -> Result<Vec<EntityKey>, RoadError> {
        let mut learners = Vec::new();
        for version in [SEALED, USED] {
            let stored = self.journal.claimed(&Key { kind: KeyKind::Seal, id: seal.0 }, version).await?;
            learners.extend(
                stored.into_iter().flat_map(|stored| stored.record.mentions).filter_map(|key| key.entity()),
            );
        }
        Ok(learners)
    }

    async fn learn_in_order(&self, queue: Vec<Stored>, now: Timestamp) -> Result<usize, RoadError> {
        let mut learned = 0;
        for stored in queue {
            if let Body::Assessed(assessed) = &stored.record.body {
                learned += usize::from(self.learn_one(&stored, assessed, now).await?);
            }
        }
        Ok(learned)
    }

    async fn learn_one(
        &self,
        stored: &Stored,
        assessed: &AssessedEntry,
        now: Timestamp,
    ) -> Result<bool, RoadError> {
        for _ in 0..ATTEMPTS {
            let lesson = self.proven(stored.record.site, assessed.lesson(), now).await?;
            let Some(Change::Teaches { seal, priors }) = lesson.change() else { return Ok(false) };
            let claims = lesson.claims().collect();
            let body = Body::Undisputed(UndisputedRecord { assessment: assessed.id, seal, priors });
            let record = Record { at: now, site: stored.record.site, claims, mentions: vec![], body };
            match self.teach(record, lesson).await {
                Ok(()) => return Ok(true),
                Err(AppendError::Conflict(_)) => {}
                Err(unavailable) => return Err(unavailable.into()),
            }
        }
        Err(RoadError::Contended)
    }
}
