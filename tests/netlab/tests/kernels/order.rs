//! Packets keep their order unless a link says otherwise.

use crate::support::{arrivals, datagrams};
use netlab::{Direction, HostSetup, Jitter, Link, Network, Parametric, Reordering, Spread};
use std::time::Duration;

/// Numbered datagrams, several to a millisecond, over jitter of many milliseconds.
fn sent_over(reordering: Reordering) -> Option<Vec<u32>> {
    let network = Network::or_skip(11)?;
    let spread = Spread::Gamma { mean_us: 8_000.0, shape: 1.0 };
    let jitter = Jitter::Parametric(Parametric { spread, memory_us: 0.0 });
    let link = Link::both(Direction { jitter, reordering, ..Direction::default() });
    let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    let home = network.host(HostSetup::at([10, 2, 0, 1]).behind(link)).unwrap();
    Some(arrivals(&datagrams(&home), &datagrams(&shop), 2_000, Duration::from_micros(100)))
}

#[test]
fn jitter_alone_lets_no_packet_overtake_another() {
    let Some(arrived) = sent_over(Reordering::default()) else { return };
    assert_eq!(arrived, (0..2_000).collect::<Vec<_>>());
}

#[test]
fn reordering_holds_the_share_that_was_asked_for_and_loses_none() {
    let Some(mut arrived) = sent_over(Reordering { share: 0.05, held_us: 3_000 }) else { return };
    let latest = arrived.iter().scan(0, |latest, number| {
        *latest = (*latest).max(*number);
        Some(*latest)
    });
    let overtaken = arrived.iter().zip(latest).filter(|(number, latest)| **number < *latest).count();
    assert!((60..=130).contains(&overtaken), "{overtaken} of 2,000 came late");
    arrived.sort_unstable();
    assert_eq!(arrived, (0..2_000).collect::<Vec<_>>());
}
