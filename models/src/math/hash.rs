//! A hash that is the same on every machine and in every version, which the standard library's does not promise: FNV-1a, 64
//! bits (Fowler, Noll, Vo; RFC 9923).

use core::hash::Hasher;

/// Its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hash(pub(crate) u64);

impl Hash {
    pub(crate) const EMPTY: Self = Self(0xcbf2_9ce4_8422_2325);

    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self::EMPTY.with(bytes)
    }

    pub(crate) fn of_value(value: &(impl core::hash::Hash + ?Sized)) -> Self {
        let mut hash = Self::EMPTY;
        value.hash(&mut hash);
        hash
    }

    pub(crate) fn all(hashes: impl Iterator<Item = Self>) -> Self {
        hashes.fold(Self::EMPTY, |all, one| all.with(&one.0.to_le_bytes()))
    }

    pub(crate) fn with(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    /// All bits depend on all bits (the finaliser of MurmurHash3, Austin Appleby, public domain).
    pub(crate) fn mixed(self) -> u64 {
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        mixed ^ (mixed >> 33)
    }

    /// 16 bits of it, at least 1.
    pub(crate) fn mark(self) -> u16 {
        (self.mixed() as u16).max(1)
    }
}

/// Numbers by their bytes, little end first, whatever the machine's order.
impl Hasher for Hash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        *self = self.with(bytes);
    }

    fn write_u16(&mut self, value: u16) {
        self.write(&value.to_le_bytes());
    }

    fn write_u32(&mut self, value: u32) {
        self.write(&value.to_le_bytes());
    }

    fn write_u64(&mut self, value: u64) {
        self.write(&value.to_le_bytes());
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn write_isize(&mut self, value: isize) {
        self.write_u64(value as u64);
    }
}
