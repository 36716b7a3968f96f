//! Repetitions of one text by many people, as in the CMU benchmark (Killourhy and Maxion, DSN 2009): `subject`, `sessionIndex`, `rep`, then for each
//! key `H.*` (held) and to the next one `DD.*` (press to press), in seconds. `UD.*` follows from these, and other columns are left alone.

use super::table::{Columns, DataError, Row, rows};
use models::detectors::behaviour::keystroke::Rhythm;
use models::observation::{Event, Field, KeyClass, What};
use std::ops::RangeInclusive;
use std::path::Path;

/// One person's repetitions, in the order of the file.
#[derive(Clone, Debug)]
pub struct Typist {
    /// What the file calls them.
    pub name: String,
    /// Their rhythms.
    pub repetitions: Vec<Rhythm>,
}

const UNITS_PER_S: f64 = 1e4;
/// Texts of fewer keys or of more have no rhythm.
const KEYS: RangeInclusive<usize> = 4..=24;
/// Nor has one in which somebody waited so long, in seconds.
const PAUSE_S: f64 = 30.0;

/// Reads a file: everybody in the order of their first appearance.
///
/// # Errors
/// A column is missing, or a time is not a number from 0 to 30; with the line.
pub fn typists(file: &Path) -> Result<Vec<Typist>, DataError> {
    typists_of(rows(file)?)
}

/// The same of a table that is open already.
///
/// # Errors
/// As [`typists`].
pub fn typists_of(table: Columns) -> Result<Vec<Typist>, DataError> {
    let subject = table.column("subject")?;
    table.column("rep")?;
    let of = |prefix: &str| -> Vec<usize> {
        let columns = table.header().iter().enumerate().filter(|(_, name)| name.starts_with(prefix));
        columns.map(|(at, _)| at).collect()
    };
    let (holds, downs) = (of("H."), of("DD."));
    if !KEYS.contains(&holds.len()) || downs.len() + 1 != holds.len() {
        return Err(table.wrong(format!(
            "{} columns H.* and {} columns DD.*: for n keys, 4 to 24, there are n and n − 1",
            holds.len(),
            downs.len()
        )));
    }
    let mut typists: Vec<Typist> = Vec::new();
    table.each(|row| {
        let rhythm = rhythm(&row, &holds, &downs)?;
        let name = row.text(subject);
        if name.is_empty() {
            return Err(row.wrong(subject, "nobody"));
        }
        match typists.iter_mut().find(|typist| typist.name == name) {
            Some(typist) => typist.repetitions.push(rhythm),
            None => typists.push(Typist { name: name.into(), repetitions: vec![rhythm] }),
        }
        Ok(())
    })?;
    Ok(typists)
}

/// The events that the probe would have reported, and what is made of them.
fn rhythm(row: &Row<'_>, holds: &[usize], downs: &[usize]) -> Result<Rhythm, DataError> {
    let time = |at: usize| -> Result<u32, DataError> {
        let seconds = row.number(at)?;
        let units = (seconds * UNITS_PER_S).round();
        let fits = seconds >= 0.0 && units < PAUSE_S * UNITS_PER_S;
        if fits { Ok(units as u32) } else { Err(row.wrong(at, "no time from 0 to 30, in seconds")) }
    };
    let mut events = Vec::with_capacity(2 * holds.len());
    let mut now = 0;
    for (slot, (hold, down)) in holds.iter().zip(downs.iter().map(Some).chain([None])).enumerate() {
        let slot = slot as u8;
        let (class, field) = (KeyClass::Letter, Field::Text);
        let what = What::KeyDown { slot, class, repeat: false, field, position: slot };
        events.push(Event { at_100us: now, what });
        events.push(Event { at_100us: now + time(*hold)?, what: What::KeyUp { slot } });
        now += down.map_or(Ok(0), |down| time(*down))?;
    }
    events.sort_by_key(|event| event.at_100us);
    Rhythm::all(&events).pop().ok_or_else(|| row.wrong(holds.first().copied().unwrap_or(0), "in no rhythm"))
}
