//! Reading the newest records of a kind, up to a bound.

use crate::artifact::MadeOf;
use crate::assessment::RoadError;
use crate::journal::{Journal, Key, Seq, Stored};
use alloc::vec::Vec;

/// Records that are read at a time.
pub(crate) const STRIDE: usize = 256;

/// The newest records that mention a key, page by page, up to a bound.
pub(crate) struct Newest {
    key: Key,
    left: usize,
    count: usize,
    newest: Seq,
    oldest: Option<Seq>,
}

impl Newest {
    /// None of them is read yet.
    pub(crate) fn of(key: Key, bound: usize) -> Self {
        Self { key, left: bound, count: 0, newest: 0, oldest: None }
    }

    /// The next page, newest first; `None` behind the last.
    pub(crate) async fn page<J: Journal>(&mut self, journal: &J) -> Result<Option<Vec<Stored>>, RoadError> {
        if self.left == 0 {
            return Ok(None);
        }
        let page = journal.mentions(&self.key, self.oldest, STRIDE.min(self.left)).await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(None) };
        self.newest = self.newest.max(first.seq);
        self.oldest = Some(last.seq);
        self.count += page.len();
        self.left -= page.len();
        Ok(Some(page))
    }

    /// Where the oldest that was read stands.
    pub(crate) fn oldest(&self) -> Seq {
        self.oldest.unwrap_or(0)
    }

    /// What was read, for whatever is made of it.
    pub(crate) fn made_of(&self) -> MadeOf {
        MadeOf { count: u32::try_from(self.count).unwrap_or(u32::MAX), newest: self.newest }
    }
}
