//! The only place that draws random bytes, from the operating system.

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

/// A number below `bound`, near enough uniform for delays and shuffles (the bias is below 2⁻³²).
pub fn below(bound: u32) -> u32 {
    (u64::from_le_bytes(bytes()) % u64::from(bound.max(1))) as u32
}
