//! Policies, calibration and priors as back ends and people at the console see them.

use engine::artifact::{self, InForce};
use engine::ids::{AssessmentId, DeviceId, SealId};
use engine::journal::{OutcomeLabel, Role};
use engine::secrets::Domain;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::road::{asked, observation, priors, sealed, word};
use tests::{Pennyprint, Person, ScriptedPage, USUAL};

/// Asks for a step-up of everybody of whom nothing is known.
fn wary() -> Value {
    json!({ "prior_nats": -3.5, "thresholds": { "step_up_share": 0.5 } })
}

async fn drafted(server: &Pennyprint, policy: &Value) -> u64 {
    let answer = server.post("/v1/policies", policy, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body["number"].as_u64().unwrap()
}

/// What is decided of a visit without evidence, and by which policy.
async fn decided(server: &Pennyprint) -> (String, u64) {
    let answer = server.assess(&Pennyprint::order(None)).await.body;
    (answer["decision"].as_str().unwrap().into(), answer["policy_version"].as_u64().unwrap())
}

#[tokio::test]
async fn a_policy_is_drafted_tested_published_decides_the_next_assessment_and_is_rolled_back() {
    let server = Pennyprint::start();
    let visit = server.visit(1, None, USUAL).await.body;
    assert_eq!((&visit["decision"], &visit["policy_version"]), (&json!("allow"), &json!(0)));
    let outcome = json!({ "assessment_id": visit["id"], "label": "legitimate" });
    assert_eq!(server.post("/v1/outcomes", &outcome, &[]).await.status, StatusCode::NO_CONTENT);

    let number = drafted(&server, &wary()).await;
    assert_eq!((number, decided(&server).await), (1, ("allow".into(), 0)), "a draft decides already");
    let test = server.post("/v1/policies/1/backtest", &json!({}), &[]).await.body;
    assert_eq!((&test["assessments"], &test["changed"]), (&json!(1), &json!(1)));
    assert_eq!(test["decisions"][0]["legitimate"], json!({ "was": 1, "would_be": 0 }));
    assert_eq!(test["decisions"][1]["decision"], "step_up");
    assert_eq!(test["decisions"][1]["legitimate"], json!({ "was": 0, "would_be": 1 }));

    let published = server.post("/v1/policies/1/publish", &json!({}), &[]).await.body;
    assert_eq!((&published["in_force"], &published["pinned"]), (&json!(true), &json!(false)));
    assert_eq!(published["content"]["thresholds"]["step_up_share"], 0.5);
    assert_eq!(decided(&server).await, ("step_up".into(), 1));
    assert_eq!(server.assess(&Pennyprint::order(None)).await.body["prior_nats"], -3.5);

    let listed = server.get("/v1/policies").await.body;
    assert_eq!((&listed["items"][0]["number"], &listed["items"][0]["in_force"]), (&json!(1), &json!(true)));
    let back = server.post("/v1/artifacts/policy/rollback", &json!({}), &[]).await.body;
    assert_eq!((&back["number"], &back["pinned"]), (&json!(0), &json!(true)));
    assert_eq!(decided(&server).await, ("allow".into(), 0));
    let further = server.post("/v1/artifacts/policy/rollback", &json!({}), &[]).await;
    assert_eq!((further.status.as_u16(), &further.body["field"]), (422, &json!("kind")));
    let again = json!({ "number": 1, "pinned": true });
    assert_eq!(server.post("/v1/artifacts/policy/publish", &again, &[]).await.body["pinned"], true);
    assert_eq!(decided(&server).await, ("step_up".into(), 1));
}

#[tokio::test]
async fn a_policy_is_published_also_with_a_body_that_says_nothing() {
    let server = Pennyprint::start();
    drafted(&server, &wary()).await;
    let route = format!("{}/v1/policies/1/publish", server.url);
    for nothing in ["", "null", "{}"] {
        let sending = reqwest::Client::new().post(&route).bearer_auth(&server.secret_key).body(nothing);
        assert_eq!(sending.send().await.unwrap().status(), StatusCode::OK, "{nothing:?}");
    }
}

#[tokio::test]
async fn a_policy_that_makes_no_sense_is_refused_by_its_field() {
    let server = Pennyprint::start();
    for (policy, field) in [
        (json!({ "thresholds": { "step_up_share": 2.0 } }), "thresholds.step_up_share"),
        (json!({ "thresholds": { "block_share": 0.0 } }), "thresholds.block_share"),
        (json!({ "thresholds": { "review_share": 0.5 } }), "thresholds.step_up_share"),
        (json!({ "thresholds": { "review_share": "none" } }), "thresholds.review_share"),
        (json!({ "thresholds": { "step_up": 0.1 } }), "thresholds.step_up"),
        (json!({ "prior_nats": 99 }), "prior_nats"),
    ] {
        let answer = server.post("/v1/policies", &policy, &[]).await;
        assert_eq!((answer.status.as_u16(), &answer.body["field"]), (422, &json!(field)), "{policy}");
    }
    assert_eq!(server.get("/v1/policies").await.body["items"], json!([]));
}

#[tokio::test]
async fn what_does_not_exist_is_not_published_or_shown() {
    let server = Pennyprint::start();
    let publish = |kind: &str| format!("/v1/artifacts/{kind}/publish");
    let number = json!({ "number": 7 });
    for (answer, field) in [
        (server.post(&publish("priors"), &number, &[]).await, "number"),
        (server.post(&publish("prices"), &number, &[]).await, "kind"),
        (server.post("/v1/policies/7/publish", &json!({}), &[]).await, "number"),
        (server.post("/v1/policies/7/backtest", &json!({}), &[]).await, "number"),
        (server.get("/v1/artifacts/policy/7").await, "number"),
        (server.get("/v1/artifacts/policy/seven").await, "number"),
        (server.get("/v1/artifacts?kind=prices").await, "kind"),
    ] {
        assert_eq!((answer.status.as_u16(), &answer.body["field"]), (404, &json!(field)), "{answer:?}");
    }
    for kind in ["policy", "calibration", "weights", "priors"] {
        let shipped = server.get(&format!("/v1/artifacts/{kind}/0")).await.body;
        assert_eq!((&shipped["in_force"], &shipped["kind"]), (&json!(true), &json!(kind)));
    }
    let shipped = server.get("/v1/artifacts/priors/0").await.body;
    assert_eq!(shipped["content"]["device"]["round_trip.mean"], 10.5);
}

#[tokio::test]
async fn one_site_neither_sees_nor_uses_what_another_publishes() {
    let server = Pennyprint::start();
    let other = server.another_site().await;
    drafted(&server, &wary()).await;
    assert_eq!(server.post("/v1/policies/1/publish", &json!({}), &[]).await.status, StatusCode::OK);
    assert_eq!(decided(&other).await, ("allow".into(), 0));
    assert_eq!(other.get("/v1/artifacts").await.body["items"], json!([]));
    assert_eq!(other.post("/v1/policies/1/publish", &json!({}), &[]).await.code(), "not_found");
}

#[tokio::test]
async fn at_the_console_everybody_reads_analysts_draft_and_only_administrators_publish() {
    let server = Pennyprint::start();
    let (viewer, csrf) = Person::logged_in(&server, "vic", Role::Viewer).await;
    assert_eq!(viewer.change("/v1/policies", &wary(), &csrf).await.code(), "role_forbidden");
    let (analyst, csrf) = Person::logged_in(&server, "ada", Role::Analyst).await;
    assert_eq!(analyst.post("/v1/policies", &wary()).await.code(), "csrf");
    assert_eq!(analyst.change("/v1/policies", &wary(), &csrf).await.body["number"], 1);
    let test = analyst.change("/v1/policies/1/backtest", &json!({}), &csrf).await;
    assert_eq!(test.body["assessments"], 0);
    assert_eq!(viewer.get("/v1/artifacts?kind=policy").await.body["items"][0]["number"], 1);
    let publish = "/v1/policies/1/publish";
    assert_eq!(analyst.change(publish, &json!({}), &csrf).await.code(), "role_forbidden");
    let (admin, csrf) = Person::logged_in(&server, "bo", Role::Admin).await;
    assert_eq!(admin.post(publish, &json!({})).await.code(), "csrf");
    assert_eq!(decided(&server).await.1, 0);
    assert_eq!(admin.change(publish, &json!({}), &csrf).await.status, StatusCode::OK);
    assert_eq!(decided(&server).await.1, 1);
    let back = "/v1/artifacts/policy/rollback";
    assert_eq!(analyst.change(back, &json!({}), &csrf).await.code(), "csrf", "another one's token");
    assert_eq!(admin.change(back, &json!({}), &csrf).await.status, StatusCode::OK);
    assert_eq!(decided(&server).await.1, 0);
    let nobody = Person::at(&server);
    assert_eq!(nobody.change(publish, &json!({}), &csrf).await.code(), "unauthorised");
}

/// A visit of a device goes down the road, and is learned where it is said to be legitimate.
async fn visit(server: &Pennyprint, device: DeviceId, number: u64, learned: bool) {
    let road = &server.app.road;
    let pseudonym = road.secrets.pseudonym(server.site.id, Domain::Device, &device.to_string());
    let mut record = sealed(SealId(id(number)), observation(pseudonym, number));
    record.device = device;
    let (now, seal) = (server::clock::now(), record.seal);
    road.seal(&server.site, now, record).await.unwrap();
    let in_force = server.app.published.of(server.site.id);
    let assessed = road.assess(&server.site, &in_force, &asked(seal, now, id(number))).await.unwrap();
    if learned {
        let outcome = word(assessed.record.id, OutcomeLabel::Legitimate);
        road.outcome(&server.site, now, outcome).await.unwrap();
    }
}

fn id(number: u64) -> [u8; 16] {
    (u128::from(number) + 1).to_be_bytes()
}

#[tokio::test]
async fn a_thousand_visits_make_a_table_and_the_next_assessment_is_calibrated_by_it() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 1, None).await;
    let device = DeviceId::parse(&page.opened.device_id).unwrap();
    for number in 0..31 {
        visit(&server, device, number, true).await;
    }
    futures_util::future::join_all((31..1_031).map(|number| visit(&server, device, number, false))).await;
    let before = server.visit(1, Some(&page.opened.device_id), USUAL).await.body;
    assert_eq!(before["evidence"][0]["calibration"], "prior");

    let made = server.app.published.refit(&server.app.road, server.site.id).await.unwrap();
    assert_eq!(made.len(), 1, "{made:?}");
    let listed = server.get("/v1/artifacts").await.body;
    assert_eq!(
        (&listed["items"][0]["kind"], &listed["items"][0]["in_force"]),
        (&json!("calibration"), &json!(true))
    );
    let table = server.get("/v1/artifacts/calibration/1").await.body["content"][0].clone();
    assert_eq!((&table["detector"], &table["from_age"]), (&json!("device"), &json!(30)));
    // At thirty trusted visits: the last that was learned, the thousand, and the one from the page.
    assert_eq!(table["scores"], 1_002);

    let after = server.visit(1, Some(&page.opened.device_id), USUAL).await.body;
    let evidence = &after["evidence"][0];
    assert_eq!((&evidence["calibration"], &evidence["calibration_version"]), (&json!("table"), &json!(1)));
    assert_ne!(evidence["p_value"], evidence["score"]);
    let back = server.post("/v1/artifacts/calibration/rollback", &json!({}), &[]).await;
    assert_eq!(back.status, StatusCode::OK);
    let rolled_back = server.visit(1, Some(&page.opened.device_id), USUAL).await.body;
    assert_eq!(rolled_back["evidence"][0]["calibration"], "prior");
}

#[tokio::test]
async fn what_is_published_survives_a_restart() {
    let server = Pennyprint::start();
    drafted(&server, &wary()).await;
    server.post("/v1/policies/1/publish", &json!({}), &[]).await;
    let (road, site) = (&server.app.road, server.site.id);
    let number = artifact::draft(&road.journal, site, server::clock::now(), None, priors(0.5)).await.unwrap();
    let anew = server::published::Published::load(road, &server.app.sites).await.unwrap();
    assert_eq!(*anew.of(site), *server.app.published.of(site));
    assert_eq!((anew.of(site).used().policy, anew.of(site).used().priors, number), (1, 0, 1));
    assert_eq!(InForce::read(&road.journal, site).await.unwrap(), *anew.of(site));
}

#[tokio::test]
async fn an_assessment_names_what_it_used() {
    let server = Pennyprint::start();
    drafted(&server, &wary()).await;
    server.post("/v1/policies/1/publish", &json!({}), &[]).await;
    let answer = server.assess(&Pennyprint::order(None)).await.body;
    let id = AssessmentId::parse(answer["id"].as_str().unwrap()).unwrap();
    let record = server.app.road.assessment(&server.site, id).await.unwrap().assessed.record;
    assert_eq!(record.artifacts, server.app.published.of(server.site.id).used());
    let read_again = server.get(&format!("/v1/assessments/{id}")).await.body;
    assert_eq!(read_again["policy_version"], 1);
}
