//! Measured round trips: rounds of three pings, as RIPE Atlas probes send them, one a line:
//! `probe,msm,ts,dst,ttl,rtt1,rtt2,rtt3`, in seconds and milliseconds; a ping without an answer is an empty field.

use std::collections::BTreeMap;
use std::io::Read;

/// Three pings, a second apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// Unix time.
    pub at_s: u64,
    /// `None` where no answer came.
    pub rtt_us: [Option<f64>; 3],
}

impl Round {
    /// Those that were answered.
    pub fn answered_us(&self) -> impl Iterator<Item = f64> {
        self.rtt_us.into_iter().flatten()
    }
}

/// What is wrong with such a file.
#[derive(Debug, thiserror::Error)]
pub enum PingsError {
    /// There is no such column.
    #[error("the first line has no column {0}")]
    NoColumn(&'static str),
    /// A field is not what its column says.
    #[error("line {line}: {column}: {found:?} is not {expected}")]
    Field {
        /// Counted from 1, the heading.
        line: u64,
        /// Its column.
        column: &'static str,
        /// What stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
    /// It cannot be read, or a line has fields too many or too few.
    #[error("{0}")]
    Csv(#[from] csv::Error),
}

/// The rounds of each probe, by time.
pub fn read_pings(file: impl Read) -> Result<BTreeMap<u64, Vec<Round>>, PingsError> {
    let mut lines = csv::Reader::from_reader(file);
    let heading = lines.headers()?.clone();
    let column = |name| heading.iter().position(|field| field == name).ok_or(PingsError::NoColumn(name));
    let (probe, at_s) = (column("probe")?, column("ts")?);
    let rtt = [("rtt1", column("rtt1")?), ("rtt2", column("rtt2")?), ("rtt3", column("rtt3")?)];
    let mut probes: BTreeMap<u64, Vec<Round>> = BTreeMap::new();
    for record in lines.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let whole = |name, place| {
            let found = record.get(place).unwrap_or_default();
            found.parse::<u64>().map_err(|_| field(line, name, found, "a whole number"))
        };
        let milliseconds = |(name, place)| match record.get(place).unwrap_or_default() {
            "" => Ok(None),
            found => match found.parse::<f64>() {
                Ok(ms) if ms > 0.0 && ms.is_finite() => Ok(Some(ms * 1e3)),
                _ => Err(field(line, name, found, "a time in milliseconds")),
            },
        };
        let [first, second, third] = rtt;
        let rtt_us = [milliseconds(first)?, milliseconds(second)?, milliseconds(third)?];
        let round = Round { at_s: whole("ts", at_s)?, rtt_us };
        probes.entry(whole("probe", probe)?).or_default().push(round);
    }
    probes.values_mut().for_each(|rounds| rounds.sort_by_key(|round| round.at_s));
    Ok(probes)
}

fn field(line: u64, column: &'static str, found: &str, expected: &'static str) -> PingsError {
    PingsError::Field { line, column, found: found.into(), expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "probe,msm,ts,dst,ttl,rtt1,rtt2,rtt3\n";

    fn refused(line: &str) -> String {
        read_pings(format!("{HEADING}7,1,50,x,9,1.5,2.5,3.5\n{line}\n").as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn rounds_are_read_by_probe_and_time_and_an_empty_field_is_a_ping_that_nobody_answered() {
        let text = format!("{HEADING}7,1,90,x,,,,\n7,1,50,x,9,1.5,,3.5\n8,1,50,x,9,4,5,6\n");
        let probes = read_pings(text.as_bytes()).unwrap();
        let rounds = [(50, [Some(1_500.0), None, Some(3_500.0)]), (90, [None; 3])];
        assert_eq!(probes[&7], rounds.map(|(at_s, rtt_us)| Round { at_s, rtt_us }));
        assert_eq!(probes[&8].len(), 1);
    }

    #[test]
    fn a_bad_line_is_named_with_its_field() {
        assert_eq!(
            refused("7,1,50,x,9,1.5,fast,3.5"),
            r#"line 3: rtt2: "fast" is not a time in milliseconds"#
        );
        assert_eq!(refused("7,1,50,x,9,-1,2,3"), r#"line 3: rtt1: "-1" is not a time in milliseconds"#);
        assert_eq!(refused("7,1,50,x,9,1,2,inf"), r#"line 3: rtt3: "inf" is not a time in milliseconds"#);
        assert_eq!(refused("7,1,noon,x,9,1,2,3"), r#"line 3: ts: "noon" is not a whole number"#);
        assert!(refused("7,1,50").contains("line: 3"), "{}", refused("7,1,50"));
        let headless = read_pings("probe,ts,rtt1,rtt2\n".as_bytes()).unwrap_err();
        assert_eq!(headless.to_string(), "the first line has no column rtt3");
    }
}
