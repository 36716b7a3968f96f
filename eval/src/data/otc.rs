//! Ratings of one another in the order of time, one a line: `source,target,rating,time`, with or without that header: a rating from −10 to
//! 10, the time in seconds.

use super::{DataError, headless};
use models::observation::Timestamp;
use std::path::Path;

/// One rating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rated {
    /// When.
    pub at: Timestamp,
    /// Who rates.
    pub source: u32,
    /// Whom.
    pub target: u32,
    /// From −10 to 10.
    pub rating: i8,
}

/// Reads a file, sorted by time.
///
/// # Errors
/// It cannot be read, or a line is no rating.
pub fn ratings(file: &Path) -> Result<Vec<Rated>, DataError> {
    let mut found = Vec::new();
    headless(file, &["source", "target", "rating", "time"])?.each(|row| {
        let rating = row.number(2)?;
        if !(-10.0..=10.0).contains(&rating) {
            return Err(row.wrong(2, "no rating from -10 to 10"));
        }
        let seconds = row.number(3)?;
        if !(0.0..=1e11).contains(&seconds) {
            return Err(row.wrong(3, "no time in seconds"));
        }
        let at = Timestamp((seconds * 1e6) as i64);
        found.push(Rated { at, source: row.count(0)?, target: row.count(1)?, rating: rating as i8 });
        Ok(())
    })?;
    found.sort_by_key(|one| one.at);
    Ok(found)
}
