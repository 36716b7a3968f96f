//! The keyring's one writer.

use super::Known;
use super::epochs::Epochs;
use super::people::{Entry, People};
use crate::entropy;
use crate::store::embedded::disk::Disk;
use engine::keyring::{Alias, Epoch, EpochId, Pending, Person};
use engine::locked::SecretKey;
use models::observation::Timestamp;
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Most errands that are taken at once.
const GROUP: usize = 512;

/// How long a newcomer waits for others: an `fdatasync` beside the journal's slows both down.
const GATHERING: Duration = Duration::from_millis(2);

type Done<A> = oneshot::Sender<io::Result<A>>;

/// What it is asked to do.
pub(super) enum Errand {
    /// Whoever has this pseudonym, made where nobody has it.
    Person([u8; 16], Done<Person>),
    /// Begin an epoch; say which are older.
    Turn(Timestamp, Done<Vec<Arc<Epoch>>>),
    /// End these, but keep these visits.
    End(Vec<EpochId>, Vec<Pending>, Done<()>),
    /// End those whose tokens have expired.
    EndExpired(Timestamp, Done<()>),
    /// Destroy keys.
    Destroy(Vec<Alias>, Done<()>),
    /// See whether writing works.
    Try(Done<()>),
}

pub(super) struct Writer {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) folder: PathBuf,
    pub(super) people: People,
    pub(super) known: Arc<Known>,
    pub(super) waiting: mpsc::Receiver<Errand>,
}

// Whoever asked may have gone: an answer that nobody hears is no error.
impl Writer {
    /// Runs until the keyring is dropped.
    pub(super) fn run(mut self) {
        let (mut errands, mut newcomers) = (Vec::with_capacity(GROUP), Vec::new());
        while self.waiting.blocking_recv_many(&mut errands, GROUP) > 0 {
            if errands.iter().any(|errand| matches!(errand, Errand::Person(..))) {
                std::thread::sleep(GATHERING);
                while errands.len() < GROUP
                    && let Ok(errand) = self.waiting.try_recv()
                {
                    errands.push(errand);
                }
            }
            for errand in errands.drain(..) {
                if let Errand::Person(pseudonym, done) = errand {
                    newcomers.push((pseudonym, done));
                    continue;
                }
                self.admit(&mut newcomers);
                self.carry_out(errand);
            }
            self.admit(&mut newcomers);
        }
    }

    /// Makes all newcomers durable at once.
    fn admit(&mut self, newcomers: &mut Vec<([u8; 16], Done<Person>)>) {
        let mut fresh: BTreeMap<[u8; 16], Person> = BTreeMap::new();
        for (pseudonym, _) in newcomers.iter() {
            if self.known.person(pseudonym).is_none() {
                fresh.entry(*pseudonym).or_insert_with(|| Person {
                    alias: Alias(entropy::bytes()),
                    key: Arc::new(SecretKey::new(entropy::bytes())),
                });
            }
        }
        let entries: Vec<Entry> = fresh.into_iter().collect();
        let appended = match entries.as_slice() {
            [] => Ok(()),
            entries => {
                let appended = self.people.append(entries);
                self.noted(appended)
            }
        };
        match &appended {
            Ok(()) => entries.into_iter().for_each(|(pseudonym, person)| self.known.keep(pseudonym, person)),
            Err(error) => tracing::error!(%error, "a new person could not be written to the keyring"),
        }
        for (pseudonym, done) in newcomers.drain(..) {
            let person = self.known.person(&pseudonym);
            let failed =
                || io::Error::other(appended.as_ref().err().map_or_else(String::new, ToString::to_string));
            let _ = done.send(person.ok_or_else(failed));
        }
    }

    fn carry_out(&mut self, errand: Errand) {
        match errand {
            Errand::Person(pseudonym, done) => self.admit(&mut vec![(pseudonym, done)]),
            Errand::Turn(now, done) => {
                let turned = self.change(|epochs| epochs.turned(now));
                let _ = done.send(turned.map(|()| self.known.epochs().older()));
            }
            Errand::End(ended, kept, done) => {
                let _ = done.send(self.change(|epochs| epochs.ended(&ended, kept)));
            }
            Errand::EndExpired(now, done) => {
                let before = self.known.epochs();
                let ends = before.clone().expired(now).len() < before.len();
                let _ = done.send(if ends { self.change(|epochs| epochs.expired(now)) } else { Ok(()) });
            }
            Errand::Destroy(aliases, done) => {
                let _ = done.send(self.destroy(&aliases.into_iter().collect()));
            }
            Errand::Try(done) => {
                let tried = self.people.append(&[]).and_then(|()| self.change(|epochs| epochs));
                let _ = done.send(self.noted(tried));
            }
        }
    }

    /// Remembers whether writing works.
    fn noted(&self, done: io::Result<()>) -> io::Result<()> {
        self.known.writable.store(done.is_ok(), Ordering::Relaxed);
        done
    }

    /// Durable first, known afterwards.
    fn change(&self, change: impl FnOnce(Epochs) -> Epochs) -> io::Result<()> {
        let changed = change(self.known.epochs());
        self.noted(changed.write(&*self.disk, &self.folder))?;
        *self.known.epochs.write().unwrap_or_else(PoisonError::into_inner) = changed;
        Ok(())
    }

    fn destroy(&mut self, aliases: &HashSet<Alias>) -> io::Result<()> {
        let stay = self.known.keys.iter().filter(|entry| !aliases.contains(entry.key()));
        let stay: Vec<Entry> = stay
            .map(|entry| {
                let (pseudonym, key) = entry.value().clone();
                (pseudonym, Person { alias: *entry.key(), key })
            })
            .collect();
        let replaced = self.people.replace(&stay);
        self.noted(replaced)?;
        self.known.forget(aliases);
        Ok(())
    }
}
