//! What was learned is a fold of the journal, whatever the store does on the way. Each property is held after a life of
//! the shop in [`shop`]: seals, assessments, words and learning at once, over a store that misbehaves.

mod shop;

use engine::artifact::{self, InForce, Kind, Publication, Shelf};
use engine::assessment::RoadError;
use engine::fold::{self, Fold};
use engine::hearing;
use engine::ids::SealId;
use engine::journal::{
    Body, Change, Journal, Key, KeyKind, OutcomeLabel, SEALED, SealedRecord, USED, VERDICTS,
};
use engine::reading::{self, Gone, Reading};
use engine::store::Row;
use models::entity::{EntityKey, Subject};
use models::evidence::{Calibration, Evidence};
use models::observation::Timestamp;
use models::occasion::Occasion;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use server::store::memory::Memory;
use shop::{DEVICES, FAULTS, Plan, Road, Shop, Visited, entity, entity_of, plan};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tests::Fault;
use tests::road::{asked, over, site, word};

/// What an entity is when its records are folded from the first on, with nothing but the journal.
async fn folded(road: &Road, entity: &EntityKey) -> Arc<Row> {
    fold::current(&road.journal, &road.keys, &Memory::default(), entity, true).await.unwrap()
}

/// The visits that an entity has learned and keeps, in the order in which it learned them, and with which priors.
async fn learned(journal: &impl Journal, entity: &EntityKey) -> Vec<(SealId, u32)> {
    let mut learned = Vec::new();
    for version in 1.. {
        let Some(stored) = journal.claimed(&Key::from(*entity), version).await.unwrap() else { break };
        match stored.record.body.change().unwrap() {
            Change::Teaches { seal, priors } => learned.push((seal, priors)),
            change => learned.retain(|(one, _)| !change.seals().contains(one)),
        }
    }
    learned
}

/// What an entity is to whom only these visits ever came, in this order, while these priors of `journal` held.
async fn never_saw_others(
    journal: &impl Journal,
    entity: &EntityKey,
    visits: &[(&Visited, u32)],
) -> Arc<Row> {
    let road = over(Arc::new(Memory::default()));
    let site = site();
    let kind = Kind::Priors;
    // Somebody has carried on before, so that a visit can be behind here as it was there.
    let somebody = SealId([255; 16]);
    let carried_on = SealedRecord {
        link: Some(0),
        ..tests::road::sealed(somebody, tests::road::observation(entity.id, 0))
    };
    road.seal(&site, Timestamp(1), carried_on).await.unwrap();
    road.assess(&site, &InForce::default(), &asked(somebody, Timestamp(2), somebody.0)).await.unwrap();
    for (link, (visit, priors)) in (1..).zip(visits) {
        let number = match artifact::read(journal, site.id, kind, *priors).await.unwrap() {
            Some(priors) => {
                artifact::draft(&road.journal, site.id, priors.made_at, None, priors.content.clone())
                    .await
                    .unwrap()
            }
            None => 0,
        };
        let publication = Publication::new(kind, number, false);
        artifact::publish(&road.journal, site.id, Timestamp(1), publication).await.unwrap();
        let is_behind = visit.assessed.record.lineage.is_some_and(|lineage| lineage.behind().is_some());
        let link = Some(if is_behind { 0 } else { link });
        let sealed = &visit.sealed;
        road.seal(&site, Timestamp(1), SealedRecord { link, ..sealed.clone() }).await.unwrap();
        let asked = asked(sealed.seal, Timestamp(2), sealed.seal.0);
        let assessment = road.assess(&site, &InForce::default(), &asked).await.unwrap().record.id;
        let outcome = word(assessment, OutcomeLabel::Legitimate);
        road.outcome(&site, Timestamp(4), outcome).await.unwrap();
    }
    road.entity(entity).await.unwrap()
}

/// Every record that mentions a key, from the oldest on.
async fn all_that_mention(journal: &impl Journal, key: &Key) -> Vec<Body> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let found = journal.mentions_after(key, after, 7).await.unwrap();
        let Some(last) = found.last() else { return all };
        after = last.seq;
        all.extend(found.into_iter().map(|stored| stored.record.body));
    }
}

fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test)
}

async fn a_state_is_the_fold_of_its_records(plan: Plan) {
    let (shop, _) = Shop::after(&plan).await;
    for device in 0..DEVICES {
        let known = shop.road.entity(&entity(device)).await.unwrap();
        assert_eq!(known, folded(&shop.road, &entity(device)).await);
    }
}

async fn a_visit_that_was_taken_back_leaves_no_trace(plan: Plan) {
    let (shop, visited) = Shop::after(&plan).await;
    let visited: BTreeMap<SealId, Visited> =
        visited.into_iter().map(|visit| (visit.sealed.seal, visit)).collect();
    for device in 0..DEVICES {
        let entity = entity(device);
        let of_device = visited.values().filter(|visit| entity_of(visit) == entity);
        let trusted: BTreeSet<SealId> =
            of_device.filter(|visit| visit.trusted).map(|visit| visit.sealed.seal).collect();
        let learned = learned(&shop.store, &entity).await;
        assert_eq!(learned.len(), trusted.len(), "a visit is learned twice");
        assert_eq!(learned.iter().map(|(seal, _)| *seal).collect::<BTreeSet<_>>(), trusted);
        let others: Vec<_> = learned.iter().map(|(seal, priors)| (&visited[seal], *priors)).collect();
        let clean = never_saw_others(&shop.store, &entity, &others).await;
        assert_eq!(shop.road.entity(&entity).await.unwrap().states, clean.states);
    }
}

async fn entities_are_folded_in_any_order(plan: Plan) {
    let (shop, _) = Shop::after(&plan).await;
    let mut entities: Vec<EntityKey> = (0..DEVICES).map(entity).collect();
    let mut rows = Vec::new();
    for entity in &entities {
        rows.push((*entity, folded(&shop.road, entity).await));
    }
    let faults = [(Fault::RowBehind, 0.3), (Fault::RowDropped, 0.3), (Fault::RowUnreadable, 0.2)];
    shop.store.misbehave(&faults);
    for round in 0..4 {
        entities.shuffle(&mut ChaCha8Rng::seed_from_u64(plan.seed ^ round));
        for entity in &entities {
            let row = fold::current(&shop.store, &shop.road.keys, &shop.store, entity, false).await.unwrap();
            assert!(rows.contains(&(*entity, row)));
        }
    }
}

async fn what_was_acknowledged_stands_and_no_token_is_used_twice(plan: Plan) {
    let (shop, visited) = Shop::after(&plan).await;
    for Visited { sealed, assessed, .. } in &visited {
        let seal = Key { kind: KeyKind::Seal, id: sealed.seal.0 };
        let stands = shop.store.claimed(&seal, SEALED).await.unwrap().unwrap();
        assert!(matches!(stands.record.body, Body::Sealed(entry) if entry.seal == sealed.seal));
        let reading = reading::visit(&shop.store, &shop.road.keys, sealed.seal).await.unwrap();
        assert_eq!(reading, Some(Reading::Open(Arc::new(sealed.clone()))));
        let id = Key { kind: KeyKind::Assessment, id: assessed.record.id.0 };
        let stands = shop.store.claimed(&id, 1).await.unwrap().unwrap();
        let read = reading::assessed(&shop.road.keys, stands.clone()).unwrap().1;
        assert_eq!(read.record, assessed.record);
        assert_eq!(shop.store.claimed(&seal, USED).await.unwrap().unwrap(), stands);
    }
    let all = all_that_mention(&shop.store, &Key { kind: KeyKind::AssessmentsOf, id: shop.site.id.0 }).await;
    assert_eq!(all.len(), visited.len());
    let used: BTreeSet<_> = all
        .iter()
        .map(|body| match body {
            Body::Assessed(assessed) => assessed.seal,
            other => panic!("{other:?} among the assessments"),
        })
        .collect();
    assert_eq!(used.len(), all.len(), "a token was used twice");
}

/// Of the visits of an erased user nothing is left but that there were some; of the others everything.
async fn whoever_is_erased_leaves_no_trace(plan: Plan) {
    let (shop, visited) = Shop::after(&plan).await;
    shop.erase(0, FAULTS).await;
    let is_gone = |visit: &Visited| visit.user == Some(0);
    for device in (0..DEVICES).map(entity) {
        let mut stay = Vec::new();
        for (seal, priors) in learned(&shop.store, &device).await {
            let visit = visited.iter().find(|visit| visit.sealed.seal == seal).unwrap();
            assert!(!is_gone(visit), "a visit of theirs is still learned");
            stay.push((visit, priors));
        }
        let live = shop.road.entity(&device).await.unwrap();
        assert_eq!(live, folded(&shop.road, &device).await);
        assert_eq!(live.states, never_saw_others(&shop.store, &device, &stay).await.states);
    }
    for visit in &visited {
        let reading = reading::visit(&shop.store, &shop.road.keys, visit.sealed.seal).await.unwrap().unwrap();
        match is_gone(visit) {
            true => assert_eq!(reading, Reading::Gone(Gone::Erased)),
            false => assert_eq!(reading, Reading::Open(Arc::new(visit.sealed.clone()))),
        }
    }
}

/// What people publish afterwards changes nothing that was learned before, whoever folds it.
async fn publishing_changes_nothing_that_was_learned(plan: Plan) {
    let (shop, _) = Shop::after(&plan).await;
    let mut before = Vec::new();
    for device in 0..DEVICES {
        before.push(shop.road.entity(&entity(device)).await.unwrap());
    }
    for slower in [1.0, -0.5] {
        shop.published(tests::road::priors(slower)).await;
        for (device, before) in (0..DEVICES).zip(&before) {
            assert_eq!(shop.road.entity(&entity(device)).await.unwrap(), *before);
            assert_eq!(folded(&shop.road, &entity(device)).await, *before);
        }
    }
    for back in 1.. {
        assert!(back < 99, "going back leads nowhere");
        match artifact::roll_back(&shop.store, shop.site.id, Timestamp(9), Kind::Priors).await {
            Ok(_) => {}
            Err(RoadError::NotFound) => break,
            Err(other) => panic!("{other}"),
        }
        for (device, before) in (0..DEVICES).zip(&before) {
            assert_eq!(folded(&shop.road, &entity(device)).await, *before);
        }
    }
}

/// An entity as it was at one of its versions.
async fn folded_up_to(road: &Road, entity: &EntityKey, version: u64) -> Arc<Row> {
    let (mut row, mut fold) = (Row::default(), Fold::new(&road.journal, &road.keys));
    for version in 1..=version {
        let record = road.journal.claimed(&Key::from(*entity), version).await.unwrap().unwrap().record;
        let change = record.body.change();
        row = fold.changed(&row, entity, record.site, change.as_ref()).await.unwrap().unwrap();
    }
    Arc::new(row)
}

async fn an_assessment_follows_from_what_it_names(plan: Plan) {
    let (shop, visited) = Shop::after(&plan).await;
    shop.published(tests::road::priors(1.5)).await;
    shop.published(tests::road::tables(9.0)).await;
    for Visited { sealed, assessed, .. } in &visited {
        let record = &assessed.record;
        let in_force = Shelf::new(&shop.store).named(shop.site.id, record.artifacts).await.unwrap();
        let mut rows = BTreeMap::new();
        for (entity, version) in &record.read {
            rows.insert(*entity, folded_up_to(&shop.road, entity, *version).await);
        }
        let user = record.user.map(|alias| alias.0);
        let lineage = record.lineage.as_ref();
        let occasion = Occasion { lineage, ..Occasion::of_visit(&sealed.observation) };
        let subject = Subject::of(&occasion, user);
        assert_eq!(hearing::hear(&occasion, &subject, &rows, &in_force).heard, record.heard);
        let policy = &in_force.policy.content;
        let risk = in_force.weights.content.fuse(policy.prior_nats, &record.heard);
        assert_eq!(policy.thresholds.decide(&risk), record.decision);
        assert_eq!(risk, record.risk);
    }
}

/// What changed what entities know of a visit, each a word for what it was.
async fn words(journal: &impl Journal, visit: &Visited) -> Vec<&'static str> {
    let (seal, mut words) = (Key { kind: KeyKind::Seal, id: visit.sealed.seal.0 }, Vec::new());
    for version in VERDICTS.. {
        let Some(stored) = journal.claimed(&seal, version).await.unwrap() else { break };
        words.push(match (&stored.record.body, stored.record.body.change().unwrap()) {
            (Body::Undisputed(_), _) => "undisputed",
            (Body::Challenged(_), _) => "step-up passed",
            (_, Change::Teaches { .. }) => "legitimate",
            _ if version == VERDICTS => "kept out",
            _ => "taken back",
        });
    }
    words
}

/// Or else the properties below would say nothing.
#[test]
fn lives_of_the_shop_meet_every_kind_of_misbehaviour_and_of_learning() {
    let mut runner = TestRunner::deterministic();
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..48 {
        let plan = plan().new_tree(&mut runner).unwrap().current();
        let (shop, visited) = run(Shop::after(&plan));
        for fault in Fault::ALL {
            *met.entry(format!("{fault:?}")).or_default() += shop.store.happened(fault);
        }
        for device in 0..DEVICES {
            let learned = run(learned(&shop.store, &entity(device)));
            let refitted = learned.iter().filter(|(_, priors)| *priors > 0).count();
            *met.entry("learned with published priors".into()).or_default() += refitted;
        }
        let heard = visited.iter().flat_map(|visit| &visit.assessed.record.heard);
        let calibrated = heard.filter(|heard| match &heard.evidence {
            Evidence::Known(known) => known.calibration != Calibration::Prior,
            _ => false,
        });
        *met.entry("calibrated by a table".into()).or_default() += calibrated.count();
        for word in visited.iter().flat_map(|visit| run(words(&shop.store, visit))) {
            *met.entry(word.into()).or_default() += 1;
        }
    }
    assert_eq!(met.len(), Fault::ALL.len() + 5 + 2, "{met:?}");
    assert!(met.values().all(|times| *times >= 10), "{met:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_store_does_a_state_is_the_fold_of_its_records(plan in plan()) {
        run(a_state_is_the_fold_of_its_records(plan));
    }

    #[test]
    fn whatever_the_store_does_a_visit_that_was_taken_back_leaves_no_trace(plan in plan()) {
        run(a_visit_that_was_taken_back_leaves_no_trace(plan));
    }

    #[test]
    fn whatever_the_store_does_whoever_is_erased_leaves_no_trace(plan in plan()) {
        run(whoever_is_erased_leaves_no_trace(plan));
    }

    #[test]
    fn whatever_the_store_does_publishing_and_rolling_back_change_nothing_that_was_learned(plan in plan()) {
        run(publishing_changes_nothing_that_was_learned(plan));
    }

    #[test]
    fn whatever_the_store_does_an_assessment_follows_from_what_it_names(plan in plan()) {
        run(an_assessment_follows_from_what_it_names(plan));
    }

    #[test]
    fn whatever_the_store_does_entities_may_be_folded_in_any_order(plan in plan()) {
        run(entities_are_folded_in_any_order(plan));
    }

    #[test]
    fn whatever_the_store_does_what_was_acknowledged_stands_and_no_token_is_used_twice(plan in plan()) {
        run(what_was_acknowledged_stands_and_no_token_is_used_twice(plan));
    }
}
