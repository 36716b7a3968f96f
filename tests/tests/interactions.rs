//! What parties do towards each other, as a merchant sees it.

use engine::keyring::Keyring;
use engine::secrets::Domain;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::clock::{self, rfc3339};
use server::graphs::{Files, Graphs};
use server::store::embedded::disk::FileSystem;
use std::sync::Arc;
use tests::{Answer, Pennyprint, TornDisk};

fn ago_s(seconds: i64) -> String {
    rfc3339(models::observation::Timestamp(clock::now().0 - seconds * 1_000_000))
}

fn message(from: &str, to: &str, text: &str) -> Value {
    json!({ "from": from, "to": to, "kind": "message", "at": ago_s(1), "text": text })
}

fn rating(from: &str, to: &str, rating: f64) -> Value {
    json!({ "from": from, "to": to, "kind": "rating", "at": ago_s(1), "rating": rating })
}

async fn tell(server: &Pennyprint, body: &Value) -> Value {
    let answer = server.post("/v1/interactions", body, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{body}: {}", answer.body);
    answer.body
}

/// A server that has read all that was before.
fn started() -> Pennyprint {
    let server = Pennyprint::start();
    read(&server);
    server
}

fn read(server: &Pennyprint) {
    while server.app.graphs.ask(server.site.id, |_| ()).is_none() {
        std::thread::yield_now();
    }
}

/// Waits until something is true, for ten seconds at most.
async fn eventually(mut is_true: impl AsyncFnMut() -> bool) {
    for _ in 0..200 {
        if is_true().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

async fn trust_in(server: &Pennyprint, party: &str) -> f64 {
    let shown = server.get(&format!("/v1/parties/{party}")).await;
    shown.body["standing"]["trust"].as_f64().unwrap_or_else(|| panic!("{party}: {}", shown.body))
}

/// Somebody whom many speak badly of.
async fn a_swindler(server: &Pennyprint) {
    // Whoever speaks is somebody: others speak well of them.
    for buyer in 0..20 {
        tell(server, &rating(&format!("friend-{buyer}"), &format!("buyer-{buyer}"), 8.0)).await;
        tell(server, &rating(&format!("buyer-{buyer}"), "swindler", -10.0)).await;
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_the_name_of_its_field_and_nothing_is_half_applied() {
    let server = started();
    let sound = || rating("ada", "bob", 5.0);
    let with = |field: &str, value: Value| {
        let mut body = sound();
        body[field] = value;
        body
    };
    let without = |field: &str| {
        let mut body = sound();
        body.as_object_mut().unwrap().remove(field);
        body
    };
    let refused = [
        (with("kind", json!("sneeze")), "kind"),
        (with("rating", json!(10.1)), "rating"),
        (with("rating", json!(-1e300)), "rating"),
        (with("rating", json!("good")), "rating"),
        (without("rating"), "rating"),
        (with("to", json!("ada")), "to"),
        (with("from", json!("")), "from"),
        (with("from", json!("4242424242424242")), "from"),
        (with("to", json!("x".repeat(257))), "to"),
        (with("at", json!("yesterday")), "at"),
        (with("at", json!(ago_s(-600))), "at"),
        (with("at", json!(ago_s(366 * 24 * 3_600))), "at"),
        (with("at", json!("9999-12-31T23:59:59Z")), "at"),
        (with("text", json!("x".repeat(10_001))), "text"),
        (with("mood", json!("fine")), "mood"),
    ];
    for (body, field) in refused {
        let answer = server.post("/v1/interactions", &body, &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {}", answer.body);
        assert_eq!(answer.body["field"], field, "{}", answer.body);
    }
    let huge = server.post("/v1/interactions", &with("text", json!("x".repeat(200_000))), &[]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    for party in ["ada", "bob"] {
        assert_eq!(server.get(&format!("/v1/parties/{party}")).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(tell(&server, &sound()).await["decision"], "allow");
}

#[tokio::test]
async fn trust_begins_neutral_rises_with_good_ratings_falls_with_bad_ones_and_both_are_told_with_uncertainty()
{
    let server = started();
    let first = tell(&server, &rating("ada", "bob", 10.0)).await;
    assert_eq!((&first["from"]["before"], &first["to"]["before"]), (&json!(0.5), &json!(0.5)));
    let (trust, uncertainty) = (first["to"]["trust"].as_f64().unwrap(), first["to"]["uncertainty"].as_f64());
    assert!(trust > 0.5 && uncertainty.unwrap() < 1.0 && first["as_of"].is_string(), "{first}");
    assert_eq!(first["degraded"], false);
    a_swindler(&server).await;
    let fallen = trust_in(&server, "swindler").await;
    assert!(fallen < 0.35, "{fallen}");
    assert!(trust_in(&server, "bob").await > 0.5);
}

#[tokio::test]
async fn whom_many_distrust_is_limited_or_held_with_reasons_that_add_up() {
    let server = started();
    a_swindler(&server).await;
    let answer = tell(&server, &message("swindler", "carl", "Buy now, wonderful bargain!")).await;
    assert_ne!(answer["decision"], "allow", "{answer}");
    assert_eq!(answer["enforced"], answer["decision"]);
    let reasons = answer["reasons"].as_array().unwrap().iter();
    let sum =
        reasons.fold(answer["prior_nats"].as_f64().unwrap(), |sum, one| sum + one["nats"].as_f64().unwrap());
    assert_eq!(sum, answer["risk_nats"].as_f64().unwrap());
    if answer["decision"] != "block" {
        assert!(answer["action"]["messages_per_hour"].as_u64().unwrap() < 20, "{answer}");
    }
    let honest = tell(&server, &message("ada", "carl", "Is it still there?")).await;
    assert_eq!((&honest["decision"], &honest["action"]), (&json!("allow"), &Value::Null));
}

#[tokio::test]
async fn a_payment_to_whom_many_distrust_says_so_and_what_was_known_is_kept_with_it() {
    let server = started();
    a_swindler(&server).await;
    let paid = |payee: &str| {
        json!({ "token": null, "action": "checkout", "user_id": "ada", "transaction": {
        "id": "o-1", "amount_minor": 4_200, "currency": "EUR", "payee_id": payee,
        "card": { "id": "card-1", "bin": "400000", "last4": "0002", "expiry_hash": "x" } } })
    };
    let said = |answer: &Answer| {
        let evidence = answer.body["evidence"].as_array().unwrap().clone();
        evidence.into_iter().find(|one| one["detector"] == "trust").unwrap()
    };
    let swindled = server.post("/v1/assessments", &paid("swindler"), &[]).await;
    assert_eq!(said(&swindled)["status"], "known", "{}", swindled.body);
    assert!(swindled.body["reasons"].as_array().unwrap().iter().any(|reason| reason["detector"] == "trust"));
    let id = engine::ids::AssessmentId::parse(swindled.body["id"].as_str().unwrap()).unwrap();
    let kept = server.app.road.assessment(&server.site, id).await.unwrap().assessed.record;
    assert!(kept.standing.unwrap().standing.unwrap().trust < 0.35);
    let unknown = said(&server.post("/v1/assessments", &paid("nobody"), &[]).await);
    assert_eq!(
        (&unknown["status"], &unknown["why"]),
        (&json!("absent"), &json!("no_interactions")),
        "{unknown}"
    );
}

#[tokio::test]
async fn a_request_that_is_repeated_also_at_once_is_one_interaction() {
    let server = started();
    let body = rating("ada", "bob", 10.0);
    let key = [("idempotency-key", "1")];
    let told = (0..8).map(|_| server.post("/v1/interactions", &body, &key));
    let told = futures_util::future::join_all(told).await;
    assert!(told.iter().all(|one| one.body == told[0].body), "{told:?}");
    let shown = server.get("/v1/parties/bob").await.body;
    assert_eq!(
        (&shown["standing"]["opinions"], shown["interactions"].as_array().unwrap().len()),
        (&json!(1), 1)
    );
    let other = server.post("/v1/interactions", &rating("ada", "bob", 9.0), &key).await;
    assert_eq!((other.status, other.code()), (StatusCode::CONFLICT, "idempotency_conflict"));
    assert_eq!(server.get("/v1/parties/bob").await.body["standing"]["opinions"], 1);
}

#[tokio::test]
async fn votes_of_a_ring_for_itself_hardly_lift_whom_others_distrust() {
    let server = started();
    a_swindler(&server).await;
    let before = trust_in(&server, "swindler").await;
    for shill in 0..60 {
        tell(&server, &rating(&format!("shill-{shill}"), "swindler", 10.0)).await;
        tell(&server, &rating("swindler", &format!("shill-{shill}"), 10.0)).await;
    }
    let after = trust_in(&server, "swindler").await;
    assert!(after < 0.5, "{before} {after}: sixty accounts made a swindler trusted");
}

#[tokio::test]
async fn a_ring_that_trades_with_itself_is_named_as_a_group_and_those_who_only_buy_are_not_in_it() {
    let server = started();
    // What is usual: for a month people ask shops.
    for number in 0..300 {
        let drawn = |of: i64| ((number * 2_654_435_761) >> 12) % of;
        let (customer, shop) = (format!("customer-{}", number % 89), format!("shop-{}", drawn(20)));
        let at_s = 3_600 * 24 * 30 - number * 8_000;
        let told = |from: &str, to: &str, text: &str, at_s: i64| {
            let mut body = message(from, to, text);
            body["at"] = json!(ago_s(at_s));
            body
        };
        tell(&server, &told(&customer, &shop, &format!("{number:05} is it there?"), at_s)).await;
    }
    for (from, to) in (0..8).flat_map(|from| (0..8).map(move |to| (from, to))).filter(|(from, to)| from != to)
    {
        let mut praise = rating(&format!("ring-{from}"), &format!("ring-{to}"), 10.0);
        praise["text"] = json!("flawless marvellous merchandise, visit superbargains.example");
        tell(&server, &praise).await;
    }
    let listed = server.get("/v1/groups").await;
    let groups = listed.body["items"].as_array().unwrap_or_else(|| panic!("{}", listed.body));
    assert!(!groups.is_empty(), "{}", listed.body);
    let route = format!("/v1/groups/{}", groups[0]["id"].as_str().unwrap());
    let shown = server.get(&route).await.body;
    assert_eq!(shown["members"], 8, "{shown}");
    assert!(shown["surprise_nats"].as_f64().unwrap() > 6.0 && !shown["why"].as_array().unwrap().is_empty());
    assert_eq!(server.get("/v1/parties/ring-3").await.body["group"], shown["id"], "{shown}");
    assert_eq!(server.get("/v1/parties/customer-3").await.body["group"], Value::Null, "{}", listed.body);
    let within = tell(&server, &message("ring-1", "ring-2", "next one")).await;
    assert!(matches!(within["decision"].as_str(), Some("review" | "block")), "{within}");
    assert_eq!(server.get("/v1/groups/grp_nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whatever_was_known_is_known_again_after_a_restart() {
    let server = started();
    a_swindler(&server).await;
    let known = |graphs: &Graphs, party: &str| {
        let pseudonym = server.app.road.secrets.pseudonym(server.site.id, Domain::Payee, party);
        let alias = server.app.road.keys.alias(pseudonym).unwrap();
        graphs.ask(server.site.id, |known| known.graph.standing(&alias.0).unwrap()).unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let anew = || {
        let files = Files::open(Arc::new(FileSystem), folder.path()).unwrap();
        Graphs::new(server.app.config.trust.clone(), files)
    };
    let first = anew();
    assert!(first.ask(server.site.id, |_| ()).is_none(), "nothing is known before it is read");
    assert!(first.read(&server.app.road, &[server.site.id]).await.unwrap() > 0);
    first.write_down(&server.app.road).await;
    tell(&server, &rating("carl", "buyer-3", 7.0)).await;
    let anew = anew();
    assert_eq!(
        anew.read(&server.app.road, &[server.site.id]).await.unwrap(),
        1,
        "all but the newest is in a file"
    );
    for graphs in [&anew, &server.app.graphs] {
        while !graphs.settle() {}
    }
    for party in ["swindler", "buyer-3"] {
        let (now, then) = (known(&anew, party), known(&server.app.graphs, party));
        assert!((now.trust - then.trust).abs() < 1e-3, "{party}: {now:?} {then:?}");
        assert_eq!((now.opinions, now.bad_opinions), (then.opinions, then.bad_opinions), "{party}");
    }
}

#[tokio::test]
async fn what_never_became_durable_is_not_known_either() {
    let disk = TornDisk::default();
    let server = Pennyprint::on(Arc::new(disk.clone()), |_| {});
    read(&server);
    tell(&server, &rating("ada", "bob", 10.0)).await;
    disk.set_room(Some(0));
    let refused = server.post("/v1/interactions", &rating("ada", "bob", -10.0), &[]).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.body);
    disk.set_room(None);
    assert_eq!(server.get("/readyz").await.status, StatusCode::OK);
    // It is read anew behind the answers.
    let known = async || server.get("/v1/parties/bob").await.body["standing"]["opinions"] == json!(1);
    eventually(known).await;
    let shown = server.get("/v1/parties/bob").await.body;
    assert_eq!((&shown["standing"]["opinions"], &shown["standing"]["bad_opinions"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn whoever_is_erased_said_nothing_and_is_nobody_any_more() {
    let server = started();
    tell(&server, &rating("ada", "bob", -10.0)).await;
    tell(&server, &rating("carl", "ada", -10.0)).await;
    let name = server.get("/v1/parties/bob").await.body["neighbours"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        server.get(&format!("/v1/parties/{name}")).await.status,
        StatusCode::OK,
        "ada, by another name"
    );
    let url = format!("{}/v1/parties/ada", server.url);
    let erase = reqwest::Client::new().delete(url).bearer_auth(&server.secret_key);
    assert_eq!(erase.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    eventually(async || server.get("/v1/parties/bob").await.status == StatusCode::NOT_FOUND).await;
    assert_eq!(server.get("/v1/parties/ada").await.status, StatusCode::NOT_FOUND);
    let bob = server.get("/v1/parties/bob").await;
    assert_eq!(bob.status, StatusCode::NOT_FOUND, "what ada said is still known: {}", bob.body);
    let again = tell(&server, &rating("ada", "bob", 10.0)).await;
    assert_eq!(again["from"]["before"], 0.5, "somebody new");
}

#[tokio::test]
async fn no_site_knows_what_another_has_seen() {
    let server = started();
    a_swindler(&server).await;
    let other = server.another_site().await;
    read(&other);
    assert_eq!(other.get("/v1/parties/swindler").await.status, StatusCode::NOT_FOUND);
    // Nor by what we call it.
    let known = server.get("/v1/parties/swindler").await.body;
    let route = format!("/v1/parties/{}", known["neighbours"][0]["id"].as_str().unwrap());
    assert_eq!(server.get(&route).await.status, StatusCode::OK);
    assert_eq!(other.get(&route).await.status, StatusCode::NOT_FOUND);
    let erase = reqwest::Client::new().delete(format!("{}{route}", other.url)).bearer_auth(&other.secret_key);
    assert_eq!(erase.send().await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(server.get(&route).await.status, StatusCode::OK);
    let answer = tell(&other, &message("swindler", "carl", "hello")).await;
    assert_eq!((&answer["decision"], &answer["from"]["before"]), (&json!("allow"), &json!(0.5)));
}

#[tokio::test]
async fn nothing_of_a_text_is_kept_that_could_be_read() {
    let server = started();
    let secret = "Zaubertrank-4711-Silberschatz";
    tell(&server, &message("ada", "bob", secret)).await;
    let journal = server.app.config.storage.data.join("journal");
    for file in std::fs::read_dir(journal).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(11).any(|window| window == b"Zaubertrank" || window == b"zaubertrank"));
    }
    let key = engine::journal::Key { kind: engine::journal::KeyKind::InteractionsOf, id: server.site.id.0 };
    let stored = engine::journal::Journal::mentions(&server.app.road.journal, &key, None, 1).await.unwrap();
    let engine::journal::Body::Interacted(entry) = &stored[0].record.body else { panic!("{stored:?}") };
    let told = server.app.road.told(entry).unwrap().open().unwrap();
    let text = told.interaction.text.clone().unwrap();
    assert_eq!((text.length_chars as usize, text.keywords.len()), (secret.len(), 1));
}
