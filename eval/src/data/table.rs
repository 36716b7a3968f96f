//! Tables with a header, or with columns that are known without one: comma-separated, plain, gzipped or the first file of a zip (told by
//! the bytes, not by the name).

use csv::{ReaderBuilder, StringRecord};
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// How a file may be stored in a zip.
const DEFLATED: u16 = 8;

/// Why a data set cannot be read.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum DataError {
    #[error("{}: {error}", .file.display())]
    File { file: PathBuf, error: std::io::Error },
    #[error("{}, line {line}: {error}", .file.display())]
    Csv { file: PathBuf, line: u64, error: csv::Error },
    #[error("{}, line {line}, {field}: {why}", .file.display())]
    Json { file: PathBuf, line: u64, field: String, why: String },
    #[error("{}: there is no column {column}", .file.display())]
    NoColumn { file: PathBuf, column: String },
    #[error("{}, line {line}, {column}: {value:?} is {why}", .file.display())]
    Value { file: PathBuf, line: u64, column: String, value: String, why: &'static str },
    #[error("{}: {why}", .file.display())]
    Content { file: PathBuf, why: String },
}

/// Rows of a table, its header read.
pub struct Columns {
    file: PathBuf,
    header: Vec<String>,
    reader: csv::Reader<Box<dyn Read>>,
}

/// One row, to take typed values from.
pub struct Row<'t> {
    columns: &'t Columns,
    record: &'t StringRecord,
}

/// Opens a table.
///
/// # Errors
/// The file cannot be read, or has no header.
pub fn rows(file: &Path) -> Result<Columns, DataError> {
    let opened = File::open(file).map_err(|error| DataError::File { file: file.into(), error })?;
    rows_of(file, opened)
}

/// A table that is read from elsewhere; errors call it `file`.
///
/// # Errors
/// It cannot be read, or has no header.
pub fn rows_of(file: &Path, raw: impl Read + 'static) -> Result<Columns, DataError> {
    let raw = plain(raw).map_err(|error| DataError::File { file: file.into(), error })?;
    let mut reader = ReaderBuilder::new().trim(csv::Trim::All).from_reader(raw);
    let header = reader.headers().map_err(|error| csv_error(file, 1, error))?;
    let header = header.iter().map(String::from).collect();
    Ok(Columns { file: file.into(), header, reader })
}

/// A table of these columns, in this order, whose header may be missing.
///
/// # Errors
/// It cannot be read.
pub(super) fn rows_named(file: &Path, names: &[&str]) -> Result<Columns, DataError> {
    let failed = |error| DataError::File { file: file.into(), error };
    let mut raw = BufReader::new(plain(File::open(file).map_err(failed)?).map_err(failed)?);
    let first = raw.fill_buf().map_err(failed)?;
    let has_headers = names.first().is_some_and(|name| first.trim_ascii_start().starts_with(name.as_bytes()));
    let raw: Box<dyn Read> = Box::new(raw);
    let reader = ReaderBuilder::new().trim(csv::Trim::All).has_headers(has_headers).from_reader(raw);
    Ok(Columns { file: file.into(), header: names.iter().map(|name| (*name).into()).collect(), reader })
}

/// Opens a table whose columns are called so; a first line that says the same is its header and no row.
///
/// # Errors
/// The file cannot be read.
pub fn headless(file: &Path, columns: &[&str]) -> Result<Columns, DataError> {
    let io = |error| DataError::File { file: file.into(), error };
    let raw = plain(File::open(file).map_err(io)?).map_err(io)?;
    let mut reader = ReaderBuilder::new();
    let reader = reader.trim(csv::Trim::All).has_headers(false).flexible(true).from_reader(raw);
    Ok(Columns { file: file.into(), header: columns.iter().map(|name| (*name).into()).collect(), reader })
}

/// The bytes themselves, or what they were compressed from.
pub(super) fn plain(raw: impl Read + 'static) -> std::io::Result<Box<dyn Read>> {
    let mut raw = BufReader::new(raw);
    let begin = raw.fill_buf()?;
    if begin.starts_with(&[0x1f, 0x8b]) {
        Ok(Box::new(MultiGzDecoder::new(raw)))
    } else if begin.starts_with(b"PK\x03\x04") {
        first_of_zip(raw)
    } else {
        Ok(Box::new(raw))
    }
}

/// The first file of a zip (PKWARE APPNOTE 6.3, §4.3.7: a header of 30 bytes, a name, an extra field, the file).
fn first_of_zip(mut raw: impl Read + 'static) -> std::io::Result<Box<dyn Read>> {
    let mut header = [0; 30];
    raw.read_exact(&mut header)?;
    let [.., m0, m1, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, n0, n1, e0, e1] = header;
    if u16::from_le_bytes([m0, m1]) != DEFLATED {
        return Err(Error::new(ErrorKind::InvalidData, "a zip whose first file is not deflated"));
    }
    let named = u64::from(u16::from_le_bytes([n0, n1])) + u64::from(u16::from_le_bytes([e0, e1]));
    std::io::copy(&mut raw.by_ref().take(named), &mut std::io::sink())?;
    Ok(Box::new(DeflateDecoder::new(raw)))
}

/// An error that knows its line, or else the line that reading had come to.
fn csv_error(file: &Path, come_to: u64, error: csv::Error) -> DataError {
    let line = error.position().map_or(come_to, csv::Position::line);
    DataError::Csv { file: file.into(), line, error }
}

impl Columns {
    /// Names of the columns, in their order.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Where a column stands.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn column(&self, name: &str) -> Result<usize, DataError> {
        let missing = || DataError::NoColumn { file: self.file.clone(), column: name.into() };
        self.header.iter().position(|one| one == name).ok_or_else(missing)
    }

    /// Calls `each` with every row.
    ///
    /// # Errors
    /// A row is malformed, or `each` says so.
    pub fn each(mut self, mut each: impl FnMut(Row<'_>) -> Result<(), DataError>) -> Result<(), DataError> {
        let mut record = StringRecord::new();
        loop {
            let read = self.reader.read_record(&mut record);
            let come_to = self.reader.position().line();
            if !read.map_err(|error| csv_error(&self.file, come_to, error))? {
                return Ok(());
            }
            let line = record.position().map_or(come_to, csv::Position::line);
            if line == 1 && record.iter().eq(&self.header) {
                continue;
            }
            if record.len() != self.header.len() {
                let why = format!("line {line}: {} columns, not {}", record.len(), self.header.len());
                return Err(self.wrong(why));
            }
            each(Row { columns: &self, record: &record })?;
        }
    }

    /// What is wrong with the table as a whole.
    pub fn wrong(&self, why: impl Into<String>) -> DataError {
        DataError::Content { file: self.file.clone(), why: why.into() }
    }
}

impl Row<'_> {
    /// Where it stands in the file, from 1, the header counted.
    pub fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    /// The text of a column.
    pub fn text(&self, at: usize) -> &str {
        self.record.get(at).unwrap_or_default()
    }

    /// A finite number.
    ///
    /// # Errors
    /// It is none.
    pub fn number(&self, at: usize) -> Result<f64, DataError> {
        match self.text(at).parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            Ok(_) => Err(self.wrong(at, "not finite")),
            Err(_) => Err(self.wrong(at, "not a number")),
        }
    }

    /// A whole number from 0 on.
    ///
    /// # Errors
    /// It is none.
    pub fn count(&self, at: usize) -> Result<u32, DataError> {
        self.text(at).parse().map_err(|_| self.wrong(at, "not a whole number"))
    }

    /// What is wrong with the value of a column.
    pub fn wrong(&self, at: usize, why: &'static str) -> DataError {
        DataError::Value {
            file: self.columns.file.clone(),
            line: self.line(),
            column: self.columns.header.get(at).cloned().unwrap_or_else(|| format!("column {}", at + 1)),
            value: self.text(at).into(),
            why,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::unwrap_in_result, reason = "tests")]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn said(text: &str) -> Result<Vec<f64>, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let columns = rows(file.path()).map_err(|error| error.to_string())?;
        let at = columns.column("x").map_err(|error| error.to_string())?;
        let mut values = Vec::new();
        let read = columns.each(|row| {
            values.push(row.number(at)?);
            Ok(())
        });
        let name = file.path().display().to_string();
        read.map(|()| values).map_err(|error| error.to_string().replace(&name, "FILE"))
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_column() {
        assert_eq!(said("y,x\n1,2.5\n2,-3\n"), Ok(vec![2.5, -3.0]));
        assert_eq!(said("y,x\n1,2\n2,NaN\n").unwrap_err(), r#"FILE, line 3, x: "NaN" is not finite"#);
        assert_eq!(said("y,x\n1,\n").unwrap_err(), r#"FILE, line 2, x: "" is not a number"#);
        assert!(said("y,z\n1,2\n").unwrap_err().ends_with("there is no column x"));
        assert!(said("y,x\n1,2\n1\n").unwrap_err().starts_with("FILE, line 3: "));
    }

    #[test]
    fn a_gzipped_table_that_breaks_off_is_said_with_the_line_it_was_read_to() {
        let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        zipped.write_all("x\n".as_bytes()).unwrap();
        zipped.write_all("7\n".repeat(20_000).as_bytes()).unwrap();
        let whole = zipped.finish().unwrap();
        let half = whole[..whole.len() / 2].to_vec();
        let columns = rows_of(Path::new("FILE"), std::io::Cursor::new(half)).unwrap();
        let error = columns.each(|row| row.number(0).map(|_| ())).unwrap_err();
        let DataError::Csv { line, .. } = error else { panic!("{error}") };
        assert!(line > 1_000, "{line}");
    }

    #[test]
    fn a_gzipped_table_is_read_whatever_it_is_called() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        zipped.write_all(b"x\n7\n").unwrap();
        file.write_all(&zipped.finish().unwrap()).unwrap();
        let mut seen = 0.0;
        rows(file.path()).unwrap().each(|row| row.number(0).map(|value| seen = value)).unwrap();
        assert_eq!(seen, 7.0);
    }

    fn zip(method: u8) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut header = [0; 30];
        header[..4].copy_from_slice(b"PK\x03\x04");
        (header[8], header[26], header[28]) = (method, 5, 3);
        file.write_all(&header).unwrap();
        file.write_all(b"x.csv\0\0\0").unwrap();
        let mut deflated = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        deflated.write_all(b"x\n7\n").unwrap();
        file.write_all(&deflated.finish().unwrap()).unwrap();
        file.write_all(b"PK\x01\x02 and whatever follows in a zip").unwrap();
        file
    }

    #[test]
    fn the_first_file_of_a_zip_is_read_and_one_that_is_stored_otherwise_is_refused() {
        let mut seen = 0.0;
        rows(zip(8).path()).unwrap().each(|row| row.number(0).map(|value| seen = value)).unwrap();
        assert_eq!(seen, 7.0);
        let refused = rows(zip(12).path()).err().unwrap().to_string();
        assert!(refused.ends_with("a zip whose first file is not deflated"), "{refused}");
    }

    #[test]
    fn a_table_without_a_header_may_have_one_and_has_the_columns_that_are_asked_for() {
        for text in ["1,2\n3,4\n", "x,y\n1,2\n3,4\n"] {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(text.as_bytes()).unwrap();
            let mut seen = Vec::new();
            let each = headless(file.path(), &["x", "y"]).unwrap().each(|row| {
                seen.push(row.number(1)?);
                Ok(())
            });
            each.unwrap();
            assert_eq!(seen, [2.0, 4.0]);
            let error = headless(file.path(), &["x", "y", "z"]).unwrap().each(|_| Ok(())).unwrap_err();
            assert!(error.to_string().ends_with("line 1: 2 columns, not 3"), "{error}");
        }
    }
}
