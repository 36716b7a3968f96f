//! Who rated whom: `source,target,rating,time`, the rating from −10 to 10, the time in seconds since 1970; the header may be missing. Labels:
//! `party,label`, 1 for the benign and −1 for frauds.

use super::DataError;
use super::table::{Row, rows_named};
use models::interaction::{Interaction, InteractionKind, Opinion};
use models::observation::Timestamp;
use std::collections::HashMap;
use std::path::Path;

/// The best rating; the worst is its negative.
const BEST: f64 = 10.0;
/// Latest time: beyond it something else was meant.
const LATEST_S: f64 = 4e9;

/// Ratings in the order of time, and the names of the parties, numbered as they come.
#[derive(Clone, Debug, Default)]
pub struct Ratings {
    /// The ratings.
    pub all: Vec<Rating>,
    names: HashMap<String, usize>,
}

/// One rating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rating {
    /// Number of whoever rates.
    pub from: usize,
    /// Number of whoever is rated.
    pub to: usize,
    /// From −1 to 1.
    pub opinion: f64,
    /// When.
    pub at: Timestamp,
}

impl Rating {
    /// As the graph is told of it.
    pub fn interaction(&self) -> Interaction {
        Interaction {
            at: self.at,
            from: id(self.from),
            to: id(self.to),
            kind: InteractionKind::Rating,
            opinion: Opinion::new(self.opinion as f32),
            text: None,
        }
    }
}

/// The pseudonym of a party.
pub fn id(number: usize) -> [u8; 16] {
    (number as u128).to_le_bytes()
}

impl Ratings {
    /// How many parties there are.
    pub fn parties(&self) -> usize {
        self.names.len()
    }

    /// The number of a party.
    pub fn party(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    fn number(&mut self, row: &Row<'_>, at: usize) -> Result<usize, DataError> {
        let name = row.text(at);
        if name.is_empty() {
            return Err(row.wrong(at, "nobody"));
        }
        let next = self.names.len();
        Ok(*self.names.entry(name.into()).or_insert(next))
    }
}

/// Reads ratings.
///
/// # Errors
/// The file cannot be read, or a line is no rating.
pub fn ratings(file: &Path) -> Result<Ratings, DataError> {
    let mut found = Ratings::default();
    rows_named(file, &["source", "target", "rating", "time"])?.each(|row| {
        let (from, to) = (found.number(&row, 0)?, found.number(&row, 1)?);
        if from == to {
            return Err(row.wrong(1, "whoever rates"));
        }
        let (rating, time_s) = (row.number(2)?, row.number(3)?);
        if !(-BEST..=BEST).contains(&rating) {
            return Err(row.wrong(2, "no rating from -10 to 10"));
        }
        if !(0.0..=LATEST_S).contains(&time_s) {
            return Err(row.wrong(3, "no time from 0 to 4000000000"));
        }
        let at = Timestamp((time_s * 1e6) as i64);
        found.all.push(Rating { from, to, opinion: rating / BEST, at });
        Ok(())
    })?;
    found.all.sort_by_key(|rating| rating.at);
    Ok(found)
}

/// Reads labels: each party of the ratings that has one, and whether it is a fraud. Others have nothing to be judged by.
///
/// # Errors
/// The file cannot be read, or a line is no label.
pub fn labels(file: &Path, ratings: &Ratings) -> Result<Vec<(usize, bool)>, DataError> {
    let mut found = Vec::new();
    rows_named(file, &["party", "label"])?.each(|row| {
        let fraud = match row.text(1) {
            "1" | "+1" => false,
            "-1" => true,
            _ => return Err(row.wrong(1, "neither 1 nor -1")),
        };
        found.extend(ratings.party(row.text(0)).map(|party| (party, fraud)));
        Ok(())
    })?;
    Ok(found)
}
