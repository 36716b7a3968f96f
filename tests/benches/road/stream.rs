//! A long life: a million sessions of a hundred thousand devices go the whole road, pass by pass. Memory is to be flat
//! after the first pass and the disk to grow by the same each time.

use engine::artifact::InForce;
use engine::assessment::{Assess, Fresh, Visit};
use engine::fold;
use engine::ids::{AssessmentId, ChallengeId, SealId};
use futures_util::StreamExt;
use futures_util::stream;
use models::entity::{EntityKey, EntityKind};
use models::observation::{Event, KeyClass, Observation, Path as Network, Timestamp, What};
use server::app::Road;
use server::keyring::Keys;
use server::store::embedded::disk::FileSystem;
use server::store::embedded::{Bounds, Embedded, SEGMENT_BYTES};
use server::store::memory::Memory;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tests::road;

const DEVICES: u64 = 100_000;
const PASSES: u64 = 10;
/// Sessions under way at once.
const AT_ONCE: usize = 256;
/// Key presses of one session, each a press and a release: a name, an address, a telephone number.
const KEYS: u32 = 60;
const DAY_US: i64 = 86_400_000_000;
/// Devices that are folded anew to see how fast that goes.
const FOLDED: u64 = 2_000;
const BOUNDS: Bounds = Bounds { cache_bytes: 64 << 20, rows_bytes: 64 << 20, segment_bytes: SEGMENT_BYTES };

pub(crate) fn report() {
    let beside = std::env::current_exe().unwrap();
    let folder = tempfile::tempdir_in(beside.parent().unwrap()).unwrap();
    let sessions = DEVICES * PASSES;
    println!("\n{sessions} sessions of {DEVICES} devices; pages and rows are bounded to {} MiB", 2 * 64);
    println!(
        "{:>4} {:>9} {:>13} {:>16} {:>14}",
        "pass", "sessions/s", "resident MiB", "journal B/session", "caches MB"
    );
    crate::load::runtime().block_on(async {
        let road = open(folder.path());
        let mut before = bytes(&folder.path().join("journal"));
        for pass in 0..PASSES {
            let began = Instant::now();
            passed(&road, pass).await;
            let journal = bytes(&folder.path().join("journal"));
            let caches = bytes(folder.path());
            println!(
                "{:>4} {:>9.0} {:>13.0} {:>16.0} {:>14.0}",
                pass + 1,
                DEVICES as f64 / began.elapsed().as_secs_f64(),
                crate::memory::resident_bytes() / f64::from(1 << 20),
                (journal - before) as f64 / DEVICES as f64,
                caches as f64 / 1e6,
            );
            before = journal;
        }
        let began = Instant::now();
        for number in 0..FOLDED {
            let entity = EntityKey { kind: EntityKind::Device, id: crate::journal::spread(number) };
            let row =
                fold::current(&road.journal, &road.keys, &Memory::default(), &entity, true).await.unwrap();
            assert_eq!(row.version, PASSES);
        }
        let rate = (FOLDED * PASSES) as f64 / began.elapsed().as_secs_f64();
        println!("folding devices anew: {rate:.0} sessions/s");
    });
}

fn open(folder: &Path) -> Road {
    let store = Arc::new(Embedded::open(folder, BOUNDS).unwrap());
    let keys = Arc::new(Keys::open(Arc::new(FileSystem), folder, Timestamp(0)).unwrap());
    Road { keys, ..road::over(store) }
}

/// Every device visits, pays and is allowed; then its day passes.
async fn passed(road: &Road, pass: u64) {
    let now = Timestamp(pass as i64 * DAY_US + 1);
    let site = road::site();
    let visits = stream::iter(0..DEVICES).map(|device| {
        let site = &site;
        async move {
            let id = u128::from(pass * DEVICES + device + 1).to_be_bytes();
            let sealed = road::sealed(SealId(id), observation(device, pass));
            road.seal(site, now, sealed).await.unwrap();
            let request = Assess {
                user: Some(crate::journal::spread(device)),
                visit: Visit::Sealed { seal: SealId(id), expires_at: Timestamp(now.0 + 1) },
                fresh: Fresh { assessment: AssessmentId(id), challenge: ChallengeId(id) },
                ..road::asked(SealId(id), now, id)
            };
            road.assess(site, &InForce::default(), &request).await.unwrap();
        }
    });
    visits.buffer_unordered(AT_ONCE).collect::<()>().await;
    let tomorrow = Timestamp(now.0 + DAY_US);
    road.learn_undisputed(tomorrow, tomorrow).await.unwrap();
    road.keys.pass_time(tomorrow).await.unwrap();
}

fn observation(device: u64, pass: u64) -> Observation {
    let at = Timestamp(pass as i64 * DAY_US);
    let key = |number: u32| {
        let at_100us = number * 1_800 + (device as u32 + number * 7) % 400;
        let down = What::KeyDown {
            slot: 0,
            class: KeyClass::Letter,
            repeat: false,
            field: models::observation::Field::Name,
            position: number as u8,
        };
        [Event { at_100us, what: down }, Event { at_100us: at_100us + 900, what: What::KeyUp { slot: 0 } }]
    };
    let timed = crate::memory::observation(crate::journal::spread(device), (pass % 6) as u8);
    Observation {
        opened_at: at,
        sealed_at: at,
        path: Network::V4([192, 0, 2]),
        events: (0..KEYS).flat_map(key).collect(),
        ..timed
    }
}

/// Bytes of the files of a folder, without those of its folders.
fn bytes(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().metadata().unwrap());
    files.filter(std::fs::Metadata::is_file).map(|file| file.len()).sum()
}
