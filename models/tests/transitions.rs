//! Dangerous states as data: what is shipped makes sense, what makes none is named, and what happens moves people.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use models::observation::Timestamp;
use models::transitions::{Described, Happening, Machines, Moment, Place, SHIPPED, Who};
use proptest::prelude::*;

fn machines(toml: &str) -> Result<Machines, String> {
    let described: Described = toml::from_str(toml).map_err(|error| error.message().to_owned())?;
    Machines::try_from(described).map_err(|error| error.to_string())
}

const SOUND: &str = r#"
[[machine]]
name = "twice"
who = "card"
states = ["usual", "once", "spent"]
transitions = [
  { from = "usual", on = "refused", times = 2, within_s = 60, to = "once" },
  { from = "once", on = "purchase", within_s = 600, to = "spent" },
]
dangerous = [{ state = "spent", rarity = 0.001, lasts_s = 3600, text = "it was spent" }]
"#;

#[test]
fn what_is_shipped_makes_sense() {
    machines(SHIPPED).unwrap();
    machines(SOUND).unwrap();
    machines("").unwrap();
}

#[test]
fn what_makes_no_sense_is_refused_by_name() {
    let once = r#"{ from = "once", on = "purchase", within_s = 600, to = "spent" }"#;
    let twice = |other: &str| SOUND.replace(once, &format!("{once}, {other}"));
    let with = |from: &str, to: &str| SOUND.replace(from, to);
    let cases = [
        (with(r#"on = "refused""#, r#"on = "smiled""#), "unknown variant `smiled`"),
        (with("lasts_s = 3600", "lasts_s = 3600, colour = 1"), "unknown field `colour`"),
        (with(r#"to = "spent""#, r#"to = "gone""#), "machine twice: transitions.to: there is no state gone"),
        (
            with(r#"state = "spent""#, r#"state = "gone""#),
            "machine twice: dangerous.state: there is no state gone",
        ),
        (
            with(r#"state = "spent""#, r#"state = "usual""#),
            "machine twice: dangerous: usual is where everybody starts",
        ),
        (with(r#"to = "once""#, r#"to = "usual""#), "machine twice: states: no way leads to once"),
        (with(r#""spent"]"#, r#""spent", "far"]"#), "machine twice: states: no way leads to far"),
        (
            with(r#""once", "spent"]"#, r#""once", "once", "spent"]"#),
            "machine twice: states: once is listed twice",
        ),
        (
            with(once, r#"{ from = "usual", on = "purchase", within_s = 600, to = "spent" }"#),
            "machine twice: states: once leads nowhere and is not dangerous",
        ),
        (twice(once), "machine twice: transitions: once on Purchase is given twice"),
        (
            twice(r#"{ from = "once", on = "purchase", within_s = 9, to = "usual" }"#),
            "machine twice: transitions: once on Purchase leads to spent and to usual",
        ),
        (
            twice(r#"{ from = "once", on = "login_ok", within_s = 9, to = "usual" }"#),
            "machine twice: transitions: LoginOk never happens to a Card",
        ),
        (
            with("within_s = 600", "within_s = 0"),
            "machine twice: transitions.within_s: from 1 to 2592000 seconds",
        ),
        (
            with("lasts_s = 3600", "lasts_s = 0"),
            "machine twice: dangerous.lasts_s: from 1 to 2592000 seconds",
        ),
        (with("times = 2", "times = 0"), "machine twice: transitions: times is from 1 to 200"),
        (
            with("rarity = 0.001", "rarity = 0.0"),
            "machine twice: dangerous: rarity of spent is above 0 and at most 0.5",
        ),
        (
            with("rarity = 0.001", "rarity = nan"),
            "machine twice: dangerous: rarity of spent is above 0 and at most 0.5",
        ),
        (with("it was spent", " "), "machine twice: dangerous: text of spent is empty"),
        (with(r#"name = "twice""#, r#"name = "Twice""#), "machine \"Twice\": name is not snake_case"),
        (format!("{SOUND}{SOUND}"), "machine twice: the name is given twice"),
    ];
    for (toml, why) in cases {
        let error = machines(&toml).expect_err(why);
        assert!(error.contains(why), "{error} is not {why}");
    }
}

fn after(machines: &Machines, happens: &[(i64, Happening)]) -> Vec<String> {
    let mut place = Place::default();
    let mut now = Timestamp(0);
    for (at_s, what) in happens {
        now = Timestamp(at_s * 1_000_000);
        machines.step(Who::Card, &mut place, Moment::default().with(*what, true), now);
    }
    machines.dangers(&place, now).into_iter().map(|danger| danger.state).collect()
}

#[test]
fn a_way_counts_only_in_order_often_enough_and_in_time() {
    use Happening::{Authorised, Purchase, Refused};
    let machines = machines(SOUND).unwrap();
    let after = |happens: &[_]| after(&machines, happens);
    let nowhere: [String; 0] = [];
    assert_eq!(after(&[(0, Refused), (30, Refused), (40, Purchase)]), ["spent"]);
    assert_eq!(after(&[(0, Refused), (30, Refused), (35, Authorised), (40, Purchase)]), ["spent"]);
    assert_eq!(after(&[(0, Refused), (40, Purchase)]), nowhere, "once is not twice");
    assert_eq!(after(&[(0, Refused), (90, Refused), (95, Purchase)]), nowhere, "the two were too far apart");
    assert_eq!(after(&[(0, Refused), (90, Refused), (95, Refused), (99, Purchase)]), ["spent"]);
    assert_eq!(after(&[(0, Refused), (30, Refused), (700, Purchase)]), nowhere, "that was too late");
    assert_eq!(after(&[(0, Purchase), (1, Refused), (2, Refused)]), nowhere, "the order is another");
    assert_eq!(after(&[(0, Refused), (1, Refused), (2, Purchase), (3_000, Authorised)]), ["spent"]);
    assert_eq!(
        after(&[(0, Refused), (1, Refused), (2, Purchase), (4_000, Authorised)]),
        nowhere,
        "it is over"
    );
}

proptest! {
    #[test]
    fn the_way_that_is_told_is_one_that_happened(
        happens in prop::collection::vec((-2_000..2_000_i64, 0..4_usize), 0..60),
    ) {
        use Happening::{Authorised, CvcFailed, Purchase, Refused};
        let machines = machines(SOUND).unwrap();
        let mut place = Place::default();
        for (at_s, what) in happens {
            let (what, now) = ([Authorised, CvcFailed, Purchase, Refused][what], Timestamp(at_s * 1_000_000));
            machines.step(Who::Card, &mut place, Moment::default().with(what, true), now);
            for danger in machines.dangers(&place, now) {
                let steps: Vec<Happening> = danger.path.iter().map(|step| step.on).collect();
                prop_assert_eq!(&steps, &[Refused, Purchase]);
                prop_assert_eq!(danger.as_rare, 0.001);
            }
        }
    }
}
