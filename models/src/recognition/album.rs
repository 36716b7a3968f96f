//! The newest print of each device of a site, and whom a new print could be of. Bounded: when it is full, a device that has
//! not been seen for long makes room.

use super::frequency::Frequency;
use super::links::{self, BY_ID, Links};
use super::print::Print;
use super::staying::Staying;
use super::traits::{BLOCK, COUNT, KEYS, PATH};
use super::weigh::{Agreement, Shares, agreement, days, in_disguise};
use crate::math::hash::Hash;
use crate::observation::Timestamp;
use alloc::{collections::BTreeSet, vec::Vec};

/// Prior probability that a device whose id is new has been here before. An assumption: where fewer come back, the stated
/// confidence is too high by that factor in the odds, where more do, too low.
const RETURNING: f64 = 0.2;
/// Prior probability that a new device shares its network with one that is known.
const NEIGHBOURS: f64 = 0.02;
/// Probability that the next device is made and set up like one that has no twin yet, as a share of how probable it is to be
/// like one that has (Pitman and Yor's rule of the rich who get richer, Ann. Probab. 25, 1997).
const TWINS: f64 = 0.01;
/// How many twins' worth of being at home on one network stands in for what is not known of them.
const NEAR: f64 = 0.4;
/// A key that more devices share than this tells nothing and is not followed.
const CROWD: usize = 128;
/// Devices for which there is room at first.
const FIRST: usize = 64;
/// Devices for which there are chains and counts at first: where few share a count by chance, few look like twins.
const ROOM: usize = 1_024;

/// The prints of a site's devices.
#[derive(Clone, Debug)]
pub struct Album {
    most: usize,
    slots: Vec<Slot>,
    free: Vec<u32>,
    /// Where the search for a device that makes room goes on.
    hand: usize,
    room: usize,
    links: Links,
    frequency: Frequency,
    staying: Staying,
}

/// One device. No id is all zeros: such a slot is free.
#[derive(Clone, Copy, Debug)]
struct Slot {
    id: [u8; 16],
    seen_min: u32,
    /// Another network that it was seen on lately, 0 where there is none.
    elsewhere: Network,
    /// Seen since the hand last came by.
    recent: bool,
    marks: [u16; COUNT],
}

/// A network's prefix and the block that it is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Network {
    path: u16,
    block: u16,
}

impl Network {
    const NONE: Self = Self { path: 0, block: 0 };

    fn of(marks: &[u16; COUNT]) -> Self {
        let mark = |at: usize| marks.get(at).copied().unwrap_or(0);
        Self { path: mark(PATH), block: mark(BLOCK) }
    }

    fn put(self, marks: &mut [u16; COUNT]) {
        for (at, mark) in [(PATH, self.path), (BLOCK, self.block)] {
            if let Some(kept) = marks.get_mut(at) {
                *kept = mark;
            }
        }
    }
}

impl Slot {
    /// Its marks, with the one of its networks that is nearest to where a print came from.
    fn as_seen_at(&self, print: &Print) -> [u16; COUNT] {
        let (there, home) = (Network::of(&print.marks), Network::of(&self.marks));
        let mut marks = self.marks;
        let nearer = there.path == self.elsewhere.path
            || there.block == self.elsewhere.block && there.block != home.block;
        if self.elsewhere != Network::NONE && there.path != home.path && nearer {
            self.elsewhere.put(&mut marks);
        }
        marks
    }

    /// A device is found at home: the network that it had stays until another one has been seen twice.
    fn stay_at_home(&mut self, before: &Self) {
        self.elsewhere = before.elsewhere;
        let (now, home) = (Network::of(&self.marks), Network::of(&before.marks));
        if now != home && home != Network::NONE {
            if now == before.elsewhere {
                self.elsewhere = home;
            } else {
                self.elsewhere = now;
                home.put(&mut self.marks);
            }
        }
    }
}

const NOBODY: [u8; 16] = [0; 16];

/// The device that a print is most probably of.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Its id.
    pub id: [u8; 16],
    /// Probability that it is this one: not another known one, nobody who shares a network with one, and no stranger.
    pub confidence: f64,
    /// When it was last seen, to the minute.
    pub seen_at: Timestamp,
    /// How far they agree.
    pub agreement: Agreement,
}

impl Album {
    /// An empty one for at most as many devices.
    pub fn new(most: usize) -> Self {
        Self {
            most: most.max(1),
            slots: Vec::new(),
            free: Vec::new(),
            hand: 0,
            room: ROOM,
            links: Links::with_chains(ROOM),
            frequency: Frequency::for_devices(ROOM),
            staying: Staying::default(),
        }
    }

    /// How many devices it knows.
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What it occupies, in bytes.
    pub fn bytes(&self) -> usize {
        let own = self.slots.capacity() * size_of::<Slot>() + self.free.capacity() * size_of::<u32>();
        own + self.links.bytes() + self.frequency.bytes() + self.staying.bytes()
    }

    /// Keeps what a device looked like on a visit. Where it is known already, the newer look counts; but a visit that looks like
    /// another device's changes nothing: the id may have been copied.
    pub fn remember(&mut self, id: [u8; 16], seen_at: Timestamp, print: &Print) {
        let seen_min = minutes(seen_at);
        let mut slot = Slot { id, seen_min, elsewhere: Network::NONE, recent: false, marks: print.marks };
        if let Some(at) = self.find(&id) {
            let Some(known) = self.slots.get(at as usize).copied() else { return };
            let elapsed_us = seen_at.0 - timestamp(known.seen_min).0;
            if elapsed_us < 0 || agreement(print, &Print { marks: known.marks }, elapsed_us).llr_nats < 0.0 {
                return;
            }
            self.staying.learn(&print.marks, &known.as_seen_at(print), days(elapsed_us));
            self.unlink(at);
            slot.recent = true;
            slot.stay_at_home(&known);
            self.put(at, slot);
            return;
        }
        let at = match self.free.pop() {
            Some(at) => at,
            None if self.slots.len() < self.most => {
                if self.slots.len() == self.slots.capacity() {
                    self.slots.reserve_exact(FIRST.max(self.slots.len() / 16));
                }
                self.slots.push(slot);
                (self.slots.len() - 1) as u32
            }
            None => self.make_room(),
        };
        self.put(at, slot);
        if self.len() > self.room {
            self.grow();
        }
    }

    /// Forgets a device.
    pub fn forget(&mut self, id: &[u8; 16]) {
        if let Some(at) = self.find(id) {
            self.drop_slot(at);
        }
    }

    /// Forgets all devices that have not been seen since.
    pub fn forget_before(&mut self, since: Timestamp) {
        let since = minutes(since);
        for at in 0..self.slots.len() {
            if self.slots.get(at).is_some_and(|slot| slot.id != NOBODY && slot.seen_min < since) {
                self.drop_slot(at as u32);
            }
        }
    }

    /// Whom a print is most probably of, leaving out one id; `None` where nobody comes into question.
    pub fn who(&self, print: &Print, now: Timestamp, but: &[u8; 16]) -> Option<Match> {
        let candidates = self.candidates(&print.marks, but);
        let shares = Shares::at_site(&self.frequency, &self.staying, &print.marks);
        let by_chance = self.len() as f64 * shares.image();
        let each = 1.0 / self.len().max(1) as f64;
        let mut all = (1.0 - RETURNING) * (1.0 - NEIGHBOURS);
        let mut best: Option<(f64, &Slot)> = None;
        let slots = candidates.iter().filter_map(|at| self.slots.get(*at as usize));
        for slot in slots.filter(|slot| !in_disguise(print, &slot.marks)) {
            let days = days(now.0 - timestamp(slot.seen_min).0);
            let marks = slot.as_seen_at(print);
            let same = RETURNING * each * libm::exp(shares.same(&print.marks, &marks, days));
            let neighbour = NEIGHBOURS * libm::exp(shares.neighbour(&print.marks, &marks, days));
            let (alike, here) = self.frequency.alike(&slot.marks);
            // As many as chance explains are no twins: phones of one model are strangers to each other.
            let more = f64::from(alike.saturating_sub(1)) - by_chance;
            let twins = (more.max(0.0) + TWINS).min(1.0);
            let near = (f64::from(here.saturating_sub(1)) + NEAR) / f64::from(alike.max(1));
            let twin = twins * libm::exp(shares.twin(&print.marks, &marks, days, near.min(1.0)));
            all += same + (1.0 - RETURNING) * each * (neighbour + twin);
            if best.is_none_or(|(most, _)| same > most) {
                best = Some((same, slot));
            }
        }
        best.map(|(same, slot)| Match {
            id: slot.id,
            confidence: same / all,
            seen_at: timestamp(slot.seen_min),
            agreement: shares.agreement(
                &print.marks,
                &slot.as_seen_at(print),
                days(now.0 - timestamp(slot.seen_min).0),
            ),
        })
    }

    /// Whoever shares a key that few share.
    fn candidates(&self, marks: &[u16; COUNT], but: &[u8; 16]) -> BTreeSet<u32> {
        let mut candidates = BTreeSet::new();
        for key in 0..KEYS {
            let Some(hash) = links::hash(marks, key) else { continue };
            let mut alike = Vec::new();
            for at in self.links.chain(key, hash) {
                let Some(slot) = self.slots.get(at as usize) else { continue };
                if links::alike(&slot.marks, marks, key) && slot.id != *but {
                    alike.push(at);
                    if alike.len() > CROWD {
                        break;
                    }
                }
            }
            if alike.len() <= CROWD {
                candidates.extend(alike);
            }
        }
        candidates
    }

    fn find(&self, id: &[u8; 16]) -> Option<u32> {
        let is_it = |at: &u32| self.slots.get(*at as usize).is_some_and(|slot| slot.id == *id);
        self.links.chain(BY_ID, by_id(id)).find(is_it)
    }

    fn put(&mut self, at: u32, slot: Slot) {
        if let Some(kept) = self.slots.get_mut(at as usize) {
            *kept = slot;
        }
        self.link(at, &slot);
    }

    fn link(&mut self, at: u32, slot: &Slot) {
        self.links.add(at, BY_ID, by_id(&slot.id));
        for key in 0..KEYS {
            if let Some(hash) = links::hash(&slot.marks, key) {
                self.links.add(at, key, hash);
            }
        }
        self.frequency.add(&slot.marks);
    }

    fn unlink(&mut self, at: u32) {
        let Some(slot) = self.slots.get(at as usize).copied() else { return };
        self.links.remove(at, BY_ID, by_id(&slot.id));
        for key in 0..KEYS {
            if let Some(hash) = links::hash(&slot.marks, key) {
                self.links.remove(at, key, hash);
            }
        }
        self.frequency.remove(&slot.marks);
    }

    fn drop_slot(&mut self, at: u32) {
        self.unlink(at);
        if let Some(slot) = self.slots.get_mut(at as usize) {
            *slot =
                Slot { id: NOBODY, seen_min: 0, elsewhere: Network::NONE, recent: false, marks: [0; COUNT] };
        }
        self.free.push(at);
    }

    /// Second chance (Corbató, 1968): whoever was seen again since the hand last came by stays for another round.
    fn make_room(&mut self) -> u32 {
        loop {
            self.hand = (self.hand + 1) % self.slots.len().max(1);
            let Some(slot) = self.slots.get_mut(self.hand) else { return 0 };
            if !core::mem::take(&mut slot.recent) {
                let at = self.hand as u32;
                self.unlink(at);
                return at;
            }
        }
    }

    /// Twice the room: chains and counts are made anew.
    fn grow(&mut self) {
        self.room *= 2;
        self.links = Links::with_chains(self.room);
        self.frequency = Frequency::for_devices(self.room);
        for at in 0..self.slots.len() {
            if let Some(slot) = self.slots.get(at).copied().filter(|slot| slot.id != NOBODY) {
                self.link(at as u32, &slot);
            }
        }
    }
}

fn by_id(id: &[u8; 16]) -> u64 {
    Hash::EMPTY.with(id).mixed()
}

const MINUTE_US: i64 = 60_000_000;

fn minutes(at: Timestamp) -> u32 {
    u32::try_from(at.0 / MINUTE_US).unwrap_or(0)
}

fn timestamp(minutes: u32) -> Timestamp {
    Timestamp(i64::from(minutes) * MINUTE_US)
}
