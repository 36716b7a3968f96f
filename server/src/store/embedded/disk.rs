//! The disk as the store sees it: files, and when what was written is durable. A contract of its own, so that tests can
//! put a disk under the store that loses and tears whatever was not synced.

use std::fmt::Debug;
use std::fs::{File, TryLockError};
use std::io::{Error, ErrorKind, Result};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Folders and the files in them.
pub trait Disk: Send + Sync {
    /// Makes a folder and those above it, where they are missing.
    fn make_folder(&self, folder: &Path) -> Result<()>;

    /// The files of a folder, in no order.
    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>>;

    /// Opens a file; makes an empty one where there is none.
    fn open(&self, path: &Path) -> Result<Arc<dyn DiskFile>>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> Result<()>;

    /// Gives a file another name in its folder, in place of whatever has that name: at any moment it is one or the other.
    fn rename(&self, from: &Path, to: &Path) -> Result<()>;

    /// Makes the names of a folder's files durable.
    fn sync_folder(&self, folder: &Path) -> Result<()>;

    /// Locks a file of this name for as long as the answer lives; `None` where another process has it.
    fn lock(&self, path: &Path) -> Result<Option<Box<dyn Send + Sync>>>;
}

/// Ending of a file that is being written.
pub const UNFINISHED: &str = ".new";

/// Puts a file in the place of another, so that at any moment, also after a crash, it is one or the other. What it held before
/// is gone.
pub fn replace(disk: &dyn Disk, folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let unfinished = folder.join(format!("{name}{UNFINISHED}"));
    let file = disk.open(&unfinished)?;
    file.set_size(0)?;
    file.write_at(bytes, 0)?;
    file.sync()?;
    disk.rename(&unfinished, &folder.join(name))?;
    disk.sync_folder(folder)
}

/// One open file. Positions are bytes from its beginning.
pub trait DiskFile: Debug + Send + Sync {
    /// Its length.
    fn size(&self) -> Result<u64>;

    /// Reads until the buffer or the file ends; returns how much.
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> Result<usize>;

    /// Writes all bytes, or fails and may have written a part of them.
    fn write_at(&self, bytes: &[u8], offset: u64) -> Result<()>;

    /// Cuts off, or fills up with zeros.
    fn set_size(&self, size: u64) -> Result<()>;

    /// Waits until all that was done to the file is durable (`fdatasync`).
    fn sync(&self) -> Result<()>;
}

/// The file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileSystem;

impl Disk for FileSystem {
    fn make_folder(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder)
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
    }

    fn open(&self, path: &Path) -> Result<Arc<dyn DiskFile>> {
        let mut options = File::options();
        // What is kept here is for its owner only.
        let options = options.create(true).truncate(false).read(true).write(true).mode(0o600);
        Ok(Arc::new(options.open(path)?))
    }

    fn remove(&self, path: &Path) -> Result<()> {
        std::fs::remove_file(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        std::fs::rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> Result<()> {
        File::open(folder)?.sync_all()
    }

    fn lock(&self, path: &Path) -> Result<Option<Box<dyn Send + Sync>>> {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl DiskFile for File {
    fn size(&self) -> Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> Result<usize> {
        let mut got = 0;
        while let Some(rest) = bytes.get_mut(got..).filter(|rest| !rest.is_empty()) {
            match FileExt::read_at(self, rest, offset + got as u64) {
                Ok(0) => break,
                Ok(read) => got += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(got)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> Result<()> {
        self.write_all_at(bytes, offset)
    }

    fn set_size(&self, size: u64) -> Result<()> {
        self.set_len(size)
    }

    fn sync(&self) -> Result<()> {
        self.sync_data()
    }
}

/// A file for redb.
#[derive(Debug)]
pub(super) struct Backend(pub(super) Arc<dyn DiskFile>);

impl redb::StorageBackend for Backend {
    fn len(&self) -> Result<u64> {
        self.0.size()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        match self.0.read_at(out, offset)? {
            got if got == out.len() => Ok(()),
            _ => Err(Error::from(ErrorKind::UnexpectedEof)),
        }
    }

    fn set_len(&self, len: u64) -> Result<()> {
        self.0.set_size(len)
    }

    fn sync_data(&self) -> Result<()> {
        self.0.sync()
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<()> {
        self.0.write_at(data, offset)
    }
}
