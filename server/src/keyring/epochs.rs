//! The keys of the last minutes, in the file `epochs`: magic, CRC-32C of the rest, the rest in postcard.

use super::{EPOCH, OpenError, replace};
use crate::entropy;
use crate::store::embedded::disk::Disk;
use engine::ids::SealId;
use engine::keyring::{Epoch, EpochId, Pending};
use engine::locked::SecretKey;
use engine::secrets::TOKEN_LIFETIME_S;
use models::observation::Timestamp;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Its name.
pub const FILE: &str = "epochs";
const MAGIC: [u8; 8] = *b"PPRINTEP";
/// Magic and checksum.
const FRONT_BYTES: usize = 12;
/// A token is refused after this; a minute more for requests that are under way.
const TOKENS_EXPIRED_US: i64 = (TOKEN_LIFETIME_S as i64 + 60) * 1_000_000;

/// The epochs whose visits can be read, the present one last, and single visits of epochs that have ended.
#[derive(Clone, Debug)]
pub(super) struct Epochs {
    older: Vec<(Timestamp, Arc<Epoch>)>,
    present: (Timestamp, Arc<Epoch>),
    kept: BTreeMap<SealId, Pending>,
}

/// What the file says.
type Stored = (Vec<(EpochId, Timestamp, SecretKey)>, Vec<Pending>);

/// What a file said, without an epoch of its own yet.
pub(super) struct Earlier(Stored);

impl Epochs {
    pub(super) fn open(disk: &dyn Disk, folder: &Path) -> Result<Earlier, OpenError> {
        let path = folder.join(FILE);
        let read = || -> io::Result<Vec<u8>> {
            let file = disk.open(&path)?;
            let mut bytes = vec![0; file.size()? as usize];
            file.read_at(&mut bytes, 0)?;
            Ok(bytes)
        };
        let bytes = read().map_err(|source| OpenError::Io { path: path.clone(), source })?;
        if bytes.is_empty() {
            return Ok(Earlier(Stored::default()));
        }
        decode(&bytes).map(Earlier).ok_or(OpenError::Damaged { path, offset: 0 })
    }

    pub(super) fn write(&self, disk: &dyn Disk, folder: &Path) -> io::Result<()> {
        let all = self.older.iter().chain([&self.present]);
        let epochs = all.map(|(began_at, epoch)| (epoch.id, *began_at, epoch.key)).collect();
        let stored: Stored = (epochs, self.kept.values().copied().collect());
        let body = postcard::to_allocvec(&stored).map_err(io::Error::other)?;
        let checksum = crc32c::crc32c(&body).to_le_bytes();
        replace(disk, folder, FILE, &[&MAGIC[..], &checksum, &body].concat())
    }

    pub(super) fn present(&self) -> Arc<Epoch> {
        Arc::clone(&self.present.1)
    }

    pub(super) fn find(&self, id: EpochId) -> Option<&Epoch> {
        let all = [&self.present].into_iter().chain(self.older.iter().rev());
        all.map(|(_, epoch)| &**epoch).find(|epoch| epoch.id == id)
    }

    pub(super) fn kept(&self, seal: SealId) -> Option<SecretKey> {
        self.kept.get(&seal).map(|pending| pending.key)
    }

    pub(super) fn older(&self) -> Vec<Arc<Epoch>> {
        self.older.iter().map(|(_, epoch)| Arc::clone(epoch)).collect()
    }

    /// Whether the present one has lasted long enough, or began in what is the future by now: the clock was wrong.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        !(0..EPOCH.as_micros() as i64).contains(&(now.0 - self.present.0.0))
    }

    /// A new epoch begins.
    pub(super) fn turned(mut self, now: Timestamp) -> Self {
        self.older.push(std::mem::replace(&mut self.present, begun(now)));
        self
    }

    /// These end, the visits excepted that are kept.
    pub(super) fn ended(mut self, epochs: &[EpochId], kept: Vec<Pending>) -> Self {
        self.older.retain(|(_, epoch)| !epochs.contains(&epoch.id));
        self.kept = by_seal(kept);
        self
    }

    /// Those end whose tokens have expired.
    pub(super) fn expired(mut self, now: Timestamp) -> Self {
        let nexts = self.older.iter().skip(1).chain([&self.present]).map(|(began_at, _)| *began_at);
        let nexts: Vec<Timestamp> = nexts.collect();
        let mut sealed_until = nexts.into_iter();
        self.older.retain(|_| sealed_until.next().is_some_and(|until| until.0 + TOKENS_EXPIRED_US > now.0));
        self.kept.retain(|_, pending| pending.until > now);
        self
    }

    /// How much can be read by them.
    pub(super) fn len(&self) -> usize {
        self.older.len() + self.kept.len()
    }
}

impl Earlier {
    pub(super) fn next(self, now: Timestamp) -> Epochs {
        let Earlier((epochs, kept)) = self;
        let older = epochs.into_iter().map(|(id, began_at, key)| (began_at, Arc::new(Epoch { id, key })));
        Epochs { older: older.collect(), present: begun(now), kept: by_seal(kept) }
    }
}

fn by_seal(kept: Vec<Pending>) -> BTreeMap<SealId, Pending> {
    kept.into_iter().map(|pending| (pending.seal, pending)).collect()
}

fn begun(now: Timestamp) -> (Timestamp, Arc<Epoch>) {
    let (id, key) = (EpochId(entropy::bytes()), SecretKey::new(entropy::bytes()));
    (now, Arc::new(Epoch { id, key }))
}

fn decode(bytes: &[u8]) -> Option<Stored> {
    let (front, body) = bytes.split_at_checked(FRONT_BYTES)?;
    let (magic, checksum) = front.split_first_chunk()?;
    let sound = *magic == MAGIC && *checksum == crc32c::crc32c(body).to_le_bytes();
    if sound { postcard::from_bytes(body).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_US: i64 = 60_000_000;

    fn at(minutes: i64) -> Timestamp {
        Timestamp(minutes * MINUTE_US)
    }

    #[test]
    fn an_epoch_ends_when_the_last_token_of_it_has_expired() {
        let first = Earlier(Stored::default()).next(at(0));
        let id = first.present().id;
        assert!(!first.is_over(at(4)) && first.is_over(at(5)));
        let second = first.turned(at(5));
        let still = second.clone().expired(at(10));
        assert!(still.find(id).is_some(), "a token of its last second is good for five minutes");
        let ended = still.expired(at(11));
        assert!(ended.find(id).is_none() && ended.find(ended.present().id).is_some());
    }

    #[test]
    fn a_visit_that_is_kept_outlives_its_epoch_until_its_token_expires() {
        let seal = SealId([1; 16]);
        let kept = vec![Pending { seal, key: SecretKey::new([2; 32]), until: at(7) }];
        let first = Earlier(Stored::default()).next(at(0));
        let id = first.present().id;
        let epochs = first.turned(at(3)).ended(&[id], kept);
        assert_eq!((epochs.older().len(), epochs.kept(seal).is_some()), (0, true));
        assert!(epochs.clone().expired(at(6)).kept(seal).is_some());
        assert!(epochs.expired(at(7)).kept(seal).is_none());
    }

    #[test]
    fn a_file_with_a_changed_byte_is_none() {
        let stored: Stored = (vec![(EpochId([1; 16]), at(1), SecretKey::new([2; 32]))], Vec::new());
        let body = postcard::to_allocvec(&stored).unwrap();
        let sound = [&MAGIC[..], &crc32c::crc32c(&body).to_le_bytes(), &body].concat();
        assert_eq!(decode(&sound).map(|(epochs, _)| epochs), Some(stored.0));
        for changed in 0..sound.len() {
            let mut bytes = sound.clone();
            bytes[changed] ^= 1;
            assert!(decode(&bytes).is_none());
        }
    }
}
