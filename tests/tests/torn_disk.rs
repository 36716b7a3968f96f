//! The embedded store on a disk that loses and tears whatever was not synced.

use engine::fold::{self, Fold};
use engine::ids::{AssessmentId, DeviceId, SealId, SessionId, SiteId};
use engine::journal::{
    AppendError, Body, Change, Journal, Key, KeyKind, Record, SEALED, SealedEntry, SealedRecord,
    UndisputedRecord, VERDICTS,
};
use engine::keyring::{Epoch, EpochId, Keyring};
use engine::locked::{Locked, Purpose, SecretKey};
use engine::reading::{self, Reading};
use engine::store::StateStore;
use models::connection::{Connection, Unseen};
use models::entity::{EntityKey, EntityKind};
use models::observation::{Conduct, Exchange, ExchangeKind, Observation, Path as Network, Timestamp};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use server::keyring::Keys;
use server::store::embedded::{Bounds, Embedded, OpenError, SEGMENT_BYTES};
use server::store::memory::Memory;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tests::TornDisk;

const SITE: SiteId = SiteId([1; 16]);
const BOUNDS: Bounds = Bounds { cache_bytes: 1 << 20, rows_bytes: 1 << 20, segment_bytes: SEGMENT_BYTES };
const SEEDS: u64 = 500;
const DEVICES: u8 = 4;

fn open(disk: &TornDisk) -> Result<Embedded, OpenError> {
    Embedded::open_on(Arc::new(disk.clone()), Path::new("/data"), BOUNDS)
}

/// The keyring of the same disk, whose keys must be there when the records are.
fn keys(disk: &TornDisk) -> Keys {
    Keys::open(Arc::new(disk.clone()), Path::new("/data"), Timestamp(0)).unwrap()
}

/// Where nothing is read, any key will do.
const EPOCH: Epoch = Epoch { id: EpochId([0; 16]), key: SecretKey::new([0; 32]) };

fn entity(device: u8) -> EntityKey {
    EntityKey { kind: EntityKind::Device, id: [device; 16] }
}

fn key(kind: KeyKind, number: u64) -> Key {
    Key { kind, id: u128::from(number).to_be_bytes() }
}

/// A visit with one exchange, so that it can be learned.
fn sealed(epoch: &Epoch, device: u8, number: u64) -> Record {
    let exchange = Exchange {
        kind: ExchangeKind::Plain,
        server_us: 100,
        held_us: 0,
        arrival_spread_us: Some(1_000 + 37 * number as u32),
        answer_bytes: 90,
        return_gap_us: None,
        client: None,
        arrived_us: None,
        tcp: Err(Unseen::Unrecorded),
    };
    let observation = Observation {
        opened_at: Timestamp(number as i64),
        sealed_at: Timestamp(number as i64),
        path: Network::V4([192, 0, device]),
        device: [device; 16],
        exchanges: vec![Exchange { kind: ExchangeKind::Padded, ..exchange }],
        signals: vec![],
        events: vec![],
        connection: Connection::default(),
        conduct: Conduct::default(),
    };
    let seal = key(KeyKind::Seal, number);
    let visit = SealedRecord {
        seal: SealId(seal.id),
        session: SessionId([1; 16]),
        device: DeviceId([device; 16]),
        ledger_minor: 5,
        observation,
        link: None,
    };
    let key = epoch.key.derive(Purpose::Visit, &seal.id);
    let body = Body::Sealed(Arc::new(SealedEntry {
        seal: visit.seal,
        session: visit.session,
        device: visit.device,
        epoch: epoch.id,
        visit: Locked::lock(Arc::new(visit), &key).unwrap(),
    }));
    let claims = vec![(seal, SEALED)];
    Record { at: Timestamp(1), site: SITE, claims, mentions: vec![Key::from(entity(device))], body }
}

/// Seals a visit, learns it, and writes down what was acknowledged.
async fn visit(
    (store, keys): (&Embedded, &Keys),
    device: u8,
    number: u64,
    acknowledged: &Mutex<Vec<(Key, u64)>>,
) {
    let record = sealed(&keys.epoch(), device, number);
    let claims = record.claims.clone();
    if store.append(record).await.is_err() {
        return;
    }
    acknowledged.lock().unwrap().extend(claims);
    let seal = SealId(u128::from(number).to_be_bytes());
    let (entity, change) = (entity(device), Change::Teaches { seal, priors: 0 });
    let mut fold = Fold::new(store, keys);
    let row = fold.current(store, &entity, true).await.unwrap();
    let row = fold.changed(&row, &entity, SITE, Some(&change)).await.unwrap().unwrap();
    let claims = vec![(key(KeyKind::Seal, number), VERDICTS), (Key::from(entity), row.version)];
    let body = Body::Undisputed(UndisputedRecord { assessment: AssessmentId([0; 16]), seal, priors: 0 });
    let record = Record { at: Timestamp(2), site: SITE, claims: claims.clone(), mentions: vec![], body };
    if store.append(record).await.is_ok() {
        acknowledged.lock().unwrap().extend(claims);
        store.save(entity, Arc::new(row));
    }
}

async fn states_equal_a_full_replay(store: &Embedded, keys: &Keys) {
    for device in 0..DEVICES {
        let cached = fold::current(store, keys, store, &entity(device), false).await.unwrap();
        let replayed = fold::current(store, keys, &Memory::default(), &entity(device), true).await.unwrap();
        assert_eq!(cached, replayed, "device {device}");
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_any_power_failure() {
    let (mut crashes, mut kept) = (0, 0);
    for seed in 0..SEEDS {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut disk = TornDisk::default();
        let mut number = 0;
        let mut before: Vec<(Key, u64)> = Vec::new();
        for _life in 0..2 {
            let store = open(&disk).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            let keys = keys(&disk);
            for (key, version) in &before {
                let found = store.claimed(key, *version).await.unwrap();
                assert!(
                    found.is_some(),
                    "seed {seed}: {key:?} version {version} was acknowledged and is lost"
                );
                if key.kind == KeyKind::Seal {
                    let visit = reading::visit(&store, &keys, SealId(key.id)).await.unwrap();
                    assert!(matches!(visit, Some(Reading::Open(_))), "seed {seed}: {visit:?} of {key:?}");
                }
            }
            kept += before.len();
            states_equal_a_full_replay(&store, &keys).await;
            let acknowledged = Mutex::new(before.clone());
            disk.fail_after(u64::from(random.next_u32() % 40), random.next_u64());
            while disk.survived().is_none() {
                // What is acknowledged while the power fails may survive or not: count what was before.
                before.clone_from(&acknowledged.lock().unwrap());
                let group = (0..1 + random.next_u32() % 4).map(|at| {
                    number += 1;
                    visit(
                        (&store, &keys),
                        ((u64::from(at) + seed) % u64::from(DEVICES)) as u8,
                        number,
                        &acknowledged,
                    )
                });
                futures_util::future::join_all(group).await;
            }
            drop((store, keys));
            disk = disk.survived().unwrap();
            crashes += 1;
        }
    }
    println!("{crashes} power failures, {kept} acknowledged claims looked up");
    assert!(kept as u64 > 10 * SEEDS, "hardly anything was acknowledged: {kept}");
}

#[tokio::test]
async fn every_acknowledgement_waits_for_a_sync_of_the_journal() {
    let disk = TornDisk::default();
    let store = open(&disk).unwrap();
    let before = disk.syncs(".log");
    for number in 1..=50 {
        store.append(sealed(&EPOCH, 0, number)).await.unwrap();
        assert!(disk.syncs(".log") - before >= number);
    }
}

#[tokio::test]
async fn a_full_disk_refuses_and_leaves_nothing_half_written_and_writing_goes_on_when_there_is_room() {
    let disk = TornDisk::default();
    let store = open(&disk).unwrap();
    store.append(sealed(&EPOCH, 0, 1)).await.unwrap();
    disk.set_room(Some(100));
    for number in 2..6 {
        let refused = store.append(sealed(&EPOCH, 0, number)).await;
        assert!(matches!(refused, Err(AppendError::Unavailable(_))), "{refused:?}");
    }
    disk.set_room(None);
    store.append(sealed(&EPOCH, 0, 9)).await.unwrap();
    drop(store);
    let store = open(&disk.crash(7)).unwrap();
    let found = store.mentions(&Key::from(entity(0)), None, 10).await.unwrap();
    let numbers: Vec<_> = found.iter().map(|stored| stored.record.claims[0].0).collect();
    assert_eq!(numbers, [key(KeyKind::Seal, 9), key(KeyKind::Seal, 1)]);
}

#[tokio::test]
async fn after_a_failed_sync_nothing_is_acknowledged_until_a_restart() {
    let disk = TornDisk::default();
    let store = open(&disk).unwrap();
    store.append(sealed(&EPOCH, 0, 1)).await.unwrap();
    disk.set_sync_fails(true);
    assert!(store.append(sealed(&EPOCH, 0, 2)).await.is_err());
    disk.set_sync_fails(false);
    let refused = store.append(sealed(&EPOCH, 0, 3)).await;
    assert!(
        matches!(&refused, Err(AppendError::Unavailable(why)) if why.contains("read-only")),
        "{refused:?}"
    );
    assert!(store.claimed(&key(KeyKind::Seal, 1), SEALED).await.unwrap().is_some(), "reading goes on");
    drop(store);
    open(&disk.crash(3)).unwrap().append(sealed(&EPOCH, 0, 4)).await.unwrap();
}

#[tokio::test]
async fn a_damaged_journal_is_refused_with_its_file_and_a_damaged_index_is_made_anew() {
    let disk = TornDisk::default();
    {
        let store = open(&disk).unwrap();
        for number in 1..20 {
            store.append(sealed(&EPOCH, 0, number)).await.unwrap();
        }
    }
    let index = Path::new("/data/index.redb");
    for offset in [0, 9, 64, 128, 200] {
        disk.damage(index, offset);
    }
    let store = open(&disk).unwrap();
    assert_eq!(store.mentions(&Key::from(entity(0)), None, 100).await.unwrap().len(), 19);
    drop(store);
    let segment = disk.paths().into_iter().find(|path| path.extension().is_some_and(|end| end == "log"));
    // In the middle of the first record.
    disk.damage(&segment.unwrap(), 150);
    let refused = open(&disk).map(drop).unwrap_err().to_string();
    assert!(refused.contains(".log") && refused.contains("damaged at byte"), "{refused}");
}

mod compaction {
    //! The power fails while retention runs.

    use super::*;
    use engine::artifact::InForce;
    use engine::journal::{OutcomeLabel, USED};
    use engine::pipeline::Pipeline;
    use engine::retention::LEAST_US;
    use tests::road;

    type Road = Pipeline<Arc<Embedded>, Arc<Embedded>, Arc<Keys>>;

    /// Segments of a few records.
    const SMALL: Bounds = Bounds { segment_bytes: 4096, ..BOUNDS };
    const SEEDS: u64 = 200;
    /// Calls after which the power fails, one after the other; without failure it takes some fewer.
    const CALLS: u64 = 70;
    const DAY_US: i64 = 24 * 3_600 * 1_000_000;
    /// Whoever came before this day only is forgotten.
    const CUT: i64 = 150;
    const NOW: Timestamp = Timestamp((CUT + 1) * DAY_US + LEAST_US);
    /// This device does not come back.
    const GONE: u8 = 2;

    fn open(disk: &TornDisk) -> Road {
        let store = Embedded::open_on(Arc::new(disk.clone()), Path::new("/data"), SMALL).unwrap();
        Road { keys: Arc::new(keys(disk)), ..road::over(Arc::new(store)) }
    }

    /// A visit that is learned at once. Returns what was acknowledged of it.
    async fn visit(road: &Road, device: u8, number: u8, at: Timestamp) -> Vec<(Key, u64)> {
        let (seal, site) = (SealId([number; 16]), road::site());
        let observation = road::observation([device; 16], number.into());
        let key = Key { kind: KeyKind::Seal, id: seal.0 };
        let mut acknowledged = Vec::new();
        if road.seal(&site, at, road::sealed(seal, observation)).await.is_ok() {
            acknowledged.push((key, SEALED));
            match road.assess(&site, &InForce::default(), &road::asked(seal, at, seal.0)).await {
                Ok(assessed) if !assessed.record.degraded => acknowledged.push((key, USED)),
                _ => return acknowledged,
            }
            let word = road::word(AssessmentId(seal.0), OutcomeLabel::Legitimate);
            if road.outcome(&site, at, word).await.is_ok() {
                acknowledged.push((key, VERDICTS));
            }
        }
        acknowledged
    }

    /// A disk with the visits of a year, and what was acknowledged of those that are to stay.
    async fn year() -> (TornDisk, Vec<(Key, u64)>) {
        let disk = TornDisk::default();
        let road = open(&disk);
        let site = Record {
            at: Timestamp(0),
            site: SiteId([1; 16]),
            claims: vec![(Key { kind: KeyKind::Site, id: [1; 16] }, 1)],
            mentions: vec![Key::only(KeyKind::Sites)],
            body: Body::Site(road::site()),
        };
        road.journal.append(site).await.unwrap();
        let mut stay = Vec::new();
        for number in 1..=24 {
            let day = i64::from(number) * 12;
            let device = if day < CUT { number % 3 } else { number % 2 };
            let acknowledged = visit(&road, device, number, Timestamp(day * DAY_US)).await;
            assert_eq!(acknowledged.len(), 3);
            if day > CUT {
                stay.extend(acknowledged);
            }
        }
        (disk, stay)
    }

    async fn states(road: &Road) -> Vec<Vec<(String, Vec<u8>)>> {
        let mut states = Vec::new();
        for device in 0..3 {
            states.push(road.entity(&entity(device)).await.unwrap().states.clone());
        }
        states
    }

    /// Everything that is acknowledged is there, every record is there wholly or not at all, every row is its fold.
    async fn holds(road: &Road, acknowledged: &[(Key, u64)], expected: &[Vec<(String, Vec<u8>)>]) {
        for (key, version) in acknowledged {
            assert!(
                road.journal.claimed(key, *version).await.unwrap().is_some(),
                "{key:?} {version} is lost"
            );
        }
        let records = road.journal.records_after(0, 10_000).await.unwrap();
        for stored in &records {
            for (key, version) in &stored.record.claims {
                let found = road.journal.claimed(key, *version).await.unwrap();
                assert_eq!(found.as_ref(), Some(stored), "{key:?} {version}");
            }
            for key in &stored.record.mentions {
                let found = road.journal.mentions(key, Some(stored.seq + 1), 1).await.unwrap();
                assert_eq!(found.first(), Some(stored), "{key:?}");
            }
        }
        let sites = road.journal.mentions(&Key::only(KeyKind::Sites), None, 1).await.unwrap();
        assert_eq!(sites.first().map(|stored| &stored.record.body), Some(&Body::Site(road::site())));
        states_equal_a_full_replay(&road.journal, &road.keys).await;
        let states = states(road).await;
        assert_eq!(states[..2], expected[..2]);
        assert!(states[2] == expected[2] || states[2].is_empty());
    }

    #[tokio::test]
    async fn whenever_the_power_fails_while_the_journal_forgets_nothing_that_stays_is_lost_or_half_forgotten()
    {
        let (year, stay) = year().await;
        let expected = states(&open(&year.crash(0))).await;
        let (mut failed, mut half_way) = (0, 0);
        for seed in 0..SEEDS {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let disk = year.crash(seed);
            let road = open(&disk);
            disk.fail_after(seed % CALLS, random.next_u64());
            let (_, came) = futures_util::future::join(
                road.retain(NOW, LEAST_US),
                visit(&road, 3, 200, Timestamp(NOW.0 - DAY_US)),
            )
            .await;
            drop(road);
            // What is acknowledged while the power fails may survive or not.
            let (survived, came) = match disk.survived() {
                Some(survived) => (survived, Vec::new()),
                None => (disk, came),
            };
            failed += usize::from(came.is_empty());
            let acknowledged = [stay.clone(), came].concat();
            let road = open(&survived);
            let begin = road.journal.records_after(0, 1).await.unwrap().remove(0).record.at;
            half_way += usize::from(begin.0 > CUT / 2 * DAY_US);
            holds(&road, &acknowledged, &expected).await;
            // Whoever repeats it brings it to its end.
            road.retain(NOW, LEAST_US).await.unwrap();
            holds(&road, &acknowledged, &expected).await;
            let begin = road.journal.records_after(0, 1).await.unwrap().remove(0).record.at;
            assert!(begin.0 > (CUT - 31) * DAY_US, "seed {seed}: it begins at day {}", begin.0 / DAY_US);
            assert!(states(&road).await[usize::from(GONE)].is_empty(), "seed {seed}");
        }
        println!("{failed} of {SEEDS} power failures, {half_way} after the journal had begun anew");
        assert!(failed as u64 > SEEDS / 2 && half_way > 20, "{failed} {half_way}");
    }
}
