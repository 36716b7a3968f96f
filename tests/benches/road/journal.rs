//! What a long history costs: back-testing a policy over a million assessments, starting up with as many devices, and
//! bytes on disk.

use engine::artifact::Used;
use engine::ids::{AssessmentId, DeviceId, SealId, SessionId, SiteId};
use engine::journal::{AssessedEntry, AssessedRecord, Body, Journal, Key, KeyKind, Record, USED};
use engine::keyring::{Keyring, Person};
use engine::locked::{Locked, Purpose, SecretKey};
use engine::policy::Policy;
use engine::reading;
use engine::recognition::Recognition;
use engine::refit::refit;
use engine::replay::Replay;
use engine::store::{Row, StateStore};
use models::entity::{EntityKey, EntityKind};
use models::evidence::{Evidence, Finding, Known};
use models::fusion::{self, Heard, Weights};
use models::observation::Timestamp;
use server::keyring::Keys;
use server::store::embedded::disk::FileSystem;
use server::store::embedded::log::reader;
use server::store::embedded::{Bounds, Embedded, SEGMENT_BYTES};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const SITE: SiteId = SiteId([1; 16]);
const ASSESSMENTS: u64 = 1_000_000;
const DEVICES: u64 = 1_000_000;
/// Appends under way at once.
const AT_ONCE: u64 = 256;
/// Bytes of a device's state with two networks.
const STATE_BYTES: usize = 199;
const BOUNDS: Bounds = Bounds { cache_bytes: 128 << 20, rows_bytes: 256 << 20, segment_bytes: SEGMENT_BYTES };

pub(crate) fn report() {
    let beside = std::env::current_exe().unwrap();
    let folder = tempfile::tempdir_in(beside.parent().unwrap()).unwrap();
    println!("\nA journal of {ASSESSMENTS} assessments of {DEVICES} devices");
    let keys = Keys::open(Arc::new(FileSystem), folder.path(), Timestamp(0)).unwrap();
    let person = crate::load::runtime().block_on(keys.person([1; 16])).unwrap();
    timed("written, and closed", || write(folder.path(), &person));
    let journal = folder.path().join("journal");
    let bytes: u64 =
        std::fs::read_dir(&journal).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    println!("{:<44} {:>8.0} bytes", "one assessment in the journal", bytes as f64 / ASSESSMENTS as f64);
    let mut replay = Replay::new(Policy::SHIPPED, None);
    timed("policy replay (goal 60 s)", || {
        for record in reader::records(&FileSystem, &journal).unwrap() {
            let record = record.unwrap();
            let Body::Assessed(entry) = &record.body else { continue };
            let answer = reading::answer(&keys, entry).unwrap().open().unwrap();
            replay.hear(&record, Some(&answer), None);
        }
    });
    assert_eq!((replay.assessments() as u64, replay.changed()), (ASSESSMENTS, 0));
    let store = Embedded::open(folder.path(), BOUNDS).unwrap();
    timed("refit from the newest 100,000", || {
        let made = crate::load::runtime().block_on(refit(&store, &keys, &store, SITE, Timestamp(0))).unwrap();
        assert_eq!(made.len(), 1, "no table was made");
    });
    drop(store);
    timed("start-up (goal 10 s)", || drop(Embedded::open(folder.path(), BOUNDS).unwrap()));
    std::fs::remove_file(folder.path().join("index.redb")).unwrap();
    timed("start-up without the index", || drop(Embedded::open(folder.path(), BOUNDS).unwrap()));
}

fn timed(what: &str, work: impl FnOnce()) {
    let began = Instant::now();
    work();
    println!("{what:<44} {:>8.2} s", began.elapsed().as_secs_f64());
}

fn write(folder: &Path, person: &Person) {
    let store = Embedded::open(folder, BOUNDS).unwrap();
    crate::load::runtime().block_on(async {
        for from in (0..ASSESSMENTS).step_by(AT_ONCE as usize) {
            let group =
                (from..ASSESSMENTS.min(from + AT_ONCE)).map(|number| store.append(assessed(person, number)));
            futures_util::future::try_join_all(group).await.unwrap();
        }
    });
    for number in 0..DEVICES {
        let row = Row { version: 1, states: vec![("device".into(), vec![7; STATE_BYTES])] };
        store.save(EntityKey { kind: EntityKind::Device, id: spread(number) }, Arc::new(row));
    }
}

/// Ids stand nowhere together.
pub(crate) fn spread(number: u64) -> [u8; 16] {
    (u128::from(number) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_be_bytes()
}

fn assessed(person: &Person, number: u64) -> Record {
    let finding = |code: &str, surprise| Finding {
        code: code.into(),
        surprise,
        text: "round trip seen by the server 26 ms, usually 25 ms (19–30 ms) on this network".into(),
    };
    let codes = ["round_trip", "server_round_trip", "jitter", "throughput", "upload_gap", "turnaround"];
    let surprises = (0..).map(|at: u64| 0.1 + ((number + at) % 7) as f64 * 0.2);
    let findings = codes.iter().zip(surprises).map(|(code, surprise)| finding(code, surprise)).collect();
    let p_value = 0.001 + (number % 997) as f64 / 1_000.0;
    let known = Known::new(p_value, 12, true, findings);
    let heard = vec![Heard { detector: "device".into(), evidence: Evidence::Known(known) }];
    let Policy { prior_nats, thresholds } = Policy::SHIPPED;
    let risk = fusion::fuse(prior_nats, &Weights::default(), &heard);
    let decision = thresholds.decide(&risk);
    let (id, site) = (AssessmentId(u128::from(number + 1).to_be_bytes()), SITE);
    let seal = SealId(u128::from(number + 1).to_be_bytes());
    let claims = vec![
        (Key { kind: KeyKind::Assessment, id: id.0 }, 1),
        (Key { kind: KeyKind::Seal, id: seal.0 }, USED),
    ];
    let mentions = vec![Key { kind: KeyKind::AssessmentsOf, id: site.0 }, Key::only(KeyKind::Allowed)];
    let key = person.key.derive(Purpose::Assessment, &id.0);
    let answer = AssessedRecord {
        id,
        seal: Some(seal),
        session: Some(SessionId(spread(number))),
        device: Some(DeviceId(spread(number % DEVICES))),
        action: "checkout".into(),
        user: Some(person.alias),
        visit_key: Some(SecretKey::new([4; 32])),
        transaction: None,
        heard,
        read: Vec::new(),
        risk,
        decision,
        enforced: decision,
        challenge: None,
        artifacts: Used::default(),
        model_version: models::MODEL_VERSION,
        degraded: false,
        request_digest: None,
        recognition: Recognition::Unasked,
        attempts: None,
        lineage: None,
        standing: None,
    };
    let body = Body::Assessed(Arc::new(AssessedEntry {
        id,
        seal: answer.seal,
        decision,
        enforced: decision,
        holder: person.alias,
        answer: Locked::lock(Arc::new(answer), &key).unwrap(),
    }));
    Record { at: Timestamp(number as i64), site, claims, mentions, body }
}
