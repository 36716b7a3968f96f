//! A rate per key in memory that is bounded by construction: GCRA cells (ITU-T I.371, by `governor`) found by a keyed hash.
//!
//! A map would have to forget keys under a flood of them, and what it forgot would be free to begin anew. Here keys share cells instead:
//! two rows of cells, each under its own hash that nobody outside knows, and a key is refused only where both of its cells are
//! exhausted. Somebody honest shares both cells with `n` exhausted keys with probability `(n / cells)²`.

use crate::clock::Tick;
use crate::config::Rate;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter};
use std::hash::{BuildHasher, Hash, RandomState};
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::time::Duration;

/// How often each key may do something.
pub struct Limiter<K: Hash> {
    rows: Option<[Cells<K>; 2]>,
}

type Cells<K> = RateLimiter<K, Row<K>, Ticks, NoOpMiddleware<Duration>>;

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// At this rate, in two rows of so many cells of eight bytes, at least one; nothing used yet.
    pub fn new(rate: Rate, cells: usize) -> Self {
        let quota = NonZeroU32::new(rate.per_minute)
            .zip(NonZeroU32::new(rate.burst))
            .map(|(per_minute, burst)| Quota::per_minute(per_minute).allow_burst(burst));
        Self { rows: quota.map(|quota| [(); 2].map(|()| RateLimiter::new(quota, Row::new(cells), Ticks))) }
    }

    /// Uses one of a key's allowance, or says how long until there is one.
    pub fn take(&self, key: &K) -> Result<(), Duration> {
        let Some([first, second]) = &self.rows else { return Ok(()) };
        match (first.check_key(key), second.check_key(key)) {
            (Err(first), Err(second)) => {
                let now = Ticks.now();
                Err(first.wait_time_from(now).min(second.wait_time_from(now)))
            }
            _ => Ok(()),
        }
    }
}

/// Cells that keys share.
struct Row<K> {
    hash: RandomState,
    cells: Box<[InMemoryState]>,
    keys: PhantomData<fn(&K)>,
}

impl<K> Row<K> {
    fn new(cells: usize) -> Self {
        let cells = std::iter::repeat_with(InMemoryState::default).take(cells.max(1)).collect();
        Self { hash: RandomState::new(), cells, keys: PhantomData }
    }
}

impl<K: Hash> StateStore for Row<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let at = self.hash.hash_one(key) as usize % self.cells.len();
        #[allow(clippy::indexing_slicing, reason = "a remainder of the length")]
        self.cells[at].measure_and_replace(&NotKeyed::NonKey, decide)
    }
}

/// The server's own clock.
#[derive(Clone, Copy)]
struct Ticks;

impl Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Tick::now().since_start()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{OF_ANYBODY, OF_SITES};
    use std::net::{IpAddr, Ipv6Addr};

    const RATE: Rate = Rate { per_minute: 60, burst: 5 };

    /// How many of the keys from `exhausted` to `all` are refused where those before have used up what they had.
    fn refused_beside(cells: usize, exhausted: u128, all: u128) -> usize {
        let limiter = Limiter::new(RATE, cells);
        let address = |number: u128| IpAddr::from(Ipv6Addr::from_bits(number << 64));
        (0..exhausted).for_each(|key| while limiter.take(&address(key)).is_ok() {});
        (exhausted..all).filter(|key| limiter.take(&address(*key)).is_err()).count()
    }

    #[test]
    fn a_key_has_its_burst_and_is_told_how_long_to_wait() {
        let limiter = Limiter::new(RATE, OF_SITES);
        assert!((0..5).all(|_| limiter.take(&1).is_ok()));
        let wait = limiter.take(&1).unwrap_err();
        assert!((0.9..=1.0).contains(&wait.as_secs_f64()), "{wait:?}");
        assert!(limiter.take(&2).is_ok(), "another key is not held to account for it");
        std::thread::sleep(wait);
        assert!(limiter.take(&1).is_ok(), "who waited as long as told is let in");
    }

    #[test]
    fn ten_thousand_exhausted_keys_leave_hardly_anybody_else_refused() {
        let refused = refused_beside(OF_ANYBODY, 10_000, 20_000);
        assert!(refused < 200, "{refused} of 10,000 innocents are refused");
    }

    #[test]
    fn a_hundred_exhausted_sites_leave_a_thousand_others_alone() {
        let refused = refused_beside(OF_SITES, 100, 1_100);
        assert!(refused < 10, "{refused} of 1,000 innocents are refused");
    }

    #[test]
    fn without_a_rate_nothing_is_refused() {
        let limiter = Limiter::new(Rate::UNLIMITED, OF_SITES);
        assert!((0..1_000).all(|_| limiter.take(&1).is_ok()));
    }
}
