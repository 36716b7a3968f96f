//! Making, publishing and refitting what all entities share, over stores that behave and one that does not.

use engine::artifact::{self, Content, InForce, Kind, Publication};
use engine::assessment::RoadError;
use engine::ids::SealId;
use engine::journal::{Body, Journal, Key, KeyKind, OutcomeLabel};
use engine::pipeline::Pipeline;
use engine::policy::Policy;
use engine::reading;
use engine::refit::refit;
use engine::replay::Replay;
use engine::retention::LEAST_US;
use engine::store::Row;
use models::detectors::registered::AnyDetector;
use models::entity::{EntityKey, EntityKind};
use models::fusion::{Fusion, Weights};
use models::observation::Timestamp;
use models::threshold::Thresholds;
use server::keyring::Keys;
use server::store::memory::Memory;
use std::sync::Arc;
use tests::road::{asked, observation, over, priors, sealed, site, tables, word};
use tests::{Fault, Hostile};

const NOW: Timestamp = Timestamp(1_800_000_000_000_000);

fn publication(kind: Kind, number: u32, pinned: bool) -> Publication {
    Publication::new(kind, number, pinned)
}

async fn drafted(journal: &impl Journal, content: Content) -> u32 {
    artifact::draft(journal, site().id, NOW, None, content).await.unwrap()
}

async fn held(journal: &impl Journal, kind: Kind) -> (u32, bool) {
    let held = artifact::publication(journal, site().id, kind).await.unwrap().publication;
    (held.number, held.pinned)
}

async fn publish(journal: &impl Journal, number: u32, pinned: bool) {
    artifact::publish(journal, site().id, NOW, publication(Kind::Priors, number, pinned)).await.unwrap();
}

/// Asks until there is an answer.
async fn answered<T>(ask: impl AsyncFn() -> Result<T, RoadError>) -> T {
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(RoadError::NotFound) => panic!("what was drafted is gone"),
            Err(_) => {}
        }
    }
}

#[tokio::test]
async fn publishers_at_once_are_in_one_order_whatever_the_store_does() {
    let faults = [
        (Fault::Conflict, 0.2),
        (Fault::Refused, 0.1),
        (Fault::Lost, 0.1),
        (Fault::Late, 0.05),
        (Fault::Overtaken, 0.4),
        (Fault::Unreadable, 0.05),
    ];
    for seed in 0..64 {
        let store = Hostile::new(seed, &faults);
        let publisher = async |slower: u32| {
            let content = priors(f64::from(slower) / 8.0);
            let draft = async || artifact::draft(&store, site().id, NOW, None, content.clone()).await;
            let number = answered(draft).await;
            let publication = publication(Kind::Priors, number, false);
            answered(async || artifact::publish(&store, site().id, NOW, publication).await).await;
            number
        };
        let published = futures_util::future::join_all((1..6).map(publisher)).await;
        store.calm().await;
        let mut said = Vec::new();
        for version in 1.. {
            let key = Kind::Priors.publications(site().id);
            let Some(stored) = store.claimed(&key, version).await.unwrap() else { break };
            let Body::Published(publication) = stored.record.body else { panic!("{stored:?}") };
            said.push(publication.number);
        }
        assert!(published.iter().all(|number| said.contains(number)), "{published:?} {said:?}");
        assert_eq!(held(&store, Kind::Priors).await.0, *said.last().unwrap());
        let newest = store.mentions(&Kind::Priors.key(site().id), None, 100).await.unwrap();
        let numbers: Vec<u32> = newest
            .iter()
            .rev()
            .map(|stored| match &stored.record.body {
                Body::Artifact(artifact) => artifact.number,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>(), "numbers have gaps");
        assert!(numbers.len() >= 5, "{numbers:?}");
    }
}

#[tokio::test]
async fn saying_the_same_again_makes_nothing_new() {
    let journal = Memory::default();
    assert_eq!(drafted(&journal, priors(0.5)).await, 1);
    assert_eq!(drafted(&journal, priors(0.5)).await, 1);
    assert_eq!(drafted(&journal, priors(0.25)).await, 2);
    publish(&journal, 1, false).await;
    let before = journal.records_after(0, 100).await.unwrap().len();
    publish(&journal, 1, false).await;
    assert_eq!(journal.records_after(0, 100).await.unwrap().len(), before);
}

#[tokio::test]
async fn rolling_back_leads_through_what_held_before_to_what_is_shipped() {
    let journal = Memory::default();
    for slower in 1..5 {
        drafted(&journal, priors(f64::from(slower))).await;
    }
    // Number 2 was never published.
    for number in [1, 3, 4] {
        publish(&journal, number, false).await;
    }
    let mut back = Vec::new();
    while back.len() < 9
        && let Ok(holds) = artifact::roll_back(&journal, site().id, NOW, Kind::Priors).await
    {
        assert!(holds.pinned);
        back.push(holds.number);
    }
    assert_eq!(back, [3, 1, 0]);
    assert_eq!(held(&journal, Kind::Priors).await, (0, true));
    assert_eq!(InForce::read(&journal, site().id).await.unwrap(), InForce::default());
    publish(&journal, 4, false).await;
    assert_eq!(artifact::roll_back(&journal, site().id, NOW, Kind::Priors).await.unwrap().number, 0);
}

#[tokio::test]
async fn nobody_publishes_what_was_never_made() {
    let journal = Memory::default();
    let publish = artifact::publish(&journal, site().id, NOW, publication(Kind::Weights, 1, false)).await;
    assert_eq!(publish, Err(RoadError::NotFound));
    assert_eq!(held(&journal, Kind::Weights).await, (0, false));
}

type Road = Pipeline<Arc<Memory>, Arc<Memory>, Arc<Keys>>;

fn road() -> Road {
    over(Arc::new(Memory::default()))
}

fn id(number: u64) -> [u8; 16] {
    (u128::from(number) + 1).to_be_bytes()
}

/// A visit goes down the road, and somebody may say something of it.
async fn visit(road: &Road, device: [u8; 16], number: u64, label: Option<OutcomeLabel>) {
    let sealed = sealed(SealId(id(number)), observation(device, number));
    let seal = sealed.seal;
    road.seal(&site(), NOW, sealed).await.unwrap();
    let in_force = InForce::read(&road.journal, site().id).await.unwrap();
    let assessed = road.assess(&site(), &in_force, &asked(seal, NOW, id(number))).await.unwrap();
    if let Some(label) = label {
        road.outcome(&site(), NOW, word(assessed.record.id, label)).await.unwrap();
    }
}

async fn state(road: &Road, device: [u8; 16]) -> Arc<Row> {
    road.entity(&EntityKey { kind: EntityKind::Device, id: device }).await.unwrap()
}

async fn refitted(road: &Road) -> Vec<(Kind, u32, bool)> {
    let made = refit(&road.journal, &road.keys, &road.store, site().id, NOW).await.unwrap();
    made.into_iter().map(|made| (made.kind, made.number, made.in_force)).collect()
}

/// Tables of the device's oldest bucket: how many scores they were made of.
async fn scores(road: &Road) -> Option<u32> {
    let in_force = InForce::read(&road.journal, site().id).await.unwrap();
    in_force.calibration.content.all().iter().find(|table| table.from_age == 30).map(|table| table.scores)
}

/// A device that is well known, with scores of so many visits since.
async fn well_known(road: &Road, scores: u64) {
    for number in 0..30 {
        visit(road, [7; 16], number, Some(OutcomeLabel::Legitimate)).await;
    }
    for number in 30..30 + scores {
        visit(road, [7; 16], number, None).await;
    }
}

#[tokio::test]
async fn a_refit_touches_no_state_and_repeating_it_makes_nothing_new() {
    let road = road();
    well_known(&road, 999).await;
    assert_eq!(refitted(&road).await, [], "999 scores are a table already");
    visit(&road, [7; 16], 5_000, None).await;
    let before = state(&road, [7; 16]).await;
    assert_eq!(refitted(&road).await, [(Kind::Calibration, 1, true)]);
    assert_eq!(scores(&road).await, Some(1_000));
    assert_eq!(state(&road, [7; 16]).await, before);
    let records = road.journal.records_after(0, usize::MAX).await.unwrap();
    let touched = |stored: &engine::journal::Stored| {
        let is_artifact = matches!(stored.record.body, Body::Artifact(_) | Body::Published(_));
        is_artifact && stored.record.claims.iter().any(|(key, _)| key.entity().is_some())
    };
    assert!(!records.iter().any(touched), "a refit claims an entity's version");
    assert_eq!(refitted(&road).await, [(Kind::Calibration, 1, true)]);
    assert_eq!(road.journal.records_after(0, usize::MAX).await.unwrap().len(), records.len());
}

#[tokio::test]
async fn confirmed_fraud_teaches_no_table_and_alerts_do() {
    let road = road();
    well_known(&road, 1_000).await;
    for number in 6_000..6_050 {
        visit(&road, [7; 16], number, Some(OutcomeLabel::Fraud)).await;
    }
    refitted(&road).await;
    assert_eq!(scores(&road).await, Some(1_000));
    // Somebody was wrong about the last one.
    let fraud = engine::ids::AssessmentId(id(6_049));
    road.outcome(&site(), NOW, word(fraud, OutcomeLabel::Legitimate)).await.unwrap();
    refitted(&road).await;
    assert_eq!(scores(&road).await, Some(1_001));
}

#[tokio::test]
async fn two_hundred_confirmed_frauds_teach_what_each_detector_is_worth() {
    let road = road();
    well_known(&road, 2_000).await;
    for number in 6_000..6_199 {
        visit(&road, [7; 16], number, Some(OutcomeLabel::Fraud)).await;
    }
    assert_eq!(refitted(&road).await, [(Kind::Calibration, 1, true)], "199 frauds teach already");
    visit(&road, [7; 16], 6_199, Some(OutcomeLabel::Chargeback)).await;
    assert!(refitted(&road).await.contains(&(Kind::Weights, 1, true)));
    visit(&road, [7; 16], 6_200, None).await;
    let judged = road.assessment_of(SealId(id(6_200))).await.unwrap().unwrap().record;
    assert_eq!(judged.artifacts.weights, 1);
    let in_force = InForce::read(&road.journal, site().id).await.unwrap();
    assert!(matches!(&*in_force.weights.content, Fusion::Learned(_)));
    assert_eq!(in_force.weights.content.fuse(judged.risk.prior_nats, &judged.heard), judged.risk);
    // Each is judged anew by what held at its time.
    let policy = *in_force.policy.content;
    let replay = engine::back_test::back_test(&road.journal, &road.keys, site().id, policy).await.unwrap();
    assert_eq!((replay.assessments(), replay.changed()), (2_231, 0));
}

#[tokio::test]
async fn while_a_person_has_pinned_another_a_refit_makes_drafts() {
    let road = road();
    well_known(&road, 1_000).await;
    assert_eq!(refitted(&road).await, [(Kind::Calibration, 1, true)]);
    artifact::roll_back(&road.journal, site().id, NOW, Kind::Calibration).await.unwrap();
    visit(&road, [7; 16], 5_000, None).await;
    assert_eq!(refitted(&road).await, [(Kind::Calibration, 2, false)]);
    assert_eq!(held(&road.journal, Kind::Calibration).await, (0, true));
    let unpinned = publication(Kind::Calibration, 1, false);
    artifact::publish(&road.journal, site().id, NOW, unpinned).await.unwrap();
    assert_eq!(refitted(&road).await, [(Kind::Calibration, 2, true)]);
}

#[tokio::test]
async fn two_hundred_known_devices_make_priors_and_keep_what_they_know() {
    let road = road();
    let device = |number: u64| id(1_000_000 + number);
    for number in 0..205_u64 {
        for at in 0..9 {
            visit(&road, device(number), number * 100 + at, Some(OutcomeLabel::Legitimate)).await;
        }
    }
    let mut before = Vec::new();
    for number in 0..205 {
        before.push(state(&road, device(number)).await);
    }
    let made = refitted(&road).await;
    assert!(made.contains(&(Kind::Priors, 1, true)), "{made:?}");
    for (number, before) in (0..205).zip(&before) {
        assert_eq!(state(&road, device(number)).await, *before);
    }
    let in_force = InForce::read(&road.journal, site().id).await.unwrap();
    let shown = |priors: &[u8]| AnyDetector::shown(&models::detectors::device::Device, priors);
    assert_ne!(shown(in_force.priors.content.of("device")), shown(&[]));
    // The next lesson names them.
    visit(&road, device(0), 90, Some(OutcomeLabel::Legitimate)).await;
    let last = road.journal.records_after(0, usize::MAX).await.unwrap().pop().unwrap();
    let change = last.record.body.change();
    assert!(matches!(change, Some(engine::journal::Change::Teaches { priors: 1, .. })), "{change:?}");
}

#[tokio::test]
async fn devices_whose_first_visits_are_forgotten_go_on_making_priors() {
    let road = road();
    let (device, days) = (|number: u64| id(1_000_000 + number), 24 * 3_600 * 1_000_000);
    for number in 0..205_u64 {
        for at in 0..9 {
            visit(&road, device(number), number * 100 + at, Some(OutcomeLabel::Legitimate)).await;
        }
    }
    for number in 0..205 {
        let again = sealed(SealId(id(number * 100 + 9)), observation(device(number), number));
        road.seal(&site(), Timestamp(NOW.0 + 200 * days), again).await.unwrap();
    }
    road.retain(Timestamp(NOW.0 + 260 * days), LEAST_US).await.unwrap();
    let listed = Key { kind: KeyKind::DevicesOf, id: site().id.0 };
    let listed = road.journal.mentions(&listed, None, 1_000).await.unwrap();
    assert!(listed.iter().all(|stored| matches!(stored.record.body, Body::Seen(_))), "{listed:?}");
    let made = refitted(&road).await;
    assert!(made.contains(&(Kind::Priors, 1, true)), "{made:?}");
}

#[tokio::test]
async fn a_back_test_weighs_evidence_as_it_was_weighed() {
    let road = road();
    let none = Weights([("device".to_owned(), 0.0)].into());
    let number = drafted(&road.journal, Content::Weights(none)).await;
    let weights = publication(Kind::Weights, number, false);
    artifact::publish(&road.journal, site().id, NOW, weights).await.unwrap();
    well_known(&road, 60).await;
    let thresholds = Thresholds { step_up_share: 0.17, ..Thresholds::SHIPPED };
    let warier = Policy { thresholds, ..Policy::SHIPPED };
    let records = road.journal.records_after(0, usize::MAX).await.unwrap();
    let replayed = |knows_the_weights: bool| {
        let mut replay = Replay::new(warier, None);
        let is_artifact = |body: &Body| matches!(body, Body::Artifact(_));
        let heard = records.iter().filter(|stored| knows_the_weights || !is_artifact(&stored.record.body));
        for stored in heard {
            let answer = match &stored.record.body {
                Body::Assessed(entry) => reading::answer(&road.keys, entry).unwrap().open(),
                _ => None,
            };
            replay.hear(&stored.record, answer.as_deref(), None);
        }
        replay
    };
    let replay = replayed(true);
    assert_eq!((replay.assessments(), replay.changed()), (90, 0));
    assert!(replayed(false).changed() > 0, "the evidence is nothing, so nothing is shown here");
    let back_test = engine::back_test::back_test(&road.journal, &road.keys, site().id, warier).await.unwrap();
    assert_eq!((back_test.assessments(), back_test.counts()), (replay.assessments(), replay.counts()));
}

#[tokio::test]
async fn tables_reach_the_next_assessment_through_the_journal_alone() {
    let road = road();
    let number = drafted(&road.journal, tables(3.0)).await;
    let calibration = publication(Kind::Calibration, number, false);
    artifact::publish(&road.journal, site().id, NOW, calibration).await.unwrap();
    well_known(&road, 1).await;
    let newest = road.journal.records_after(0, usize::MAX).await.unwrap().pop().unwrap();
    let (_, assessed) = reading::assessed(&road.keys, newest).unwrap();
    assert_eq!(assessed.record.artifacts.calibration, 1);
}
