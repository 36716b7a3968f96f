//! Visits of devices, one JSON object a line, plain or gzipped, those of a device in the order of time:
//!
//! ```json
//! {"device":"d07","day":3,"path":"home","label":"genuine","distance":null,"condition":"usual","visit":{ … }}
//! ```
//!
//! `device` is whose identity the visit claims, `path` the network's name, `label` `genuine` or what sort of impostor it is, `distance` how alike
//! the impostor's machine is, `condition` what was special about a genuine visit, `visit` what the road writes into its
//! journal ([`Observation`]), and `lineage` how the visit carried on the device's identity, where that was followed: what the detectors read,
//! and nothing else.

use super::DataError;
use super::table::plain;
use models::lineage::Lineage;
use models::observation::Observation;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;

/// The label of a device's own visits.
pub const GENUINE: &str = "genuine";
/// Longest line, in bytes: a visit with a report of many events is far below it.
const LINE_BYTES: u64 = 4 << 20;

/// One visit, and what is true of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelledVisit {
    /// Whose identity it claims.
    pub device: String,
    /// Day of the device's life, from 0.
    pub day: u32,
    /// Name of the network.
    pub path: String,
    /// [`GENUINE`], or what sort of impostor.
    pub label: String,
    /// How alike the impostor's machine is; `None` for the device itself and where it makes no difference.
    pub distance: Option<String>,
    /// What was special about a genuine visit.
    pub condition: String,
    /// What was observed.
    pub visit: Observation,
    /// How it carried on the device's identity; `None` where nobody followed that.
    #[serde(default)]
    pub lineage: Option<Lineage>,
}

impl LabelledVisit {
    /// Whether it is the device's own.
    pub fn is_genuine(&self) -> bool {
        self.label == GENUINE
    }
}

/// Reads a file.
///
/// # Errors
/// It cannot be read, or a line is no visit.
pub fn visits(file: &Path) -> Result<Vec<LabelledVisit>, DataError> {
    let opened = File::open(file).map_err(|error| DataError::File { file: file.into(), error })?;
    visits_of(file, opened)
}

/// The same of what is read from elsewhere; errors call it `file`.
///
/// # Errors
/// It cannot be read, or a line is no visit.
pub fn visits_of(file: &Path, raw: impl Read + 'static) -> Result<Vec<LabelledVisit>, DataError> {
    let failed = |error| DataError::File { file: file.into(), error };
    let mut reader = BufReader::new(plain(raw).map_err(failed)?);
    let (mut found, mut line, mut number) = (Vec::new(), Vec::new(), 0);
    loop {
        line.clear();
        number += 1;
        if reader.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line).map_err(failed)? == 0 {
            return Ok(found);
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mut json = serde_json::Deserializer::from_slice(&line);
        let visit = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let (field, why) = (error.path().to_string(), error.inner().to_string());
            // The reader counts lines of its own, and there is one.
            let why = why.replace(" at line 1 column", ", column");
            DataError::Json { file: file.into(), line: number, field, why }
        })?;
        found.push(visit);
    }
}
