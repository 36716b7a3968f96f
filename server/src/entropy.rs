//! The only place that draws random bytes, from the operating system.

use models::observation::Timestamp;

/// Fresh random bytes.
///
/// # Panics
/// Where the operating system has no entropy to give: nothing here would be safe then.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

#[allow(clippy::expect_used, reason = "without entropy no nonce, key or id is safe: stopping is right")]
fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}

/// A fresh id: milliseconds since 1970 in front (48 bits), 80 random bits behind, as UUIDv7 lays them out (RFC 9562
/// §5.7). Ids that are made together then stand together in the store's index.
pub fn id(now: Timestamp) -> [u8; 16] {
    let [id] = ids(now);
    id
}

/// Several fresh ids at once.
pub fn ids<const N: usize>(now: Timestamp) -> [[u8; 16]; N] {
    let mut ids = [[0; 16]; N];
    fill(ids.as_flattened_mut());
    let ms = (now.0 / 1_000).max(0).to_be_bytes();
    for id in &mut ids {
        id.iter_mut().zip(ms.into_iter().skip(2)).for_each(|(byte, time)| *byte = time);
    }
    ids
}

/// A number below `bound`, near enough uniform for delays and shuffles (the bias is below 2⁻³²).
pub fn below(bound: u32) -> u32 {
    (u64::from_le_bytes(bytes()) % u64::from(bound.max(1))) as u32
}
