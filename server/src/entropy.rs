//! The only place that draws random bytes, from the operating system.

use models::observation::Timestamp;

/// Fresh random bytes.
///
/// # Panics
/// Where the operating system has no entropy to give: nothing here would be safe then.
#[allow(clippy::expect_used, reason = "without entropy no nonce, key or id is safe: stopping is right")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A fresh id: milliseconds since 1970 in front (48 bits), 80 random bits behind, as UUIDv7 lays them out (RFC 9562
/// §5.7). Ids that are made together then stand together in the store's index.
pub fn id(now: Timestamp) -> [u8; 16] {
    let mut id = bytes::<16>();
    let ms = (now.0 / 1_000).max(0).to_be_bytes();
    id.iter_mut().zip(ms.into_iter().skip(2)).for_each(|(byte, time)| *byte = time);
    id
}

/// A number below `bound`, near enough uniform for delays and shuffles (the bias is below 2⁻³²).
pub fn below(bound: u32) -> u32 {
    (u64::from_le_bytes(bytes()) % u64::from(bound.max(1))) as u32
}
