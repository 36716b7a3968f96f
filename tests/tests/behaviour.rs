//! What is learned of a person: from their own trusted visits, on whatever device, and from nobody else's.

use engine::assessment::Assess;
use engine::fold;
use engine::ids::{AssessmentId, SealId};
use engine::journal::OutcomeLabel;
use engine::keyring::Keyring;
use engine::pipeline::Pipeline;
use engine::store::Row;
use models::entity::{EntityKey, EntityKind};
use models::evidence::{Absence, Evidence};
use models::observation::Timestamp;
use serde_json::json;
use server::keyring::Keys;
use server::store::memory::Memory;
use std::sync::Arc;
use tests::{Pennyprint, ScriptedPage, USUAL, road};

type Road = Pipeline<Arc<Memory>, Arc<Memory>, Arc<Keys>>;

const NOW: Timestamp = Timestamp(1_800_000_000_000_000);
const ALICE: [u8; 16] = [101; 16];
const BOB: [u8; 16] = [102; 16];

fn memory() -> Road {
    road::over(Arc::new(Memory::default()))
}

/// A visit of somebody on a device of their own, and what behaviour says of it; learned where somebody says so.
async fn visit(road: &Road, user: Option<[u8; 16]>, number: u8, word: Option<OutcomeLabel>) -> Evidence {
    let now = Timestamp(NOW.0 + i64::from(number) * 86_400_000_000);
    let seal = SealId([number; 16]);
    let sealed = road::sealed(seal, road::observation([number % 3; 16], u64::from(number)));
    road.seal(&road::site(), now, sealed).await.unwrap();
    let request = Assess { user, ..road::asked(seal, now, [number; 16]) };
    let assessed = road.assess(&road::site(), &engine::artifact::InForce::default(), &request).await.unwrap();
    if let Some(label) = word {
        said(road, number, label).await;
    }
    let heard = assessed.record.heard.iter().find(|heard| heard.detector == "behaviour").unwrap();
    heard.evidence.clone()
}

async fn said(road: &Road, number: u8, label: OutcomeLabel) {
    let now = Timestamp(NOW.0 + i64::from(number) * 86_400_000_000);
    road.outcome(&road::site(), now, road::word(AssessmentId([number; 16]), label)).await.unwrap();
}

/// What is known of a person, the same as folded anew.
async fn known(road: &Road, user: [u8; 16]) -> Arc<Row> {
    let id = road.keys.person(user).await.unwrap().alias.0;
    let entity = EntityKey { kind: EntityKind::User, id };
    let live = road.entity(&entity).await.unwrap();
    let folded = fold::current(&road.journal, &road.keys, &Memory::default(), &entity, true).await.unwrap();
    assert_eq!(live, folded);
    live
}

const LEGITIMATE: Option<OutcomeLabel> = Some(OutcomeLabel::Legitimate);

#[tokio::test]
async fn a_person_is_judged_from_the_third_learned_visit_on_whatever_the_device() {
    let road = memory();
    for seen in 0..3 {
        let evidence = visit(&road, Some(ALICE), 1 + seen, LEGITIMATE).await;
        assert_eq!(evidence, Evidence::Warming { seen: seen.into(), need: 3 });
    }
    assert_eq!(visit(&road, Some(BOB), 10, None).await, Evidence::Warming { seen: 0, need: 3 });
    assert!(matches!(visit(&road, Some(ALICE), 11, None).await, Evidence::Known(known) if known.age == 3));
    assert_eq!(visit(&road, None, 12, None).await, Evidence::Absent(Absence::NoUser));
}

#[tokio::test]
async fn a_word_of_fraud_takes_a_visit_back_from_the_person() {
    let road = memory();
    for number in 1..4 {
        visit(&road, Some(ALICE), number, LEGITIMATE).await;
    }
    let before = known(&road, ALICE).await.states.clone();
    visit(&road, Some(ALICE), 4, LEGITIMATE).await;
    assert_ne!(known(&road, ALICE).await.states, before);
    said(&road, 4, OutcomeLabel::Chargeback).await;
    assert_eq!(known(&road, ALICE).await.states, before);
}

#[tokio::test]
async fn of_whoever_is_erased_nothing_is_known_and_of_others_everything() {
    let road = memory();
    for number in 1..5 {
        visit(&road, Some(ALICE), number, LEGITIMATE).await;
        visit(&road, Some(BOB), 20 + number, LEGITIMATE).await;
    }
    let id = road.keys.person(ALICE).await.unwrap().alias.0;
    let (alice, bob) = (EntityKey { kind: EntityKind::User, id }, known(&road, BOB).await);
    assert!(!road.entity(&alice).await.unwrap().states.is_empty());
    road.erase(&road::site(), ALICE, Timestamp(NOW.0 + 86_400_000_000 * 30)).await.unwrap();
    let left = road.entity(&alice).await.unwrap();
    assert!(left.states.iter().all(|(_, state)| state.is_empty()), "{left:?}");
    assert_eq!(known(&road, BOB).await, bob);
}

#[tokio::test]
async fn visits_that_one_person_makes_on_many_devices_are_all_learned_when_a_day_has_passed() {
    let server = Pennyprint::start();
    for network in 1..=6 {
        let mut page = ScriptedPage::open(&server, network, None).await;
        page.run(USUAL).await;
        let token = page.token().await;
        let order = json!({ "token": token, "action": "checkout", "user_id": "alice" });
        assert_eq!(server.assess(&order).await.body["decision"], "allow");
    }
    server.a_day_passes().await;
    let page = ScriptedPage::open(&server, 7, None).await;
    let order = json!({ "token": page.token().await, "action": "checkout", "user_id": "alice" });
    let evidence = server.assess(&order).await.body["evidence"].as_array().unwrap().clone();
    let behaviour = evidence.iter().find(|one| one["detector"] == "behaviour").unwrap();
    assert_eq!(behaviour["status"], "known", "{behaviour}");

    // What is usual for her is shown, and hers to take away.
    for route in ["/v1/users/alice", "/v1/users/alice/export"] {
        let shown = server.get(route).await.body["behaviour"].clone();
        assert_eq!(shown["trusted_visits"], 6, "{route}: {shown}");
        let count = |of: &str| shown[of].as_array().unwrap().iter().filter_map(|n| n.as_u64()).sum::<u64>();
        assert_eq!((count("hours"), count("weekdays")), (6, 6), "{route}: {shown}");
    }
}
