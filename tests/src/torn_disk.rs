//! A disk in memory that keeps only what was synced: at a crash every write since then survives, is lost or is torn at
//! a sector, in any combination, and files whose folder was not synced may be gone.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use server::store::embedded::disk::{Disk, DiskFile};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

/// Sectors are written whole or not at all.
const SECTOR: usize = 512;

/// The disk. Clones are the same disk.
#[derive(Clone, Debug, Default)]
pub struct TornDisk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<PathBuf, Kept>,
    /// Files whose removal is not durable: a crash may bring them back.
    removed: BTreeMap<PathBuf, Kept>,
    locked: BTreeSet<PathBuf>,
    /// Calls that wrote or synced.
    calls: u64,
    syncs: BTreeMap<PathBuf, u64>,
    /// Before this call the power fails.
    fails_at: Option<(u64, u64)>,
    survived: Option<TornDisk>,
    /// Bytes that may still be written; then the disk is full.
    room: Option<u64>,
    sync_fails: bool,
}

#[derive(Clone, Debug, Default)]
struct Kept {
    now: Vec<u8>,
    durable: Vec<u8>,
    since: Vec<Change>,
    named: bool,
    /// What had its name before, while that may still come back.
    replaced: Option<Box<Kept>>,
}

impl Kept {
    /// What a crash leaves of it.
    fn torn(&self, random: &mut ChaCha8Rng) -> Option<Vec<u8>> {
        if let Some(replaced) = &self.replaced
            && random.next_u32().is_multiple_of(2)
        {
            return replaced.torn(random);
        }
        let mut left = self.durable.clone();
        for change in self.since.iter().flat_map(|change| change.torn(random)) {
            change.apply(&mut left);
        }
        (self.named || random.next_u32().is_multiple_of(2)).then_some(left)
    }
}

#[derive(Clone, Debug)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Size(usize),
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Self::Size(size) => to.resize(*size, 0),
            Self::Write { offset, bytes } => {
                let end = offset + bytes.len();
                if to.len() < end {
                    to.resize(end, 0);
                }
                to[*offset..end].copy_from_slice(bytes);
            }
        }
    }

    /// What a crash leaves of it.
    fn torn(&self, random: &mut ChaCha8Rng) -> Vec<Self> {
        match (self, random.next_u32() % 3) {
            (_, 0) => Vec::new(),
            (Self::Write { offset, bytes }, 1) => {
                let (mut left, mut from, end) = (Vec::new(), *offset, offset + bytes.len());
                // Runs of sectors of any length, short ones more often.
                while from < end {
                    let sectors = 1_usize << (random.next_u32() % 12);
                    let to = end.min((from / SECTOR + sectors) * SECTOR);
                    if random.next_u32().is_multiple_of(2) {
                        left.push(Self::Write {
                            offset: from,
                            bytes: bytes[from - offset..to - offset].to_vec(),
                        });
                    }
                    from = to;
                }
                left
            }
            _ => vec![self.clone()],
        }
    }
}

impl TornDisk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The power fails before a call that many calls from now; what is left is decided by the seed.
    pub fn fail_after(&self, calls: u64, seed: u64) {
        let mut state = self.state();
        state.fails_at = Some((state.calls + calls, seed));
    }

    /// What the failure left; `None` before it.
    pub fn survived(&self) -> Option<Self> {
        self.state().survived.clone()
    }

    /// What a failure at this moment would leave.
    pub fn crash(&self, seed: u64) -> Self {
        self.state().crash(seed)
    }

    /// How often files whose name ends so were synced.
    pub fn syncs(&self, ending: &str) -> u64 {
        let state = self.state();
        state.syncs.iter().filter(|(path, _)| path.to_string_lossy().ends_with(ending)).map(|(_, n)| n).sum()
    }

    /// From now on so many bytes may be written.
    pub fn set_room(&self, bytes: Option<u64>) {
        self.state().room = bytes;
    }

    /// From now on syncs fail, or do not.
    pub fn set_sync_fails(&self, fails: bool) {
        self.state().sync_fails = fails;
    }

    /// Changes a byte that was durable.
    pub fn damage(&self, path: &Path, offset: usize) {
        let mut state = self.state();
        let kept = state.files.get_mut(path).unwrap();
        kept.now[offset] ^= 1;
        kept.durable[offset] ^= 1;
    }

    /// Whether these bytes stand in any of its files.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        let state = self.state();
        state.files.values().any(|kept| kept.now.windows(bytes.len()).any(|window| window == bytes))
    }

    /// The files that it has.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.state().files.keys().cloned().collect()
    }
}

impl State {
    fn crash(&self, seed: u64) -> TornDisk {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut files = BTreeMap::new();
        for (path, kept) in &self.removed {
            if random.next_u32().is_multiple_of(2)
                && let Some(left) = kept.torn(&mut random)
            {
                let kept = Kept { now: left.clone(), durable: left, named: true, ..Kept::default() };
                files.insert(path.clone(), kept);
            }
        }
        for (path, kept) in &self.files {
            if let Some(left) = kept.torn(&mut random) {
                let kept = Kept { now: left.clone(), durable: left, named: true, ..Kept::default() };
                files.insert(path.clone(), kept);
            }
        }
        TornDisk(Arc::new(Mutex::new(Self { files, ..Self::default() })))
    }

    /// Counts a call; the power may fail now.
    fn called(&mut self) {
        if let Some((at, seed)) = self.fails_at
            && self.calls >= at
            && self.survived.is_none()
        {
            self.survived = Some(self.crash(seed));
        }
        self.calls += 1;
    }
}

impl Disk for TornDisk {
    fn make_folder(&self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        Ok(self.state().files.keys().filter(|path| path.parent() == Some(folder)).cloned().collect())
    }

    fn open(&self, path: &Path) -> Result<Arc<dyn DiskFile>> {
        self.state().files.entry(path.into()).or_default();
        Ok(Arc::new(TornFile { disk: self.clone(), path: path.into() }))
    }

    fn remove(&self, path: &Path) -> Result<()> {
        let mut state = self.state();
        state.called();
        let removed = state.files.remove(path).ok_or(ErrorKind::NotFound)?;
        state.removed.insert(path.into(), removed);
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> Result<()> {
        let mut state = self.state();
        state.called();
        state.removed.retain(|path, _| path.parent() != Some(folder));
        for (_, kept) in state.files.iter_mut().filter(|(path, _)| path.parent() == Some(folder)) {
            (kept.named, kept.replaced) = (true, None);
        }
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        let mut state = self.state();
        state.called();
        let renamed = state.files.remove(from).ok_or(ErrorKind::NotFound)?;
        let replaced = state.files.remove(to).map(Box::new);
        // Without a name that was made durable there is nothing to come back to.
        let named = renamed.named && replaced.is_none();
        state.files.insert(to.into(), Kept { named: named || replaced.is_some(), replaced, ..renamed });
        Ok(())
    }

    fn lock(&self, path: &Path) -> Result<Option<Box<dyn Send + Sync>>> {
        let free = self.state().locked.insert(path.into());
        Ok(free.then(|| Box::new(Locked { disk: self.clone(), path: path.into() }) as Box<dyn Send + Sync>))
    }
}

struct Locked {
    disk: TornDisk,
    path: PathBuf,
}

impl Drop for Locked {
    fn drop(&mut self) {
        self.disk.state().locked.remove(&self.path);
    }
}

#[derive(Debug)]
struct TornFile {
    disk: TornDisk,
    path: PathBuf,
}

impl TornFile {
    fn change(&self, change: Change) -> Result<()> {
        let mut state = self.disk.state();
        state.called();
        if let (Change::Write { bytes, .. }, Some(room)) = (&change, &mut state.room) {
            if *room < bytes.len() as u64 {
                return Err(Error::from(ErrorKind::StorageFull));
            }
            *room -= bytes.len() as u64;
        }
        let kept = state.files.get_mut(&self.path).ok_or(ErrorKind::NotFound)?;
        change.apply(&mut kept.now);
        kept.since.push(change);
        Ok(())
    }
}

impl DiskFile for TornFile {
    fn size(&self) -> Result<u64> {
        Ok(self.disk.state().files.get(&self.path).map_or(0, |kept| kept.now.len() as u64))
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> Result<usize> {
        let state = self.disk.state();
        let kept = state.files.get(&self.path).ok_or(ErrorKind::NotFound)?;
        let from = kept.now.len().min(offset as usize);
        let got = bytes.len().min(kept.now.len() - from);
        bytes[..got].copy_from_slice(&kept.now[from..from + got]);
        Ok(got)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> Result<()> {
        self.change(Change::Write { offset: offset as usize, bytes: bytes.to_vec() })
    }

    fn set_size(&self, size: u64) -> Result<()> {
        self.change(Change::Size(size as usize))
    }

    fn sync(&self) -> Result<()> {
        let mut state = self.disk.state();
        state.called();
        if state.sync_fails {
            return Err(Error::other("the disk is broken"));
        }
        *state.syncs.entry(self.path.clone()).or_default() += 1;
        let kept = state.files.get_mut(&self.path).ok_or(ErrorKind::NotFound)?;
        for change in std::mem::take(&mut kept.since) {
            change.apply(&mut kept.durable);
        }
        Ok(())
    }
}
