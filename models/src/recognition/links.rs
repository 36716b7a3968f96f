//! Chains of devices that share the traits of a key: doubly linked, inside one allocation, newest first.

use super::traits::{COUNT, KEYS, TRAITS};
use crate::math::hash::Hash;
use alloc::{vec, vec::Vec};

/// No slot.
const NONE: u32 = u32::MAX;

/// A slot's neighbours in one chain.
#[derive(Clone, Copy, Debug)]
struct Link {
    next: u32,
    before: u32,
}

/// The chains of all keys, and one more by which a device is found by its id.
#[derive(Clone, Debug)]
pub(super) struct Links {
    /// The first slot of each chain; as many chains for each key, a power of two.
    heads: Vec<u32>,
    chains: usize,
    links: Vec<[Link; KEYS + 1]>,
}

/// The key by which a device is found by its id.
pub(super) const BY_ID: usize = KEYS;

impl Links {
    /// With as many chains for each key; a power of two.
    pub(super) fn with_chains(chains: usize) -> Self {
        Self { heads: vec![NONE; (KEYS + 1) * chains], chains, links: Vec::new() }
    }

    /// Puts a slot at the front of its chain.
    pub(super) fn add(&mut self, slot: u32, key: usize, hash: u64) {
        let at = slot as usize;
        if self.links.len() <= at {
            self.links.reserve_exact((at + 1 - self.links.len()).max(self.links.len() / 16));
            self.links.resize(at + 1, [Link { next: NONE, before: NONE }; KEYS + 1]);
        }
        let place = self.place(key, hash);
        let Some(head) = self.heads.get_mut(place) else { return };
        let next = core::mem::replace(head, slot);
        self.set(slot, key, Link { next, before: NONE });
        if let Some(link) = self.link_mut(next, key) {
            link.before = slot;
        }
    }

    /// Takes a slot out of its chain.
    pub(super) fn remove(&mut self, slot: u32, key: usize, hash: u64) {
        let Some(Link { next, before }) = self.link(slot, key) else { return };
        if let Some(link) = self.link_mut(next, key) {
            link.before = before;
        }
        match self.link_mut(before, key) {
            Some(link) => link.next = next,
            None => {
                let place = self.place(key, hash);
                if let Some(head) = self.heads.get_mut(place) {
                    *head = next;
                }
            }
        }
    }

    /// The slots of a chain, newest first. Others may stand among them.
    pub(super) fn chain(&self, key: usize, hash: u64) -> impl Iterator<Item = u32> + '_ {
        let mut slot = self.heads.get(self.place(key, hash)).copied().unwrap_or(NONE);
        core::iter::from_fn(move || {
            let here = slot;
            slot = self.link(here, key)?.next;
            Some(here)
        })
    }

    fn place(&self, key: usize, hash: u64) -> usize {
        key * self.chains + (hash as usize & self.chains.saturating_sub(1))
    }

    fn link(&self, slot: u32, key: usize) -> Option<Link> {
        self.links.get(slot as usize).and_then(|links| links.get(key)).copied()
    }

    fn link_mut(&mut self, slot: u32, key: usize) -> Option<&mut Link> {
        self.links.get_mut(slot as usize).and_then(|links| links.get_mut(key))
    }

    fn set(&mut self, slot: u32, key: usize, link: Link) {
        if let Some(kept) = self.link_mut(slot, key) {
            *kept = link;
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.heads.capacity() * size_of::<u32>() + self.links.capacity() * size_of::<[Link; KEYS + 1]>()
    }
}

/// A print under one key; `None` where it has none of the key's traits.
pub(super) fn hash(marks: &[u16; COUNT], key: usize) -> Option<u64> {
    let mut hash = Hash::EMPTY;
    let mut any = false;
    for mark in of_key(marks, key) {
        any |= mark != 0;
        hash = hash.with(&mark.to_le_bytes());
    }
    any.then(|| hash.mixed())
}

/// Whether two prints are the same under a key.
pub(super) fn alike(a: &[u16; COUNT], b: &[u16; COUNT], key: usize) -> bool {
    of_key(a, key).eq(of_key(b, key))
}

fn of_key(marks: &[u16; COUNT], key: usize) -> impl Iterator<Item = u16> + '_ {
    marks.iter().zip(TRAITS).filter(move |(_, one)| one.keys >> key & 1 == 1).map(|(mark, _)| *mark)
}
