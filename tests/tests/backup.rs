//! A backup that is taken while the server works.

use engine::ids::{AssessmentId, SiteId};
use engine::journal::{Body, Journal, Key, KeyKind, Record};
use models::observation::Timestamp;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::app::App;
use server::config::Config;
use server::keyring;
use server::store::embedded::disk::FileSystem;
use server::store::embedded::log::{backup, reader};
use server::store::embedded::{Bounds, Embedded};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tests::{Pennyprint, ScriptedPage};

async fn assess_one(server: &Pennyprint) -> Value {
    let token = ScriptedPage::open(server, 1, None).await.token().await;
    let answer = server.assess(&Pennyprint::order(Some(&token))).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.body
}

#[tokio::test]
async fn what_was_acknowledged_before_a_backup_began_is_in_it_however_busy_the_server_is() {
    let server = Pennyprint::start();
    let folder = TempDir::new().unwrap();
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let load = async {
        for _ in 0..60 {
            let answers = futures_util::future::join_all((0..4).map(|_| assess_one(&server))).await;
            acknowledged.lock().unwrap().extend(answers);
        }
    };
    let backups = async {
        let mut last = Vec::new();
        for number in 0..12 {
            tokio::time::sleep(std::time::Duration::from_millis(40)).await;
            last.clone_from(&acknowledged.lock().unwrap());
            let from = server.app.config.storage.data.join("journal");
            let to = folder.path().join(format!("{}", number % 2)).join("journal");
            let copying = tokio::task::spawn_blocking(move || backup::copy(&FileSystem, &from, &to));
            copying.await.unwrap().unwrap();
        }
        last
    };
    let ((), expected) = tokio::join!(load, backups);
    assert!(expected.len() > 20, "the load was too small: {}", expected.len());

    let newest = folder.path().join("1");
    keyring::copy(&server.app.config.storage.data, &newest).unwrap();
    // Keys that are destroyed within minutes would live on in a backup.
    assert!(!newest.join(keyring::FOLDER).join(keyring::EPOCHS).exists());
    let mut config = Config::default();
    config.storage.data = newest;
    let restored = App::open(config).await.unwrap();
    for answer in &expected {
        let id = AssessmentId::parse(answer["id"].as_str().unwrap()).unwrap();
        let read = restored.road.assessment(&server.site, id).await.unwrap().assessed.record;
        assert_eq!(json!(read.decision), answer["decision"]);
        assert_eq!(read.risk.risk_nats, answer["risk_nats"].as_f64().unwrap());
    }
}

/// The segments of a journal, by name.
fn segments(journal: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(journal).unwrap().map(|entry| PathBuf::from(entry.unwrap().file_name()));
    let mut segments: Vec<_> =
        files.filter(|name| name.extension().is_some_and(|end| end == "log")).collect();
    segments.sort();
    segments
}

#[tokio::test]
async fn what_the_journal_has_forgotten_leaves_the_backup_and_the_rest_is_restored() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let bounds = Bounds { cache_bytes: 1 << 20, rows_bytes: 1 << 20, segment_bytes: 1024 };
    let key = Key { kind: KeyKind::Assessment, id: [1; 16] };
    let store = Embedded::open(&path("data"), bounds).unwrap();
    for version in 1..=100 {
        let (claims, body) = (vec![(key, version)], Body::Considered(version));
        let record = Record { at: Timestamp(1), site: SiteId([1; 16]), claims, mentions: vec![], body };
        store.append(record).await.unwrap();
    }
    let copy = |from: &str, to: &str| {
        backup::copy(&FileSystem, &path(from).join("journal"), &path(to).join("journal")).unwrap()
    };
    let before = copy("data", "backup");
    let middle = store.claimed(&key, 60).await.unwrap().unwrap().seq;
    store.forget(middle).await.unwrap();
    let after = copy("data", "backup");
    assert!(
        after.forgotten > 2 && after.segments + after.forgotten == before.segments,
        "{before:?} {after:?}"
    );
    assert_eq!(segments(&path("backup").join("journal")), segments(&path("data").join("journal")));
    assert_eq!(copy("data", "backup").forgotten, 0);

    copy("backup", "restored");
    let read = |name: &str| {
        let journal = path(name).join("journal");
        let records = reader::records(&FileSystem, &journal).unwrap();
        records.map(Result::unwrap).collect::<Vec<Record>>()
    };
    let restored = Embedded::open(&path("restored"), bounds).unwrap();
    let records: Vec<_> = restored.records().map(|stored| stored.unwrap().record).collect();
    assert_eq!(records, read("data"));
    assert!(records.len() < 60 && records.last().unwrap().claims == [(key, 100)]);
    assert!(restored.claimed(&key, 1).await.unwrap().is_none());
}
