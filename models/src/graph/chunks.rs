//! A list that grows without ever moving what it holds: no pause for a copy, no room kept in reserve.

use alloc::vec::Vec;

const CHUNK: usize = 4_096;

/// The list.
#[derive(Clone, Debug)]
pub(super) struct Chunks<T>(Vec<Vec<T>>);

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Chunks<T> {
    pub(super) fn len(&self) -> usize {
        let full = self.0.len().saturating_sub(1) * CHUNK;
        full + self.0.last().map_or(0, Vec::len)
    }

    pub(super) fn push(&mut self, value: T) {
        if let Some(last) = self.0.last_mut()
            && last.len() < CHUNK
        {
            last.push(value);
            return;
        }
        // The first one grows: most graphs are small.
        let room = if self.0.is_empty() { 0 } else { CHUNK };
        let mut chunk = Vec::with_capacity(room);
        chunk.push(value);
        self.0.push(chunk);
    }

    pub(super) fn get(&self, at: u32) -> Option<&T> {
        self.0.get(at as usize / CHUNK)?.get(at as usize % CHUNK)
    }

    pub(super) fn get_mut(&mut self, at: u32) -> Option<&mut T> {
        self.0.get_mut(at as usize / CHUNK)?.get_mut(at as usize % CHUNK)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().flatten()
    }

    /// Bytes that it occupies.
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|chunk| chunk.capacity() * size_of::<T>()).sum()
    }
}
