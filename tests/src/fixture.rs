//! A small data folder with every kind of record, and what it says: kept for every released format, so that later versions
//! go on reading it.

use crate::road;
use engine::artifact::{self, Content, InForce, Kind, Publication};
use engine::assessment::Assess;
use engine::fold;
use engine::ids::{AssessmentId, DeviceId, InteractionId, SealId};
use engine::journal::{
    AnalystRecord, Body, CardRecord, InteractedRecord, Journal, Key, KeyKind, OutcomeLabel, Record, Role,
    SealedRecord, TransactionRecord,
};
use engine::keyring::Keyring;
use engine::locked::Purpose;
use engine::policy::Policy;
use engine::reading;
use engine::recognition::{Recognised, Recognition};
use engine::retention::LEAST_US;
use models::attempts::{AccountEvent, Attempts, CardResult};
use models::commitment::{Commitment, Expression, Value};
use models::connection::Connection;
use models::entity::{EntityKey, EntityKind};
use models::fusion::Weights;
use models::interaction::{Interaction, InteractionKind, Opinion, TextFeatures};
use models::mitigation::{self, Encounter, Level};
use models::observation::Timestamp;
use models::regard::Regard;
use models::standing::Trust;
use models::threshold::Thresholds;
use serde_json::json;
use server::app::Road;
use server::keyring::{Keys, master};
use server::store::embedded::disk::FileSystem;
use server::store::embedded::{Bounds, Embedded};
use server::store::memory::Memory;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const BOUNDS: Bounds = Bounds { cache_bytes: 1 << 20, rows_bytes: 1 << 20, segment_bytes: 16 << 10 };
const BEGIN: Timestamp = Timestamp(1_790_000_000_000_000);
const DEVICES: u8 = 2;

fn day(number: i64) -> Timestamp {
    Timestamp(BEGIN.0 + number * 24 * 3_600 * 1_000_000)
}

/// Opens the road over a data folder.
pub fn open(folder: &Path) -> Road {
    let secrets = master::open(folder).unwrap();
    let store = Arc::new(Embedded::open(folder, BOUNDS).unwrap());
    let keys = Arc::new(Keys::open(Arc::new(FileSystem), folder, BEGIN).unwrap());
    Road { keys, secrets, ..road::over(store) }
}

/// Lives a life with every kind of record in an empty folder.
pub async fn make(folder: &Path) {
    let (road, site) = (open(folder), road::site());
    let setting = |key: Key, mention: KeyKind, body: Body| Record {
        at: day(0),
        site: site.id,
        claims: vec![(key, 1)],
        mentions: vec![Key::only(mention)],
        body,
    };
    let body = Body::Site(site.clone());
    road.journal
        .append(setting(Key { kind: KeyKind::Site, id: site.id.0 }, KeyKind::Sites, body))
        .await
        .unwrap();
    let analyst =
        AnalystRecord { name: "ada".into(), role: Role::Analyst, password_hash: "$argon2id$none".into() };
    let key = Key { kind: KeyKind::Analyst, id: [3; 16] };
    road.journal.append(setting(key, KeyKind::Analysts, Body::Analyst(analyst))).await.unwrap();
    for content in [wary(), road::priors(0.25), road::tables(2.0)] {
        let kind = content.kind();
        let number = artifact::draft(&road.journal, site.id, day(0), None, content).await.unwrap();
        let publication = Publication::new(kind, number, kind == Kind::Policy);
        artifact::publish(&road.journal, site.id, day(0), publication).await.unwrap();
    }
    for number in 0..30_u8 {
        visit(&road, number).await;
    }
    road.retain(day(300), LEAST_US).await.unwrap();
    road.erase(&site, [101; 16], day(300)).await.unwrap();
}

/// A policy under which half of the customers are asked for a code.
fn wary() -> Content {
    let thresholds = Thresholds { step_up_share: 0.5, ..Thresholds::SHIPPED };
    Content::Policy(Policy { thresholds, ..Policy::SHIPPED })
}

async fn visit(road: &Road, number: u8) {
    let (site, at, id) = (road::site(), day(10 * i64::from(number)), [number + 1; 16]);
    let observation = road::observation([number % DEVICES; 16], number.into());
    // Every visit carries on from the one before, but for one by a copy.
    let link = if number == 9 { 0 } else { u32::from(number / DEVICES) };
    let sealed = SealedRecord { link: Some(link), ..road::sealed(SealId(id), observation) };
    road.seal(&site, at, sealed).await.unwrap();
    let in_force = InForce::read(&road.journal, site.id).await.unwrap();
    // Whoever is erased never had the second device, so that its checkpoint can still be read.
    let user = [Some([101; 16]), Some([102; 16]), None][usize::from(number % 3)];
    let user = user.filter(|user| number.is_multiple_of(DEVICES) || *user != [101; 16]);
    let recognition = match number % 4 {
        0 => Recognition::Recognised(Recognised {
            device: DeviceId([9; 16]),
            confidence: 0.97,
            seen_at: at,
            as_of: at,
            agreeing: vec!["canvas".into()],
            disagreeing: vec!["path".into()],
        }),
        1 => Recognition::Nobody { as_of: at },
        _ => Recognition::Unasked,
    };
    let transaction = number.is_multiple_of(3).then(|| transaction(number));
    let attempts = transaction.as_ref().map(|_| tried(number));
    let asked = Assess { user, recognition, transaction, attempts, ..road::asked(SealId(id), at, id) };
    let assessed = road.assess(&site, &in_force, &asked).await.unwrap().record;
    if let Some(challenge) = assessed.challenge {
        let code = road.secrets.code(challenge.id);
        road.answer(challenge.id, at, &code).await.unwrap();
    } else if number.is_multiple_of(5) {
        let labels = [OutcomeLabel::Legitimate, OutcomeLabel::Fraud, OutcomeLabel::Chargeback];
        let outcome = road::word(AssessmentId(id), labels[usize::from(number / 5 % 3)]);
        road.outcome(&site, at, outcome).await.unwrap();
    }
    if number.is_multiple_of(3) {
        let results = [CardResult::Authorised, CardResult::Declined];
        let result = results[usize::from(number / 3 % 2)];
        road.resulted(&site, [number; 16], result, None, at).await.unwrap();
        road.account_event(&site, [102; 16], AccountEvent::LoginFailed, None, at).await.unwrap();
        promise(road, number, at).await;
        interact(road, number, at).await;
    }
    road.learn_undisputed(at, Timestamp(at.0 + 1)).await.unwrap();
}

/// Whom everybody pays.
const PAYEE: [u8; 16] = [201; 16];

fn transaction(number: u8) -> TransactionRecord {
    let card = CardRecord { id: [202; 16], bin: "400000".into(), last4: "0002".into(), expiry: [203; 16] };
    TransactionRecord {
        id: [number; 16],
        amount_minor: 100 * i64::from(number),
        currency: "EUR".into(),
        payee: Some(PAYEE),
        card: Some(card),
    }
}

fn tried(number: u8) -> Attempts {
    Attempts { card_known: Some(!number.is_multiple_of(2)), tiny: None, ..Attempts::default() }
}

/// Somebody promises to deliver within a week, and does or does not.
async fn promise(road: &Road, number: u8, at: Timestamp) {
    let days = json!([{ "attribute": "days", "type": "number", "at_most": 7 }]);
    let promise = Commitment::try_from(serde_json::from_value::<Vec<Expression>>(days).unwrap()).unwrap();
    road.promise(&road::site(), [number; 16], PAYEE, promise, None, at).await.unwrap();
    let actual = BTreeMap::from([("days".to_owned(), Value::Number(f64::from(number)))]);
    road.fulfil(&road::site(), [number; 16], &actual, None, at).await.unwrap();
}

/// Somebody writes to the payee, of whom nothing is known yet.
async fn interact(road: &Road, number: u8, at: Timestamp) {
    let [from, to] = [road.keys.person([204; 16]).await.unwrap(), road.keys.person(PAYEE).await.unwrap()];
    let text = TextFeatures { length_chars: 40, keywords: vec![7], sentiment: Opinion::new(0.5) };
    let interaction = Interaction {
        at,
        from: from.alias.0,
        to: to.alias.0,
        kind: InteractionKind::Message,
        opinion: None,
        text: Some(text),
    };
    let (kind, regard) = (interaction.kind, Some(Regard::default()));
    let encounter = Encounter { kind, opinion: None, from: regard, to: regard };
    let quiet = Level::default();
    let decided = mitigation::decide(&encounter, -4.6, &Weights::default(), &Thresholds::SHIPPED, &quiet);
    let record = InteractedRecord {
        id: InteractionId([number; 16]),
        interaction,
        encounter,
        surprise_nats: None,
        from_after: Some(Trust::NEUTRAL),
        to_after: None,
        risk: decided.risk,
        mitigation: decided.mitigation,
        enforced: decided.mitigation,
        limits: decided.limits,
        model_version: models::MODEL_VERSION,
    };
    road.interact(&road::site(), [&from, &to], record, None, at).await.unwrap();
}

/// What a data folder says: every record, what can be read of the locked ones, and what was learned.
pub async fn described(road: &Road) -> serde_json::Value {
    let mut records = Vec::new();
    for stored in road.journal.records() {
        let record = stored.unwrap().record;
        let kind = format!("{:?}", record.body);
        let kind = kind.split(['(', '{', ' ']).next().unwrap().to_owned();
        let locked = match &record.body {
            Body::Assessed(entry) => match reading::answer(&road.keys, entry).unwrap().open() {
                Some(answer) => {
                    let mut says = json!({ "risk_nats": answer.risk.risk_nats, "heard": answer.heard });
                    if answer.recognition != Recognition::Unasked {
                        says["recognition"] = json!(answer.recognition);
                    }
                    if answer.transaction.is_some() {
                        says["transaction"] = json!(answer.transaction);
                        says["attempts"] = json!(answer.attempts);
                    }
                    says
                }
                None => json!("gone"),
            },
            Body::Sealed(entry) => {
                match reading::visit_of(&road.journal, &road.keys, entry).await.unwrap().open() {
                    Some(visit) => {
                        let seen = &visit.observation;
                        let mut says = json!({ "exchanges": seen.exchanges.len(), "path": seen.path });
                        if seen.connection != Connection::default() {
                            says["connection"] = json!(seen.connection);
                            says["tcp"] = json!(seen.exchanges.iter().map(|one| one.tcp).collect::<Vec<_>>());
                        }
                        says
                    }
                    None => json!("gone"),
                }
            }
            Body::Erased(erased) => json!({ "visits": erased.visits }),
            Body::Artifact(artifact) => json!({ "number": artifact.number, "content": artifact.content }),
            Body::Challenged(challenged) => {
                json!({ "passed": challenged.passed, "change": challenged.change })
            }
            Body::Outcome(outcome) => json!({ "label": outcome.label, "change": outcome.change }),
            Body::Checkpoint(checkpoint) => {
                let readable = road.keys.key(checkpoint.holder).is_some();
                let people = checkpoint.people.len();
                json!({ "version": checkpoint.version, "people": people, "readable": readable })
            }
            Body::Site(site) => json!({ "name": site.name }),
            Body::Analyst(analyst) => json!({ "name": analyst.name, "role": analyst.role }),
            Body::Undisputed(_)
            | Body::Considered(_)
            | Body::Published(_)
            | Body::Seen(_)
            | Body::Resulted(_)
            | Body::Account(_) => json!(format!("{:?}", record.body)),
            Body::Promised(promised) => {
                let key = road.keys.key(promised.holder).unwrap().derive(Purpose::Promise, &promised.id);
                json!({ "promise": *promised.promise.open(&key).unwrap() })
            }
            Body::Interacted(entry) => match road.told(entry).unwrap().open() {
                Some(told) => json!({ "interaction": told.interaction, "mitigation": told.mitigation }),
                None => json!("gone"),
            },
            Body::Kept(kept) => {
                let key = road.keys.key(kept.holder).unwrap().derive(Purpose::Kept, &kept.id);
                json!({ "rating": kept.rating, "account": *kept.account.open(&key).unwrap() })
            }
        };
        let (claims, mentions) = (format!("{:?}", record.claims), format!("{:?}", record.mentions.len()));
        records.push(json!({ "kind": kind, "at": record.at.0, "claims": claims, "mentions": mentions, "says": locked }));
    }
    let mut learned = Vec::new();
    for device in 0..DEVICES {
        let entity = EntityKey { kind: EntityKind::Device, id: [device; 16] };
        let row = fold::current(&road.journal, &road.keys, &Memory::default(), &entity, true).await.unwrap();
        learned.push(json!({ "version": row.version, "states": row.states }));
    }
    let party = EntityKey { kind: EntityKind::Party, id: PAYEE };
    let party = fold::current(&road.journal, &road.keys, &Memory::default(), &party, true).await.unwrap();
    json!({ "records": records, "learned": learned, "counted": party.version })
}
