//! Bounds that both sides know. The probe stays inside them; the server refuses what does not.

/// Largest JSON body the page may send, in bytes (the padded micro-transaction is the largest).
pub const JSON_BODY_BYTES: usize = 24 * 1024;
/// Largest binary report, in bytes: below the 64 KiB that `sendBeacon` guarantees.
pub const REPORT_BYTES: usize = 60 * 1024;
/// Most events in one report.
pub const EVENTS_PER_REPORT: usize = 8 * 1024;
/// Longest id, nonce or token, in bytes.
pub const ID_BYTES: usize = 96;
/// Most signals of one page view, those of the opening and of all seals together.
pub const SIGNALS: usize = 64;
/// Longest signal name, in bytes.
pub const SIGNAL_NAME_BYTES: usize = 32;
/// Longest text inside a signal, in bytes.
pub const SIGNAL_TEXT_BYTES: usize = 256;
/// Most items in a list inside a signal.
pub const SIGNAL_ITEMS: usize = 32;
/// Longest view name, in bytes.
pub const VIEW_NAME_BYTES: usize = 64;
/// Largest padding of a micro-transaction, in bytes.
pub const PAD_BYTES: usize = 16 * 1024;
/// Most micro-transactions in one plan.
pub const STEPS: usize = 20;
/// Nominal amounts, in minor units.
pub const AMOUNT_MINOR: core::ops::RangeInclusive<u8> = 1..=5;
