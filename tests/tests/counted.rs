//! Cards that learn payments and parties that count words on them, through corrections, erasures and years.

use engine::artifact::InForce;
use engine::assessment::{Assess, Visit};
use engine::ids::{AssessmentId, SealId};
use engine::journal::{CardRecord, Journal, OutcomeLabel, OutcomeRecord, TransactionRecord};
use engine::keyring::Keyring;
use engine::pipeline::Pipeline;
use engine::refold::Refold;
use engine::retention::LEAST_US;
use engine::store::Row;
use models::commitment::{Commitment, Expression, Value};
use models::detectors::intention::{self, Intentions};
use models::detectors::payee::{self, Payee};
use models::detectors::spending::{self, Spending};
use models::detectors::{Detector, registered};
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;
use server::keyring::Keys;
use server::store::memory::Memory;
use std::collections::BTreeMap;
use std::sync::Arc;
use tests::road;

type Road = Pipeline<Arc<Memory>, Arc<Memory>, Arc<Keys>>;

const CARD: EntityKey = EntityKey { kind: EntityKind::Card, id: [201; 16] };
const PARTY: EntityKey = EntityKey { kind: EntityKind::Party, id: [202; 16] };
const ADA: [u8; 16] = [101; 16];
const BOB: [u8; 16] = [102; 16];

fn day(number: i64) -> Timestamp {
    Timestamp(1_800_000_000_000_000 + number * 24 * 3_600 * 1_000_000)
}

/// A payment without a probe that nobody disputes.
async fn paid(road: &Road, user: [u8; 16], number: u8, at: Timestamp) -> AssessmentId {
    let card = CardRecord { id: CARD.id, bin: "400000".into(), last4: "0002".into(), expiry: [1; 16] };
    let transaction = TransactionRecord {
        id: [number; 16],
        amount_minor: 1_000 + i64::from(number),
        currency: "EUR".into(),
        payee: Some(PARTY.id),
        card: Some(card),
    };
    let asked = Assess {
        visit: Visit::None,
        user: Some(user),
        transaction: Some(transaction),
        ..road::asked(SealId([number; 16]), at, [number; 16])
    };
    road.assess(&road::site(), &InForce::default(), &asked).await.unwrap();
    road.learn_undisputed(at, Timestamp(at.0 + 1)).await.unwrap();
    AssessmentId([number; 16])
}

async fn said(road: &Road, assessment: AssessmentId, label: OutcomeLabel, kind: Option<&str>, at: Timestamp) {
    let word = OutcomeRecord { fraud_kind: kind.map(String::from), ..road::word(assessment, label) };
    road.outcome(&road::site(), at, word).await.unwrap();
}

/// The party promises to deliver within a week, and takes so many days.
async fn delivered(road: &Road, number: u8, days: f64, at: Timestamp) {
    let within = serde_json::json!([{ "attribute": "days", "type": "number", "at_most": 7 }]);
    let within = Commitment::try_from(serde_json::from_value::<Vec<Expression>>(within).unwrap()).unwrap();
    let (site, id) = (road::site(), [number; 16]);
    road.promise(&site, id, PARTY.id, within, None, at).await.unwrap();
    let actual = BTreeMap::from([("days".to_owned(), Value::Number(days))]);
    road.fulfil(&site, id, &actual, None, at).await.unwrap();
}

/// Three payments of two people, one of them a fraud that had been taken for genuine, and two promises.
async fn life() -> Road {
    let road = road::over(Arc::new(Memory::default()));
    paid(&road, ADA, 1, day(0)).await;
    let stolen = paid(&road, BOB, 2, day(1)).await;
    paid(&road, ADA, 3, day(2)).await;
    said(&road, stolen, OutcomeLabel::Chargeback, Some("impersonation"), day(3)).await;
    delivered(&road, 1, 5.0, day(4)).await;
    delivered(&road, 2, 90.0, day(5)).await;
    road
}

async fn row(road: &Road, entity: &EntityKey) -> Arc<Row> {
    road.entity(entity).await.unwrap()
}

fn purchases(row: &Row) -> u32 {
    let state: spending::State = registered::decode::<Spending>(row.state(Spending::NAME)).unwrap();
    state.purchases("EUR")
}

fn words(row: &Row) -> (u32, u32) {
    let state: payee::State = registered::decode::<Payee>(row.state(Payee::NAME)).unwrap();
    (state.words(), state.frauds())
}

fn promises(row: &Row) -> (u32, u32) {
    let state: intention::State = registered::decode::<Intentions>(row.state(Intentions::NAME)).unwrap();
    (state.promises(), state.broken())
}

/// Every row as the journal alone gives it.
async fn refolded(road: &Road, entity: &EntityKey) -> Arc<Row> {
    let mut refold = Refold::new(&*road.journal, &*road.keys);
    let mut after = 0;
    loop {
        let page = road.journal.records_after(after, 64).await.unwrap();
        let Some(last) = page.last() else { return refold.row(entity) };
        after = last.seq;
        for stored in page {
            refold.hear(&stored.record).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_fraud_is_taken_out_of_the_card_and_counted_by_the_party_and_the_journal_says_the_same() {
    let road = life().await;
    let (card, party) = (row(&road, &CARD).await, row(&road, &PARTY).await);
    assert_eq!((purchases(&card), words(&party), promises(&party)), (2, (3, 1), (2, 1)));
    assert_eq!(refolded(&road, &CARD).await, card);
    assert_eq!(refolded(&road, &PARTY).await, party);
}

#[tokio::test]
async fn a_word_that_is_corrected_counts_once() {
    let road = life().await;
    said(&road, AssessmentId([2; 16]), OutcomeLabel::Legitimate, None, day(6)).await;
    let (card, party) = (row(&road, &CARD).await, row(&road, &PARTY).await);
    assert_eq!((purchases(&card), words(&party)), (3, (3, 0)));
    assert_eq!(refolded(&road, &PARTY).await, party);
}

#[tokio::test]
async fn a_swindle_is_a_promise_that_was_not_kept_and_says_nothing_of_stolen_cards() {
    let road = life().await;
    let swindled = paid(&road, BOB, 4, day(6)).await;
    let before = words(&*row(&road, &PARTY).await);
    said(&road, swindled, OutcomeLabel::Fraud, Some("swindle"), day(7)).await;
    let party = row(&road, &PARTY).await;
    assert_eq!((promises(&party), words(&party).1), ((3, 2), before.1));
    assert_eq!(refolded(&road, &PARTY).await, party);
}

#[tokio::test]
async fn whoever_is_erased_leaves_the_card_and_stays_counted_without_a_name() {
    let road = life().await;
    let party = row(&road, &PARTY).await;
    assert_eq!(road.erase(&road::site(), ADA, day(8)).await.unwrap(), 2);
    assert_eq!(purchases(&*row(&road, &CARD).await), 0);
    assert_eq!(row(&road, &PARTY).await, party);
    assert_eq!(refolded(&road, &CARD).await.states, row(&road, &CARD).await.states);
    assert_eq!(refolded(&road, &PARTY).await, party);
    assert_eq!(road.keys.alias(ADA), None);
}

#[tokio::test]
async fn what_a_party_promised_stays_readable_as_long_as_anything_is_known_of_it() {
    let road = life().await;
    road.destroy_orphans().await.unwrap();
    let story = road.story(&PARTY).await.unwrap();
    let short: Vec<&[String]> = story.iter().map(|chapter| chapter.short.as_slice()).collect();
    assert_eq!(short, [&[][..], &["days is 90, promised was 7 at most".to_owned()][..]]);
    // After more than a year without a word nothing is left, and nobody can read what was.
    road.retain(day(700), LEAST_US).await.unwrap();
    road.retain(day(1_400), LEAST_US).await.unwrap();
    road.destroy_orphans().await.unwrap();
    assert!(road.story(&PARTY).await.unwrap().is_empty());
    assert_eq!(road.keys.alias(PARTY.id), None);
}

#[tokio::test]
async fn after_a_year_a_party_that_is_still_paid_has_forgotten_nothing() {
    let road = life().await;
    let (card, party) = (row(&road, &CARD).await, row(&road, &PARTY).await);
    paid(&road, ADA, 5, day(240)).await;
    let done = road.retain(day(260), LEAST_US).await.unwrap();
    assert!(done.old > 8 && done.checkpoints >= 2, "{done:?}");
    let (card_after, party_after) = (row(&road, &CARD).await, row(&road, &PARTY).await);
    assert_eq!(purchases(&card_after), purchases(&card) + 1);
    assert_eq!(words(&party_after), (words(&party).0 + 1, words(&party).1));
    assert_eq!(promises(&party_after), promises(&party));
    // And so it is to whoever has nothing but the journal.
    assert_eq!(refolded(&road, &PARTY).await.states, party_after.states);
    assert_eq!(refolded(&road, &CARD).await.states, card_after.states);
}
