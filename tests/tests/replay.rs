//! Back-tests on a journal that a real server wrote.

use engine::artifact::{self, Content, Kind, Publication};
use engine::journal::Body;
use engine::policy::{Policy, PolicyError};
use engine::reading;
use engine::refold::Refold;
use engine::replay::{Replay, Truth};
use models::threshold::{Decision, Thresholds};
use reqwest::StatusCode;
use serde_json::json;
use server::store::embedded::disk::FileSystem;
use server::store::embedded::log::reader;
use std::collections::BTreeSet;
use tests::road::{priors, tables};
use tests::{Pennyprint, RELAYED};

fn replay(server: &Pennyprint, policy: Policy) -> Replay {
    let folder = server.app.config.storage.data.join("journal");
    let mut replay = Replay::new(policy, Some(server.site.id));
    for record in reader::records(&FileSystem, &folder).unwrap() {
        let record = record.unwrap();
        let answer = match &record.body {
            Body::Assessed(entry) => reading::answer(&server.app.road.keys, entry).unwrap().open(),
            _ => None,
        };
        replay.hear(&record, answer.as_deref(), None);
    }
    replay
}

fn with_step_up_share(step_up_share: f64) -> Policy {
    let thresholds = Thresholds { step_up_share, ..Thresholds::SHIPPED };
    Policy { thresholds, ..Policy::SHIPPED }
}

#[tokio::test]
async fn the_same_policy_decides_the_same_and_another_one_otherwise_while_the_server_runs() {
    let server = Pennyprint::start();
    let answers = server.usual_visits(6).await;
    let device = answers[0]["device_id"].as_str().unwrap();
    let relayed = server.visit(2, Some(device), RELAYED).await.body;
    assert_ne!(relayed["decision"], "allow");
    let outcome = json!({ "assessment_id": relayed["id"], "label": "fraud" });
    assert_eq!(server.post("/v1/outcomes", &outcome, &[]).await.status, StatusCode::NO_CONTENT);
    server.assess(&Pennyprint::order(Some("test|block"))).await;

    let same = replay(&server, Policy::SHIPPED);
    assert_eq!((same.assessments(), same.changed()), (answers.len() + 1, 0));
    let fraud_allowed = |replay: &Replay| {
        replay
            .counts()
            .get(&(Decision::Allow, Truth::Fraud))
            .map_or((0, 0), |count| (count.was, count.would_be))
    };
    assert_eq!(fraud_allowed(&same), (0, 0));
    let milder = Thresholds { step_up_share: 3e-6, review_share: 2e-6, block_share: 1e-6 };
    let milder = replay(&server, Policy { thresholds: milder, ..Policy::SHIPPED });
    assert_eq!(fraud_allowed(&milder), (0, 1));
    let stricter = replay(&server, with_step_up_share(0.9));
    assert!(stricter.changed() > 0);
    let all: u64 = stricter.counts().values().map(|count| count.would_be).sum();
    assert_eq!(all, answers.len() as u64 + 1);
}

async fn published(server: &Pennyprint, content: Content) {
    let (road, site, kind) = (&server.app.road, server.site.id, content.kind());
    let number = artifact::draft(&road.journal, site, server::clock::now(), None, content).await.unwrap();
    let publication = Publication::new(kind, number, false);
    server.app.published.publish(road, site, publication).await.unwrap();
}

#[tokio::test]
async fn learning_and_scoring_everything_anew_says_what_was_said_live_to_the_last_bit() {
    let server = Pennyprint::start();
    let (road, site) = (&server.app.road, server.site.id);
    let mut answers = server.usual_visits(2).await;
    let device = answers[0]["device_id"].as_str().unwrap().to_owned();
    published(&server, priors(0.3)).await;
    answers.extend(server.usual_visits_of(Some(&device), 3).await);
    published(&server, tables(0.8)).await;
    published(&server, priors(-0.3)).await;
    answers.extend(server.usual_visits_of(Some(&device), 2).await);
    server.app.published.roll_back(road, site, Kind::Priors).await.unwrap();
    let device = answers[0]["device_id"].as_str().unwrap();
    for (answer, label) in answers.iter().zip(["fraud", "chargeback", "legitimate"]) {
        let outcome = json!({ "assessment_id": answer["id"], "label": label });
        assert_eq!(server.post("/v1/outcomes", &outcome, &[]).await.status, StatusCode::NO_CONTENT);
    }
    server.visit(2, Some(device), RELAYED).await;
    server.app.published.roll_back(road, site, Kind::Calibration).await.unwrap();
    server.usual_visits_of(Some(device), 2).await;

    let journal = &*server.app.road.journal;
    let mut refold = Refold::new(journal, &server.app.road.keys);
    let (mut same, mut known, mut used) = (0, 0, BTreeSet::new());
    for stored in journal.records() {
        let record = stored.unwrap().record;
        if let (Some(anew), Body::Assessed(entry)) = (refold.hear(&record).await.unwrap(), &record.body) {
            let assessed = reading::answer(&server.app.road.keys, entry).unwrap().open().unwrap();
            assert_eq!(anew, assessed.heard);
            known += usize::from(assessed.risk.p_value.is_some());
            used.insert((assessed.artifacts.priors, assessed.artifacts.calibration));
            same += 1;
        }
    }
    assert!(same >= 10 && known >= 6, "{same} assessments, {known} on evidence");
    assert_eq!(used, BTreeSet::from([(0, 0), (1, 0), (2, 1), (1, 1), (1, 0)]));
}

#[test]
fn a_policy_that_contradicts_itself_is_refused_by_name() {
    assert_eq!(Policy::SHIPPED.check(), Ok(()));
    assert_eq!(with_step_up_share(1e-5).check(), Err(PolicyError::Order));
    assert_eq!(with_step_up_share(0.0).check(), Err(PolicyError::Share("step_up_share")));
    assert_eq!(with_step_up_share(f64::NAN).check(), Err(PolicyError::Share("step_up_share")));
    assert_eq!(Policy { prior_nats: f64::INFINITY, ..Policy::SHIPPED }.check(), Err(PolicyError::Prior));
}
