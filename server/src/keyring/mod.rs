//! Keys that can be destroyed, in a folder of their own beside the journal:
//!
//! - `people` says under which alias somebody's records stand and which key opens them, an entry for each person. New ones
//!   are appended by one thread, those that arrive together with one `fdatasync`; destroying one writes the file anew.
//! - `epochs` holds the keys of the last minutes, under which visits stand until they are assessed.
//!
//! Both are replaced as a whole under another name first, so that a crash leaves either the old or the new.

mod copy;
mod epochs;
pub mod master;
mod people;
mod writer;

pub use copy::{complete, copy, is_in};
pub use epochs::FILE as EPOCHS;
pub use people::{FILE as PEOPLE, read as read_people};

use crate::clock::Tick;
use crate::store::embedded::disk::{Disk, UNFINISHED, replace};
use crate::store::embedded::log::HEADER_BYTES;
use dashmap::DashMap;
use engine::ids::SealId;
use engine::keyring::{Alias, Epoch, EpochId, Keyring, KeyringError, Pending, Person};
use engine::locked::{Purpose, SecretKey};
use epochs::Epochs;
use models::observation::Timestamp;
use people::People;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use writer::{Errand, Writer};

/// The folder in the data folder.
pub const FOLDER: &str = "keyring";
/// How long visits are sealed under the same key.
pub const EPOCH: Duration = Duration::from_secs(300);
/// Errands waiting for the writer; more wait in their own tasks.
const QUEUE: usize = 4096;
/// How long a turn waits for those who seal: a commit takes milliseconds.
const PATIENCE_US: u32 = 10_000_000;
/// How often it looks.
const GLANCE: Duration = Duration::from_millis(1);

/// The keyring of a data folder.
pub struct Keys {
    known: Arc<Known>,
    errands: Option<mpsc::Sender<Errand>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What is in memory: all of it.
struct Known {
    /// Pseudonym → alias.
    aliases: DashMap<[u8; 16], Alias>,
    /// Alias → pseudonym and key.
    keys: DashMap<Alias, ([u8; 16], Arc<SecretKey>)>,
    epochs: RwLock<Epochs>,
    /// The last attempt to write succeeded.
    writable: AtomicBool,
}

impl Known {
    fn person(&self, pseudonym: &[u8; 16]) -> Option<Person> {
        let alias = *self.aliases.get(pseudonym)?;
        Some(Person { alias, key: Arc::clone(&self.keys.get(&alias)?.1) })
    }

    fn keep(&self, pseudonym: [u8; 16], person: Person) {
        // In this order: whoever finds the alias finds the key.
        self.keys.insert(person.alias, (pseudonym, person.key));
        self.aliases.insert(pseudonym, person.alias);
    }

    /// Nobody is given this alias any more. Returns its key, for whoever wants to wait until it is let go.
    fn retire(&self, alias: Alias) -> Option<Arc<SecretKey>> {
        let (pseudonym, key) = self.keys.get(&alias).map(|entry| entry.clone())?;
        self.aliases.remove_if(&pseudonym, |_, known| *known == alias);
        Some(key)
    }

    fn forget(&self, aliases: &HashSet<Alias>) {
        for alias in aliases {
            self.retire(*alias);
            self.keys.remove(alias);
        }
    }

    fn epochs(&self) -> Epochs {
        self.epochs.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Why a keyring cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Its bytes are not what was written.
    #[error("{}: damaged at byte {offset}; put back the file that belongs to this journal", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where.
        offset: usize,
    },
    /// New keys would open nothing.
    #[error("{} is missing beside a journal; put the keyring back that belongs to it", .0.display())]
    Missing(PathBuf),
}

impl Keys {
    /// Refuses a data folder that has a journal and no keyring: new keys would open nothing. Asked before the journal is
    /// opened, because that makes one. A crash of the very first start leaves a journal without records, which is none.
    pub fn check(disk: &dyn Disk, data: &Path) -> Result<(), OpenError> {
        // Opening a file makes it, so only those that are listed are asked for their size.
        let longest = |folder: &str, wanted: &dyn Fn(&Path) -> bool| {
            let mut longest = 0;
            for file in disk.list(&data.join(folder)).unwrap_or_default().iter().filter(|file| wanted(file)) {
                let size = disk.open(file).and_then(|opened| opened.size());
                longest = size.map_err(|source| OpenError::Io { path: file.clone(), source })?.max(longest);
            }
            Ok(longest)
        };
        let people = data.join(FOLDER).join(people::FILE);
        let is_segment = |file: &Path| file.extension().is_some_and(|ending| ending == "log");
        match longest(FOLDER, &|file| file == people)? > 0 || longest("journal", &is_segment)? <= HEADER_BYTES
        {
            true => Ok(()),
            false => Err(OpenError::Missing(people)),
        }
    }

    /// Opens the keyring of a data folder, or makes one, and begins an epoch. Only by whoever holds the journal's lock.
    pub fn open(disk: Arc<dyn Disk>, data: &Path, now: Timestamp) -> Result<Self, OpenError> {
        let folder = data.join(FOLDER);
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| OpenError::Io { path, source }
        };
        disk.make_folder(&folder).map_err(io(&folder))?;
        let files = disk.list(&folder).map_err(io(&folder))?;
        for left in files.iter().filter(|file| file.to_string_lossy().ends_with(UNFINISHED)) {
            // It may hold keys that are destroyed later.
            disk.remove(left).map_err(io(left))?;
        }
        disk.sync_folder(data).map_err(io(data))?;
        let (people, entries) = People::open(Arc::clone(&disk), &folder)?;
        let known = Known {
            aliases: DashMap::new(),
            keys: DashMap::new(),
            epochs: RwLock::new(Epochs::open(&*disk, &folder)?.next(now)),
            writable: AtomicBool::new(true),
        };
        entries.into_iter().for_each(|(pseudonym, person)| known.keep(pseudonym, person));
        known.epochs().write(&*disk, &folder).map_err(io(&folder))?;
        let known = Arc::new(known);
        let (errands, waiting) = mpsc::channel(QUEUE);
        let writer = Writer { disk, folder: folder.clone(), people, known: Arc::clone(&known), waiting };
        let thread = std::thread::Builder::new().name("keyring".into()).spawn(move || writer.run());
        let thread = Mutex::new(Some(thread.map_err(io(&folder))?));
        Ok(Self { known, errands: Some(errands), thread })
    }

    /// Begins a new epoch where the present one has lasted long enough, and ends those whose tokens have all expired.
    pub async fn pass_time(&self, now: Timestamp) -> Result<(), KeyringError> {
        if self.known.epochs().is_over(now) {
            self.errand(|done| Errand::Turn(now, done)).await?;
        }
        self.errand(|done| Errand::EndExpired(now, done)).await
    }

    /// People whom it knows.
    pub fn people(&self) -> usize {
        self.known.aliases.len()
    }

    async fn errand<A>(
        &self,
        errand: impl FnOnce(oneshot::Sender<io::Result<A>>) -> Errand,
    ) -> Result<A, KeyringError> {
        let (done, answer) = oneshot::channel();
        let stopped = || KeyringError("its writer has stopped".into());
        let errands = self.errands.as_ref().ok_or_else(stopped)?;
        errands.send(errand(done)).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?.map_err(|error| KeyringError(error.to_string()))
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.errands = None;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the keyring's thread had panicked");
        }
    }
}

impl Keyring for Keys {
    fn epoch(&self) -> Arc<Epoch> {
        self.known.epochs.read().unwrap_or_else(PoisonError::into_inner).present()
    }

    fn pending(&self, epoch: EpochId, seal: SealId) -> Option<SecretKey> {
        let epochs = self.known.epochs.read().unwrap_or_else(PoisonError::into_inner);
        let derived = epochs.find(epoch).map(|epoch| epoch.key.derive(Purpose::Visit, &seal.0));
        derived.or_else(|| epochs.kept(seal))
    }

    async fn person(&self, pseudonym: [u8; 16]) -> Result<Person, KeyringError> {
        match self.known.person(&pseudonym) {
            Some(person) => Ok(person),
            None => self.errand(|done| Errand::Person(pseudonym, done)).await,
        }
    }

    fn alias(&self, pseudonym: [u8; 16]) -> Option<Alias> {
        self.known.aliases.get(&pseudonym).map(|alias| *alias)
    }

    fn key(&self, alias: Alias) -> Option<SecretKey> {
        self.known.keys.get(&alias).map(|entry| *entry.1)
    }

    async fn check(&self) -> Result<(), KeyringError> {
        match self.known.writable.load(Ordering::Relaxed) {
            true => Ok(()),
            false => self.errand(Errand::Try).await,
        }
    }

    async fn turn(&self, now: Timestamp) -> Result<Vec<EpochId>, KeyringError> {
        let older = self.errand(|done| Errand::Turn(now, done)).await?;
        let sealing: Vec<Weak<Epoch>> = older.iter().map(Arc::downgrade).collect();
        let ids = older.iter().map(|epoch| epoch.id).collect();
        drop(older);
        // One is held by what is known; whoever seals holds another.
        let is_held = |epoch: &Weak<Epoch>| epoch.strong_count() > 1;
        until(|| !sealing.iter().any(is_held), "a visit is being sealed for too long").await?;
        Ok(ids)
    }

    async fn end(&self, epochs: Vec<EpochId>, kept: Vec<Pending>) -> Result<(), KeyringError> {
        self.errand(|done| Errand::End(epochs, kept, done)).await
    }

    fn everybody(&self) -> Vec<([u8; 16], Alias)> {
        self.known.aliases.iter().map(|entry| (*entry.key(), *entry.value())).collect()
    }

    async fn retire(&self, aliases: &[Alias]) -> Result<(), KeyringError> {
        let keys: Vec<_> = aliases.iter().filter_map(|alias| self.known.retire(*alias)).collect();
        let held: Vec<Weak<SecretKey>> = keys.iter().map(Arc::downgrade).collect();
        drop(keys);
        let is_held = |key: &Weak<SecretKey>| key.strong_count() > 1;
        until(|| !held.iter().any(is_held), "somebody is being assessed for too long").await
    }

    async fn destroy(&self, aliases: Vec<Alias>) -> Result<(), KeyringError> {
        self.errand(|done| Errand::Destroy(aliases, done)).await
    }
}

/// Waits until something is so, as long as patience lasts.
async fn until(is_so: impl Fn() -> bool, otherwise: &str) -> Result<(), KeyringError> {
    let began = Tick::now();
    while !is_so() {
        if Tick::now().since_us(began) > PATIENCE_US {
            return Err(KeyringError(otherwise.into()));
        }
        tokio::time::sleep(GLANCE).await;
    }
    Ok(())
}
