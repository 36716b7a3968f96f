//! What a visit looks like, in 16 bits for each trait: enough to tell values apart and too little to tell what they were.

use super::traits::{COUNT, Part, Source, TRAITS};
use crate::math::hash::Hash;
use crate::observation::{Observation, Path, Reading, SignalAbsence};
use alloc::vec::Vec;

/// What one visit looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    /// A hash of each trait's value, at least 1; 0 where there is none.
    pub(super) marks: [u16; COUNT],
}

impl Print {
    /// Reads a visit.
    pub fn of(observation: &Observation) -> Self {
        let mut marks = [0; COUNT];
        for (mark, one) in marks.iter_mut().zip(TRAITS) {
            *mark = match one.source {
                Source::Path => path(observation.path),
                Source::Block => block(observation.path),
                Source::Connection(read) => read(&observation.connection).unwrap_or(0),
                Source::Signal(name, part) => {
                    let signal = observation.signals.iter().find(|signal| signal.name == name);
                    signal.map_or(0, |signal| mark_of(&signal.reading, part))
                }
            };
        }
        Self { marks }
    }
}

fn path(path: Path) -> u16 {
    match path {
        Path::V4(prefix) => Hash::of(&prefix).mark(),
        Path::V6(prefix) => Hash::of(&prefix).mark(),
    }
}

fn block(path: Path) -> u16 {
    match path {
        Path::V4([a, b, _]) => Hash::of(&[a, b]).mark(),
        Path::V6([a, b, c, d, _, _]) => Hash::of(&[a, b, c, d]).mark(),
    }
}

/// That a browser lacks something or refuses it is a trait too; that it failed or was slow is chance.
fn mark_of(reading: &Reading, part: Part) -> u16 {
    match reading {
        Reading::Absent(SignalAbsence::Unsupported) => Hash::of(b"unsupported").mark(),
        Reading::Absent(SignalAbsence::Blocked) => Hash::of(b"blocked").mark(),
        Reading::Absent(SignalAbsence::Timeout | SignalAbsence::Failed) => 0,
        Reading::Integer(value) => number(*value, part),
        Reading::Integers(values) => {
            list(values, part, |value| Hash::of(&number(*value, part).to_le_bytes()))
        }
        Reading::Text(text) => letters(text, part).mark(),
        Reading::Texts(texts) => list(texts, part, |text| letters(text, part)),
    }
}

fn number(value: i64, part: Part) -> u16 {
    let value = match part {
        Part::Size => libm::round(libm::log2(value.unsigned_abs() as f64 + 1.0) / STEP) as i64,
        Part::Whole | Part::Items(_) | Part::Letters | Part::Digits => value,
    };
    Hash::of(&value.to_le_bytes()).mark()
}

/// Sizes that differ by less than a quarter are mostly alike: `log₂ 1.25`.
const STEP: f64 = 0.322;

fn list<T>(values: &[T], part: Part, hash: impl Fn(&T) -> Hash) -> u16 {
    match part {
        Part::Whole | Part::Size => Hash::all(values.iter().map(hash)).mark(),
        Part::Items(at) => Hash::all(at.iter().filter_map(|at| values.get(*at)).map(hash)).mark(),
        // Browsers shuffle their brands from version to version.
        Part::Letters | Part::Digits => {
            let mut hashes: Vec<Hash> = values.iter().map(hash).collect();
            hashes.sort_unstable();
            Hash::all(hashes.into_iter()).mark()
        }
    }
}

fn letters(text: &str, part: Part) -> Hash {
    let mut hash = Hash::EMPTY;
    for byte in text.bytes() {
        let counts = match part {
            Part::Letters => byte.is_ascii_alphabetic() || !byte.is_ascii(),
            Part::Digits => byte.is_ascii_digit(),
            Part::Whole | Part::Items(_) | Part::Size => true,
        };
        if counts {
            hash = hash.with(&[byte]);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn texts(texts: &[&str]) -> Reading {
        Reading::Texts(texts.iter().map(|text| String::from(*text)).collect())
    }

    #[test]
    fn a_browser_s_update_changes_its_version_and_nothing_else() {
        let before = texts(&["Windows", "desktop", "Not_A Brand 24", "Chromium 131"]);
        let after = texts(&["Windows", "desktop", "Chromium 132", "Not A(Brand 8"]);
        let of = |reading, part| mark_of(reading, part);
        assert_eq!(of(&before, Part::Letters), of(&after, Part::Letters));
        assert_eq!(of(&before, Part::Items(&[0, 1])), of(&after, Part::Items(&[0, 1])));
        assert_ne!(of(&before, Part::Digits), of(&after, Part::Digits));
    }

    #[test]
    fn what_failed_is_not_a_value_and_what_is_refused_is_one() {
        let mark = |why| mark_of(&Reading::Absent(why), Part::Whole);
        assert_eq!(mark(SignalAbsence::Failed), 0);
        assert_eq!(mark(SignalAbsence::Timeout), 0);
        assert_ne!(mark(SignalAbsence::Blocked), 0);
        assert_ne!(mark(SignalAbsence::Blocked), mark(SignalAbsence::Unsupported));
    }

    #[test]
    fn sizes_are_alike_when_they_are_close() {
        let mark = |value| mark_of(&Reading::Integer(value), Part::Size);
        assert_eq!(mark(255_000_000_000), mark(256_000_000_000));
        assert_ne!(mark(128_000_000_000), mark(256_000_000_000));
    }
}
