//! The layout of the Balabit Mouse Dynamics Challenge (Fülöp et al., 2016): `training_files/userN/session_*`,
//! `test_files/userN/session_*` and `public_labels.csv`; a session is a table `record timestamp, client timestamp, button,
//! state, x, y` with times in seconds.

use super::{Columns, DataError, rows};
use models::observation::{Event, PointerKind, What};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the pointer was out of the window, this stands for both coordinates.
const OUTSIDE: f64 = 65_535.0;
/// Height of one notch of the wheel, CSS pixels.
const NOTCH_PX: i32 = 100;

/// One person.
pub struct Person {
    /// As the folder is called.
    pub name: String,
    /// What they are known by, in the order of the file names.
    pub training: Vec<Vec<Event>>,
    /// What is to be told: sessions and whether somebody else made them.
    pub test: Vec<(Vec<Event>, bool)>,
}

/// Reads everybody; sessions without a label are left out, since nothing can be measured on them.
///
/// # Errors
/// A folder or file cannot be read, or holds what it must not; fewer than two people; nothing to tell apart.
pub fn people(folder: &Path) -> Result<Vec<Person>, DataError> {
    let labelled = folder.join("public_labels.csv");
    let labels = labels_of(rows(&labelled)?)?;
    let mut people = Vec::new();
    let training_files = folder.join("training_files");
    for training in entries(&training_files)? {
        let name = name(&training);
        let test = entries(&folder.join("test_files").join(&name))?.into_iter().filter_map(|file| {
            let illegal = *labels.get(&self::name(&file))?;
            Some(session(&file).map(|events| (events, illegal)))
        });
        let test = test.collect::<Result<_, _>>()?;
        let training = entries(&training)?.iter().map(|file| session(file)).collect::<Result<_, _>>()?;
        people.push(Person { name, training, test });
    }
    if people.len() < 2 {
        let why = "impostors need at least two people".into();
        return Err(DataError::Content { file: training_files, why });
    }
    for (illegal, whose) in [(false, "the person's own"), (true, "somebody else's")] {
        if !people.iter().any(|person| person.test.iter().any(|(_, label)| *label == illegal)) {
            let why = format!("no session in test_files is labelled {whose}");
            return Err(DataError::Content { file: labelled, why });
        }
    }
    Ok(people)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    let failed = |error| DataError::File { file: folder.into(), error };
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut entries: Vec<PathBuf> =
        entries.map(|entry| Ok(entry.map_err(failed)?.path())).collect::<Result<_, DataError>>()?;
    entries.sort();
    Ok(entries)
}

/// Which sessions somebody else made.
///
/// # Errors
/// A column is missing, or a label is neither 0 nor 1.
pub fn labels_of(columns: Columns) -> Result<HashMap<String, bool>, DataError> {
    let (file_name, illegal) = (columns.column("filename")?, columns.column("is_illegal")?);
    let mut labels = HashMap::new();
    columns.each(|row| {
        let is_illegal = match row.text(illegal) {
            "0" => false,
            "1" => true,
            _ => return Err(row.wrong(illegal, "neither 0 nor 1")),
        };
        labels.insert(row.text(file_name).to_owned(), is_illegal);
        Ok(())
    })?;
    Ok(labels)
}

/// The events of one session, as the probe would have reported them.
///
/// # Errors
/// The file cannot be read or a value is none; the message names its line.
pub fn session(file: &Path) -> Result<Vec<Event>, DataError> {
    session_of(rows(file)?)
}

/// The same of a table that is open already.
///
/// # Errors
/// As [`session`].
pub fn session_of(columns: Columns) -> Result<Vec<Event>, DataError> {
    let [time, button, state, x, y] =
        ["client timestamp", "button", "state", "x", "y"].map(|name| columns.column(name));
    let (time, button, state, x, y) = (time?, button?, state?, x?, y?);
    let mut events = Vec::new();
    let (mut began_s, mut scrolled) = (None, 0);
    columns.each(|row| {
        let (at_s, px, py) = (row.number(time)?, row.number(x)?, row.number(y)?);
        if at_s < 0.0 {
            return Err(row.wrong(time, "negative"));
        }
        let since_s = (at_s - *began_s.get_or_insert(at_s)).max(0.0);
        let at_100us = (since_s * 10_000.0).round() as u32;
        if px >= OUTSIDE || py >= OUTSIDE {
            return Ok(());
        }
        let (x, y) = (px as i16, py as i16);
        let pressed = match row.text(button) {
            "Right" => 2,
            "Middle" => 1,
            _ => 0,
        };
        let pointer = PointerKind::Mouse;
        let what = match row.text(state) {
            "Move" | "Drag" => What::PointerMove { x, y, coalesced: false },
            "Pressed" => What::PointerDown { x, y, pointer, button: pressed },
            "Released" => What::PointerUp { x, y, pointer, button: pressed },
            "Down" | "Up" => {
                scrolled += if row.text(state) == "Down" { NOTCH_PX } else { -NOTCH_PX };
                What::Scroll { y: scrolled }
            }
            _ => return Err(row.wrong(state, "no state of a mouse")),
        };
        events.push(Event { at_100us, what });
        Ok(())
    })?;
    Ok(events)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::unwrap_in_result, reason = "tests")]
mod tests {
    use super::*;

    fn said(text: &str) -> Result<Vec<Event>, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("session_1");
        fs::write(&file, text).unwrap();
        session(&file).map_err(|error| error.to_string().replace(&file.display().to_string(), "FILE"))
    }

    const HEAD: &str = "record timestamp,client timestamp,button,state,x,y\n";

    #[test]
    fn a_session_is_told_as_the_probe_would_tell_it() {
        let rows = "9,5.0,NoButton,Move,10,20\n9,5.1,Left,Pressed,65535,65535\n9,5.25,Left,Pressed,11,21\n9,5.3,Scroll,Down,0,0\n";
        let events = said(&format!("{HEAD}{rows}")).unwrap();
        let pointer = PointerKind::Mouse;
        assert_eq!(
            events,
            [
                Event { at_100us: 0, what: What::PointerMove { x: 10, y: 20, coalesced: false } },
                Event { at_100us: 2_500, what: What::PointerDown { x: 11, y: 21, pointer, button: 0 } },
                Event { at_100us: 3_000, what: What::Scroll { y: 100 } },
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_line() {
        let wrong = |rows: &str| said(&format!("{HEAD}{rows}")).unwrap_err();
        assert_eq!(
            wrong("0,NaN,NoButton,Move,1,1\n"),
            r#"FILE, line 2, client timestamp: "NaN" is not finite"#
        );
        assert_eq!(wrong("0,-1,NoButton,Move,1,1\n"), r#"FILE, line 2, client timestamp: "-1" is negative"#);
        assert_eq!(wrong("0,1,NoButton,Hop,1,1\n"), r#"FILE, line 2, state: "Hop" is no state of a mouse"#);
        assert!(said("client timestamp,button,state,x\n").unwrap_err().ends_with("there is no column y"));
    }

    #[test]
    fn one_person_alone_has_no_impostors() {
        let folder = tempfile::tempdir().unwrap();
        for part in ["training_files", "test_files"] {
            fs::create_dir_all(folder.path().join(part).join("user1")).unwrap();
        }
        fs::write(folder.path().join("public_labels.csv"), "filename,is_illegal\n").unwrap();
        let error = people(folder.path()).err().unwrap().to_string();
        assert!(error.ends_with("impostors need at least two people"), "{error}");
    }
}
