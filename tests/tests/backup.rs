//! A backup that is taken while the server works.

use engine::ids::AssessmentId;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::app::App;
use server::config::Config;
use server::keyring;
use server::store::embedded::disk::FileSystem;
use server::store::embedded::log::backup;
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
