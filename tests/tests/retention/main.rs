//! What is forgotten makes no difference to what is known of those who are still seen. Each property is held after a life of
//! the shop in [`life`], over a store that misbehaves while retention runs beside the road.

mod life;

use engine::fold;
use engine::journal::{Body, Journal, Key, KeyKind};
use engine::keyring::Keyring;
use engine::locked::Purpose;
use engine::reading;
use engine::refold::Refold;
use engine::retention::LEAST_US;
use engine::store::{Row, StateStore};
use life::{DAY_US, DEVICES, Life, Plan, entity, plan};
use models::observation::Timestamp;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use server::store::memory::Memory;
use std::sync::Arc;

/// Days after which records are forgotten here.
const RETENTION: u16 = (LEAST_US / DAY_US) as u16;

fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test)
}

/// What an entity is when its records are folded with nothing but the journal.
async fn folded(life: &Life, device: u8) -> Arc<Row> {
    fold::current(&life.store, &life.road.keys, &Memory::default(), &entity(device), true).await.unwrap()
}

/// Whether a device was never away so long that it was forgotten.
fn was_always_seen(days: &[u16]) -> bool {
    days.is_sorted_by(|one, next| next - one < RETENTION - 1)
        && days.last().is_some_and(|last| 500 - last < RETENTION - 1)
}

async fn nobody_who_is_still_seen_notices(plan: Plan) -> usize {
    let (with, without) = (Life::after(&plan, true).await, Life::after(&plan, false).await);
    let mut compared = 0;
    for (device, days) in &without.came {
        if was_always_seen(days) {
            let states = with.road.entity(&entity(*device)).await.unwrap().states.clone();
            assert_eq!(
                states,
                without.road.entity(&entity(*device)).await.unwrap().states,
                "device {device}"
            );
            for (one, other) in with.assessed.iter().zip(&without.assessed) {
                if one.record.device.unwrap().0[0] == *device {
                    assert_eq!(one.record.heard, other.record.heard);
                }
            }
            compared += 1;
        }
    }
    compared
}

async fn every_row_is_the_fold_of_what_is_left(plan: Plan) {
    let life = Life::after(&plan, true).await;
    for device in 0..DEVICES.len() as u8 {
        let known = life.road.entity(&entity(device)).await.unwrap();
        assert_eq!(known, folded(&life, device).await, "device {device}");
    }
    let records = life.records().await;
    let cut = life.now().0 - LEAST_US - DAY_US;
    assert!(records.first().unwrap().record.at.0 > cut, "nothing was forgotten");
    // Doing it again changes nothing.
    let again = life.road.retain(life.now(), LEAST_US).await.unwrap();
    assert_eq!((again.checkpoints, again.carried, again.forgotten), (0, 0, 0));
    assert_eq!(life.records().await, records);
}

/// Returns how many assessments were scored anew, and how many could not be.
async fn what_is_left_is_scored_anew_as_it_was(plan: Plan) -> (usize, usize) {
    let life = Life::after(&plan, true).await;
    let mut refold = Refold::new(&life.store, &life.road.keys);
    let (mut same, mut gone) = (0, 0);
    for stored in life.records().await {
        let anew = refold.hear(&stored.record).await.unwrap();
        if let Body::Assessed(entry) = &stored.record.body {
            let answer = reading::answer(&life.road.keys, entry).unwrap().open().unwrap();
            match anew {
                Some(anew) => assert_eq!(anew, answer.heard),
                None => gone += 1,
            }
            same += 1;
        }
    }
    (same, gone)
}

/// A device that nobody has seen is gone from the cache and the journal once its last record is.
async fn nothing_is_left_of_a_device_that_stayed_away(plan: Plan) {
    let life = Life::after(&plan, true).await;
    let device = entity(2);
    assert!(life.road.entity(&device).await.unwrap().states.is_empty());
    let later = Timestamp(life.now().0 + LEAST_US + DAY_US);
    life.road.retain(later, LEAST_US).await.unwrap();
    assert_eq!(life.store.load(&device).await.unwrap(), None);
    for key in [Key::from(device), Key::checkpoints(&device), Key { kind: KeyKind::Seen, id: device.id }] {
        assert!(life.store.mentions(&key, None, 1).await.unwrap().is_empty(), "{key:?}");
    }
    assert_eq!(folded(&life, 2).await, Arc::default());
}

/// Or else the properties below would say nothing.
#[test]
fn lives_of_the_shop_meet_checkpoints_forgetting_and_visits_that_are_taken_back_across_them() {
    let mut runner = TestRunner::deterministic();
    let (mut checkpoints, mut across, mut compared, mut same, mut gone) = (0, 0, 0, 0, 0);
    for _ in 0..16 {
        let plan = plan().new_tree(&mut runner).unwrap().current();
        let life = run(Life::after(&plan, true));
        checkpoints += run(life.checkpoints());
        for stored in run(life.records()) {
            if let Body::Checkpoint(checkpoint) = &stored.record.body {
                let holder = life.road.keys.key(checkpoint.holder);
                let key = holder.map(|key| key.derive(Purpose::Checkpoint, &checkpoint.rows_id));
                let rows = checkpoint.rows.as_ref().zip(key).map(|(rows, key)| rows.open(&key).unwrap());
                across += usize::from(rows.is_some_and(|rows| rows.len() > 1));
            }
        }
        compared += run(nobody_who_is_still_seen_notices(plan.clone()));
        let counted = run(what_is_left_is_scored_anew_as_it_was(plan));
        (same, gone) = (same + counted.0, gone + counted.1);
    }
    println!(
        "{checkpoints} checkpoints, {across} across a taking back; {same} assessments left, {gone} not scored anew"
    );
    assert!(checkpoints > 100 && across > 10 && compared > 32, "{checkpoints} {across} {compared}");
    assert!(same > 500 && gone * 20 < same, "{same} {gone}");
}

#[test]
fn what_a_visit_taught_that_is_forgotten_before_its_lesson_is_not_taken_for_nothing() {
    run(what_is_left_is_scored_anew_as_it_was(life::forgotten_before_its_lesson()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_is_still_seen_is_known_as_if_nothing_had_been_forgotten(plan in plan()) {
        run(nobody_who_is_still_seen_notices(plan));
    }

    #[test]
    fn whatever_was_forgotten_a_row_is_the_fold_of_what_is_left(plan in plan()) {
        run(every_row_is_the_fold_of_what_is_left(plan));
    }

    #[test]
    fn whatever_was_forgotten_the_rest_is_scored_anew_to_the_last_bit(plan in plan()) {
        run(what_is_left_is_scored_anew_as_it_was(plan));
    }

    #[test]
    fn of_a_device_that_stayed_away_nothing_is_left(plan in plan()) {
        run(nothing_is_left_of_a_device_that_stayed_away(plan));
    }
}
