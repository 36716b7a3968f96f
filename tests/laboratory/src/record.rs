//! The laboratory's output: JSON lines, gzipped.

use anyhow::Result;
use eval::data::visits::LabelledVisit;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// Writes visits down, in this order.
pub(crate) fn write<'v>(file: &Path, visits: impl Iterator<Item = &'v LabelledVisit>) -> Result<()> {
    let mut out = GzEncoder::new(BufWriter::new(File::create(file)?), Compression::best());
    for visit in visits {
        serde_json::to_writer(&mut out, visit)?;
        out.write_all(b"\n")?;
    }
    Ok(out.finish()?.flush()?)
}
