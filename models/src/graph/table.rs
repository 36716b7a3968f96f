//! Where something stands, by a hash of what it is: open addressing over numbers, in many small shards, so that growing is never a long pause.

use alloc::vec::Vec;

const SHARDS: usize = 4_096;
const EMPTY: u32 = u32::MAX;

/// Numbers by hash.
#[derive(Clone, Debug, Default)]
pub(super) struct Table(Vec<Shard>);

#[derive(Clone, Debug, Default)]
struct Shard {
    /// A power of two of them, or none.
    slots: Vec<u32>,
    used: usize,
}

impl Table {
    /// The number of this hash for which `is` holds.
    pub(super) fn find(&self, hash: u64, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let shard = self.0.get(shard_of(hash))?;
        let mut at = hash as usize;
        for _ in 0..shard.slots.len() {
            let number = *shard.slots.get(at & (shard.slots.len() - 1))?;
            if number == EMPTY {
                return None;
            }
            if is(number) {
                return Some(number);
            }
            at = at.wrapping_add(1);
        }
        None
    }

    /// Adds a number that is not there; `hash_of` tells the hashes of those that are.
    pub(super) fn insert(&mut self, hash: u64, number: u32, hash_of: impl Fn(u32) -> u64) {
        if self.0.is_empty() {
            self.0.resize_with(SHARDS, Shard::default);
        }
        let Some(shard) = self.0.get_mut(shard_of(hash)) else { return };
        if (shard.used + 1) * 8 > shard.slots.len() * 7 {
            let mut larger = Vec::new();
            larger.resize((shard.slots.len() * 2).max(4), EMPTY);
            for number in shard.slots.iter().filter(|number| **number != EMPTY) {
                put(&mut larger, hash_of(*number), *number);
            }
            shard.slots = larger;
        }
        put(&mut shard.slots, hash, number);
        shard.used += 1;
    }

    /// Bytes that it occupies.
    pub(super) fn bytes(&self) -> usize {
        let slots: usize = self.0.iter().map(|shard| shard.slots.capacity() * size_of::<u32>()).sum();
        slots + self.0.capacity() * size_of::<Shard>()
    }
}

/// By the upper half: the lower one says where in the shard.
fn shard_of(hash: u64) -> usize {
    (hash >> 32) as usize % SHARDS
}

fn put(slots: &mut [u32], hash: u64, number: u32) {
    let mask = slots.len().wrapping_sub(1);
    let mut at = hash as usize & mask;
    while let Some(slot) = slots.get_mut(at) {
        if *slot == EMPTY {
            *slot = number;
            return;
        }
        at = (at + 1) & mask;
    }
}
