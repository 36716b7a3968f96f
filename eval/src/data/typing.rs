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
    /// What the probe would have reported of each.
    pub events: Vec<Vec<Event>>,
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
    let classes: Vec<KeyClass> =
        holds.iter().filter_map(|at| table.header().get(*at)).map(|name| class(name)).collect();
    if !KEYS.contains(&holds.len()) || downs.len() + 1 != holds.len() {
        return Err(table.wrong(format!(
            "{} columns H.* and {} columns DD.*: for n keys, 4 to 24, there are n and n − 1",
            holds.len(),
            downs.len()
        )));
    }
    let mut typists: Vec<Typist> = Vec::new();
    table.each(|row| {
        let events = events(&row, &holds, &downs, &classes)?;
        let rhythm = Rhythm::all(&events)
            .pop()
            .ok_or_else(|| row.wrong(holds.first().copied().unwrap_or(0), "in no rhythm"))?;
        let name = row.text(subject);
        if name.is_empty() {
            return Err(row.wrong(subject, "nobody"));
        }
        match typists.iter_mut().find(|typist| typist.name == name) {
            Some(typist) => {
                typist.repetitions.push(rhythm);
                typist.events.push(events);
            }
            None => {
                typists.push(Typist { name: name.into(), repetitions: vec![rhythm], events: vec![events] })
            }
        }
        Ok(())
    })?;
    Ok(typists)
}

/// The class of the key that a column `H.*` is named after, in the benchmark's words.
fn class(column: &str) -> KeyClass {
    match column.trim_start_matches("H.") {
        "period" => KeyClass::Punctuation,
        "five" => KeyClass::Digit,
        "Return" => KeyClass::Enter,
        _ => KeyClass::Letter,
    }
}

/// The events that the probe would have reported.
fn events(
    row: &Row<'_>,
    holds: &[usize],
    downs: &[usize],
    classes: &[KeyClass],
) -> Result<Vec<Event>, DataError> {
    let time = |at: usize| -> Result<u32, DataError> {
        let seconds = row.number(at)?;
        let units = (seconds * UNITS_PER_S).round();
        let fits = seconds >= 0.0 && units < PAUSE_S * UNITS_PER_S;
        if fits { Ok(units as u32) } else { Err(row.wrong(at, "no time from 0 to 30, in seconds")) }
    };
    let mut events = Vec::with_capacity(2 * holds.len());
    let mut now = 0;
    let keys = holds.iter().zip(classes).zip(downs.iter().map(Some).chain([None])).zip(0..);
    for (((hold, class), down), slot) in keys {
        let (class, field) = (*class, Field::Text);
        let what = What::KeyDown { slot, class, repeat: false, field, position: slot };
        events.push(Event { at_100us: now, what });
        events.push(Event { at_100us: now + time(*hold)?, what: What::KeyUp { slot } });
        now += down.map_or(Ok(0), |down| time(*down))?;
    }
    events.sort_by_key(|event| event.at_100us);
    Ok(events)
}
