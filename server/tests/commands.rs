//! The command line: what it prints, what it refuses, how it exits.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

use engine::artifact::{self, Content, InForce};
use engine::ids::{AssessmentId, ChallengeId, DeviceId, SealId, SessionId, SiteId};
use engine::journal::{Body, Journal, Key, KeyKind, OutcomeLabel, OutcomeRecord, Record, SealedRecord};
use engine::pipeline::Pipeline;
use engine::policy::Policy;
use engine::recognition::Recognition;
use engine::site::{Environment, Mode, Site};
use models::connection::Connection;
use models::observation::{Conduct, Observation, Path, Timestamp};
use server::app::App;
use server::config::{Config, Storage};
use server::keyring::{self, Keys};
use server::store::embedded::disk::FileSystem;
use server::store::embedded::{Bounds, Embedded};
use std::process::{Command, Output};
use std::sync::Arc;
use tempfile::TempDir;

fn pennyprint(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pennyprint"));
    command.args(arguments).env_remove("PENNYPRINT_LISTEN").env_remove("PENNYPRINT_DATA").output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

#[test]
fn a_site_is_made_listed_and_gets_a_new_key() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let created =
        pennyprint(&["site", "create", "--data", data, "--name", "Shop", "--origin", "https://shop.example"]);
    assert!(created.status.success(), "{}", said(&created));
    let text = said(&created);
    let word = |prefix: &str, text: &str| {
        text.split_whitespace().find(|word| word.starts_with(prefix)).unwrap().to_owned()
    };
    let (site, secret) = (word("site_", &text), word("sk_test_", &text));
    let listed = said(&pennyprint(&["site", "list", "--data", data]));
    assert!(listed.contains(&site) && listed.contains("https://shop.example"), "{listed}");
    assert!(!listed.contains(&secret), "a secret key was shown again");
    let rotated = pennyprint(&["site", "rotate-key", "--data", data, &site]);
    assert_ne!(word("sk_test_", &said(&rotated)), secret);
}

#[test]
fn a_live_site_begins_in_monitor_mode() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let arguments =
        ["site", "create", "--data", data, "--name", "Shop", "--origin", "https://shop.example", "--live"];
    assert!(said(&pennyprint(&arguments)).contains("sk_live_"));
    assert!(said(&pennyprint(&["site", "list", "--data", data])).contains("Monitor"));
}

#[test]
fn what_is_not_an_origin_is_refused() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    for origin in ["shop.example", "https://shop.example/checkout", "https://*.example", ""] {
        let refused = pennyprint(&["site", "create", "--data", data, "--name", "Shop", "--origin", origin]);
        assert_eq!(refused.status.code(), Some(1), "{origin}: {}", said(&refused));
    }
}

#[test]
fn a_journal_whose_master_key_is_gone_is_not_given_another() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let key = folder.path().join("master.key");
    assert!(pennyprint(&["site", "list", "--data", data]).status.success());
    std::fs::remove_file(&key).unwrap();
    let refused = pennyprint(&["site", "list", "--data", data]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("master.key") && !key.exists(), "{}", said(&refused));
}

#[test]
fn a_user_whom_nobody_named_is_neither_exported_nor_erased() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let created =
        pennyprint(&["site", "create", "--data", data, "--name", "Shop", "--origin", "https://shop.example"]);
    let text = said(&created);
    let site = text.split_whitespace().find(|word| word.starts_with("site_")).unwrap();
    for command in ["export", "erase"] {
        let refused = pennyprint(&[command, "--data", data, "--site", site, "--user", "nobody"]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(said(&refused).contains("--user"), "{}", said(&refused));
        let refused = pennyprint(&[command, "--data", data, "--site", "shop", "--user", "nobody"]);
        assert!(said(&refused).contains("--site"), "{}", said(&refused));
    }
}

#[test]
fn a_journal_whose_keyring_is_gone_is_not_given_another() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    installation(data);
    std::fs::remove_dir_all(folder.path().join("keyring")).unwrap();
    let refused = pennyprint(&["site", "list", "--data", data]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("keyring/people is missing"), "{}", said(&refused));
}

#[test]
fn an_empty_keyring_beside_a_journal_with_records_is_none() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    installation(data);
    std::fs::write(folder.path().join("keyring/people"), b"").unwrap();
    let refused = pennyprint(&["site", "list", "--data", data]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("keyring/people is missing"), "{}", said(&refused));
}

#[test]
fn a_first_start_that_was_interrupted_is_begun_anew() {
    for header in [0, 17, 40] {
        for with_people in [None, Some(b"")] {
            let folder = TempDir::new().unwrap();
            let data = folder.path().to_str().unwrap();
            let segment = folder.path().join("journal").join(format!("{:020}.log", 0));
            assert!(pennyprint(&["site", "list", "--data", data]).status.success());
            let bytes = std::fs::read(&segment).unwrap();
            std::fs::write(&segment, &bytes[..header]).unwrap();
            std::fs::remove_dir_all(folder.path().join("keyring")).unwrap();
            if let Some(people) = with_people {
                std::fs::create_dir(folder.path().join("keyring")).unwrap();
                std::fs::write(folder.path().join("keyring/people"), people).unwrap();
            }
            let begun = pennyprint(&["site", "list", "--data", data]);
            assert!(begun.status.success(), "{header} {with_people:?}: {}", said(&begun));
            installation(data);
            assert!(pennyprint(&["verify", "--data", data]).status.success());
        }
    }
}

#[test]
fn bad_usage_exits_with_2() {
    assert_eq!(pennyprint(&["serve", "--colour", "red"]).status.code(), Some(2));
    assert_eq!(pennyprint(&["serve", "--tls-cert", "only.pem"]).status.code(), Some(2));
    assert_eq!(pennyprint(&[]).status.code(), Some(2));
}

#[test]
fn settings_come_from_defaults_file_environment_and_flags_in_that_order() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("pennyprint.toml");
    std::fs::write(&file, "[listen]\naddress = \"127.0.0.1:1111\"\n[probe]\nbudget_ms = 900\n").unwrap();
    let shown = |variable: Option<&str>, flag: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pennyprint"));
        command.args(["serve", "--check-config", "--config", file.to_str().unwrap()]);
        command.env_remove("PENNYPRINT_LISTEN");
        variable.map(|address| command.env("PENNYPRINT_LISTEN", address));
        flag.map(|address| command.args(["--listen", address]));
        said(&command.output().unwrap())
    };
    let file_only = shown(None, None);
    assert!(file_only.contains("127.0.0.1:1111") && file_only.contains("budget_ms = 900"), "{file_only}");
    assert!(file_only.contains("micro_transactions = 5"), "{file_only}");
    assert!(shown(Some("127.0.0.1:2222"), None).contains("127.0.0.1:2222"));
    assert!(shown(Some("127.0.0.1:2222"), Some("127.0.0.1:3333")).contains("127.0.0.1:3333"));
}

#[test]
fn a_misspelt_setting_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("pennyprint.toml");
    std::fs::write(&file, "[probe]\nbudget = 3\n").unwrap();
    let refused = pennyprint(&["serve", "--check-config", "--config", file.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("budget"), "{}", said(&refused));
}

/// Makes an installation with one site; returns the site's id.
fn installation(data: &str) -> String {
    let arguments = ["site", "create", "--data", data, "--name", "Shop", "--origin", "https://shop.example"];
    let text = said(&pennyprint(&arguments));
    text.split_whitespace().find(|word| word.starts_with("site_")).unwrap().to_owned()
}

#[test]
fn a_backup_is_restored_into_a_new_folder_only_and_with_its_key() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, backup, restored) = (path("data"), path("backup"), path("restored"));
    let site = installation(&data);
    let copied = pennyprint(&["backup", "--data", &data, "--to", &backup]);
    assert!(copied.status.success() && said(&copied).contains("keep"), "{}", said(&copied));
    let without_key = pennyprint(&["restore", "--from", &backup, "--data", &restored]);
    assert_eq!(without_key.status.code(), Some(1));
    let needed = said(&without_key);
    assert!(["master.key", "keyring/people"].iter().all(|name| needed.contains(name)), "{needed}");
    assert!(pennyprint(&["backup", "--data", &data, "--to", &backup, "--with-key"]).status.success());
    let keyless = said(&pennyprint(&["backup", "--data", &data, "--to", &backup]));
    assert!(keyless.contains("older than the journal"), "{keyless}");
    std::fs::remove_file(folder.path().join("backup/keyring/people")).unwrap();
    let without_keyring = said(&pennyprint(&["restore", "--from", &backup, "--data", &restored]));
    assert!(without_keyring.contains("put") && !without_keyring.contains("master.key"), "{without_keyring}");
    let copied = said(&pennyprint(&["backup", "--data", &data, "--to", &backup, "--with-key"]));
    assert!(!copied.contains("older"), "{copied}");
    let done = pennyprint(&["restore", "--from", &backup, "--data", &restored]);
    assert!(done.status.success(), "{}", said(&done));
    assert!(said(&pennyprint(&["site", "list", "--data", &restored])).contains(&site));
    let twice = pennyprint(&["restore", "--from", &backup, "--data", &restored]);
    assert_eq!(twice.status.code(), Some(1), "{}", said(&twice));
    let other = path("other");
    installation(&other);
    let mixed = pennyprint(&["backup", "--data", &other, "--to", &backup]);
    assert!(mixed.status.code() == Some(1) && said(&mixed).contains("another journal"), "{}", said(&mixed));
}

#[test]
fn verify_says_what_it_checked_and_finds_one_changed_bit() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    assert_eq!(pennyprint(&["verify", "--data", &format!("{data}/nothing")]).status.code(), Some(1));
    installation(data);
    installation(data);
    let sound = pennyprint(&["verify", "--data", data]);
    assert!(sound.status.success() && said(&sound).contains("2 records"), "{}", said(&sound));
    let segment = folder.path().join("journal").join(format!("{:020}.log", 0));
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    let damaged = pennyprint(&["verify", "--data", data]);
    assert_eq!(damaged.status.code(), Some(1));
    assert!(said(&damaged).contains("damaged at byte"), "{}", said(&damaged));
}

#[test]
fn a_replay_wants_a_policy_that_makes_sense_and_prints_a_table() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    installation(data);
    let file = folder.path().join("policy.toml");
    let replay = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let output = pennyprint(&["replay", "--data", data, "--policy", file.to_str().unwrap()]);
        (output.status.code(), said(&output))
    };
    for (wrong, named) in [
        ("[thresholds]\nstep_up_share = 2.0\n", "step_up_share"),
        ("[thresholds]\nstep_up = 0.1\n", "step_up"),
        ("prior_nats = 99.0\n", "prior_nats"),
    ] {
        let (code, said) = replay(wrong);
        assert!(code == Some(1) && said.contains(named), "{wrong}: {said}");
    }
    let (code, said) = replay("[thresholds]\nstep_up_share = 0.1\n");
    assert!(code == Some(0) && said.contains("0 assessments") && said.contains("step_up"), "{said}");
    assert_eq!(
        pennyprint(&["replay", "--data", data]).status.code(),
        Some(2),
        "neither a policy nor --refold"
    );
    let refolded = pennyprint(&["replay", "--data", data, "--refold"]);
    assert!(refolded.status.success() && self::said(&refolded).contains("0 assessments"));
}

/// Drafts a policy as the server would, while it is stopped.
fn draft(data: &str, site: &str, prior_nats: f64) {
    let storage = Storage { data: data.into(), ..Storage::default() };
    let site = SiteId::parse(site).unwrap();
    actix_web::rt::System::new().block_on(async {
        let app = App::open(Config { storage, ..Config::default() }).await.unwrap();
        let content = Content::Policy(Policy { prior_nats, ..Policy::SHIPPED });
        artifact::draft(&app.road.journal, site, server::clock::now(), None, content).await.unwrap();
    });
}

#[test]
fn artifacts_are_listed_shown_published_and_rolled_back() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let site = installation(data);
    draft(data, &site, -3.0);
    draft(data, &site, -2.0);
    let run = |arguments: &[&str]| {
        let (what, rest) = arguments.split_first().unwrap();
        let output = pennyprint(&[&["artifact", what, "--data", data, "--site", &site], rest].concat());
        (output.status.code(), said(&output))
    };
    let holds = || {
        let (code, said) = run(&["list", "--kind", "policy"]);
        assert_eq!((code, said.lines().count()), (Some(0), 3), "{said}");
        said.lines().find(|line| line.contains("holds")).unwrap().to_owned()
    };
    assert!(holds().starts_with("policy\t0\t"), "{}", holds());
    for number in ["1", "2"] {
        let (code, said) = run(&["publish", "--kind", "policy", number]);
        assert!(code == Some(0) && said.contains(&format!("policy {number} holds")), "{said}");
    }
    assert!(holds().starts_with("policy\t2\t"), "{}", holds());
    let (_, shown) = run(&["show", "--kind", "policy", "2"]);
    assert!(shown.contains("\"prior_nats\": -2.0") && shown.contains("\"in_force\": true"), "{shown}");
    for expected in ["policy 1 holds, pinned", "policy 0 holds, pinned"] {
        let (code, said) = run(&["rollback", "--kind", "policy"]);
        assert!(code == Some(0) && said.contains(expected), "{said}");
    }
    let (code, said) = run(&["rollback", "--kind", "policy"]);
    assert!(code == Some(1) && said.contains("nothing held before"), "{said}");
    let (code, said) = run(&["publish", "--kind", "policy", "1", "--pin"]);
    assert!(code == Some(0) && said.contains("policy 1 holds, pinned"), "{said}");
    let (code, said) = run(&["list"]);
    assert!(
        code == Some(0)
            && ["calibration\t0", "weights\t0", "priors\t0"].iter().all(|kind| said.contains(kind))
    );
}

#[test]
fn artifacts_that_are_not_there_and_refits_of_nothing_say_so() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let site = installation(data);
    let run = |arguments: &[&str]| {
        let output = pennyprint(arguments);
        (output.status.code(), said(&output))
    };
    let (code, said) = run(&["artifact", "refit", "--data", data, "--site", &site]);
    assert!(code == Some(0) && said.contains("too little is known"), "{said}");
    for what in ["publish", "show"] {
        let (code, said) = run(&["artifact", what, "--data", data, "--site", &site, "--kind", "priors", "3"]);
        assert!(code == Some(1) && said.contains("priors 3"), "{said}");
    }
    let nowhere = format!("site_{}", "0".repeat(32));
    let (code, said) = run(&["artifact", "list", "--data", data, "--site", &nowhere]);
    assert!(code == Some(1) && said.contains("there is no site"), "{said}");
    assert_eq!(
        run(&["artifact", "show", "--data", data, "--site", &site, "--kind", "prices", "1"]).0,
        Some(2)
    );
}

#[test]
fn a_published_test_of_purchases_is_chosen_published_and_left_alone_by_refits() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let site = installation(data);
    let run = |arguments: &[&str]| {
        let (what, rest) = arguments.split_first().unwrap();
        let output = pennyprint(&[&["artifact", what, "--data", data, "--site", &site], rest].concat());
        (output.status.code(), said(&output))
    };
    let settings = ["spending.test=acceptance", "spending.window=10", "spending.threshold=0.4"];
    let (code, said) = run(&[&["choose"], &settings[..]].concat());
    assert!(code == Some(0) && said.contains("priors 1 is a draft"), "{said}");
    assert!(
        run(&["list", "--kind", "priors"])
            .1
            .lines()
            .any(|line| line.starts_with("priors\t0\t") && line.contains("holds"))
    );
    assert_eq!(run(&["publish", "--kind", "priors", "1"]).0, Some(0));
    let (code, said) = run(&["refit"]);
    assert!(code == Some(0) && said.contains("priors 1 holds"), "{said}");
    let (_, shown) = run(&["show", "--kind", "priors", "1"]);
    assert!(shown.contains("\"window\": 10.0") && shown.contains("\"threshold\": 0.4"), "{shown}");
    for wrong in
        ["spending.window=1", "spending.test=magic", "account.test=acceptance", "nobody.test=1", "spending"]
    {
        let (code, said) = run(&["choose", wrong]);
        assert!(code == Some(1) && said.contains(wrong) && said.contains("is no setting"), "{said}");
    }
}

type Road = Pipeline<Arc<Embedded>, Arc<Embedded>, Arc<Keys>>;

/// The road over a data folder, as the server would have it.
fn road(folder: &std::path::Path) -> Road {
    let bounds = Bounds { cache_bytes: 1 << 20, rows_bytes: 1 << 20, segment_bytes: 1 << 20 };
    let secrets = keyring::master::open(folder).unwrap();
    let store = Arc::new(Embedded::open(folder, bounds).unwrap());
    let keys = Arc::new(Keys::open(Arc::new(FileSystem), folder, server::clock::now()).unwrap());
    Pipeline { journal: Arc::clone(&store), store, keys, secrets }
}

fn old_shop() -> Site {
    Site {
        id: SiteId([1; 16]),
        name: "Old shop".into(),
        environment: Environment::Test,
        mode: Mode::Enforce,
        publishable_key: "pk_test_1".into(),
        secret_key_sha256: [0; 32],
        allowed_origins: Vec::new(),
    }
}

fn days_ago(days: i64) -> Timestamp {
    Timestamp(server::clock::now().0 - days * 24 * 3_600 * 1_000_000)
}

/// A visit of the one device that is sealed and assessed; somebody may be named.
async fn visit(road: &Road, number: u8, at: Timestamp, user: Option<[u8; 16]>) -> AssessmentId {
    let (site, id) = (old_shop(), [number; 16]);
    let observation = Observation {
        opened_at: at,
        sealed_at: at,
        path: Path::V4([192, 0, 2]),
        device: [7; 16],
        exchanges: Vec::new(),
        signals: Vec::new(),
        events: Vec::new(),
        connection: Connection::default(),
        conduct: Conduct::default(),
    };
    let (seal, session, device) = (SealId(id), SessionId(id), DeviceId([7; 16]));
    let sealed = SealedRecord { seal, session, device, ledger_minor: 0, observation, link: None };
    road.seal(&site, at, sealed).await.unwrap();
    let asked = engine::assessment::Assess {
        now: at,
        visit: engine::assessment::Visit::Sealed { seal, expires_at: Timestamp(at.0 + 1) },
        action: "checkout".into(),
        user,
        transaction: None,
        idempotency: None,
        recognition: Recognition::Unasked,
        attempts: None,
        standing: None,
        fresh: engine::assessment::Fresh { assessment: AssessmentId(id), challenge: ChallengeId(id) },
    };
    road.assess(&site, &InForce::default(), &asked).await.unwrap().record.id
}

/// An installation with one site that was made, and one device that came, every twenty days of the last 500.
async fn old_installation(folder: &std::path::Path) -> SiteId {
    let (road, site) = (road(folder), old_shop());
    let claims = vec![(Key { kind: KeyKind::Site, id: site.id.0 }, 1)];
    let (mentions, body) = (vec![Key::only(KeyKind::Sites)], Body::Site(site.clone()));
    road.journal.append(Record { at: days_ago(501), site: site.id, claims, mentions, body }).await.unwrap();
    for number in 0..25 {
        let at = days_ago(500 - 20 * i64::from(number));
        let assessment = visit(&road, number, at, None).await;
        let label = OutcomeLabel::Legitimate;
        let word = OutcomeRecord { assessment, label, fraud_kind: None, loss_minor: None, change: None };
        road.outcome(&site, at, word).await.unwrap();
    }
    site.id
}

#[test]
fn verify_names_an_assessment_of_somebody_whom_an_older_keyring_does_not_know_and_nobody_who_was_erased() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let people = folder.path().join("keyring/people");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let (older, newer) = runtime.block_on(async {
        let road = road(folder.path());
        let recently = server::clock::now();
        visit(&road, 1, recently, Some([101; 16])).await;
        let older = std::fs::read(&people).unwrap();
        (older, visit(&road, 2, recently, Some([102; 16])).await.to_string())
    });
    let newest = std::fs::read(&people).unwrap();
    let verify = || pennyprint(&["verify", "--data", data]);
    let sound = verify();
    assert!(sound.status.success() && said(&sound).contains("the keyring has"), "{}", said(&sound));
    std::fs::write(&people, older).unwrap();
    let refused = verify();
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains(&newer), "{}", said(&refused));
    assert!(said(&refused).contains("older than the journal (1 keys"), "{}", said(&refused));

    std::fs::write(&people, newest).unwrap();
    let erased = runtime
        .block_on(async { road(folder.path()).erase(&old_shop(), [102; 16], server::clock::now()).await });
    assert_eq!(erased, Ok(1));
    let sound = verify();
    assert!(sound.status.success(), "{}", said(&sound));
}

#[test]
fn what_is_older_than_a_year_is_forgotten_and_what_is_known_stays() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let site = runtime.block_on(old_installation(folder.path())).to_string();
    let done = |command: &[&str]| {
        let output = pennyprint(command);
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    };
    assert!(done(&["verify", "--data", data]).contains("76 records"));
    let retained = done(&["retain", "--data", data]);
    assert!(
        retained.contains("records are older than 365 days: 1 checkpoints made, 2 settings"),
        "{retained}"
    );
    assert!(retained.contains("3 segments went"), "{retained}");
    let verified = done(&["verify", "--data", data]);
    assert!(!verified.contains("76 records") && verified.contains("1 entities"), "{verified}");
    let again = done(&["retain", "--data", data]);
    assert!(
        again.contains("0 checkpoints made, 0 settings") && again.contains("\n0 segments went"),
        "{again}"
    );
    assert!(done(&["site", "list", "--data", data]).contains("Old shop"));
    for _ in 0..2 {
        done(&["site", "rotate-key", "--data", data, &site]);
    }
    assert!(done(&["replay", "--data", data, "--refold"]).contains(" 0 would be decided otherwise"));

    let file = folder.path().join("pennyprint.toml");
    std::fs::write(&file, "[storage]\nretention_days = 200\n").unwrap();
    let refused = pennyprint(&["retain", "--data", data, "--config", file.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("storage.retention_days"), "{}", said(&refused));
}
