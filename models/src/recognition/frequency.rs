//! How many devices have a value: a count-min sketch (Cormode, Muthukrishnan, J. Algorithms 55, 2005). It counts too many now
//! and then and never too few, so a value is at most thought to be more common than it is. What was added can be taken out.
//!
//! And what is to be expected of a value of which too few were seen: how often devices that share all that a trait depends on
//! shared the trait so far. Phones of one model share nearly everything, desktops with one graphics processor do not; who
//! has rare fonts among desktops has them alone, among phones because the model is rare. So this is kept for each system
//! and for each order of rarity.

use super::traits::{COUNT, GIVEN, IMAGE, PATH, TRAITS, Trait};
use crate::math::hash::Hash;
use alloc::{collections::BTreeMap, vec, vec::Vec};

/// Cells for each device that there is room for, in each of two rows.
const CELLS: usize = 16;
/// How many devices' worth of [`super::traits::Trait::common`] stands in for what a site has not seen yet.
const STAND_IN: f64 = 20.0;
/// How many devices' worth of what is to be expected stands in for a value.
const EXPECTED: f64 = 4.0;
/// No value counts as rarer: 16 bits are shared by chance, and whoever makes up values makes up rare ones.
const RAREST: f64 = 1e-4;
/// Half of all devices have another version after this long or sooner.
const FLEETING_DAYS: f64 = 50.0;
/// Orders of rarity: of ten devices, of a hundred, of a thousand one and less has a value.
const ORDERS: usize = 4;
/// Most systems that are told apart.
pub(super) const SYSTEMS: usize = 64;

#[derive(Clone, Debug)]
pub(super) struct Frequency {
    devices: u32,
    /// Two rows, one behind the other; the length of a row is a power of two.
    cells: Vec<u32>,
    systems: BTreeMap<(u16, u16), [[Shared; ORDERS]; COUNT]>,
}

/// How often a trait was shared where all that it depends on was.
#[derive(Clone, Copy, Debug, Default)]
struct Shared {
    shared: f32,
    of: f32,
}

impl Frequency {
    /// With room for as many devices; a power of two.
    pub(super) fn for_devices(devices: usize) -> Self {
        Self { devices: 0, cells: vec![0; 2 * CELLS * devices], systems: BTreeMap::new() }
    }

    /// Takes one device in.
    pub(super) fn add(&mut self, marks: &[u16; COUNT]) {
        let system = self.system(marks);
        let mut expected = self.systems.get(&system).copied().unwrap_or([[Shared::default(); ORDERS]; COUNT]);
        for ((at, mark), orders) in marks.iter().enumerate().zip(&mut expected) {
            let (have, of) = self.counts(marks, at, *mark);
            if *mark != 0
                && of > 0
                && let Some(seen) = orders.get_mut(self.order(at, *mark))
            {
                seen.shared += have as f32 / of as f32;
                seen.of += 1.0;
            }
        }
        self.systems.insert(system, expected);
        self.each(marks, |cell| cell.saturating_add(1));
        self.devices += 1;
    }

    /// Takes it out again. What is to be expected of others stays.
    pub(super) fn remove(&mut self, marks: &[u16; COUNT]) {
        self.each(marks, |cell| cell.saturating_sub(1));
        self.devices = self.devices.saturating_sub(1);
    }

    /// For each trait of a print, the share of other devices that have its value among those that have all that it depends on.
    /// One device is left out of the counts: the one that the print is compared with.
    pub(super) fn shares(&self, marks: &[u16; COUNT]) -> Vec<f64> {
        let expected = self.systems.get(&self.system(marks));
        let share = |at: usize, mark: u16, common: f64| {
            let seen = expected.and_then(|traits| traits.get(at)?.get(self.order(at, mark)).copied());
            let Shared { shared, of } = seen.unwrap_or_default();
            let expected = (f64::from(shared) + STAND_IN * common) / (f64::from(of) + STAND_IN);
            let (have, of) = self.counts(marks, at, mark);
            let have = f64::from(have.saturating_sub(1)) + EXPECTED * expected;
            (have / (f64::from(of.saturating_sub(1)) + EXPECTED)).clamp(RAREST, 1.0)
        };
        // What changes within weeks is rare when it is new, and soon everybody has it.
        let floor = |one: &Trait| if one.lasts_days < FLEETING_DAYS { one.common } else { 0.0 };
        let traits = marks.iter().zip(TRAITS).enumerate();
        traits.map(|(at, (mark, one))| share(at, *mark, one.common).max(floor(one))).collect()
    }

    /// How many devices have this mark at a trait, and how many any, of those that have all that it depends on.
    fn counts(&self, marks: &[u16; COUNT], at: usize, mark: u16) -> (u32, u32) {
        let given = given(marks, at);
        (self.count(at, given, mark), self.count(at, given, 0))
    }

    fn count(&self, at: usize, given: u32, mark: u16) -> u32 {
        let cells = self.places(at, given, mark).map(|place| self.cells.get(place));
        cells.into_iter().flatten().copied().min().unwrap_or(0)
    }

    fn order(&self, at: usize, mark: u16) -> usize {
        let have = u64::from(self.count(at, ANYBODY, mark));
        let of = u64::from(self.devices);
        [10, 100, 1_000].iter().filter(|rarity| have * **rarity < of).count()
    }

    fn system(&self, marks: &[u16; COUNT]) -> (u16, u16) {
        let [platform, system, ..] = *marks;
        match self.systems.len() < SYSTEMS || self.systems.contains_key(&(platform, system)) {
            true => (platform, system),
            false => (0, 0),
        }
    }

    /// How many devices were made and set up like this one, and how many of them have its home network.
    pub(super) fn alike(&self, marks: &[u16; COUNT]) -> (u32, u32) {
        let image = hash(marks, IMAGE);
        let home = marks.get(PATH).copied().unwrap_or(0);
        let count = |mark: u16| TWICE.map(|at| self.count(at, image, mark)).into_iter().min().unwrap_or(0);
        (count(0), count(home))
    }

    fn each(&mut self, marks: &[u16; COUNT], change: impl Fn(u32) -> u32) {
        for (at, mark) in marks.iter().enumerate().filter(|(_, mark)| **mark != 0) {
            let given = given(marks, at);
            for (given, mark) in [(given, *mark), (given, 0), (ANYBODY, *mark)] {
                self.change(at, given, mark, &change);
            }
        }
        let home = marks.get(PATH).copied().unwrap_or(0);
        for (at, mark) in TWICE.into_iter().flat_map(|at| [(at, 0), (at, home)]) {
            self.change(at, hash(marks, IMAGE), mark, &change);
        }
    }

    fn change(&mut self, at: usize, given: u32, mark: u16, change: impl Fn(u32) -> u32) {
        for place in self.places(at, given, mark) {
            if let Some(cell) = self.cells.get_mut(place) {
                *cell = change(*cell);
            }
        }
    }

    fn places(&self, at: usize, given: u32, mark: u16) -> [usize; 2] {
        let row = self.cells.len() / 2;
        let hash = Hash(at as u64 | u64::from(mark) << 8 | u64::from(given) << 24).mixed();
        let place = |bits: u64| bits as usize & row.saturating_sub(1);
        [place(hash), row + place(hash >> 32)]
    }

    pub(super) fn bytes(&self) -> usize {
        let systems = self.systems.len() * size_of::<[[Shared; ORDERS]; COUNT]>();
        self.cells.capacity() * size_of::<u32>() + systems
    }
}

/// Where images are counted, behind the traits; twice, because one too many would be a twin that is not there.
const TWICE: [usize; 2] = [COUNT, COUNT + 1];

/// Whatever else a device has.
const ANYBODY: u32 = 0;

/// A hash of all that a trait depends on.
fn given(marks: &[u16; COUNT], at: usize) -> u32 {
    hash(marks, GIVEN.get(at).copied().unwrap_or(0))
}

fn hash(marks: &[u16; COUNT], bits: u64) -> u32 {
    let marks = marks.iter().enumerate().filter(|(before, _)| bits >> before & 1 == 1);
    let hash = marks.fold(Hash::EMPTY, |hash, (_, mark)| hash.with(&mark.to_le_bytes()));
    (hash.mixed() as u32).max(1)
}
