//! A host's link at work, both directions together: a radio that sleeps is woken by packets of either.

use crate::dice::Way;
use crate::lane::{Counts, Lane};
use crate::link::Link;
use std::net::Ipv4Addr;

pub(crate) struct Access {
    up: Lane,
    down: Lane,
    pub(crate) hops: u8,
    busy_until_ns: Option<u64>,
}

impl Access {
    pub(crate) fn new(link: Link, seed: u64, host: Ipv4Addr) -> Self {
        Self {
            up: Lane::new(link.up, seed, host, Way::Up),
            down: Lane::new(link.down, seed, host, Way::Down),
            hops: link.hops,
            busy_until_ns: None,
        }
    }

    pub(crate) fn change(&mut self, link: Link) {
        self.up.change(link.up);
        self.down.change(link.down);
        self.hops = link.hops;
    }

    /// When a packet of so many bytes that enters now leaves; `None` if it never does.
    pub(crate) fn leaves_at_ns(&mut self, way: Way, at_ns: u64, bytes: usize) -> Option<u64> {
        let idle_us = self.busy_until_ns.map(|until| at_ns.saturating_sub(until) / 1_000);
        self.busy_until_ns = self.busy_until_ns.max(Some(at_ns));
        match way {
            Way::Up => self.up.leaves_at_ns(at_ns, idle_us, bytes),
            Way::Down => self.down.leaves_at_ns(at_ns, idle_us, bytes),
        }
    }

    pub(crate) fn counts(&self) -> (Counts, Counts) {
        (self.up.counts, self.down.counts)
    }
}

impl Link {
    /// What round trips over this link take that start at these times, with an answer that starts `beyond_us` after the
    /// request has passed; `None` where either is lost. The very draws of a host at address 0.0.0.0, without kernels.
    pub fn round_trips_us(&self, seed: u64, sent_at_us: &[u64], beyond_us: u64) -> Vec<Option<f64>> {
        let mut access = Access::new(self.clone(), seed, Ipv4Addr::UNSPECIFIED);
        let mut trip = |sent_at_us: u64| {
            let sent_at_ns = sent_at_us * 1_000;
            let passed_ns = access.leaves_at_ns(Way::Up, sent_at_ns, 84)?;
            let back_ns = access.leaves_at_ns(Way::Down, passed_ns + beyond_us * 1_000, 84)?;
            Some((back_ns - sent_at_ns) as f64 / 1e3)
        };
        sent_at_us.iter().map(|&sent| trip(sent)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Direction, Jitter, Loss, Rate, Reordering};

    fn fates(seed: u64, host: [u8; 4], gap_ns: u64) -> Vec<Option<u64>> {
        let direction = Direction {
            delay_us: 10_000,
            loss: Loss::independent(0.1),
            jitter: Jitter::wifi(),
            ..Direction::default()
        };
        let mut access = Access::new(Link::both(direction), seed, host.into());
        (0..500).map(|n| access.leaves_at_ns(Way::Up, n * gap_ns, 100).map(|at| at - n * gap_ns)).collect()
    }

    #[test]
    fn the_same_seed_deals_the_same_fates_and_another_seed_or_host_others() {
        let usual = fates(1, [10, 0, 0, 1], 20_000_000);
        assert_eq!(usual, fates(1, [10, 0, 0, 1], 20_000_000));
        assert_ne!(usual, fates(2, [10, 0, 0, 1], 20_000_000));
        assert_ne!(usual, fates(1, [10, 0, 0, 2], 20_000_000));
    }

    #[test]
    fn which_packets_are_lost_does_not_hang_on_when_they_are_sent() {
        let lost = |gap_ns| fates(3, [10, 0, 0, 1], gap_ns).iter().map(Option::is_none).collect::<Vec<_>>();
        assert_eq!(lost(1_000), lost(700_000_000));
    }

    #[test]
    fn one_way_draws_nothing_from_the_other() {
        let link = Link::both(Direction { jitter: Jitter::wifi(), ..Direction::default() });
        let up = |answers: bool| {
            let mut access = Access::new(link.clone(), 5, [10, 0, 0, 1].into());
            let mut sent = Vec::new();
            for n in 1..200 {
                sent.push(access.leaves_at_ns(Way::Up, n * 50_000_000, 100));
                if answers {
                    access.leaves_at_ns(Way::Down, n * 50_000_000, 100);
                }
            }
            sent
        };
        assert_eq!(up(false), up(true));
    }

    #[test]
    fn no_packet_overtakes_another_unless_it_was_asked_for() {
        let leaves = |reordering| {
            let direction = Direction { jitter: Jitter::wifi(), reordering, ..Direction::default() };
            let mut access = Access::new(Link::both(direction), 9, [10, 0, 0, 1].into());
            (0..5_000).filter_map(|n| access.leaves_at_ns(Way::Down, n * 100_000, 100)).collect::<Vec<_>>()
        };
        assert!(leaves(Reordering::default()).is_sorted());
        assert!(!leaves(Reordering { share: 0.02, held_us: 5_000 }).is_sorted());
    }

    #[test]
    fn a_full_queue_drops_and_one_that_is_not_delays_by_what_waits_in_it() {
        let rate = Some(Rate { bits_per_s: 8_000_000, queue_bytes: 10_000 });
        let mut access =
            Access::new(Link::both(Direction { rate, ..Direction::default() }), 1, [10, 0, 0, 1].into());
        let leaves: Vec<_> = (0..20).map(|_| access.leaves_at_ns(Way::Up, 0, 1_000)).collect();
        for (place, leaves) in (1..).zip(&leaves) {
            assert_eq!(*leaves, (place <= 11).then_some(place * 1_000_000), "packet {place}");
        }
        assert_eq!(access.counts().0, Counts { passed: 11, lost: 0, overflowed: 9 });
    }
}
