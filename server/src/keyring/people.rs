//! The file `people`: a header, then an entry for each person, all numbers little end first.
//!
//! | bytes | what |
//! |---|---|
//! | 16 | pseudonym: the keyed hash of the merchant's own id |
//! | 16 | alias, under which the records stand |
//! | 32 | key |
//! | 4 | CRC-32C of all before |
//! | 4 | zeros |

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
    /// Where the next entry goes.
    end: u64,
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
        let (entries, end) = entries(&path, &*file)?;
        file.set_size(end).and_then(|()| file.sync()).map_err(io)?;
        Ok((Self { disk, folder: folder.into(), file, end, read_only: false }, entries))
    }

    /// Makes entries durable, or none of them.
    pub(super) fn append(&mut self, entries: &[Entry]) -> io::Result<()> {
        self.is_writable()?;
        let bytes: Vec<u8> = entries.iter().flat_map(encode).collect();
        if let Err(error) = self.file.write_at(&bytes, self.end) {
            self.read_only = self.file.set_size(self.end).is_err();
            return Err(error);
        }
        if let Err(error) = self.file.sync() {
            self.read_only = true;
            return Err(error);
        }
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// These are all from here on: the file is written anew.
    pub(super) fn replace(&mut self, entries: impl Iterator<Item = Entry>) -> io::Result<()> {
        self.is_writable()?;
        let mut bytes = HEADER.to_vec();
        entries.for_each(|entry| bytes.extend(encode(&entry)));
        // Which of the two it is when this fails half-way, a restart shows.
        self.read_only = true;
        replace(&*self.disk, &self.folder, FILE, &bytes)?;
        self.file = self.disk.open(&self.folder.join(FILE))?;
        (self.end, self.read_only) = (bytes.len() as u64, false);
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
    let (entries, _) = entries(&path, &*file)?;
    Ok(entries.into_iter().map(|(_, person)| person).collect())
}

/// The sound entries and where they end. Unsound ones in front of a sound one are damage.
fn entries(path: &Path, file: &dyn DiskFile) -> Result<(Vec<Entry>, u64), OpenError> {
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
            Some(entry) => entries.push(entry),
            None => break,
        }
    }
    let end = HEADER.len() + entries.len() * ENTRY_BYTES;
    match chunks.any(|chunk| decode(chunk).is_some()) {
        true => Err(damaged(end)),
        false => Ok((entries, end as u64)),
    }
}

fn encode((pseudonym, person): &Entry) -> [u8; ENTRY_BYTES] {
    let mut entry = [0; ENTRY_BYTES];
    let key = person.key.to_bytes();
    let said = [&pseudonym[..], &person.alias.0, &key].concat();
    let parts = said.iter().chain(&crc32c::crc32c(&said).to_le_bytes()).copied().collect::<Vec<u8>>();
    entry.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
    entry
}

fn decode(entry: &[u8]) -> Option<Entry> {
    let (pseudonym, rest) = entry.split_first_chunk()?;
    let (alias, rest) = rest.split_first_chunk()?;
    let (key, rest) = rest.split_first_chunk()?;
    let checksum = crc32c::crc32c(entry.get(..64)?).to_le_bytes();
    let person = Person { alias: Alias(*alias), key: SecretKey::new(*key) };
    (rest.get(..4)? == checksum).then_some((*pseudonym, person))
}
