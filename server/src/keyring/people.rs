//! The file `people`: a header, then an entry for each person, all numbers little end first.
//!
//! | bytes | what |
//! |---|---|
//! | 16 | pseudonym: the keyed hash of the merchant's own id |
//! | 16 | alias, under which the records stand |
//! | 32 | key |
//! | 4 | how many entries were durable when this one was written |
//! | 4 | CRC-32C of all before |
//!
//! What a crash leaves of entries that nobody was promised is cut off: it is told from damage as in the journal, by what
//! the entries behind it knew to be durable.

use super::{FOLDER, OpenError, replace};
use crate::store::embedded::disk::{Disk, DiskFile};
use engine::keyring::{Alias, Person};
use engine::locked::SecretKey;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Its name.
pub const FILE: &str = "people";
/// Magic, format, four zeros.
const HEADER: [u8; 16] = *b"PPRINTKR\x01\0\0\0\0\0\0\0";
const ENTRY_BYTES: usize = 72;

/// Somebody, by pseudonym.
pub(super) type Entry = ([u8; 16], Person);

/// The open file.
pub(super) struct People {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    file: Arc<dyn DiskFile>,
    /// Entries in it.
    count: usize,
    /// The disk failed to make an entry durable, so nobody knows what it has.
    read_only: bool,
}

impl People {
    /// Opens or makes the file. An entry that a crash left unfinished is cut off.
    pub(super) fn open(disk: Arc<dyn Disk>, folder: &Path) -> Result<(Self, Vec<Entry>), OpenError> {
        let path = folder.join(FILE);
        let io = |source| OpenError::Io { path: path.clone(), source };
        let mut file = disk.open(&path).map_err(io)?;
        if file.size().map_err(io)? == 0 {
            replace(&*disk, folder, FILE, &HEADER).map_err(io)?;
            file = disk.open(&path).map_err(io)?;
        }
        let entries = entries(&path, &*file)?;
        let count = entries.len();
        file.set_size(end(count)).and_then(|()| file.sync()).map_err(io)?;
        Ok((Self { disk, folder: folder.into(), file, count, read_only: false }, entries))
    }

    /// Makes entries durable, or none of them.
    pub(super) fn append(&mut self, entries: &[Entry]) -> io::Result<()> {
        self.is_writable()?;
        let bytes: Vec<u8> = entries.iter().flat_map(|entry| encode(entry, self.count)).collect();
        if let Err(error) = self.file.write_at(&bytes, end(self.count)) {
            self.read_only = self.file.set_size(end(self.count)).is_err();
            return Err(error);
        }
        if let Err(error) = self.file.sync() {
            self.read_only = true;
            return Err(error);
        }
        self.count += entries.len();
        Ok(())
    }

    /// These are all from here on: the file is written anew.
    pub(super) fn replace(&mut self, entries: &[Entry]) -> io::Result<()> {
        self.is_writable()?;
        let mut bytes = HEADER.to_vec();
        // The whole file is durable before it has this name.
        entries.iter().for_each(|entry| bytes.extend(encode(entry, entries.len())));
        if let Err(error) = replace(&*self.disk, &self.folder, FILE, &bytes) {
            // It may have its name already, and then entries would be appended to a file that has none.
            let there = self.disk.open(&self.folder.join(FILE)).and_then(|file| file.size());
            self.read_only = !there.is_ok_and(|size| size == end(self.count));
            return Err(error);
        }
        self.read_only = true;
        self.file = self.disk.open(&self.folder.join(FILE))?;
        (self.count, self.read_only) = (entries.len(), false);
        Ok(())
    }

    fn is_writable(&self) -> io::Result<()> {
        match self.read_only {
            true => Err(io::Error::other("the keyring is read-only until the server is restarted")),
            false => Ok(()),
        }
    }
}

/// Everybody in the keyring of a data folder that another process may have open.
pub fn read(disk: &dyn Disk, data: &Path) -> Result<Vec<Person>, OpenError> {
    let path = data.join(FOLDER).join(FILE);
    let file = disk.open(&path).map_err(|source| OpenError::Io { path: path.clone(), source })?;
    Ok(entries(&path, &*file)?.into_iter().map(|(_, person)| person).collect())
}

/// The sound entries at the beginning. Unsound ones that somebody behind them knew to be durable are damage.
fn entries(path: &Path, file: &dyn DiskFile) -> Result<Vec<Entry>, OpenError> {
    let io = |source| OpenError::Io { path: path.into(), source };
    let mut bytes = vec![0; file.size().map_err(io)? as usize];
    let got = file.read_at(&mut bytes, 0).map_err(io)?;
    bytes.truncate(got);
    let damaged = |offset| OpenError::Damaged { path: path.into(), offset };
    let body = bytes.strip_prefix(&HEADER).ok_or(damaged(0))?;
    let mut entries = Vec::with_capacity(body.len() / ENTRY_BYTES);
    let mut chunks = body.chunks(ENTRY_BYTES);
    for chunk in chunks.by_ref() {
        match decode(chunk) {
            Some((entry, _)) => entries.push(entry),
            None => break,
        }
    }
    let count = entries.len();
    match chunks.filter_map(decode).any(|(_, durable)| durable > count) {
        true => Err(damaged(end(count) as usize)),
        false => Ok(entries),
    }
}

/// Where so many entries end.
fn end(count: usize) -> u64 {
    (HEADER.len() + count * ENTRY_BYTES) as u64
}

fn encode((pseudonym, person): &Entry, durable: usize) -> [u8; ENTRY_BYTES] {
    let mut entry = [0; ENTRY_BYTES];
    let (key, durable) = (person.key.to_bytes(), (durable as u32).to_le_bytes());
    let said = [&pseudonym[..], &person.alias.0, &key, &durable].concat();
    let parts = said.iter().chain(&crc32c::crc32c(&said).to_le_bytes()).copied().collect::<Vec<u8>>();
    entry.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
    entry
}

/// An entry, and how many were durable when it was written.
fn decode(entry: &[u8]) -> Option<(Entry, usize)> {
    let (pseudonym, rest) = entry.split_first_chunk()?;
    let (alias, rest) = rest.split_first_chunk()?;
    let (key, rest) = rest.split_first_chunk()?;
    let (durable, rest) = rest.split_first_chunk()?;
    let checksum = crc32c::crc32c(entry.get(..68)?).to_le_bytes();
    let person = Person { alias: Alias(*alias), key: Arc::new(SecretKey::new(*key)) };
    (rest == checksum).then_some(((*pseudonym, person), u32::from_le_bytes(*durable) as usize))
}
