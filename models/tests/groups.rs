//! Groups that move together, as whoever asks for them sees them.

#![allow(clippy::unwrap_used, reason = "tests")]

use models::groups::peel::{Tie, blocks};
use models::groups::{Groups, Sign};
use models::interaction::{Interaction, InteractionKind, Opinion, TextFeatures};
use models::observation::Timestamp;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;

const MINUTE_US: i64 = 60_000_000;
const DAY_US: i64 = 24 * 60 * MINUTE_US;

type Party = [u8; 16];

fn party(kind: u64, number: u64) -> Party {
    let mut party = [0; 16];
    party[..8].copy_from_slice(&kind.to_be_bytes());
    party[8..].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    party
}

fn says(at: i64, from: Party, to: Party, opinion: f32, keywords: &[u32]) -> Interaction {
    let mut keywords = keywords.to_vec();
    keywords.sort_unstable();
    Interaction {
        at: Timestamp(at),
        from,
        to,
        kind: InteractionKind::Rating,
        opinion: Opinion::new(opinion),
        text: Some(TextFeatures { length_chars: 40, keywords, sentiment: None }),
    }
}

/// Customers of fifty sellers: some come again, most praise little, all write as they like.
fn market(interactions: i64, random: &mut ChaCha8Rng) -> Vec<Interaction> {
    let one = |number: i64| {
        let customer = party(1, random.random_range(0..2 + number as u64 / 3));
        let seller = party(2, random.random_range(0..50));
        let praise = if random.random_bool(0.05) { 1.0 } else { 0.1 };
        let words = [(); 4].map(|()| random.random_range(0..3_000));
        says(number * 30 * MINUTE_US, customer, seller, praise, &words)
    };
    (0..interactions).map(one).collect()
}

/// Ten accounts that nobody knows praise each other in the same words, and do business with sellers now and then.
fn ring(number: u64, begins: i64, random: &mut ChaCha8Rng) -> Vec<Interaction> {
    let member = |at: u64| party(3 + number, at);
    let mut acts = Vec::new();
    for round in 1..=3 {
        for at in 0..10 {
            let when = begins + ((round - 1) * 10 + at) as i64 * 20 * MINUTE_US;
            acts.push(says(
                when,
                member(at),
                member((at + round) % 10),
                1.0,
                &[7_001, 7_002, 7_003, at as u32],
            ));
            if random.random_bool(0.3) {
                let seller = party(2, random.random_range(0..50));
                acts.push(says(when + MINUTE_US, member(at), seller, 0.1, &[random.random_range(0..3_000)]));
            }
        }
    }
    acts
}

fn in_order(mut acts: Vec<Interaction>) -> Vec<Interaction> {
    acts.sort_by_key(|act| act.at);
    acts
}

fn noted(acts: &[Interaction]) -> Groups {
    let mut groups = Groups::new(1);
    for act in acts {
        groups.note(act, 64);
        groups.settle(64);
    }
    groups
}

#[test]
fn a_ring_is_named_with_its_reasons_and_nobody_else_is() {
    let random = &mut ChaCha8Rng::seed_from_u64(5);
    let mut acts = market(3_000, random);
    let begins = 2_950 * 30 * MINUTE_US;
    acts.extend(ring(0, begins, random));
    let groups = noted(&in_order(acts));
    let members: BTreeSet<Party> = (0..10).map(|at| party(3, at)).collect();
    let named: BTreeSet<Party> = groups.list().iter().flat_map(|group| group.members.clone()).collect();
    assert_eq!(named, members);
    let group = groups.of(&party(3, 0)).unwrap();
    assert!(group.since.0 >= begins && group.latest > group.since, "{group:?}");
    assert!(group.ln_expected < -20.0 && group.ties >= 25 && group.all_ties >= group.ties, "{group:?}");
    let why: Vec<Sign> = group.why.iter().map(|why| why.sign).collect();
    for sign in [Sign::Unknown, Sign::Praise, Sign::Wording] {
        assert!(why.contains(&sign), "{why:?}");
    }
    assert_eq!(groups.of(&party(2, 0)), None);
}

#[test]
fn a_group_is_forgotten_when_its_ties_are_a_month_old() {
    let random = &mut ChaCha8Rng::seed_from_u64(6);
    let mut acts = market(4_500, random);
    acts.extend(ring(0, 2_950 * 30 * MINUTE_US, random));
    let groups = noted(&in_order(acts));
    assert_eq!(groups.of(&party(3, 0)), None);
}

#[test]
fn a_group_is_forgotten_at_a_site_where_nothing_happens_any_more() {
    let random = &mut ChaCha8Rng::seed_from_u64(6);
    let mut acts = market(3_000, random);
    acts.extend(ring(0, 2_950 * 30 * MINUTE_US, random));
    let mut groups = noted(&in_order(acts));
    assert!(groups.of(&party(3, 0)).is_some());
    groups.pass(Timestamp(3_000 * 30 * MINUTE_US + 31 * 24 * 60 * MINUTE_US));
    while !groups.settle(1_000) {}
    assert_eq!((groups.of(&party(3, 0)), groups.list().len()), (None, 0));
}

#[test]
fn those_who_deal_with_known_sellers_and_blame_whoever_they_like_are_no_group() {
    let random = &mut ChaCha8Rng::seed_from_u64(7);
    let mut acts = market(3_000, random);
    // As many new accounts, as close in time, in the same words: but what they say is bad.
    let blames = |act: Interaction| Interaction { opinion: Opinion::new(-1.0), ..act };
    acts.extend(ring(0, 2_950 * 30 * MINUTE_US, random).into_iter().map(blames));
    assert_eq!(noted(&in_order(acts)).list().len(), 0);
}

#[test]
fn what_was_left_is_worked_off_later_with_the_same_result() {
    let random = &mut ChaCha8Rng::seed_from_u64(8);
    let mut acts = market(2_000, random);
    acts.extend(ring(0, 1_990 * 30 * MINUTE_US, random));
    let acts = in_order(acts);
    let (mut at_once, mut later) = (Groups::new(1), Groups::new(1));
    for act in &acts {
        at_once.note(act, usize::MAX);
        later.note(act, 0);
        later.settle(usize::MAX);
        at_once.settle(usize::MAX);
    }
    assert!(!at_once.list().is_empty());
    assert_eq!(at_once.list(), later.list());
}

#[test]
fn however_many_parties_are_made_up_little_is_kept() {
    let size = |parties: u64| {
        let mut groups = Groups::new(1);
        for number in 0..parties {
            let words = [(); 8].map(|()| number as u32);
            let act = says(number as i64 * 1_000, party(1, number), party(2, number), 0.1, &words);
            groups.note(&act, 64);
            groups.settle(64);
        }
        postcard::to_allocvec(&groups).unwrap().len()
    };
    let (full, beyond) = (size(80_000), size(160_000));
    assert!(beyond < full + full / 50, "{full} bytes, then {beyond}");
    assert!(full < 24 << 20, "{full} bytes");
}

#[test]
fn clocks_that_jump_and_parties_that_talk_to_themselves_do_no_harm() {
    let random = &mut ChaCha8Rng::seed_from_u64(9);
    let mut groups = Groups::new(1);
    for _ in 0..2_000 {
        let at = [i64::MIN, 0, random.random_range(-DAY_US..DAY_US), i64::MAX][random.random_range(0..4)];
        let (from, to) = (party(1, random.random_range(0..20)), party(1, random.random_range(0..20)));
        groups.note(&says(at, from, to, random.random_range(-1.0..1.0), &[1, 2, 3]), 64);
    }
    groups.settle(usize::MAX);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn incremental_groups_are_those_of_a_peel_from_scratch(seed: u64, rings in 1_u64..4, quiet_days in 0_i64..20) {
        let random = &mut ChaCha8Rng::seed_from_u64(seed);
        let mut acts = market(2_000, random);
        for number in 0..rings {
            let begins = random.random_range(1_200..2_000) * 30 * MINUTE_US;
            acts.extend(ring(number, begins, random));
        }
        let last = acts.iter().map(|act| act.at.0).max().unwrap();
        acts.push(says(last + quiet_days * DAY_US, party(1, 0), party(2, 0), 0.1, &[]));
        let acts = in_order(acts);
        let mut groups = Groups::new(seed);
        let mut seen = 0;
        for (number, act) in acts.iter().enumerate() {
            groups.note(act, 16);
            groups.settle(16);
            if number % 397 == 0 || number + 1 == acts.len() {
                groups.settle(usize::MAX);
                seen += groups.list().len();
                // What is kept holds no group: all are sought anew.
                let bytes = postcard::to_allocvec(&groups).unwrap();
                let mut anew: Groups = postcard::from_bytes(&bytes).unwrap();
                prop_assert_eq!(anew.list().len(), 0);
                prop_assert!(anew.settle(usize::MAX));
                prop_assert_eq!(groups.list(), anew.list());
            }
        }
        prop_assert!(seen > 0);
    }

    #[test]
    fn the_same_interactions_make_the_same_groups(seed: u64) {
        let run = || {
            let random = &mut ChaCha8Rng::seed_from_u64(seed);
            let mut acts = market(1_500, random);
            acts.extend(ring(0, 1_400 * 30 * MINUTE_US, random));
            noted(&in_order(acts))
        };
        prop_assert_eq!(run(), run());
    }

    #[test]
    fn a_block_is_no_chance_and_all_in_it_act_towards_one_another(
        ties in prop::collection::vec((0_usize..12, 0_usize..12, 3_000_u64..12_000), 0..60),
        others in prop::collection::vec(0_usize..4, 12),
    ) {
        let mut pairs = BTreeSet::new();
        let is_new = |(from, to, _): &(usize, usize, u64)| from != to && pairs.insert((*from.min(to), *from.max(to)));
        let ties: Vec<(usize, usize, u64)> = ties.into_iter().filter(is_new).collect();
        let ties: Vec<Tie> = ties.iter().map(|(from, to, millinats)| Tie { from: *from, to: *to, millinats: *millinats }).collect();
        let degree = |party| ties.iter().filter(|tie| tie.from == party || tie.to == party).count();
        let all_ties: Vec<usize> = others.iter().enumerate().map(|(party, others)| others + degree(party)).collect();
        let found = blocks(&ties, &all_ties, 64);
        let mut seen = BTreeSet::new();
        for block in &found {
            prop_assert!(block.ln_expected <= -7.0);
            for party in &block.parties {
                prop_assert!(seen.insert(*party), "{} is in two", party);
                let within = |other: usize| block.parties.contains(&other);
                let acts = ties.iter().any(|tie| tie.from == *party && within(tie.to));
                let boosted = ties.iter().filter(|tie| tie.to == *party && within(tie.from)).count() >= 2;
                prop_assert!(acts || boosted, "{:?} {}", block, party);
            }
        }
        // Whatever order the ties stand in.
        let reversed: Vec<Tie> = ties.iter().rev().copied().collect();
        prop_assert_eq!(&found, &blocks(&reversed, &all_ties, 64));
    }
}
