//! Tests of mitigation.

use super::*;
use crate::observation::Timestamp;
use crate::regard::Membership;
use crate::standing::Standing;

fn regard(trust: f64, opinions: u32) -> Option<Regard> {
    spoken_of(trust, opinions, opinions)
}

fn spoken_of(trust: f64, opinions: u32, bad_opinions: u32) -> Option<Regard> {
    let standing = Standing {
        as_of: Timestamp(0),
        trust,
        uncertainty: 0.2,
        credibility: 0.5,
        since: Timestamp(0),
        heard_from: opinions,
        turned_to: 1,
        opinions,
        bad_opinions,
        jump: None,
    };
    Some(Regard { standing: Some(standing), group: None })
}

fn from(trust: f64, opinions: u32) -> Encounter {
    let kind = InteractionKind::Message;
    Encounter { kind, opinion: None, from: regard(trust, opinions), to: regard(0.5, 0) }
}

fn decided(encounter: &Encounter, level: &Level) -> Mitigated {
    decide(encounter, -4.6, &Weights::default(), &Thresholds::SHIPPED, level)
}

#[test]
fn the_less_a_sender_is_trusted_the_harder_is_what_follows_and_the_less_they_may_say() {
    let quiet = Level::default();
    let all = [0.5, 0.3, 0.15, 0.05].map(|trust| decided(&from(trust, 9), &quiet));
    let found = all.each_ref().map(|one| one.mitigation);
    assert_eq!(found, [Mitigation::Allow, Mitigation::Limit, Mitigation::Review, Mitigation::Block]);
    let [limited, held] = [&all[1], &all[2]].map(|one| one.limits.unwrap());
    assert!(limited.messages_per_hour > held.messages_per_hour && limited.length_chars > held.length_chars);
    assert!(held.verify && all[0].limits.is_none() && all[3].limits.is_none());
}

#[test]
fn nobody_is_refused_on_the_word_of_a_few() {
    assert_eq!(decided(&from(0.05, 2), &Level::default()).mitigation, Mitigation::Review);
}

#[test]
fn while_nothing_is_known_yet_everything_passes_and_is_absent_by_name() {
    let unread = Encounter { from: None, to: None, ..from(0.0, 9) };
    let passed = decided(&unread, &Level::default());
    assert_eq!(passed.mitigation, Mitigation::Allow);
    assert_eq!(passed.heard.evidence, Evidence::Absent(Absence::NotFollowed));
}

#[test]
fn two_of_one_suspicious_group_are_held_when_they_deal_with_each_other() {
    let group = Some(Membership { group: [1; 16], since: Timestamp(0), members: 9, surprise_nats: 20.0 });
    let grouped = |regard: Option<Regard>| regard.map(|regard| Regard { group, ..regard });
    let one = from(0.5, 9);
    let held = decided(&Encounter { from: grouped(one.from), to: grouped(one.to), ..one }, &Level::default());
    assert!(held.mitigation >= Mitigation::Review, "{held:?}");
}

#[test]
fn praise_by_strangers_for_whom_others_distrust_does_not_count_and_a_warning_does() {
    let said = |opinion: f32, bad: u32| {
        let one = Encounter { opinion: Opinion::new(opinion), to: spoken_of(0.5, 20, bad), ..from(0.5, 0) };
        decided(&one, &Level::default()).mitigation
    };
    assert_eq!(
        [20, 8, 2].map(|bad| said(1.0, bad)),
        [Mitigation::Review, Mitigation::Limit, Mitigation::Allow]
    );
    assert!(!Mitigation::Review.counts() && Mitigation::Limit.counts());
    assert_eq!((said(-1.0, 20), said(-1.0, 0)), (Mitigation::Allow, Mitigation::Allow));
}

#[test]
fn thresholds_follow_the_overall_risk_and_reasons_still_add_up() {
    let (mut quiet, mut attacked) = (Level::default(), Level::default());
    for number in 0..2_000 {
        quiet.note((number % 40 == 0).then_some(0.02));
        attacked.note((number % 4 == 0).then_some(0.02));
    }
    assert_eq!(quiet.nats(), 0.0, "what is usual is no attack");
    let shill = Encounter { opinion: Opinion::new(1.0), to: spoken_of(0.4, 20, 10), ..from(0.5, 0) };
    let (before, after) = (decided(&shill, &quiet), decided(&shill, &attacked));
    assert_eq!((before.mitigation, after.mitigation), (Mitigation::Limit, Mitigation::Review));
    let sum = after.risk.reasons.iter().fold(after.risk.prior_nats, |sum, reason| sum + reason.nats);
    assert_eq!(sum, after.risk.risk_nats);
    assert_eq!(decided(&from(0.5, 9), &attacked).mitigation, Mitigation::Allow, "nobody pays for others");
}
