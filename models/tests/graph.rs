//! Trust: where it comes from, that it keeps up with the fixed point whatever happens, and that nothing drives it out of bounds.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use models::graph::{FEATURES, Graph, TOLERANCE};
use models::interaction::{Interaction, InteractionKind, Opinion, TextFeatures};
use models::math::random::Random;
use models::observation::Timestamp;
use proptest::prelude::*;

const DAY_US: i64 = 86_400_000_000;
const ENOUGH: usize = 10_000_000;

fn id(number: usize) -> [u8; 16] {
    (number as u128).to_le_bytes()
}

fn said(day: i64, from: usize, to: usize, opinion: f32) -> Interaction {
    Interaction {
        at: Timestamp(day * DAY_US),
        from: id(from),
        to: id(to),
        kind: InteractionKind::Rating,
        opinion: Opinion::new(opinion),
        text: None,
    }
}

fn wrote(day: i64, from: usize, to: usize) -> Interaction {
    let text = TextFeatures { length_chars: 120, keywords: Vec::new(), sentiment: None };
    Interaction {
        kind: InteractionKind::Message,
        opinion: None,
        text: Some(text),
        ..said(day, from, to, 0.0)
    }
}

fn after(interactions: &[Interaction]) -> Graph {
    let mut graph = Graph::default();
    interactions.iter().for_each(|one| _ = graph.note(one, ENOUGH));
    graph
}

fn trust(graph: &Graph, party: usize) -> f64 {
    graph.standing(&id(party)).map_or(0.5, |standing| standing.trust)
}

#[test]
fn everybody_begins_neutral_and_is_known_for_what_others_say() {
    let graph = after(&[said(0, 1, 2, 1.0), said(0, 1, 3, -1.0), wrote(0, 1, 4)]);
    assert_eq!(trust(&graph, 1), 0.5);
    assert!(trust(&graph, 2) > 0.6 && trust(&graph, 3) < 0.4);
    assert_eq!(graph.standing(&id(9)), None);
    let (known, unknown) = (graph.standing(&id(2)).unwrap(), graph.standing(&id(1)).unwrap());
    assert!(known.uncertainty < 0.6 && unknown.uncertainty == 1.0);
}

#[test]
fn a_word_of_the_trusted_counts_more_than_one_of_the_distrusted() {
    let mut all: Vec<_> = (10..30).map(|rater| said(0, rater, 1, 1.0)).collect();
    all.extend((10..30).map(|rater| said(0, rater, 2, -1.0)));
    all.extend([said(1, 1, 5, 1.0), said(1, 2, 6, 1.0)]);
    let graph = after(&all);
    assert!(trust(&graph, 5) > trust(&graph, 6) + 0.05);
}

#[test]
fn the_company_of_the_trusted_lifts_and_that_of_the_distrusted_drags_down() {
    let mut all: Vec<_> = (10..30).map(|rater| said(0, rater, 1, 1.0)).collect();
    all.extend((10..30).map(|rater| said(0, rater, 2, -1.0)));
    all.extend([wrote(1, 1, 5), wrote(1, 2, 6)]);
    let graph = after(&all);
    assert!(trust(&graph, 5) > 0.5 && trust(&graph, 6) < 0.5);
}

#[test]
fn who_says_the_opposite_of_everybody_else_is_not_believed() {
    let mut all = Vec::new();
    for target in 10..30 {
        all.extend((100..110).map(|rater| said(0, rater, target, 1.0)));
        all.extend([said(0, 1, target, -1.0), said(0, 2, target, 1.0)]);
    }
    let graph = after(&all);
    let credibility = |party| graph.standing(&id(party)).unwrap().credibility;
    assert!(credibility(1) < credibility(2) - 0.2);
}

#[test]
fn a_bad_word_of_the_well_liked_is_a_surprise_and_one_of_the_disliked_is_none() {
    let mut all: Vec<_> = (10..30).map(|rater| said(0, rater, 1, 0.5)).collect();
    all.extend((10..30).map(|rater| said(0, rater, 2, -1.0)));
    let mut graph = after(&all);
    assert_eq!(graph.features(&id(15), &id(1), Timestamp(DAY_US)).len(), FEATURES);
    let disliked = graph.note(&said(1, 40, 2, -1.0), ENOUGH);
    let liked = graph.note(&said(1, 41, 1, -1.0), ENOUGH);
    assert!(disliked.expected.bad > 0.5 && disliked.expected.opinion < 0.0, "{disliked:?}");
    assert!(liked.expected.bad < 0.2 && liked.expected.opinion > 0.0, "{liked:?}");
    assert!(liked.surprise_nats > disliked.surprise_nats);
    assert_eq!(graph.note(&wrote(1, 41, 1), ENOUGH).surprise_nats, None);
}

#[test]
fn the_past_counts_less_and_less() {
    let mut graph = after(&[said(0, 1, 2, -1.0)]);
    let soon = trust(&graph, 2);
    graph.note(&said(365, 3, 4, 1.0), ENOUGH);
    let late = graph.standing(&id(2)).unwrap();
    assert!(soon < late.trust && late.trust < 0.5, "{soon} {late:?}");
    assert!(late.uncertainty > 0.7);
}

#[test]
fn what_is_older_than_a_year_is_forgotten_and_the_rest_stays_as_it_was() {
    let mut graph = after(&[said(0, 1, 2, -1.0), said(100, 3, 4, -1.0), said(400, 5, 4, 1.0)]);
    graph.forget_before(Timestamp(35 * DAY_US));
    graph.settle(ENOUGH);
    assert_eq!(graph.standing(&id(2)), None);
    let never = after(&[said(100, 3, 4, -1.0), said(400, 5, 4, 1.0)]);
    assert!((trust(&graph, 4) - trust(&never, 4)).abs() < 2.0 * TOLERANCE);
    assert_eq!(graph.size(), (3, 2));
}

#[test]
fn where_there_is_no_room_the_newest_edges_stay() {
    let stream: Vec<_> = (0..100).map(|number| said(number, number as usize, 500, 1.0)).collect();
    let mut graph = after(&stream);
    assert_eq!(graph.newest_since(100), Timestamp(i64::MIN), "there is room for all");
    graph.forget_before(graph.newest_since(10));
    assert_eq!(graph.size().1, 10);
    assert!(graph.knows(&id(99)) && graph.knows(&id(90)) && !graph.knows(&id(89)));
    graph.forget_before(graph.newest_since(0));
    assert_eq!(graph.size(), (0, 0));
}

#[test]
fn a_graph_that_was_put_down_amid_its_work_goes_on_where_it_was() {
    let mut random = Random::of(3);
    let mut next = |day| said(day, random.below(60), random.below(60), random.unit() as f32 * 2.0 - 1.0);
    let stream: Vec<_> = (0..2_000).map(|number| next(number / 10)).collect();
    let mut graph = Graph::default();
    stream.iter().for_each(|one| _ = graph.note(one, 3));
    assert!(graph.waiting() > 0);
    let mut taken_up = Graph::from_bytes(&graph.to_bytes(), Default::default()).unwrap();
    assert_eq!(taken_up.size(), graph.size());
    for graph in [&mut graph, &mut taken_up] {
        graph.note(&said(201, 1, 2, -1.0), 3);
        while !graph.settle(100) {}
    }
    for party in 0..60 {
        let (kept, taken_up) = (graph.standing(&id(party)).unwrap(), taken_up.standing(&id(party)).unwrap());
        assert!((kept.trust - taken_up.trust).abs() <= 2.0 * TOLERANCE);
        assert_eq!(
            (kept.heard_from, kept.opinions, kept.since),
            (taken_up.heard_from, taken_up.opinions, taken_up.since)
        );
    }
}

#[test]
fn bytes_that_are_no_graph_are_refused() {
    let bytes = after(&[said(0, 1, 2, 1.0), said(0, 2, 3, -1.0), wrote(1, 1, 2)]).to_bytes();
    assert!((0..bytes.len()).all(|until| Graph::from_bytes(&bytes[..until], Default::default()).is_err()));
    let mut random = Random::of(5);
    for _ in 0..20_000 {
        let mut damaged = bytes.clone();
        damaged[random.below(bytes.len())] = random.next_u64() as u8;
        if let Ok(mut graph) = Graph::from_bytes(&damaged, Default::default()) {
            let noted = graph.note(&said(2, 1, 2, 1.0), ENOUGH);
            assert!((0.0..=1.0).contains(&noted.to.after.value));
        }
    }
}

#[test]
fn a_hub_of_a_hundred_thousand_neighbours_costs_no_more_than_its_budget() {
    let mut graph = Graph::default();
    (1..=100_000).for_each(|other| _ = graph.note(&said(0, 0, other, 0.4), 0));
    graph.settle(ENOUGH);
    let (mut events, mut drained) = (0, 0);
    for rater in 200_000..200_100 {
        let before = graph.work();
        let noted = graph.note(&said(1, rater, 0, -1.0), 500);
        assert!(noted.to.after.value < noted.to.before.value);
        assert!(graph.work() - before <= 500);
        events += 1;
    }
    while !graph.settle(500) {
        drained += 1;
    }
    assert!(drained > events, "{drained}: the hub's neighbours hear of it later");
}

#[test]
fn trust_stays_in_bounds_after_a_hundred_thousand_random_and_adversarial_interactions() {
    let (mut graph, mut random) = (Graph::default(), Random::of(1));
    for number in 0..100_000_usize {
        let at = [number as i64, -5, i64::MAX, 0, 1 << 50][random.below(5)];
        let extreme = [-1.0, 1.0, 0.0, f32::MIN_POSITIVE][random.below(4)];
        let mut one = said(0, random.below(300), random.below(300), extreme);
        one.at = Timestamp(at);
        if random.below(3) == 0 {
            one.opinion = None;
            one.text = Some(TextFeatures {
                length_chars: u32::MAX,
                keywords: Vec::new(),
                sentiment: Opinion::new(extreme),
            });
        }
        let noted = graph.note(&one, 50);
        for moved in [noted.from, noted.to] {
            for trust in [moved.before, moved.after] {
                assert!((0.0..=1.0).contains(&trust.value) && (0.0..=1.0).contains(&trust.uncertainty));
            }
        }
    }
}

/// An interaction of few parties over a few years, so that much meets.
fn some_interaction(parties: usize) -> impl Strategy<Value = Interaction> {
    let opinion = prop_oneof![Just(None), (-1.0..=1.0_f32).prop_map(Opinion::new)];
    (0..1_500_i64, 0..parties, 0..parties, opinion, 0..3_usize).prop_map(|(day, from, to, opinion, kind)| {
        let kind = [InteractionKind::Message, InteractionKind::Reply, InteractionKind::Confirmation][kind];
        Interaction { kind, opinion, ..said(day, from, to, 0.0) }
    })
}

proptest! {
    #[test]
    fn whatever_comes_and_however_little_is_done_at_once_trust_ends_at_the_fixed_point(
        stream in (4..40_usize, 1..60_usize).prop_flat_map(|(parties, budget)| {
            prop::collection::vec((some_interaction(parties), 0..budget), 1..400)
        })
    ) {
        let mut graph = Graph::default();
        stream.iter().for_each(|(one, budget)| _ = graph.note(one, *budget));
        while !graph.settle(7) {}
        for (party, expected) in graph.fixed_point() {
            let kept = graph.trust_last_heard(&party).value;
            prop_assert!((kept - expected).abs() <= 2.0 * TOLERANCE, "{kept} {expected}");
        }
    }

    #[test]
    fn the_order_in_which_things_become_known_does_not_matter(
        stream in prop::collection::vec(some_interaction(40), 1..100), seed in any::<u64>()
    ) {
        let mut shuffled = stream.clone();
        let mut random = Random::of(seed);
        (1..shuffled.len()).rev().for_each(|at| shuffled.swap(at, random.below(at + 1)));
        let (one, other) = (after(&stream), after(&shuffled));
        for (party, trust) in one.fixed_point() {
            let kept = other.trust_last_heard(&party).value;
            prop_assert!((kept - trust).abs() <= 2.0 * TOLERANCE, "{kept} {trust}");
        }
    }
}
