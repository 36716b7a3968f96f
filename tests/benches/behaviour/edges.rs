//! An edge scored by MIDAS and its kin; an interaction taken in by what seeks groups, where its window is full.

use crate::clock::{heading, microseconds, row};
use hdrhistogram::Histogram;
use models::groups::Groups;
use models::interaction::{Interaction, InteractionKind, Opinion, TextFeatures};
use models::math::midas::{Midas, SHIPPED, Variant};
use models::observation::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::Instant;

const EDGES: usize = 4_000;
/// Parties of the site, and interactions after which it is measured for as many again as are measured.
const PARTIES: u64 = 1_000_000;
const INTERACTIONS: usize = 400_000;
const MEASURED: usize = 100_000;
const EVERY_US: i64 = 10_000_000;
/// Ties that an interaction is given; what is left is settled in the background.
const BUDGET: usize = 512;

pub(crate) fn report() {
    midas();
    groups();
}

fn midas() {
    let random = &mut ChaCha8Rng::seed_from_u64(1);
    let edges: Vec<(u64, u64)> =
        (0..EDGES).map(|_| (random.random_range(0..PARTIES), random.random_range(0..1_000))).collect();
    heading(&format!("An edge, the mean of {EDGES}, a hundred in a tick"));
    for variant in [Variant::Plain, Variant::Relational, Variant::Filtering] {
        let (mut midas, mut tick) = (Midas::new(variant, SHIPPED.1, 1), 1);
        let all = microseconds(|| {
            edges.iter().enumerate().fold(0.0, |most: f64, (number, (source, target))| {
                tick += u32::from(number % 100 == 0);
                most.max(midas.push(*source, *target, tick))
            })
        });
        let goal = (variant == SHIPPED.0).then_some(0.15);
        row(&format!("{variant:?}"), all / EDGES as f64, goal);
    }
}

/// Most act towards few; one in a hundred belongs to a ring of twenty that praises itself in its own words.
fn interaction(number: usize, random: &mut ChaCha8Rng) -> Interaction {
    let party = |number: u64| u128::from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).to_le_bytes();
    let ring = number as u64 / 6_000;
    let member = |at: u64| party(1 << 40 | ring << 8 | at);
    let in_ring = random.random_bool(0.01);
    let (from, to) = if in_ring {
        (member(random.random_range(0..20)), member(random.random_range(0..20)))
    } else {
        let popular = (PARTIES as f64).powf(random.random_range(0.0..1.0)) as u64;
        (party(random.random_range(0..PARTIES)), party(popular))
    };
    let word = |random: &mut ChaCha8Rng| 20_000_f64.powf(random.random_range(0.0..1.0)) as u32;
    let mut keywords: Vec<u32> = (0..5).map(|_| word(random)).collect();
    if in_ring {
        keywords.extend([1, 2, 3].map(|word| 30_000 + 3 * ring as u32 + word));
    }
    keywords.sort_unstable();
    Interaction {
        at: Timestamp(number as i64 * EVERY_US),
        from,
        to,
        kind: InteractionKind::Rating,
        opinion: Opinion::new(if in_ring || random.random_bool(0.1) { 1.0 } else { 0.1 }),
        text: Some(TextFeatures { length_chars: 60, keywords, sentiment: None }),
    }
}

fn groups() {
    let random = &mut ChaCha8Rng::seed_from_u64(2);
    let mut groups = Groups::new(1);
    for number in 0..INTERACTIONS {
        groups.note(&interaction(number, random), BUDGET);
        groups.settle(BUDGET);
    }
    let (mut noted, mut settled) = (Histogram::<u64>::new(3).unwrap(), Histogram::<u64>::new(3).unwrap());
    for number in INTERACTIONS..INTERACTIONS + MEASURED {
        let interaction = interaction(number, random);
        let began = Instant::now();
        groups.note(&interaction, BUDGET);
        noted.record(began.elapsed().as_nanos() as u64).unwrap();
        let began = Instant::now();
        groups.settle(BUDGET);
        settled.record(began.elapsed().as_nanos() as u64).unwrap();
    }
    heading(&format!(
        "An interaction after {INTERACTIONS}, {PARTIES} parties, {} groups",
        groups.list().len()
    ));
    let us = |of: &Histogram<u64>, quantile| of.value_at_quantile(quantile) as f64 / 1e3;
    row("noted, median", us(&noted, 0.5), Some(50.0));
    row("noted, p99", us(&noted, 0.99), Some(1_000.0));
    row("settled in the background, median", us(&settled, 0.5), None);
    row("settled in the background, p99", us(&settled, 0.99), None);
}
