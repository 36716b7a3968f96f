//! Ten million random and adversarial interactions, and whether trust has ever left its bounds: `cargo run --release --package models
//! --example trust_in_bounds`.

#![allow(clippy::print_stdout, reason = "an example")]

use models::graph::{Graph, TOLERANCE};
use models::interaction::{Interaction, InteractionKind, Opinion, TextFeatures};
use models::math::random::Random;
use models::observation::Timestamp;

const INTERACTIONS: usize = 10_000_000;
const PARTIES: usize = 2_000;
const BUDGET: usize = 20;
/// The second half of everything comes from a few who praise each other and slander everybody else.
const RING: usize = 50;

fn main() {
    let (mut graph, mut random) = (Graph::default(), Random::of(1));
    let (mut lowest, mut highest) = (1.0_f64, 0.0_f64);
    for number in 0..INTERACTIONS {
        let one = if number < INTERACTIONS / 2 { any(&mut random) } else { slander(number, &mut random) };
        let noted = graph.note(&one, BUDGET);
        for trust in [noted.from.before, noted.from.after, noted.to.before, noted.to.after] {
            assert!(
                (0.0..=1.0).contains(&trust.value) && (0.0..=1.0).contains(&trust.uncertainty),
                "{trust:?}"
            );
            (lowest, highest) = (lowest.min(trust.value), highest.max(trust.value));
        }
    }
    println!("{INTERACTIONS} interactions: trust was between {lowest:.4} and {highest:.4}");
    while !graph.settle(1_000_000) {}
    let off = graph
        .fixed_point()
        .into_iter()
        .map(|(party, trust)| (graph.trust_last_heard(&party).value - trust).abs());
    let off = off.fold(0.0, f64::max);
    println!("farthest from the fixed point: {off:.6}, and {} is allowed", 2.0 * TOLERANCE);
    assert!(off <= 2.0 * TOLERANCE);
}

/// At any time, by anybody, of any kind.
fn any(random: &mut Random) -> Interaction {
    let kinds = [
        InteractionKind::Message,
        InteractionKind::Reply,
        InteractionKind::Rating,
        InteractionKind::Confirmation,
    ];
    let kind = kinds.get(random.below(kinds.len())).copied().unwrap_or(InteractionKind::Message);
    let at = match random.below(1_000) {
        0 => i64::MIN,
        1 => i64::MAX,
        _ => random.below(1 << 51) as i64,
    };
    let opinion = Opinion::new(random.unit() as f32 * 2.0 - 1.0);
    let sentiment = Opinion::new(random.unit() as f32 * 2.0 - 1.0);
    let text = TextFeatures { length_chars: random.next_u64() as u32, keywords: Vec::new(), sentiment };
    Interaction {
        at: Timestamp(at),
        from: id(random.below(PARTIES)),
        to: id(random.below(PARTIES)),
        kind,
        opinion: if random.below(2) == 0 { opinion } else { None },
        text: (random.below(2) == 0).then_some(text),
    }
}

fn slander(number: usize, random: &mut Random) -> Interaction {
    let praise = number.is_multiple_of(2);
    let to = if praise { random.below(RING) } else { random.below(PARTIES) };
    Interaction {
        at: Timestamp(1 << 51),
        from: id(random.below(RING)),
        to: id(to),
        kind: InteractionKind::Rating,
        opinion: Opinion::new(if praise { 1.0 } else { -1.0 }),
        text: None,
    }
}

fn id(number: usize) -> [u8; 16] {
    (number as u128).to_le_bytes()
}
