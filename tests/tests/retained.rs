//! What merchants see after a year has gone by and its records with it.

use engine::artifact::{self, Content, InForce, Kind, Publication};
use engine::assessment::{Assess, Idempotency, RoadError};
use engine::fold;
use engine::ids::{AssessmentId, DeviceId, SealId};
use engine::journal::{AppendError, Body, Journal, Key, KeyKind, OutcomeLabel, Record};
use engine::keyring::Keyring;
use engine::pipeline::Pipeline;
use engine::retention::LEAST_US;
use engine::secrets::Domain;
use engine::store::{Row, StateStore};
use engine::trust::SETTLED_US;
use models::detectors::device::{Device, Priors, usual};
use models::detectors::{Detector, registered};
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;
use server::keyring::Keys;
use server::store::memory::Memory;
use std::sync::Arc;
use tests::{Fault, Hostile, Pennyprint, USUAL, road};

const DAY_US: i64 = 24 * 3_600 * 1_000_000;

fn days_later(from: Timestamp, days: i64) -> Timestamp {
    Timestamp(from.0 + days * DAY_US)
}

#[tokio::test]
async fn a_device_that_is_still_seen_stays_in_the_list_once_and_one_that_is_not_leaves_it() {
    let server = Pennyprint::start();
    let (road, now) = (&server.app.road, server::clock::now());
    let known = server.visit(1, None, USUAL).await.body["device_id"].as_str().unwrap().to_owned();
    let gone = server.visit(2, None, USUAL).await.body["device_id"].as_str().unwrap().to_owned();
    let listed = async || {
        let list = server.get("/v1/devices").await.body["items"].as_array().unwrap().clone();
        list.iter()
            .map(|item| (item["id"].as_str().unwrap().to_owned(), item["first_seen"].clone()))
            .collect::<Vec<_>>()
    };
    let before = listed().await;
    assert_eq!(before.iter().map(|(id, _)| id).collect::<Vec<_>>(), [&gone, &known]);

    let id = road.secrets.pseudonym(server.site.id, Domain::Device, &known);
    let mut sealed = road::sealed(SealId([1; 16]), road::observation([0; 16], 1));
    (sealed.device, sealed.observation.device) = (DeviceId::parse(&known).unwrap(), id);
    road.seal(&server.site, days_later(now, 200), sealed).await.unwrap();
    let done = road.retain(days_later(now, 260), LEAST_US).await.unwrap();
    assert!(done.begin > 0 && done.old > 3, "{done:?}");
    assert_eq!(listed().await, before[1..]);
    assert_eq!(server.get(&format!("/v1/devices/{gone}")).await.code(), "not_found");
    server.visit(1, Some(&known), USUAL).await;
    assert_eq!(listed().await, before[1..]);

    // The settings went with the year, and are here all the same.
    let rotated = server.app.sites.rotate_key(road, server.site.id).await.unwrap();
    assert!(server.app.sites.by_secret_key(&rotated.secret_key).is_some());
    let sites = server::sites::Sites::load(road).await.unwrap();
    assert_eq!(sites.by_id(server.site.id).unwrap(), rotated.site);
}

fn memory() -> Pipeline<Arc<Memory>, Arc<Memory>, Arc<Keys>> {
    road::over(Arc::new(Memory::default()))
}

const NOW: Timestamp = Timestamp(1_800_000_000_000_000);
const DEVICE: EntityKey = EntityKey { kind: EntityKind::Device, id: [1; 16] };

#[tokio::test]
async fn a_word_on_a_visit_that_is_settled_is_a_label_and_teaches_nothing() {
    for (word, changes) in [(SETTLED_US - 1, true), (SETTLED_US, false)] {
        let road = memory();
        let seal = SealId([1; 16]);
        road.seal(&road::site(), NOW, road::sealed(seal, road::observation([1; 16], 1))).await.unwrap();
        let assessed =
            road.assess(&road::site(), &InForce::default(), &road::asked(seal, NOW, seal.0)).await.unwrap();
        for (label, taught) in [(OutcomeLabel::Legitimate, Some(true)), (OutcomeLabel::Fraud, Some(false))] {
            let outcome = road::word(assessed.record.id, label);
            road.outcome(&road::site(), Timestamp(NOW.0 + word), outcome).await.unwrap();
            let standing = road.assessment(&road::site(), assessed.record.id).await.unwrap();
            assert_eq!(standing.outcome, Some(label));
            assert_eq!(road.verdict(seal).await.unwrap().taught, taught.filter(|_| changes));
        }
        assert_eq!(road.entity(&DEVICE).await.unwrap().version, if changes { 2 } else { 0 });
    }
}

#[tokio::test]
async fn a_key_that_was_used_a_year_ago_and_again_still_answers_twice_the_same() {
    let road = memory();
    let key = Some(Idempotency { key: [5; 16], digest: [6; 16] });
    let ask = async |number: u8, at: Timestamp| {
        let seal = SealId([number; 16]);
        road.seal(&road::site(), at, road::sealed(seal, road::observation([1; 16], 1))).await?;
        let asked = Assess { idempotency: key, ..road::asked(seal, at, seal.0) };
        Ok::<_, RoadError>(road.assess(&road::site(), &InForce::default(), &asked).await?.record.id)
    };
    ask(1, NOW).await.unwrap();
    let later = days_later(NOW, 300);
    let second = ask(2, later).await.unwrap();
    road.retain(later, LEAST_US).await.unwrap();
    let first_use = Key { kind: KeyKind::Idempotency, id: [5; 16] };
    assert_eq!(road.journal.claimed(&first_use, 1).await.unwrap(), None);
    assert_eq!(ask(3, later).await.unwrap(), second);
}

#[tokio::test]
async fn a_row_that_outlived_its_records_is_not_believed() {
    let road = memory();
    let row = Arc::new(Row { version: 4, states: Vec::new() });
    road.store.doubt(DEVICE, row);
    assert_eq!(road.entity(&DEVICE).await.unwrap(), Arc::default());
    assert_eq!(road.store.load(&DEVICE).await.unwrap(), None);
}

/// A visit of the device that is learned at once.
async fn learned<J: Journal, S: StateStore>(
    road: &Pipeline<J, S, Arc<Keys>>,
    number: u8,
    at: Timestamp,
) -> AssessmentId {
    learned_of(road, None, number, at).await
}

/// The same of a user.
async fn learned_of<J: Journal, S: StateStore>(
    road: &Pipeline<J, S, Arc<Keys>>,
    user: Option<[u8; 16]>,
    number: u8,
    at: Timestamp,
) -> AssessmentId {
    let seal = SealId([number; 16]);
    road.seal(&road::site(), at, road::sealed(seal, road::observation([1; 16], number.into())))
        .await
        .unwrap();
    let asked = Assess { user, ..road::asked(seal, at, seal.0) };
    let assessed = road.assess(&road::site(), &InForce::default(), &asked).await.unwrap();
    let word = road::word(assessed.record.id, OutcomeLabel::Legitimate);
    road.outcome(&road::site(), at, word).await.unwrap();
    assessed.record.id
}

fn trusted_visits(row: &Row) -> u32 {
    let profile = registered::decode::<Device>(row.state(Device::NAME)).unwrap();
    usual(&profile, &Priors::default()).trusted_visits
}

/// Alice's visits are all forgotten, and live on in a checkpoint of the device that she shared with Bob.
#[tokio::test]
async fn a_checkpoint_ends_with_whoever_had_a_part_in_it_and_with_nobody_else() {
    let (alice, bob, carol) = ([101; 16], [102; 16], [103; 16]);
    let (site, later) = (road::site(), days_later(NOW, 300));
    for (erased, left) in [(alice, 1), (carol, 5)] {
        let road = memory();
        for (number, user) in (0..).zip([alice, bob, alice, bob]) {
            learned_of(&road, Some(user), number, days_later(NOW, number.into())).await;
        }
        learned_of(&road, Some(carol), 8, days_later(NOW, 290)).await;
        learned_of(&road, Some(bob), 9, days_later(NOW, 290)).await;
        // Of the device, and of Bob, who alone of them came lately and long ago.
        assert_eq!(road.retain(later, LEAST_US).await.unwrap().checkpoints, 2);
        assert_eq!(trusted_visits(&road.entity(&DEVICE).await.unwrap()), 6);
        let checkpoint = road.journal.mentions(&Key::checkpoints(&DEVICE), None, 1).await.unwrap().remove(0);
        let Body::Checkpoint(checkpoint) = checkpoint.record.body else { panic!("no checkpoint") };

        let expected = if erased == alice { 2 } else { left };
        road.erase(&site, erased, later).await.unwrap();
        assert_eq!(road.keys.key(checkpoint.holder).is_none(), erased == alice);
        let live = road.entity(&DEVICE).await.unwrap();
        assert_eq!(trusted_visits(&live), expected);
        let empty = Memory::default();
        let folded = fold::current(&road.journal, &road.keys, &empty, &DEVICE, true).await.unwrap();
        assert_eq!(live, folded);
        // The next checkpoint begins where this one ended.
        learned_of(&road, Some(bob), 10, days_later(NOW, 580)).await;
        road.retain(days_later(NOW, 590), LEAST_US).await.unwrap();
        let live = road.entity(&DEVICE).await.unwrap();
        assert_eq!(trusted_visits(&live), expected + 1);
        let folded = fold::current(&road.journal, &road.keys, &empty, &DEVICE, true).await.unwrap();
        assert_eq!(live, folded);
    }
}

/// Whichever comes first, nothing that she taught stands under a key that is left.
#[tokio::test]
async fn whoever_is_erased_while_checkpoints_are_made_is_in_none_of_them() {
    let (alice, bob) = ([101; 16], [102; 16]);
    let (mut emptied, mut without) = (0, 0);
    for seed in 0..150 {
        let store = Arc::new(Hostile::new(seed, &[(Fault::Overtaken, 0.7)]));
        let road = road::over(Arc::clone(&store));
        for (number, user) in (0..).zip([alice, bob, alice, bob, alice, bob]) {
            learned_of(&road, Some(user), number, days_later(NOW, number.into())).await;
        }
        learned_of(&road, Some(bob), 20, days_later(NOW, 290)).await;
        let later = days_later(NOW, 300);
        let erased = async {
            for _ in 0..20 * seed {
                tokio::task::yield_now().await;
            }
            road.erase(&road::site(), alice, later).await.unwrap();
        };
        let (done, ()) = futures_util::future::join(road.retain(later, LEAST_US), erased).await;
        done.unwrap();
        let live = road.entity(&DEVICE).await.unwrap();
        let empty = Memory::default();
        let folded = fold::current(&store, &road.keys, &empty, &DEVICE, true).await.unwrap();
        assert_eq!(live, folded, "seed {seed}");
        match trusted_visits(&live) {
            // The checkpoint came first, and ended with her.
            1 => emptied += 1,
            4 => without += 1,
            other => panic!("seed {seed}: {other} visits"),
        }
    }
    assert!(emptied > 10 && without > 10, "{emptied} {without}");
}

#[tokio::test]
async fn the_keys_of_users_and_devices_that_are_forgotten_are_destroyed() {
    let road = memory();
    learned_of(&road, Some([101; 16]), 1, NOW).await;
    let alice = road.keys.alias([101; 16]).unwrap();
    learned_of(&road, Some([102; 16]), 2, days_later(NOW, 200)).await;
    road.retain(days_later(NOW, 270), LEAST_US).await.unwrap();
    assert_eq!(road.destroy_orphans().await, Ok(0));
    assert!(road.keys.key(alice).is_some(), "the device's checkpoint still knows of her");
    assert!(road.keys.alias(DEVICE.id).is_some());
    for days in [540, 810, 1_080] {
        road.retain(days_later(NOW, days), LEAST_US).await.unwrap();
        road.destroy_orphans().await.unwrap();
    }
    assert_eq!([[101; 16], [102; 16], DEVICE.id].map(|one| road.keys.alias(one)), [None; 3]);
    assert_eq!(road.entity(&DEVICE).await.unwrap(), Arc::default());
}

#[tokio::test]
async fn a_roll_back_leads_to_what_held_before_although_its_publication_is_forgotten() {
    for pinned_later in [false, true] {
        let (road, site) = (memory(), road::site().id);
        let (journal, mut later) = (&road.journal, days_later(NOW, 300));
        let publish = async |number, pinned| {
            let publication = Publication::new(Kind::Priors, number, pinned);
            artifact::publish(journal, site, NOW, publication).await.unwrap();
        };
        for number in 1..=3 {
            artifact::draft(journal, site, NOW, None, road::priors(f64::from(number))).await.unwrap();
            publish(number, false).await;
        }
        if pinned_later {
            publish(3, true).await;
        }
        for _ in 0..2 {
            road.retain(later, LEAST_US).await.unwrap();
            later = days_later(later, 300);
        }
        let left = journal.mentions(&Kind::Priors.publications(site), None, 9).await.unwrap();
        assert_eq!(left.len(), 1, "{left:?}");
        let holds = artifact::roll_back(journal, site, later, Kind::Priors).await.unwrap();
        assert_eq!((holds.number, holds.pinned), (2, true));
        let in_force = InForce::read(journal, site).await.unwrap();
        assert_eq!(Content::Priors((*in_force.priors.content).clone()), road::priors(2.0));
    }
}

/// An artifact that lessons name is there for them when its first record is not any more.
#[tokio::test]
async fn what_lessons_and_policies_name_is_kept_and_numbering_goes_on() {
    let road = memory();
    let (site, priors) = (road::site().id, road::priors(0.5));
    let made = artifact::draft(&road.journal, site, NOW, None, priors.clone()).await.unwrap();
    let publication = Publication::new(Kind::Priors, made, false);
    artifact::publish(&road.journal, site, NOW, publication).await.unwrap();
    artifact::draft(&road.journal, site, NOW, None, road::tables(2.0)).await.unwrap();
    for number in 0..30 {
        learned(&road, number, days_later(NOW, 20 * i64::from(number))).await;
    }
    let (before, later) = (road.entity(&DEVICE).await.unwrap(), days_later(NOW, 590));
    assert!(road.retain(later, LEAST_US).await.unwrap().carried >= 3);
    for (kind, kept) in [(Kind::Priors, 1), (Kind::Calibration, 1), (Kind::Policy, 0), (Kind::Weights, 0)] {
        assert_eq!(road.journal.mentions(&kind.kept(site), None, 9).await.unwrap().len(), kept, "{kind:?}");
        assert_eq!(artifact::read(&road.journal, site, kind, 1).await.unwrap().is_some(), kept == 1);
    }
    assert_eq!(road.journal.claimed(&Kind::Priors.key(site), 1).await.unwrap(), None);
    let empty = Memory::default();
    let folded = fold::current(&road.journal, &road.keys, &empty, &DEVICE, true).await.unwrap();
    assert_eq!(folded.states, before.states);
    let in_force = InForce::read(&road.journal, site).await.unwrap();
    assert_eq!(in_force.priors.number, made);
    assert_eq!(artifact::draft(&road.journal, site, later, None, priors).await.unwrap(), made);
    let next = artifact::draft(&road.journal, site, later, None, road::priors(1.0)).await.unwrap();
    assert_eq!(next, made + 1);
    // And again.
    road.retain(days_later(later, 300), LEAST_US).await.unwrap();
    let kept = artifact::read(&road.journal, site, Kind::Priors, made).await.unwrap().unwrap();
    assert_eq!((kept.made_at, kept.number), (NOW, made));
}

#[tokio::test]
async fn a_visit_that_is_taken_back_while_older_ones_are_forgotten_takes_none_of_them_with_it() {
    for seed in 0..150 {
        let store = Arc::new(Hostile::new(seed, &[(Fault::Overtaken, 0.7)]));
        let road = road::over(Arc::clone(&store));
        for number in 0..12 {
            learned(&road, number, days_later(NOW, number.into())).await;
        }
        let (poison, later) = (learned(&road, 20, days_later(NOW, 200)).await, days_later(NOW, 300));
        let said = async {
            for _ in 0..4 * seed {
                tokio::task::yield_now().await;
            }
            let word = road::word(poison, OutcomeLabel::Fraud);
            road.outcome(&road::site(), later, word).await.unwrap();
        };
        let (done, ()) = futures_util::future::join(road.retain(later, LEAST_US), said).await;
        assert_eq!(done.unwrap().checkpoints, 1);
        let row = road.entity(&DEVICE).await.unwrap();
        assert_eq!(
            row,
            fold::current(&store, &road.keys, &Memory::default(), &DEVICE, true).await.unwrap(),
            "seed {seed}"
        );
        assert_eq!(trusted_visits(&row), 12, "seed {seed}");
    }
}

#[tokio::test]
async fn what_retention_had_decided_before_a_device_came_back_is_refused_when_it_arrives_later() {
    let (late, later) = (memory(), days_later(NOW, 300));
    learned(&late, 1, NOW).await;
    assert_eq!(late.retain(later, LEAST_US).await.unwrap().forgotten, 1);
    let forgets = late.journal.mentions(&Key::checkpoints(&DEVICE), None, 1).await.unwrap().remove(0).record;
    let road = memory();
    learned(&road, 1, NOW).await;
    learned(&road, 2, later).await;
    let refused = road.journal.append(forgets.clone()).await;
    assert_eq!(refused, Err(AppendError::Conflict(Key::from(DEVICE))));
    assert_eq!(road.retain(later, LEAST_US).await.unwrap().checkpoints, 1);
    let second = Record { claims: vec![forgets.claims[0]], ..forgets };
    let refused = road.journal.append(second).await;
    assert_eq!(refused, Err(AppendError::Conflict(Key::checkpoints(&DEVICE))));
}

/// What it was may be gone, for nobody had seen it for so long. What it has just taught is not.
#[tokio::test]
async fn a_device_that_comes_back_in_the_moment_in_which_it_is_forgotten_is_learned_and_its_versions_are_in_order()
 {
    let (mut forgotten, mut kept) = (0, 0);
    for seed in 0..200 {
        let store = Arc::new(Hostile::new(seed, &[(Fault::Overtaken, 0.7)]));
        let road = road::over(Arc::clone(&store));
        learned(&road, 1, NOW).await;
        let later = days_later(NOW, 300);
        let comes_back = async {
            for _ in 0..seed {
                tokio::task::yield_now().await;
            }
            learned(&road, 2, later).await;
        };
        let (done, ()) = futures_util::future::join(road.retain(later, LEAST_US), comes_back).await;
        let done = done.unwrap();
        (forgotten, kept) = (forgotten + done.forgotten, kept + done.checkpoints);
        let row = road.entity(&DEVICE).await.unwrap();
        let folded = fold::current(&store, &road.keys, &Memory::default(), &DEVICE, true).await.unwrap();
        assert_eq!(row, folded, "seed {seed}");
        assert_eq!(row.version, 2 + (done.forgotten + done.checkpoints) as u64, "seed {seed}");
        assert_eq!(trusted_visits(&row), 2 - done.forgotten as u32, "seed {seed}");
    }
    assert!(forgotten > 20 && kept > 20, "{forgotten} {kept}");
}
