//! The contract of journals and state stores, written once, run against every store.

use engine::ids::SiteId;
use engine::journal::{AppendError, Body, Journal, Key, KeyKind, OutcomeLabel, OutcomeRecord, Record};
use engine::store::{Cached, Row, StateStore};
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;
use server::store::embedded::{Bounds, Embedded};
use server::store::memory::Memory;
use std::sync::Arc;
use tempfile::TempDir;

const BOUNDS: Bounds = Bounds { cache_bytes: 1 << 20, rows_bytes: 1 << 20 };

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

async fn one_of_many_at_once_wins<S: Journal + StateStore>(store: &S) {
    let tries = (0..16).map(|at| store.append(record(at, vec![(key(8), 1)], vec![key(8)])));
    let won = futures_util::future::join_all(tries).await.into_iter().filter(Result::is_ok).count();
    assert_eq!(won, 1);
    assert_eq!(store.mentions(&key(8), None, 100).await.unwrap().len(), 1);
}

async fn a_newer_row_stays<S: Journal + StateStore>(store: &S) {
    let entity = EntityKey { kind: EntityKind::Device, id: [9; 16] };
    assert_eq!(store.load(&entity).await.unwrap(), None);
    let row = |version: u64| Arc::new(Row { version, states: vec![("device".into(), vec![version as u8])] });
    store.save(entity, row(2));
    store.save(entity, row(1));
    assert_eq!(store.load(&entity).await.unwrap().unwrap().row, row(2));
}

async fn all<S: Journal + StateStore>(store: &S) {
    a_claim_is_taken_once(store).await;
    all_claims_of_a_record_are_taken_or_none(store).await;
    mentions_come_newest_first_and_page(store).await;
    mentions_are_followed_from_the_oldest_on(store).await;
    one_of_many_at_once_wins(store).await;
    a_newer_row_stays(store).await;
}

#[tokio::test]
async fn the_memory_store_keeps_the_contract() {
    all(&Memory::default()).await;
}

#[tokio::test]
async fn the_embedded_store_keeps_the_contract() {
    let folder = TempDir::new().unwrap();
    all(&Embedded::open(folder.path(), BOUNDS).unwrap()).await;
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
