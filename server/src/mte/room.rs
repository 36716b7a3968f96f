//! Room for page views: how many bytes they hold together, and which go when that is too many.
//!
//! An unsealed visit was never promised to anybody, so under a flood somebody's is forgotten; the order is what is least likely
//! to be missed. What was opened five seconds ago and has sent nothing since is no page of ours: a probe sends its first
//! micro-transaction at once. What was sealed is durable already. Of the rest, the one that has been idle longest.

use crate::clock::Tick;
use engine::ids::PageViewId;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Who gave a sign of life within this many seconds is never forgotten.
pub(super) const GRACE_S: u64 = 5;
/// No address keeps more than one in so many of all bytes when room is made.
const SHARES: usize = 16;
/// When room is made, one in so many of all bytes is made free, so that it is not made for every page view.
const FREED: usize = 8;

/// What one page view holds of the total; given back when it is dropped.
#[derive(Default)]
pub(super) struct Share {
    total: Arc<AtomicUsize>,
    bytes: usize,
}

impl Share {
    /// Nothing yet.
    pub(super) fn of(total: &Arc<AtomicUsize>) -> Self {
        Self { total: Arc::clone(total), bytes: 0 }
    }

    /// It is so much now.
    pub(super) fn set(&mut self, bytes: usize) {
        self.total.fetch_add(bytes, Ordering::Relaxed);
        self.total.fetch_sub(self.bytes, Ordering::Relaxed);
        self.bytes = bytes;
    }

    /// Bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.set(0);
    }
}

/// How far a page view has come, the one that is missed least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Opened, and nothing since.
    Silent,
    /// Its visit is durable.
    Sealed,
    /// Neither.
    Running,
}

/// One page view that might go.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    pub(super) id: PageViewId,
    pub(super) from: IpAddr,
    pub(super) stage: Stage,
    pub(super) seen_at: Tick,
    pub(super) bytes: usize,
}

/// Which page views go, so that those that stay hold `bound` bytes at most, and some less: first those of addresses that hold more
/// than their share, then any.
pub(super) fn choose(mut all: Vec<Candidate>, bound: usize, now: Tick) -> Vec<PageViewId> {
    let mut of_address: HashMap<IpAddr, usize> = HashMap::new();
    for one in &all {
        *of_address.entry(one.from).or_default() += one.bytes;
    }
    let mut held: usize = of_address.values().sum();
    let (aim, share) = (bound - bound / FREED, bound / SHARES);
    all.retain(|one| now.since_s(one.seen_at) >= GRACE_S);
    all.sort_unstable_by_key(|one| (one.stage, one.seen_at));
    let mut gone = Vec::new();
    let mut within_share = Vec::new();
    for one in all {
        let of_its_address = of_address.entry(one.from).or_default();
        if held > aim && *of_its_address > share {
            *of_its_address -= one.bytes;
            held -= one.bytes;
            gone.push(one.id);
        } else {
            within_share.push(one);
        }
    }
    for one in within_share {
        if held <= aim {
            break;
        }
        held -= one.bytes;
        gone.push(one.id);
    }
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUND: usize = 16_000;
    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    fn at_s(seconds: u64) -> Tick {
        Tick::since_start_us(seconds * 1_000_000)
    }

    /// A page view of 100 bytes.
    fn one(number: u8, from: IpAddr, stage: Stage, seen_s: u64) -> Candidate {
        Candidate { id: PageViewId([number; 16]), from, stage, seen_at: at_s(seen_s), bytes: 100 }
    }

    /// As many others of as many addresses as fill the bound, all of this stage and last seen then.
    fn crowd(stage: Stage, seen_s: u64) -> Vec<Candidate> {
        let address = |number: u8| IpAddr::from([198, 51, 100, number]);
        (0..160).map(|number| one(number, address(number), stage, seen_s)).collect()
    }

    fn gone(all: Vec<Candidate>) -> usize {
        choose(all, BOUND, at_s(100)).len()
    }

    #[test]
    fn a_running_visit_outlives_silent_and_sealed_ones_however_idle_it_is() {
        for stage in [Stage::Silent, Stage::Sealed] {
            let mut all = crowd(stage, 90);
            all.push(one(200, HOME, Stage::Running, 1));
            let gone = choose(all, BOUND, at_s(100));
            assert_eq!(gone.len(), 21, "an eighth is freed");
            assert!(!gone.contains(&PageViewId([200; 16])));
        }
    }

    #[test]
    fn among_equals_who_has_been_idle_longest_goes_first() {
        let mut all = crowd(Stage::Running, 90);
        all.push(one(200, HOME, Stage::Running, 80));
        assert_eq!(choose(all, BOUND, at_s(100)).first(), Some(&PageViewId([200; 16])));
    }

    #[test]
    fn who_holds_more_than_a_share_pays_for_it_before_anybody_else_and_only_down_to_the_share() {
        let mut all: Vec<_> = crowd(Stage::Silent, 1).into_iter().take(130).collect();
        all.extend((0..40).map(|number| one(161 + number, HOME, Stage::Running, 90)));
        let gone = choose(all, BOUND, at_s(100));
        let of_home = gone.iter().filter(|id| id.0[0] >= 161).count();
        assert_eq!((of_home, gone.len()), (30, 30));
    }

    #[test]
    fn who_has_just_been_seen_stays() {
        assert_eq!(gone(crowd(Stage::Silent, 96)), 0);
        assert_eq!(gone(crowd(Stage::Silent, 95)), 20);
    }

    #[test]
    fn what_is_held_is_given_back() {
        let total = Arc::default();
        let (mut first, mut second) = (Share::of(&total), Share::of(&total));
        first.set(100);
        second.set(50);
        first.set(70);
        assert_eq!(total.load(Ordering::Relaxed), 120);
        drop(first);
        assert_eq!(total.load(Ordering::Relaxed), 50);
    }
}
