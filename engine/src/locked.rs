//! What only the holder of a key can read: ChaCha20-Poly1305 (RFC 8439).
//!
//! A key locks one message. It is derived (HMAC-SHA-256, RFC 2104) from one that is kept and from the id of what it
//! locks, which is never used twice, so the nonce is zero. To destroy the kept key is to destroy all that it locks.

use alloc::{sync::Arc, vec::Vec};
use chacha20poly1305::aead::{AeadInOut, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use core::fmt;
use hmac::{Hmac, Mac};
use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use sha2::Sha256;

/// A key of 256 random bits, or one derived from it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretKey([u8; 32]);

/// What a derived key locks: the same id never gives the same key for two purposes.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// A sealed visit.
    Visit,
    /// An assessment.
    Assessment,
    /// A checkpoint's rows, by an id that is made of them.
    Checkpoint,
    /// A promise.
    Promise,
    /// How a promise was kept.
    Kept,
    /// An interaction, and what followed from it.
    Interaction,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Purpose::Visit => b"visit",
            Purpose::Assessment => b"assessment",
            Purpose::Checkpoint => b"checkpoint",
            Purpose::Promise => b"promise",
            Purpose::Kept => b"kept",
            Purpose::Interaction => b"interaction",
        }
    }
}

impl SecretKey {
    /// Bytes of a key.
    pub const BYTES: usize = 32;

    /// From random bytes.
    pub const fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// For whoever keeps it.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        self.0
    }

    /// The key that locks one message.
    pub fn derive(&self, purpose: Purpose, id: &[u8; 16]) -> Self {
        let mut state = Hmac::<Sha256>::new(&block(&self.0).into());
        state.update(purpose.label());
        state.update(id);
        Self(state.finalize().into_bytes().into())
    }

    /// An id for a value that has none of its own, so that no two values share one under this key (as in RFC 5297's synthetic
    /// initialization vector).
    pub fn id_of<T: Serialize>(&self, purpose: Purpose, value: &T) -> Result<[u8; 16], Shut> {
        let bytes = postcard::to_allocvec(value).map_err(|_| Shut)?;
        let mut state = Hmac::<Sha256>::new(&block(&self.0).into());
        state.update(b"id of ");
        state.update(purpose.label());
        state.update(&bytes);
        let full: [u8; 32] = state.finalize().into_bytes().into();
        let mut id = [0; 16];
        id.iter_mut().zip(full).for_each(|(id, byte)| *id = byte);
        Ok(id)
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&self.0.into())
    }
}

/// A key padded with zeros to SHA-256's block, as RFC 2104 §2 says.
fn block(key: &[u8; 32]) -> [u8; 64] {
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(block, byte)| *block = *byte);
    block
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Formats of the journal's records. 1 was never released: what it kept was not locked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Before the server looked at connections.
    Two = 2,
    /// Before it was known what had been tried at a site lately, and before promises.
    Three = 3,
    /// Before visits carried on from one another, before interactions, and before it was known how whoever is paid is regarded.
    Four = 4,
    /// The present one.
    #[default]
    Five = 5,
}

/// A value that may stand in the journal in the form of an older format.
pub trait Written: Serialize + DeserializeOwned {
    /// Reads it. What an older format lacked is unknown by name.
    fn read(format: Format, bytes: &[u8]) -> Result<Self, Shut>;
}

/// A value as its locked bytes, and, while it is at hand, as itself. Only the bytes are ever written.
pub struct Locked<T> {
    bytes: Vec<u8>,
    /// Of the record that it stands in.
    format: Format,
    open: Option<Arc<T>>,
}

/// The value cannot be read: it is another key's, or damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this key does not open it")]
pub struct Shut;

impl<T: Written> Locked<T> {
    /// Locks a value; the key must have been derived for it.
    pub fn lock(value: Arc<T>, key: &SecretKey) -> Result<Self, Shut> {
        let mut bytes = postcard::to_extend(&*value, Vec::with_capacity(2048)).map_err(|_| Shut)?;
        key.cipher().encrypt_in_place(&Nonce::default(), b"", &mut bytes).map_err(|_| Shut)?;
        Ok(Self { bytes, format: Format::default(), open: Some(value) })
    }

    /// The value, to whoever holds the key.
    pub fn open(&self, key: &SecretKey) -> Result<Arc<T>, Shut> {
        if let Some(open) = &self.open {
            return Ok(Arc::clone(open));
        }
        let mut bytes = self.bytes.clone();
        key.cipher().decrypt_in_place(&Nonce::default(), b"", &mut bytes).map_err(|_| Shut)?;
        T::read(self.format, &bytes).map(Arc::new)
    }
}

impl<T> Locked<T> {
    /// The format of the record that it stands in.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// It was read from a record of this format.
    pub(crate) fn is_of(&mut self, format: Format) {
        self.format = format;
    }

    /// The value, where it is at hand.
    pub fn at_hand(&self) -> Option<&Arc<T>> {
        self.open.as_ref()
    }
}

impl<T> Clone for Locked<T> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), format: self.format, open: self.open.clone() }
    }
}

impl<T> PartialEq for Locked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T> fmt::Debug for Locked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Locked({} bytes)", self.bytes.len())
    }
}

impl<T> Serialize for Locked<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.bytes)
    }
}

impl<'de, T> Deserialize<'de> for Locked<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = deserializer.deserialize_byte_buf(Bytes)?;
        Ok(Self { bytes, format: Format::default(), open: None })
    }
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("locked bytes")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.into())
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    const KEY: SecretKey = SecretKey([7; 32]);

    impl Written for String {
        fn read(_: Format, bytes: &[u8]) -> Result<Self, Shut> {
            postcard::from_bytes(bytes).map_err(|_| Shut)
        }
    }

    /// As it comes from the journal.
    fn stored(value: &str, key: &SecretKey) -> Locked<String> {
        let locked = Locked::lock(Arc::new(String::from(value)), key).unwrap();
        postcard::from_bytes(&postcard::to_allocvec(&locked).unwrap()).unwrap()
    }

    #[test]
    fn only_the_key_that_locked_a_value_opens_it() {
        let key = KEY.derive(Purpose::Visit, &[1; 16]);
        let locked = stored("how somebody types", &key);
        assert_eq!(locked.open(&key).unwrap().as_str(), "how somebody types");
        let others = [
            KEY,
            KEY.derive(Purpose::Visit, &[2; 16]),
            KEY.derive(Purpose::Assessment, &[1; 16]),
            SecretKey([8; 32]).derive(Purpose::Visit, &[1; 16]),
        ];
        for other in others {
            assert_eq!(locked.open(&other), Err(Shut));
        }
    }

    #[test]
    fn no_bit_of_it_can_be_changed_and_nothing_of_it_can_be_read() {
        let locked = stored("how somebody types", &KEY);
        assert!(!locked.bytes.windows(4).any(|bytes| bytes == b"type"));
        for at in 0..locked.bytes.len() {
            let mut changed = locked.clone();
            changed.bytes[at] ^= 1;
            assert_eq!(changed.open(&KEY), Err(Shut));
        }
    }
}
