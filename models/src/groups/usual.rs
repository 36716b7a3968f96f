//! How unusual a measure is among all interactions so far: an empirical tail. Nothing is assumed of its shape, and before much has been seen
//! nothing is unusual.

use alloc::vec;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Sizes that are told apart.
const SIZES: usize = 64;
/// Above this many all counts are halved: what is old fades.
const FULL: u32 = 200_000;

/// How often each size was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Tail {
    seen: Vec<u32>,
    all: u32,
}

impl Default for Tail {
    fn default() -> Self {
        Self { seen: vec![0; SIZES], all: 0 }
    }
}

impl Tail {
    pub(super) fn learn(&mut self, size: u8) {
        if let Some(seen) = self.seen.get_mut(bounded(size)) {
            *seen += 1;
            self.all += 1;
        }
        if self.all > FULL {
            self.seen.iter_mut().for_each(|seen| *seen /= 2);
            self.all = self.seen.iter().sum();
        }
    }

    pub(super) fn unlearn(&mut self, size: u8) {
        if let Some(seen) = self.seen.get_mut(bounded(size)).filter(|seen| **seen > 0) {
            *seen -= 1;
            self.all -= 1;
        }
    }

    /// How many were learned, those that have faded left out.
    pub(super) fn all(&self) -> u32 {
        self.all
    }

    /// `−ln` of the share that is at least so large, this one counted.
    pub(super) fn nats(&self, size: u8) -> f64 {
        let at_least: u32 = self.seen.iter().skip(bounded(size)).sum();
        libm::log(f64::from(self.all + 1) / f64::from(at_least + 1))
    }
}

fn bounded(size: u8) -> usize {
    usize::from(size).min(SIZES - 1)
}
