//! What back ends send, checked field by field.

use crate::problem::{Code, Problem};
use iso_currency::Currency;

const TEXT_BYTES: usize = 256;

/// An id or another short text.
pub(super) fn bounded(field: &str, text: &str) -> Result<(), Problem> {
    if text.is_empty() || text.len() > TEXT_BYTES {
        return Err(Problem::invalid(field, format!("use 1 to {TEXT_BYTES} bytes")));
    }
    if is_card_number(text) {
        return Err(Problem::new(
            Code::CardNumber,
            "this looks like a full card number; send an id of your own, the first six and the last four digits",
        )
        .in_field(field));
    }
    Ok(())
}

/// Minor units of money.
pub(super) fn amount(field: &str, amount_minor: i64) -> Result<i64, Problem> {
    match amount_minor {
        0..=1_000_000_000_000 => Ok(amount_minor),
        _ => Err(Problem::invalid(field, "between 0 and 10^12 minor units")),
    }
}

/// A currency that there is.
pub(super) fn currency(field: &str, text: &str) -> Result<String, Problem> {
    match Currency::from_code(text) {
        Some(currency) => Ok(currency.code().into()),
        None => Err(Problem::invalid(field, "an ISO 4217 code like EUR")),
    }
}

/// So many digits.
pub(super) fn digits(field: &str, text: &str, lengths: &[usize]) -> Result<String, Problem> {
    if is_card_number(text) {
        bounded(field, text)?;
    }
    match lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(text.into()),
        false => Err(Problem::invalid(field, format!("{lengths:?} digits"))),
    }
}

/// 13 to 19 digits, spaces and hyphens aside, that pass the Luhn check (ISO/IEC 7812-1).
pub(super) fn is_card_number(text: &str) -> bool {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ' || byte == b'-') {
        return false;
    }
    let digits = text.bytes().rev().filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0'));
    let (count, sum) = digits.enumerate().fold((0, 0), |(_, sum), (at, digit)| {
        let doubled = if at % 2 == 1 { digit * 2 } else { digit };
        (at + 1, sum + doubled / 10 + doubled % 10)
    });
    (13..=19).contains(&count) && sum % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::is_card_number;

    #[test]
    fn card_numbers_are_known_and_near_misses_are_not() {
        for number in ["4242424242424242", "4242 4242 4242 4242", "3782-822463-10005"] {
            assert!(is_card_number(number), "{number}");
        }
        for near in ["4242424242424241", "424242424242", "order 4242424242424242", "", "2026-11-21"] {
            assert!(!is_card_number(near), "{near}");
        }
    }
}
