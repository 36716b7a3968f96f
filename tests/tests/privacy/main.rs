//! What is known of somebody can be handed out, and ends when they are erased.

mod raw;

use engine::fold;
use engine::ids::AssessmentId;
use engine::journal::Body;
use engine::keyring::Keyring;
use engine::reading;
use engine::refold::Refold;
use engine::secrets::Domain;
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;
use raw::Raw;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use server::app::App;
use server::config::Config;
use server::keyring;
use server::store::memory::Memory;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tests::{Answer, Pennyprint, ScriptedPage, TornDisk, USUAL};
use wire::signal::{Reading, Signal};

/// Stands nowhere else.
const BROWSER: &str = "a browser like no other: 7f3a91c2";
const CARD_BIN: &str = "49927398";

async fn visit(server: &Pennyprint, user: &str, device: Option<&str>, order: usize) -> Value {
    let browser = if user == "alice" { BROWSER } else { "the usual" };
    let reading = Reading::Text(browser.into());
    let signals = vec![Signal { name: "user_agent".into(), reading, cost_us: 1 }];
    let mut page = ScriptedPage::open_with(server, 1, device, signals).await;
    page.run(USUAL).await;
    pay(server, user, &page.token().await, order).await
}

async fn pay(server: &Pennyprint, user: &str, token: &str, order: usize) -> Value {
    let card =
        json!({ "id": format!("card of {user}"), "bin": CARD_BIN, "last4": "1234", "expiry_hash": "x" });
    let order = json!({
        "token": token, "action": "checkout", "user_id": user,
        "transaction": { "id": format!("{user}-{order}"), "amount_minor": 3490, "currency": "EUR", "card": card },
    });
    let answer = server.assess(&order).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.body
}

async fn erase(server: &Pennyprint, user: &str) -> Answer {
    let request = Client::new().delete(format!("{}/v1/users/{user}", server.url));
    Answer::of(request.bearer_auth(&server.secret_key).send().await.unwrap()).await
}

/// Alice and Bob share a device for some days; Alice has one of her own too.
async fn lived() -> (Pennyprint, Vec<Value>, Vec<Value>) {
    let server = Pennyprint::start();
    let (mut alice, mut bob): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    for day in 0..4 {
        let shared = bob.first().and_then(|answer| answer["device_id"].as_str()).map(String::from);
        bob.push(visit(&server, "bob", shared.as_deref(), day).await);
        let shared = bob[0]["device_id"].as_str().unwrap();
        alice.push(visit(&server, "alice", Some(shared), 2 * day).await);
        let own = alice.get(1).and_then(|answer| answer["device_id"].as_str()).map(String::from);
        alice.push(visit(&server, "alice", own.as_deref(), 2 * day + 1).await);
        server.a_day_passes().await;
    }
    (server, alice, bob)
}

fn data(server: &Pennyprint) -> &Path {
    &server.app.config.storage.data
}

fn ids(answers: &[Value]) -> Vec<AssessmentId> {
    answers.iter().map(|answer| AssessmentId::parse(answer["id"].as_str().unwrap()).unwrap()).collect()
}

fn entity(server: &Pennyprint, answer: &Value) -> EntityKey {
    let device = answer["device_id"].as_str().unwrap();
    let id = server.app.road.secrets.pseudonym(server.site.id, Domain::Device, device);
    EntityKey { kind: EntityKind::Device, id }
}

/// What was learned of a device, as the file has it.
async fn learned(server: &Pennyprint, answer: &Value) -> Vec<u8> {
    let row = server.app.road.entity(&entity(server, answer)).await.unwrap();
    row.state("device").to_vec()
}

#[tokio::test]
async fn with_every_file_and_every_key_in_hand_nothing_of_an_erased_user_can_be_read() {
    let (server, alice, bob) = lived().await;
    server.app.road.store.write_behind().unwrap();
    let (own, shared) = (learned(&server, &alice[1]).await, learned(&server, &bob[0]).await);
    let pseudonym = server.app.road.secrets.pseudonym(server.site.id, Domain::User, "alice");

    let before = Raw::of(data(&server));
    let opened = before.opened();
    let of_alice = |raw: &raw::Opened| {
        let answers = raw.answers.iter().filter(|answer| ids(&alice).contains(&answer.id)).count();
        let visits = raw.visits.iter().filter(|visit| {
            visit.observation.signals.iter().any(|signal| format!("{signal:?}").contains(BROWSER))
        });
        (answers, visits.count())
    };
    assert_eq!(of_alice(&opened), (8, 8), "this test could not read what is there");
    assert!(before.files_with(BROWSER.as_bytes()).is_empty(), "something stands in the open");
    assert!(before.files_with(CARD_BIN.as_bytes()).is_empty(), "something stands in the open");
    for own_id in ["card of alice", "alice-1"] {
        assert!(before.files_with(own_id.as_bytes()).is_empty(), "{own_id} stands in the open");
    }
    for known in [&pseudonym[..], &own, &shared] {
        assert!(!before.files_with(known).is_empty(), "this test looks for what was never there");
    }

    assert_eq!(erase(&server, "alice").await.status, StatusCode::NO_CONTENT);
    let after = Raw::of(data(&server));
    assert_eq!(after.assessments().len(), 12, "the placeholders stay");
    let opened = after.opened();
    assert_eq!(of_alice(&opened), (0, 0));
    assert_eq!((opened.answers.len(), opened.visits.len()), (4, 4), "Bob's are still there");
    for own_id in ["card of alice", "alice-1"] {
        assert!(before.files_with(own_id.as_bytes()).is_empty(), "{own_id} stands in the open");
    }
    for known in [&pseudonym[..], &own, &shared, BROWSER.as_bytes(), CARD_BIN.as_bytes(), b"alice"] {
        assert_eq!(after.files_with(known), Vec::<&Path>::new());
    }
}

#[tokio::test]
async fn what_an_erased_user_taught_is_taken_back_and_replay_equals_live() {
    let (server, alice, bob) = lived().await;
    let trusted = async |answer: &Value| {
        let device = answer["device_id"].as_str().unwrap();
        server.get(&format!("/v1/devices/{device}")).await.body["trusted_visits"].as_u64().unwrap()
    };
    let (own, shared) = (trusted(&alice[1]).await, trusted(&bob[0]).await);
    assert_eq!(erase(&server, "alice").await.status, StatusCode::NO_CONTENT);
    assert!(own > 0 && shared > trusted(&bob[0]).await);
    assert_eq!(trusted(&alice[1]).await, 0);
    let allowed = bob.iter().filter(|answer| answer["decision"] == "allow").count();
    assert_eq!(trusted(&bob[0]).await, allowed as u64, "what Bob taught stays");

    let road = &server.app.road;
    let mut refold = Refold::new(&*road.journal, &*road.keys);
    for stored in road.journal.records() {
        let record = stored.unwrap().record;
        let anew = refold.hear(&record).await.unwrap();
        if let Body::Assessed(entry) = &record.body {
            let readable = reading::answer(&road.keys, entry).unwrap().open().is_some();
            assert_eq!(anew.is_some(), readable, "a refold hears whoever can still be heard");
        }
    }
    for answer in [&alice[1], &bob[0]] {
        let entity = entity(&server, answer);
        let live = road.entity(&entity).await.unwrap();
        let folded =
            fold::current(&road.journal, &road.keys, &Memory::default(), &entity, true).await.unwrap();
        assert_eq!(live, folded);
        assert_eq!(refold.row(&entity).states, live.states);
    }
}

#[tokio::test]
async fn placeholders_say_that_somebody_was_erased_and_the_merchants_own_ids_find_what_is_left() {
    let (server, alice, bob) = lived().await;
    let user = server.get("/v1/users/alice").await.body;
    assert_eq!(user["assessments"].as_array().unwrap().len(), 8);
    assert_eq!(user["devices"].as_array().unwrap().len(), 2);
    let found = async |query: &str| {
        let answer = server.get(&format!("/v1/assessments?{query}")).await;
        answer.body["items"].as_array().unwrap().clone()
    };
    assert_eq!(found("user_id=alice&limit=100").await.len(), 8);
    assert_eq!(found("transaction_id=alice-3").await[0]["id"], alice[3]["id"]);

    assert_eq!(erase(&server, "alice").await.status, StatusCode::NO_CONTENT);
    for route in ["/v1/users/alice", "/v1/users/alice/export", "/v1/users/nobody"] {
        assert_eq!(server.get(route).await.status, StatusCode::NOT_FOUND, "{route}");
    }
    assert_eq!(erase(&server, "alice").await.status, StatusCode::NOT_FOUND);
    let id = alice[3]["id"].as_str().unwrap();
    let gone = server.get(&format!("/v1/assessments/{id}")).await;
    assert_eq!((gone.status, gone.code()), (StatusCode::GONE, "erased"));
    let placeholder = &found("transaction_id=alice-3").await[0];
    assert_eq!((&placeholder["id"], &placeholder["erased"]), (&alice[3]["id"], &json!(true)));
    assert!(placeholder.get("risk").is_none() && placeholder.get("device_id").is_none());
    assert_eq!(found("user_id=alice").await.len(), 0);
    assert_eq!(found("user_id=bob").await.len(), bob.len());
    let session = server.get(&format!("/v1/sessions/{}", alice[3]["session_id"].as_str().unwrap())).await;
    assert_eq!(session.body["seals"][0]["gone"], "erased", "{session:?}");
    let listed = server.get("/v1/sessions?limit=100").await.body["items"].clone();
    let erased = listed.as_array().unwrap().iter().filter(|item| item["gone"] == "erased").count();
    assert_eq!(erased, 8);
    let word = json!({ "assessment_id": id, "label": "fraud" });
    assert_eq!(server.post("/v1/outcomes", &word, &[]).await.code(), "erased");

    visit(&server, "alice", None, 99).await;
    assert_eq!(found("user_id=alice").await.len(), 1, "she who comes back is somebody new");
}

#[tokio::test]
async fn a_token_of_somebody_else_is_still_good_after_an_erasure() {
    let server = Pennyprint::start();
    visit(&server, "alice", None, 0).await;
    let mut page = ScriptedPage::open(&server, 1, None).await;
    page.run(USUAL).await;
    let token = page.token().await;
    for user in ["alice", "carol"] {
        visit(&server, "carol", None, 0).await;
        assert_eq!(erase(&server, user).await.status, StatusCode::NO_CONTENT);
    }
    let answer = pay(&server, "bob", &token, 1).await;
    assert_eq!(answer["evidence"][0]["status"], "warming", "{answer}");
    assert!(server.get("/v1/users/bob/export").await.body["assessments"][0]["visit"].is_object());
}

#[tokio::test]
async fn many_who_are_erased_at_once_are_all_gone_and_no_token_of_others_is_lost() {
    let server = Pennyprint::start();
    let users: Vec<String> = (0..6).map(|number| format!("user-{number}")).collect();
    for user in &users {
        let page = ScriptedPage::open(&server, 1, None).await;
        pay(&server, user, &page.token().await, 0).await;
    }
    let erasures = futures_util::future::join_all(users.iter().map(|user| erase(&server, user)));
    let shoppers = async {
        let mut tokens = Vec::new();
        for _ in 0..30 {
            let page = ScriptedPage::open(&server, 2, None).await;
            tokens.push(page.token().await);
        }
        tokens
    };
    let (erased, tokens) = futures_util::future::join(erasures, shoppers).await;
    assert!(erased.iter().all(|answer| answer.status == StatusCode::NO_CONTENT), "{erased:?}");
    for token in &tokens {
        pay(&server, "bob", token, 1).await;
    }
    let opened = Raw::of(data(&server)).opened();
    assert_eq!((opened.answers.len(), opened.visits.len()), (30, 30));
}

/// A full disk, a crash: what had been begun is finished by whoever asks again.
#[tokio::test]
async fn an_erasure_that_could_not_be_finished_is_finished_when_it_is_asked_for_again() {
    let disk = TornDisk::default();
    let server = Pennyprint::on(Arc::new(disk.clone()), |_| {});
    let alice = visit(&server, "alice", None, 0).await;
    server.a_day_passes().await;
    server.app.road.store.write_behind().unwrap();
    let own = learned(&server, &alice).await;
    assert!(disk.holds(&own), "this test looks for what was never there");
    let (mut room, mut tries) = (0, 0);
    loop {
        disk.set_room(Some(room));
        let answer = erase(&server, "alice").await;
        disk.set_room(None);
        tries += 1;
        if answer.status == StatusCode::NO_CONTENT {
            break;
        }
        assert_eq!(answer.code(), "unavailable", "{answer:?}");
        assert!(room < 1 << 24, "it never ends");
        room = 2 * room + 500;
    }
    assert!(tries > 3, "there was room at once");
    assert!(!disk.holds(&own), "what she had taught is still there");
    assert_eq!(erase(&server, "alice").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_visit_that_nobody_assesses_can_be_read_by_nobody_once_its_token_has_expired() {
    let server = Pennyprint::start();
    let assessed = visit(&server, "bob", None, 0).await;
    let page = ScriptedPage::open(&server, 1, None).await;
    page.token().await;
    let gone = async |session: &str| {
        let session = server.get(&format!("/v1/sessions/{session}")).await.body;
        session["seals"][0]["gone"].as_str().map(String::from)
    };
    assert_eq!(gone(&page.opened.session_id).await, None);
    let now = server::clock::now();
    for minutes in [6, 13] {
        server.app.road.keys.pass_time(Timestamp(now.0 + minutes * 60_000_000)).await.unwrap();
    }
    assert_eq!(gone(&page.opened.session_id).await.as_deref(), Some("unassessed"));
    assert_eq!(gone(assessed["session_id"].as_str().unwrap()).await, None, "this one was assessed");
    assert_eq!(Raw::of(data(&server)).opened().visits.len(), 1);
}

#[tokio::test]
async fn an_export_holds_all_that_is_known_of_a_user_and_nothing_of_others() {
    let (server, alice, _) = lived().await;
    let word = json!({ "transaction_id": "alice-0", "label": "legitimate", "loss_minor": 5 });
    assert_eq!(server.post("/v1/outcomes", &word, &[]).await.status, StatusCode::NO_CONTENT);
    let export = server.get("/v1/users/alice/export").await.body;
    assert_eq!(export["user_id"], "alice");
    let exported = export["assessments"].as_array().unwrap();
    let newest_first: Vec<&Value> = alice.iter().rev().map(|answer| &answer["id"]).collect();
    assert_eq!(exported.iter().map(|one| &one["id"]).collect::<Vec<_>>(), newest_first);
    for one in exported {
        assert_eq!(one["card"], json!({ "bin": CARD_BIN, "last4": "1234" }));
        assert_eq!(one["visit"]["signals"][0]["reading"], BROWSER);
        assert!(
            one["visit"]["exchanges"].as_array().unwrap().len() >= 5 && one["visit"]["each_event"].is_array()
        );
    }
    assert_eq!(exported[7]["outcomes"][0]["label"], "legitimate");
    assert_eq!(exported[7]["outcomes"][0]["loss_minor"], 5);
    assert!(!export.to_string().contains("the usual"), "something of Bob's is in it");
}

#[tokio::test]
async fn an_erasure_that_was_interrupted_or_undone_by_an_older_keyring_is_completed_at_the_next_start() {
    let (server, _, _) = lived().await;
    let older = TempDir::new().unwrap();
    keyring::copy(data(&server), older.path()).unwrap();
    assert_eq!(erase(&server, "alice").await.status, StatusCode::NO_CONTENT);
    let copy = TempDir::new().unwrap();
    std::fs::create_dir(copy.path().join("journal")).unwrap();
    for file in std::fs::read_dir(data(&server).join("journal")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.path().join("journal").join(file.file_name())).unwrap();
    }
    keyring::copy(older.path(), copy.path()).unwrap();
    assert_eq!(Raw::of(copy.path()).opened().answers.len(), 12, "the older keyring opens all");
    let mut config = Config::default();
    config.storage.data = copy.path().into();
    let app = App::open(config).await.unwrap();
    let pseudonym = app.road.secrets.pseudonym(server.site.id, Domain::User, "alice");
    assert!(app.road.keys.alias(pseudonym).is_none());
    drop(app);
    assert_eq!(Raw::of(copy.path()).opened().answers.len(), 4);
}
