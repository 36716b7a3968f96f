//! Repetitions of one text by many people, as in the CMU benchmark (Killourhy and Maxion, DSN 2009): `subject`, `sessionIndex`, `rep`, then for each
//! key `H.*` (held) and to the next one `DD.*` (press to press), in seconds. `UD.*` follows from these, and other columns are left alone.

use super::table::{DataError, Row, rows};
use models::detectors::behaviour::keystroke::Rhythm;
use models::observation::{Event, Field, KeyClass, What};
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

/// Reads a file: everybody in the order of their first appearance.
///
/// # Errors
/// A column is missing, or a time is not a number from 0 on; with the line.
pub fn typists(file: &Path) -> Result<Vec<Typist>, DataError> {
    let table = rows(file)?;
    let subject = table.column("subject")?;
    table.column("rep")?;
    let of = |prefix: &str| -> Vec<usize> {
        let columns = table.header().iter().enumerate().filter(|(_, name)| name.starts_with(prefix));
        columns.map(|(at, _)| at).collect()
    };
    let (holds, downs) = (of("H."), of("DD."));
    let classes: Vec<KeyClass> =
        holds.iter().filter_map(|at| table.header().get(*at)).map(|name| class(name)).collect();
    if holds.len() < 4 || downs.len() + 1 != holds.len() {
        return Err(table.wrong(format!(
            "{} columns H.* and {} columns DD.*: for n keys, 4 at least, there are n and n − 1",
            holds.len(),
            downs.len()
        )));
    }
    let mut typists: Vec<Typist> = Vec::new();
    table.each(|row| {
        let events = events(&row, &holds, &downs, &classes)?;
        let unfit = "no rhythm: somebody waited for more than half a minute, or there are more than 24 keys";
        let rhythm = Rhythm::all(&events)
            .pop()
            .ok_or_else(|| row.wrong(downs.first().copied().unwrap_or(0), unfit))?;
        let name = row.text(subject);
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
        let units = row.number(at)? * UNITS_PER_S;
        let fits = (0.0..f64::from(u16::MAX) * UNITS_PER_S).contains(&units);
        if fits { Ok(units.round() as u32) } else { Err(row.wrong(at, "no time from 0 on, in seconds")) }
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
