//! The contract of journals and state stores, written once, run against every store.

use engine::ids::{SealId, SiteId};
use engine::journal::{
    AppendError, Body, Journal, Key, KeyKind, OutcomeLabel, OutcomeRecord, ReadError, Record, SealedEntry,
    Seq, Stored,
};
use engine::keyring::EpochId;
use engine::locked::{Locked, SecretKey};
use engine::store::{Cached, Row, StateStore, StoreError};
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;
use server::store::embedded::{Bounds, Embedded, SEGMENT_BYTES};
use server::store::memory::Memory;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;
use tests::{Fault, Hostile, road};

const BOUNDS: Bounds = Bounds { cache_bytes: 1 << 20, rows_bytes: 1 << 20, segment_bytes: SEGMENT_BYTES };

fn key(number: u8) -> Key {
    Key { kind: KeyKind::Assessment, id: [number; 16] }
}

fn record(at: i64, claims: Vec<(Key, u64)>, mentions: Vec<Key>) -> Record {
    let assessment = engine::ids::AssessmentId([0; 16]);
    let label = OutcomeLabel::Legitimate;
    let outcome = OutcomeRecord { assessment, label, fraud_kind: None, loss_minor: None, change: None };
    Record { at: Timestamp(at), site: SiteId([1; 16]), claims, mentions, body: Body::Outcome(outcome) }
}

async fn a_claim_is_taken_once<S: Journal + StateStore>(store: &S) {
    store.append(record(1, vec![(key(1), 1)], vec![])).await.unwrap();
    let again = store.append(record(2, vec![(key(1), 1)], vec![])).await;
    assert_eq!(again, Err(AppendError::Conflict(key(1))));
    let claimed = store.claimed(&key(1), 1).await.unwrap().unwrap();
    assert_eq!(claimed.record.at, Timestamp(1));
    assert_eq!(store.claimed(&key(1), 2).await.unwrap(), None);
}

async fn all_claims_of_a_record_are_taken_or_none<S: Journal + StateStore>(store: &S) {
    store.append(record(1, vec![(key(2), 1)], vec![])).await.unwrap();
    let half_free = record(2, vec![(key(3), 1), (key(2), 1)], vec![key(4)]);
    assert_eq!(store.append(half_free).await, Err(AppendError::Conflict(key(2))));
    assert_eq!(store.claimed(&key(3), 1).await.unwrap(), None);
    assert!(store.mentions(&key(4), None, 10).await.unwrap().is_empty());
}

async fn mentions_come_newest_first_and_page<S: Journal + StateStore>(store: &S) {
    for at in 0..5 {
        store.append(record(at, vec![], vec![key(6)])).await.unwrap();
    }
    let first = store.mentions(&key(6), None, 2).await.unwrap();
    let times: Vec<_> = first.iter().map(|stored| stored.record.at.0).collect();
    assert_eq!(times, [4, 3]);
    let rest = store.mentions(&key(6), Some(first[1].seq), 10).await.unwrap();
    let times: Vec<_> = rest.iter().map(|stored| stored.record.at.0).collect();
    assert_eq!(times, [2, 1, 0]);
    assert!(store.mentions(&key(7), None, 10).await.unwrap().is_empty());
}

async fn mentions_are_followed_from_the_oldest_on<S: Journal + StateStore>(store: &S) {
    for at in 0..5 {
        store.append(record(at, vec![], vec![key(10)])).await.unwrap();
    }
    let (mut times, mut after) = (Vec::new(), 0);
    loop {
        let next = store.mentions_after(&key(10), after, 2).await.unwrap();
        let Some(last) = next.last() else { break };
        after = last.seq;
        times.extend(next.iter().map(|stored| stored.record.at.0));
    }
    assert_eq!(times, [0, 1, 2, 3, 4]);
}

async fn all_records_are_read_in_their_order<S: Journal + StateStore>(store: &S) {
    let before = store.records_after(0, 10_000).await.unwrap().last().map_or(0, |last| last.seq);
    for at in 0..5 {
        store.append(record(at, vec![], vec![key(15)])).await.unwrap();
    }
    let (mut times, mut after) = (Vec::new(), before);
    loop {
        let next = store.records_after(after, 2).await.unwrap();
        let Some(last) = next.last() else { break };
        after = last.seq;
        times.extend(next.iter().map(|stored| stored.record.at.0));
    }
    assert_eq!(times, [0, 1, 2, 3, 4]);
}

async fn one_of_many_at_once_wins<S: Journal + StateStore>(store: &S) {
    let tries = (0..16).map(|at| store.append(record(at, vec![(key(8), 1)], vec![key(8)])));
    let won = futures_util::future::join_all(tries).await.into_iter().filter(Result::is_ok).count();
    assert_eq!(won, 1);
    assert_eq!(store.mentions(&key(8), None, 100).await.unwrap().len(), 1);
}

async fn whoever_follows_while_others_append_misses_nothing<S: Journal + StateStore>(store: &S) {
    let appended = Cell::new(0);
    let appends = futures_util::future::join_all((0..40).map(async |at| {
        store.append(record(at, vec![], vec![key(11)])).await.unwrap();
        appended.set(appended.get() + 1);
    }));
    let follow = async {
        let (mut seen, mut after) = (0, 0);
        loop {
            let ended = appended.get() == 40;
            let next = store.mentions_after(&key(11), after, 3).await.unwrap();
            assert!(next.is_sorted_by(|one, next| one.seq < next.seq));
            seen += next.len();
            match next.last() {
                Some(last) => after = last.seq,
                None if ended => return seen,
                None => tokio::task::yield_now().await,
            }
        }
    };
    assert_eq!(futures_util::future::join(appends, follow).await.1, 40);
}

fn row(version: u64) -> Arc<Row> {
    Arc::new(Row { version, states: vec![("device".into(), vec![version as u8])] })
}

/// Loads as often as a store that is behind now and then needs to show the newest.
async fn loaded<S: StateStore>(store: &S, entity: &EntityKey) -> Vec<Cached> {
    let mut loaded = Vec::new();
    for _ in 0..50 {
        loaded.extend(store.load(entity).await.unwrap());
    }
    loaded
}

async fn a_row_may_be_behind_but_only_the_newest_is_called_current<S: Journal + StateStore>(store: &S) {
    let entity = EntityKey { kind: EntityKind::Device, id: [9; 16] };
    assert_eq!(store.load(&entity).await.unwrap(), None);
    [1, 3, 2].into_iter().for_each(|version| store.save(entity, row(version)));
    let loaded = loaded(store, &entity).await;
    assert!(loaded.iter().any(|cached| cached.current));
    for Cached { row: one, current } in loaded {
        assert_eq!(one, row(if current { 3 } else { one.version }));
    }
}

async fn a_doubted_row_is_not_current_until_a_newer_one_is_saved<S: Journal + StateStore>(store: &S) {
    let is_current = async |entity| loaded(store, &entity).await.iter().any(|cached| cached.current);
    let known = EntityKey { kind: EntityKind::Device, id: [12; 16] };
    store.save(known, row(2));
    let forgotten = EntityKey { kind: EntityKind::Device, id: [13; 16] };
    for entity in [known, forgotten] {
        store.doubt(entity, row(2));
        assert!(!is_current(entity).await);
        [1, 2].into_iter().for_each(|version| store.save(entity, row(version)));
        assert!(!is_current(entity).await, "somebody who was late saved what is in doubt");
        store.save(entity, row(3));
        store.doubt(entity, row(2));
        assert!(is_current(entity).await, "the doubt was about an older one");
    }
}

/// Of a store that is never behind.
async fn the_newest_row_is_loaded<S: StateStore>(store: &S) {
    let entity = EntityKey { kind: EntityKind::Device, id: [14; 16] };
    [2, 1].into_iter().for_each(|version| store.save(entity, row(version)));
    assert_eq!(store.load(&entity).await.unwrap(), Some(Cached { row: row(2), current: true }));
}

/// Forgets the older half of some records. What the journal keeps is whole; of the rest nothing is left.
async fn what_is_forgotten_is_found_no_more_and_its_claims_are_free<S: Journal + StateStore>(store: &S) {
    for version in 1..=60 {
        let visit = road::sealed(SealId([version as u8; 16]), road::observation([0; 16], version));
        let sealed = SealedEntry {
            seal: visit.seal,
            session: visit.session,
            device: visit.device,
            epoch: EpochId([0; 16]),
            visit: Locked::lock(Arc::new(visit), &SecretKey::new([0; 32])).unwrap(),
        };
        let record = record(version as i64, vec![(key(16), version)], vec![key(17)]);
        store.append(Record { body: Body::Sealed(Arc::new(sealed)), ..record }).await.unwrap();
    }
    let first = store.records_after(0, 1).await.unwrap()[0].seq;
    let middle = store.claimed(&key(16), 31).await.unwrap().unwrap().seq;
    let begin = store.forget(middle).await.unwrap();
    assert!(begin <= middle && begin <= store.begin());
    let mut forgotten = 0;
    let (newest, oldest) = (
        store.mentions(&key(17), None, 100).await.unwrap(),
        store.mentions_after(&key(17), 0, 100).await.unwrap(),
    );
    let (mut all, mut after) = (Vec::new(), 0);
    while let Some(last) =
        store.records_after(after, 7).await.map(|next| all.extend(next)).map(|()| all.last()).unwrap()
        && last.seq != after
    {
        after = last.seq;
    }
    assert_eq!(newest.iter().rev().collect::<Vec<_>>(), oldest.iter().collect::<Vec<_>>());
    assert!(all.iter().all(|stored| stored.seq >= begin));
    for version in 1..=60 {
        let claimed = store.claimed(&key(16), version).await.unwrap();
        forgotten += usize::from(claimed.is_none());
        assert!(version <= 30 || claimed.is_some(), "version {version} was to stay");
        assert_eq!(claimed.is_some(), oldest.iter().any(|one| one.record.claims == [(key(16), version)]));
        assert_eq!(claimed.is_some(), all.iter().any(|one| one.record.claims == [(key(16), version)]));
        let again = store.append(record(99, vec![(key(16), version)], vec![])).await;
        assert_eq!(again.is_ok(), claimed.is_none(), "version {version}");
        assert!(store.claimed(&key(16), version).await.unwrap().is_some());
    }
    assert!(forgotten > 10, "only {forgotten} were forgotten");
    assert!(first < begin);
    let behind = store.records_after(first, 1).await.unwrap();
    assert_eq!(
        behind,
        all[..1],
        "whoever goes on from a record that is forgotten goes on from the first that is not"
    );
    assert!(store.forget(begin).await.is_ok(), "forgetting twice is harmless");
}

async fn a_row_that_is_removed_is_gone<S: StateStore>(store: &S) {
    let entity = EntityKey { kind: EntityKind::Device, id: [18; 16] };
    store.save(entity, row(3));
    store.remove(&entity);
    assert_eq!(store.load(&entity).await.unwrap(), None);
    store.save(entity, row(1));
    assert!(loaded(store, &entity).await.iter().any(|cached| cached.row == row(1)));
}

async fn all<S: Journal + StateStore>(store: &S) {
    a_claim_is_taken_once(store).await;
    all_claims_of_a_record_are_taken_or_none(store).await;
    mentions_come_newest_first_and_page(store).await;
    mentions_are_followed_from_the_oldest_on(store).await;
    all_records_are_read_in_their_order(store).await;
    one_of_many_at_once_wins(store).await;
    whoever_follows_while_others_append_misses_nothing(store).await;
    a_row_may_be_behind_but_only_the_newest_is_called_current(store).await;
    a_doubted_row_is_not_current_until_a_newer_one_is_saved(store).await;
    a_row_that_is_removed_is_gone(store).await;
    what_is_forgotten_is_found_no_more_and_its_claims_are_free(store).await;
}

/// A store as it looks to a caller who keeps the contract: a conflict is looked into, and where nobody has taken what
/// was claimed, the append is tried again.
struct Patient<S>(S);

impl<S: Journal> Journal for Patient<S> {
    async fn append(&self, record: Record) -> Result<(), AppendError> {
        loop {
            let answer = self.0.append(record.clone()).await;
            let Err(AppendError::Conflict(key)) = answer else { return answer };
            for (claimed, version) in &record.claims {
                if *claimed == key && self.0.claimed(&key, *version).await.unwrap().is_some() {
                    return answer;
                }
            }
        }
    }

    async fn check(&self) -> Result<(), AppendError> {
        self.0.check().await
    }

    async fn claimed(&self, key: &Key, version: u64) -> Result<Option<Stored>, ReadError> {
        self.0.claimed(key, version).await
    }

    async fn mentions(&self, key: &Key, before: Option<Seq>, limit: usize) -> Result<Vec<Stored>, ReadError> {
        self.0.mentions(key, before, limit).await
    }

    async fn mentions_after(&self, key: &Key, after: Seq, limit: usize) -> Result<Vec<Stored>, ReadError> {
        self.0.mentions_after(key, after, limit).await
    }

    async fn records_after(&self, after: Seq, limit: usize) -> Result<Vec<Stored>, ReadError> {
        self.0.records_after(after, limit).await
    }

    async fn forget(&self, before: Seq) -> Result<Seq, AppendError> {
        self.0.forget(before).await
    }

    fn begin(&self) -> Seq {
        self.0.begin()
    }
}

impl<S: StateStore> StateStore for Patient<S> {
    async fn load(&self, key: &EntityKey) -> Result<Option<Cached>, StoreError> {
        self.0.load(key).await
    }

    fn save(&self, key: EntityKey, row: Arc<Row>) {
        self.0.save(key, row);
    }

    fn doubt(&self, key: EntityKey, row: Arc<Row>) {
        self.0.doubt(key, row);
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.0.scrub().await
    }

    fn remove(&self, key: &EntityKey) {
        self.0.remove(key);
    }
}

#[tokio::test]
async fn the_hostile_store_keeps_the_contract_to_those_who_look_into_conflicts() {
    let faults = [(Fault::Conflict, 0.3), (Fault::Overtaken, 0.5), (Fault::RowBehind, 0.5)];
    let mut happened = [0; 3];
    for seed in 0..32 {
        let store = Patient(Hostile::new(seed, &faults));
        all(&store).await;
        faults.iter().zip(&mut happened).for_each(|((fault, _), times)| *times += store.0.happened(*fault));
    }
    assert!(happened.iter().all(|times| *times > 100), "{happened:?}");
}

/// Whether the answer came or not.
#[tokio::test]
async fn what_the_hostile_store_has_written_it_has_written_wholly() {
    let faults = [(Fault::Refused, 0.3), (Fault::Late, 0.3), (Fault::Lost, 0.3)];
    let store = Hostile::new(1, &faults);
    let mut acknowledged = Vec::new();
    for version in 1..=100 {
        let appended =
            store.append(record(1, vec![(key(1), version), (key(2), version)], vec![key(3)])).await;
        acknowledged.extend(appended.is_ok().then_some(version));
    }
    store.calm().await;
    let mut written = Vec::new();
    for version in 1..=100 {
        let one = store.claimed(&key(1), version).await.unwrap();
        assert_eq!(one, store.claimed(&key(2), version).await.unwrap());
        written.extend(one.map(|stored| (stored.seq, version)));
    }
    assert!(faults.iter().all(|(fault, _)| store.happened(*fault) > 10));
    assert_eq!(written.len(), 100 - store.happened(Fault::Refused));
    assert!(acknowledged.iter().all(|version| written.iter().any(|(_, one)| one == version)));
    let mut mentioned: Vec<Seq> = written.iter().map(|(seq, _)| *seq).collect();
    mentioned.sort();
    let found = store.mentions_after(&key(3), 0, 1000).await.unwrap();
    assert_eq!(found.iter().map(|stored| stored.seq).collect::<Vec<_>>(), mentioned);
    assert!(!written.is_sorted(), "nothing was written late");
}

#[tokio::test]
async fn the_memory_store_keeps_the_contract() {
    all(&Memory::default()).await;
    the_newest_row_is_loaded(&Memory::default()).await;
}

/// In segments that hold a few records each, so that some are forgotten.
const SMALL: Bounds = Bounds { segment_bytes: 1024, ..BOUNDS };

#[tokio::test]
async fn the_embedded_store_keeps_the_contract() {
    let folder = TempDir::new().unwrap();
    let store = Embedded::open(folder.path(), SMALL).unwrap();
    all(&store).await;
    the_newest_row_is_loaded(&store).await;
}

#[tokio::test]
async fn the_embedded_store_remembers_across_a_restart() {
    let folder = TempDir::new().unwrap();
    let entity = EntityKey { kind: EntityKind::Device, id: [9; 16] };
    let row = Arc::new(Row { version: 3, states: vec![("device".into(), vec![1, 2, 3])] });
    {
        let store = Embedded::open(folder.path(), BOUNDS).unwrap();
        store.append(record(1, vec![(key(1), 1)], vec![key(2)])).await.unwrap();
        store.save(entity, Arc::clone(&row));
    }
    let store = Embedded::open(folder.path(), BOUNDS).unwrap();
    assert_eq!(store.load(&entity).await.unwrap(), Some(Cached { row, current: false }));
    assert_eq!(store.claimed(&key(1), 1).await.unwrap().unwrap().record.at, Timestamp(1));
    store.append(record(2, vec![], vec![key(2)])).await.unwrap();
    let times: Vec<_> =
        store.mentions(&key(2), None, 10).await.unwrap().iter().map(|stored| stored.record.at.0).collect();
    assert_eq!(times, [2, 1]);
}

#[tokio::test]
async fn cold_entities_leave_memory_and_come_back_as_they_were() {
    let folder = TempDir::new().unwrap();
    let bounds = Bounds { rows_bytes: 64 * 1024, ..BOUNDS };
    let store = Embedded::open(folder.path(), bounds).unwrap();
    let entity = |number: u16| {
        let id = u128::from(number).to_be_bytes();
        (
            EntityKey { kind: EntityKind::Device, id },
            Arc::new(Row { version: 1, states: vec![("device".into(), id.to_vec())] }),
        )
    };
    for number in 0..2_000 {
        let (key, row) = entity(number);
        store.save(key, row);
    }
    store.write_behind().unwrap();
    assert!(store.hot_rows() < 600, "{} rows stay in memory", store.hot_rows());
    for number in 0..2_000 {
        let (key, row) = entity(number);
        assert_eq!(store.load(&key).await.unwrap().unwrap().row, row);
    }
}

#[test]
fn a_second_process_cannot_open_the_same_folder() {
    let folder = TempDir::new().unwrap();
    let _first = Embedded::open(folder.path(), BOUNDS).unwrap();
    assert!(Embedded::open(folder.path(), BOUNDS).is_err());
}

#[tokio::test]
async fn a_lost_index_is_made_anew_from_the_journal() {
    let folder = TempDir::new().unwrap();
    {
        let store = Embedded::open(folder.path(), BOUNDS).unwrap();
        for at in 0..20 {
            store.append(record(at, vec![(key(1), at as u64 + 1)], vec![key(2)])).await.unwrap();
        }
    }
    std::fs::remove_file(folder.path().join("index.redb")).unwrap();
    let store = Embedded::open(folder.path(), BOUNDS).unwrap();
    assert_eq!(store.mentions(&key(2), None, 100).await.unwrap().len(), 20);
    let again = store.append(record(99, vec![(key(1), 20)], vec![])).await;
    assert_eq!(again, Err(AppendError::Conflict(key(1))));
}

#[tokio::test]
async fn an_index_that_is_ahead_of_its_journal_is_not_believed() {
    let folder = TempDir::new().unwrap();
    let journal = folder.path().join("journal").join(format!("{:020}.log", 0));
    let saved = folder.path().join("saved");
    {
        let store = Embedded::open(folder.path(), BOUNDS).unwrap();
        store.append(record(1, vec![(key(1), 1)], vec![key(2)])).await.unwrap();
    }
    std::fs::copy(&journal, &saved).unwrap();
    {
        let store = Embedded::open(folder.path(), BOUNDS).unwrap();
        store.append(record(2, vec![(key(1), 2)], vec![key(2)])).await.unwrap();
    }
    std::fs::copy(&saved, &journal).unwrap();
    let store = Embedded::open(folder.path(), BOUNDS).unwrap();
    assert_eq!(store.mentions(&key(2), None, 10).await.unwrap().len(), 1);
    store.append(record(3, vec![(key(1), 2)], vec![key(2)])).await.unwrap();
    assert_eq!(store.claimed(&key(1), 2).await.unwrap().unwrap().record.at, Timestamp(3));
}

/// Appends so many records with a claim and a mention each.
async fn filled(folder: &TempDir, bounds: Bounds, records: u64) -> Embedded {
    let store = Embedded::open(folder.path(), bounds).unwrap();
    for version in 1..=records {
        store.append(record(version as i64, vec![(key(1), version)], vec![key(2)])).await.unwrap();
    }
    store
}

/// What the journal has of [`filled`]: by claim, by mention, and read through.
async fn kept(store: &Embedded, records: u64) -> Vec<i64> {
    let mut claimed = Vec::new();
    for version in 1..=records {
        claimed.extend(store.claimed(&key(1), version).await.unwrap().map(|stored| stored.record.at.0));
    }
    let times = |stored: Vec<Stored>| stored.iter().map(|stored| stored.record.at.0).collect::<Vec<_>>();
    assert_eq!(times(store.mentions_after(&key(2), 0, 1_000).await.unwrap()), claimed);
    assert_eq!(times(store.records().map(Result::unwrap).collect()), claimed);
    claimed
}

#[tokio::test]
async fn what_was_forgotten_stays_so_after_a_restart_and_without_the_index() {
    let folder = TempDir::new().unwrap();
    let store = filled(&folder, SMALL, 100).await;
    store.write_behind().unwrap();
    store.forget(store.claimed(&key(1), 60).await.unwrap().unwrap().seq).await.unwrap();
    let left = kept(&store, 100).await;
    assert!(left.len() < 60 && left.ends_with(&(60..=100).collect::<Vec<_>>()), "{left:?}");
    drop(store);
    let store = Embedded::open(folder.path(), SMALL).unwrap();
    assert_eq!(kept(&store, 100).await, left);
    drop(store);
    std::fs::remove_file(folder.path().join("index.redb")).unwrap();
    assert_eq!(kept(&Embedded::open(folder.path(), SMALL).unwrap(), 100).await, left);
}

#[tokio::test]
async fn entries_and_rows_of_what_was_forgotten_leave_the_index() {
    let folder = TempDir::new().unwrap();
    let [known, gone] = [[21; 16], [22; 16]].map(|id| EntityKey { kind: EntityKind::Device, id });
    let store = Embedded::open(folder.path(), SMALL).unwrap();
    for version in 1..=60 {
        store.append(record(1, vec![(Key::from(gone), version)], vec![key(2)])).await.unwrap();
    }
    for version in 1..=60 {
        store.append(record(1, vec![(Key::from(known), version)], vec![key(2)])).await.unwrap();
    }
    [known, gone].iter().for_each(|entity| store.save(*entity, row(60)));
    store.write_behind().unwrap();
    let (entries, rows) = store.index_size().unwrap();
    let middle = store.claimed(&Key::from(known), 50).await.unwrap().unwrap().seq;
    store.forget(middle).await.unwrap();
    store.sweep().unwrap();
    assert_eq!((entries, rows), (240, 2));
    let (entries, rows) = store.index_size().unwrap();
    assert!(rows == 1 && (2 * 11..2 * 30).contains(&entries), "{entries} entries, {rows} rows");
}

#[tokio::test]
async fn a_lost_first_segment_is_told_from_one_that_was_forgotten() {
    let folder = TempDir::new().unwrap();
    let segments = || {
        let files =
            std::fs::read_dir(folder.path().join("journal")).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> =
            files.filter(|path| path.extension().is_some_and(|end| end == "log")).collect();
        files.sort();
        files
    };
    let refused = || Embedded::open(folder.path(), SMALL).map(drop).unwrap_err().to_string();
    let hidden = folder.path().join("hidden");
    drop(filled(&folder, SMALL, 100).await);
    for forgotten in [0, 40] {
        let store = Embedded::open(folder.path(), SMALL).unwrap();
        let first = store.claimed(&key(1), 1 + forgotten).await.unwrap().unwrap().seq;
        store.forget(first).await.unwrap();
        drop(store);
        let first = segments().remove(0);
        std::fs::rename(&first, &hidden).unwrap();
        assert!(refused().contains("missing"), "{}", refused());
        std::fs::rename(&hidden, &first).unwrap();
    }
    let begin = folder.path().join("journal").join("begin");
    let mut bytes = std::fs::read(&begin).unwrap();
    std::fs::rename(&begin, &hidden).unwrap();
    assert!(refused().contains("missing"), "{}", refused());
    bytes[26] ^= 1;
    std::fs::write(&begin, &bytes).unwrap();
    assert!(refused().contains("damaged"), "{}", refused());
    std::fs::rename(&hidden, &begin).unwrap();
    assert!(Embedded::open(folder.path(), SMALL).is_ok());
}

#[tokio::test]
async fn whoever_reads_while_the_journal_forgets_finds_whole_records_or_none() {
    let folder = TempDir::new().unwrap();
    let store = Arc::new(filled(&folder, SMALL, 600).await);
    let (reader, times_read) = (Arc::clone(&store), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&times_read);
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    let read = async move {
        while reader.claimed(&key(1), 500).await.unwrap().is_some() {
            let times: Vec<_> = reader.records().map(|stored| stored.unwrap().record.at.0).collect();
            assert!(times.is_sorted() && times.last() == Some(&600));
            let newest = reader.mentions(&key(2), None, 700).await.unwrap();
            assert!(newest.is_sorted_by(|one, next| one.seq > next.seq));
            counted.fetch_add(1, Ordering::Relaxed);
        }
    };
    let reading = std::thread::spawn(move || runtime().block_on(read));
    for (number, version) in (10..=550).step_by(10).enumerate() {
        while times_read.load(Ordering::Relaxed) < number / 5 && !reading.is_finished() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        let seq = store.claimed(&key(1), version).await.unwrap().unwrap().seq;
        store.forget(seq).await.unwrap();
    }
    reading.join().unwrap();
}
