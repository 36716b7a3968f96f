//! Answers of the journal that are lost, wrong or heard by nobody: what the road makes of them.

use engine::artifact::InForce;
use engine::assessment::{Assess, Idempotency, RoadError};
use engine::fold;
use engine::ids::{AssessmentId, SealId};
use engine::journal::{Journal, OutcomeLabel};
use engine::pipeline::Pipeline;
use engine::store::StateStore;
use models::connection::Connection;
use models::entity::{EntityKey, EntityKind};
use models::observation::{Conduct, Observation, Path, Timestamp};
use server::keyring::Keys;
use server::store::embedded::{Bounds, Embedded, SEGMENT_BYTES};
use server::store::memory::Memory;
use std::sync::Arc;
use tempfile::TempDir;
use tests::road::{asked, over, sealed, site, word};
use tests::{Fault, Hostile};

const DEVICE: EntityKey = EntityKey { kind: EntityKind::Device, id: [7; 16] };
const NOW: Timestamp = Timestamp(1_800_000_000_000_000);

fn road<S: Journal + StateStore>(store: S) -> Pipeline<Arc<S>, Arc<S>, Arc<Keys>> {
    over(Arc::new(store))
}

/// A sealed visit of the device.
async fn visit<J: Journal, S: StateStore>(road: &Pipeline<J, S, Arc<Keys>>, number: u8) -> SealId {
    let observation = Observation {
        opened_at: NOW,
        sealed_at: Timestamp(NOW.0 + i64::from(number)),
        path: Path::V4([192, 0, 2]),
        device: DEVICE.id,
        exchanges: Vec::new(),
        signals: Vec::new(),
        events: Vec::new(),
        connection: Connection::default(),
        conduct: Conduct::default(),
    };
    let seal = SealId([number; 16]);
    road.seal(&site(), NOW, sealed(seal, observation)).await.unwrap();
    seal
}

/// A visit of the device that was learned.
async fn learned<J: Journal, S: StateStore>(road: &Pipeline<J, S, Arc<Keys>>, number: u8) -> AssessmentId {
    let seal = visit(road, number).await;
    let assessed = road.assess(&site(), &InForce::default(), &asked(seal, NOW, [number; 16])).await.unwrap();
    let id = assessed.record.id;
    road.outcome(&site(), NOW, word(id, OutcomeLabel::Legitimate)).await.unwrap();
    id
}

/// The version of the device that is judged by now, and the one that the journal has.
async fn known_and_true<J: Journal, S: StateStore>(road: &Pipeline<J, S, Arc<Keys>>) -> (u64, u64) {
    let truth = fold::current(&road.journal, &road.keys, &Memory::default(), &DEVICE, true).await.unwrap();
    (road.entity(&DEVICE).await.unwrap().version, truth.version)
}

#[tokio::test]
async fn a_conflict_that_is_not_true_uses_no_token_up() {
    for seed in 0..64 {
        let road = road(Hostile::new(seed, &[]));
        let seal = visit(&road, 1).await;
        road.store.misbehave(&[(Fault::Conflict, 0.5)]);
        let answer = road.assess(&site(), &InForce::default(), &asked(seal, NOW, [1; 16])).await;
        assert!(matches!(answer, Ok(_) | Err(RoadError::Contended)), "{answer:?}");
    }
}

#[tokio::test]
async fn a_used_token_is_refused_with_or_without_an_idempotency_key() {
    let road = road(Memory::default());
    learned(&road, 1).await;
    let other = Some(Idempotency { key: [5; 16], digest: [6; 16] });
    for (idempotency, fresh) in [(None, [2; 16]), (other, [3; 16])] {
        let request = Assess { idempotency, ..asked(SealId([1; 16]), NOW, fresh) };
        assert_eq!(
            road.assess(&site(), &InForce::default(), &request).await.unwrap_err(),
            RoadError::TokenUsed
        );
    }
}

#[tokio::test]
async fn a_word_of_fraud_whose_answer_was_lost_is_no_longer_judged_by() {
    let road = road(Hostile::new(1, &[]));
    learned(&road, 1).await;
    let poison = learned(&road, 2).await;
    road.store.misbehave(&[(Fault::Lost, 1.0)]);
    let said = road.outcome(&site(), NOW, word(poison, OutcomeLabel::Fraud)).await;
    assert!(matches!(said, Err(RoadError::Append(_))), "{said:?}");
    road.store.calm().await;
    assert_eq!(known_and_true(&road).await, (3, 3));
}

#[tokio::test]
async fn a_word_of_fraud_that_is_written_late_is_heard_when_it_is_written() {
    let mut late = 0;
    for seed in 0..16 {
        let road = road(Hostile::new(seed, &[]));
        let poison = learned(&road, 1).await;
        road.store.misbehave(&[(Fault::Late, 1.0)]);
        road.outcome(&site(), NOW, word(poison, OutcomeLabel::Fraud)).await.unwrap_err();
        // With some seeds it is not written before the device is asked for.
        late += u32::from(road.entity(&DEVICE).await.unwrap().version == 1);
        road.store.calm().await;
        assert_eq!(known_and_true(&road).await, (2, 2));
    }
    assert!(late > 0, "it is never late");
}

/// A client that hangs up takes its request's task with it.
#[tokio::test]
async fn a_word_of_fraud_whose_sender_hung_up_is_no_longer_judged_by() {
    let folder = TempDir::new().unwrap();
    let road = road(
        Embedded::open(
            folder.path(),
            Bounds { cache_bytes: 1 << 20, rows_bytes: 1 << 20, segment_bytes: SEGMENT_BYTES },
        )
        .unwrap(),
    );
    learned(&road, 1).await;
    let poison = learned(&road, 2).await;
    let site = site();
    tokio::select! {
        biased;
        // Now and then the journal's thread is faster than we hang up; then this run shows nothing.
        said = road.outcome(&site, NOW, word(poison, OutcomeLabel::Fraud)) => said.unwrap(),
        () = std::future::ready(()) => {}
    }
    // The journal's thread takes appends in their order: after this one the word stands.
    visit(&road, 3).await;
    assert_eq!(known_and_true(&road).await, (3, 3));
}
