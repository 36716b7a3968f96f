//! What people did, as the probe reports it: recordings of keys (CMU benchmark, Killourhy & Maxion 2009) and of mice (Balabit
//! challenge, Fülöp et al. 2016), where they lie beside the checkout.

use models::connection::Connection;
use models::observation::{
    Conduct, Event, Field, KeyClass, Observation, Path, PointerKind, Reading, Signal, Timestamp, What,
};
use std::path::PathBuf;
use std::process::Command;

const KEYS: &str = "cmu_keystroke/DSL-StrongPasswordData.csv.gz";
const MICE: &str = "balabit";
/// The keys of `.tie5Roanl` and Return; the capital counts as one key.
const PASSWORD: [KeyClass; 11] = {
    use KeyClass::{Digit, Enter, Letter, Punctuation};
    [Punctuation, Letter, Letter, Letter, Digit, Letter, Letter, Letter, Letter, Letter, Enter]
};

/// Visits of one person, in order.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) visits: Vec<Observation>,
}

/// A visit that consists of these events.
pub(crate) fn visit(number: usize, mut events: Vec<Event>) -> Observation {
    events.sort_by_key(|event| event.at_100us);
    Observation {
        opened_at: Timestamp(number as i64 * 86_400_000_000),
        sealed_at: Timestamp(number as i64 * 86_400_000_000 + 600_000_000),
        path: Path::V4([192, 0, 2]),
        device: [1; 16],
        exchanges: Vec::new(),
        signals: vec![Signal { name: "clock_resolution".into(), reading: Reading::Integer(100) }],
        events,
        connection: Connection::default(),
        conduct: Conduct::default(),
    }
}

/// The events of keys that are pressed at a time and held for another, in units of 100 µs, with the slots that the probe gives.
pub(crate) fn typed(keys: &[(u32, u32, KeyClass)]) -> Vec<Event> {
    let mut moments: Vec<(u32, bool, usize)> = Vec::new();
    for (index, (down, held, _)) in keys.iter().enumerate() {
        moments.extend([(*down, true, index), (down + held, false, index)]);
    }
    moments.sort();
    let mut slots: Vec<Option<usize>> = vec![None; 16];
    let event = |(at_100us, is_down, index): (u32, bool, usize)| {
        let wanted = if is_down { None } else { Some(index) };
        let slot = slots.iter().position(|held| *held == wanted)?;
        slots[slot] = is_down.then_some(index);
        let (slot, class) = (slot as u8, keys[index].2);
        let what = match is_down {
            true => What::KeyDown { slot, class, repeat: false, field: Field::Name, position: index as u8 },
            false => What::KeyUp { slot },
        };
        Some(Event { at_100us, what })
    };
    moments.into_iter().filter_map(event).collect()
}

/// Somebody types the password so many times in each visit; `None` where the recordings are absent.
pub(crate) fn typists(times: usize) -> Option<Vec<Person>> {
    let text = unpacked("gzip", &data(KEYS)?);
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let columns = |start: &str| -> Vec<usize> {
        head.iter().enumerate().filter(|(_, name)| name.starts_with(start)).map(|(at, _)| at).collect()
    };
    let (holds, between) = (columns("H."), columns("DD."));
    let mut rows: Vec<(String, Vec<(u32, u32)>)> = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let ticks = |at: usize| (cells[at].trim().parse::<f64>().unwrap() * 1e4).round() as u32;
        let mut down = 0;
        let mut keys = Vec::new();
        for (key, hold) in holds.iter().enumerate() {
            keys.push((down, ticks(*hold)));
            down += between.get(key).map_or(0, |at| ticks(*at));
        }
        rows.push((cells[0].to_owned(), keys));
    }
    let of_one = |rows: &[(String, Vec<(u32, u32)>)]| {
        let visits = rows.chunks(times).enumerate().map(|(number, typed_again)| {
            let mut began = 0;
            let mut keys = Vec::new();
            for (_, repetition) in typed_again {
                let (last, held) = *repetition.last().unwrap();
                let classed = repetition.iter().zip(PASSWORD);
                keys.extend(classed.map(|((down, held), class)| (began + down, *held, class)));
                began += last + held + 20_000;
            }
            visit(number, typed(&keys))
        });
        Person { name: rows[0].0.clone(), visits: visits.collect() }
    };
    Some(rows.chunk_by(|one, other| one.0 == other.0).map(of_one).collect())
}

/// Somebody works with the mouse, cut into visits of so many events; `None` where the recordings are absent. They were taken at a
/// proxy of remote desktops, in the steps of a clock of 15.6 ms.
pub(crate) fn mice(events: usize) -> Option<Vec<Person>> {
    let folder = data(MICE)?;
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "xz"));
    files.sort();
    Some(files.iter().map(|file| worker(file, events)).collect())
}

fn worker(file: &std::path::Path, events: usize) -> Person {
    let text = unpacked("xz", file);
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let mut visits = Vec::new();
    for session in rows.chunk_by(|one, other| one[0] == other[0]) {
        let seen: Vec<(u32, What)> = session.iter().filter_map(|row| moved(row)).collect();
        for part in seen.chunks(events) {
            let began = part[0].0;
            let events =
                part.iter().map(|(at, what)| Event { at_100us: at.saturating_sub(began), what: *what });
            visits.push(visit(visits.len(), events.collect()));
        }
    }
    Person { name: file.file_stem().unwrap().to_string_lossy().into_owned(), visits }
}

/// One row `session,t_ms,button,state,x,y`; wheels and what lies outside of the screen are left out.
fn moved(row: &[&str]) -> Option<(u32, What)> {
    let number = |at: usize| row[at].parse::<u32>().ok();
    let place = |at: usize| row[at].parse::<i16>().ok();
    let (x, y) = (place(4)?, place(5)?);
    let button = match row[2] {
        "R" => 2,
        "M" => 1,
        _ => 0,
    };
    let what = match row[3] {
        "m" | "d" => What::PointerMove { x, y, coalesced: false },
        "p" => What::PointerDown { x, y, pointer: PointerKind::Mouse, button },
        "r" => What::PointerUp { x, y, pointer: PointerKind::Mouse, button },
        _ => return None,
    };
    Some((number(1)?.checked_mul(10)?, what))
}

fn data(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(name);
    if !path.exists() {
        eprintln!("skipped: no {name} in ../shared/data beside this checkout");
        return None;
    }
    Some(path)
}

fn unpacked(by: &str, file: &std::path::Path) -> String {
    let output = Command::new(by).arg("-dc").arg(file).output().unwrap();
    assert!(output.status.success(), "{by} cannot read {}", file.display());
    String::from_utf8(output.stdout).unwrap()
}
