//! A table with room for so many: what was not touched for longest makes room, whatever the clock says.

use alloc::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Recent<V> {
    room: usize,
    turn: u64,
    kept: BTreeMap<u64, (u64, V)>,
    /// Keys by the turn at which they were touched last.
    order: BTreeMap<u64, u64>,
}

impl<V: Default> Recent<V> {
    pub(super) fn with_room(room: usize) -> Self {
        Self { room, turn: 0, kept: BTreeMap::new(), order: BTreeMap::new() }
    }

    pub(super) fn get(&self, key: u64) -> Option<&V> {
        self.kept.get(&key).map(|(_, value)| value)
    }

    /// Changes what is there, or does nothing.
    pub(super) fn get_mut(&mut self, key: u64) -> Option<&mut V> {
        self.kept.get_mut(&key).map(|(_, value)| value)
    }

    /// What is there, or something new.
    pub(super) fn touch(&mut self, key: u64) -> &mut V {
        self.turn += 1;
        match self.kept.get(&key).map(|(turn, _)| *turn) {
            Some(turn) => {
                self.order.remove(&turn);
            }
            None if self.kept.len() >= self.room => {
                if let Some((_, oldest)) = self.order.pop_first() {
                    self.kept.remove(&oldest);
                }
            }
            None => {}
        }
        self.order.insert(self.turn, key);
        let (turn, value) = self.kept.entry(key).or_default();
        *turn = self.turn;
        value
    }
}
