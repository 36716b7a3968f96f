//! What a back end sends, parsed once: ids become pseudonyms, a full card number is refused.

use crate::problem::{Code, Problem};
use engine::assessment::Visit;
use engine::journal::{CardRecord, TransactionRecord};
use engine::secrets::{Domain, Secrets};
use engine::site::{Environment, Site};
use models::threshold::Decision;
use serde::Deserialize;
use utoipa::ToSchema;

const TEXT_BYTES: usize = 256;

/// What a back end asks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssessmentRequest {
    /// From `pennyprint.token()`; `null` where the page had none. Test keys also take `test|allow`,
    /// `test|step_up`, `test|review` and `test|block`.
    pub token: Option<String>,
    /// What the customer is about to do, for example `checkout`: 1 to 64 of `a-z 0-9 _ . -`.
    #[schema(pattern = "^[a-z0-9_.-]{1,64}$", example = "checkout")]
    pub action: String,
    /// The merchant's own id of the user, where known. Stored as a keyed hash.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 256)]
    pub user_id: Option<String>,
    /// The transaction.
    #[serde(default)]
    pub transaction: Option<Transaction>,
    /// Where a one-time code may be sent. Checked and dropped: for now the back end delivers the code.
    #[serde(default)]
    pub contact: Option<Contact>,
    /// A short text for the merchant's own eyes. Checked and dropped: nothing shows it yet.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 256)]
    pub display_ref: Option<String>,
}

/// A transaction.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transaction {
    /// The merchant's own id. Stored as a keyed hash.
    #[schema(min_length = 1, max_length = 256)]
    pub id: String,
    /// Minor units.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub amount_minor: i64,
    /// ISO 4217.
    #[schema(pattern = "^[A-Z]{3}$", example = "EUR")]
    pub currency: String,
    /// The merchant's own id of whoever is paid. Stored as a keyed hash.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 256)]
    pub payee_id: Option<String>,
    /// The card.
    #[serde(default)]
    pub card: Option<Card>,
}

/// A card, never its number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Card {
    /// The merchant's own id of the card. Stored as a keyed hash.
    #[schema(min_length = 1, max_length = 256)]
    pub id: String,
    /// First six or eight digits.
    #[schema(pattern = "^([0-9]{6}|[0-9]{8})$")]
    pub bin: String,
    /// Last four digits.
    #[schema(pattern = "^[0-9]{4}$")]
    pub last4: String,
    /// The merchant's own hash of the expiry date.
    #[schema(min_length = 1, max_length = 256)]
    pub expiry_hash: String,
}

/// Where a one-time code may be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contact {
    /// E-mail address.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 256)]
    pub email: Option<String>,
    /// Telephone number.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 256)]
    pub phone: Option<String>,
}

/// A request that has been checked.
pub(crate) struct Parsed {
    pub visit: Visit,
    pub action: String,
    pub user: Option<[u8; 16]>,
    pub transaction: Option<TransactionRecord>,
}

impl AssessmentRequest {
    pub(crate) fn parse(self, site: &Site, secrets: &Secrets) -> Result<Parsed, Problem> {
        action(&self.action)?;
        if let Some(reference) = &self.display_ref {
            bounded("display_ref", reference)?;
        }
        let contact = self.contact.iter().flat_map(|contact| [&contact.email, &contact.phone]);
        contact.flatten().try_for_each(|text| bounded("contact", text))?;
        let pseudonym = |field: &str, domain, text: &String| {
            bounded(field, text)?;
            Ok::<_, Problem>(secrets.pseudonym(site.id, domain, text))
        };
        let user = self.user_id.as_ref().map(|id| pseudonym("user_id", Domain::User, id)).transpose()?;
        let transaction = match &self.transaction {
            None => None,
            Some(transaction) => Some(TransactionRecord {
                id: pseudonym("transaction.id", Domain::Transaction, &transaction.id)?,
                amount_minor: amount(transaction.amount_minor)?,
                currency: currency(&transaction.currency)?,
                payee: match &transaction.payee_id {
                    Some(id) => Some(pseudonym("transaction.payee_id", Domain::Payee, id)?),
                    None => None,
                },
                card: match &transaction.card {
                    Some(card) => Some(CardRecord {
                        id: pseudonym("transaction.card.id", Domain::Card, &card.id)?,
                        bin: digits("transaction.card.bin", &card.bin, &[6, 8])?,
                        last4: digits("transaction.card.last4", &card.last4, &[4])?,
                        expiry: pseudonym("transaction.card.expiry_hash", Domain::Expiry, &card.expiry_hash)?,
                    }),
                    None => None,
                },
            }),
        };
        let visit = visit(self.token.as_deref(), site, secrets)?;
        Ok(Parsed { visit, action: self.action, user, transaction })
    }
}

fn visit(token: Option<&str>, site: &Site, secrets: &Secrets) -> Result<Visit, Problem> {
    let Some(token) = token else { return Ok(Visit::None) };
    if let Some(wanted) = token.strip_prefix("test|") {
        if site.environment != Environment::Test {
            let detail = "test tokens work with test keys only";
            return Err(Problem::new(Code::TokenForged, detail).in_field("token"));
        }
        return match wanted {
            "allow" => Ok(Visit::Forced(Decision::Allow)),
            "step_up" => Ok(Visit::Forced(Decision::StepUp)),
            "review" => Ok(Visit::Forced(Decision::Review)),
            "block" => Ok(Visit::Forced(Decision::Block)),
            _ => Err(Problem::invalid(
                "token",
                "test tokens are test|allow, test|step_up, test|review, test|block",
            )),
        };
    }
    let (seal, expires_at) = secrets.verify_token(site.id, token)?;
    Ok(Visit::Sealed { seal, expires_at })
}

fn bounded(field: &str, text: &str) -> Result<(), Problem> {
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

fn action(text: &str) -> Result<(), Problem> {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-');
    match (1..=64).contains(&text.len()) && text.bytes().all(allowed) && !is_card_number(text) {
        true => Ok(()),
        false => Err(Problem::invalid("action", "use 1 to 64 of a-z, 0-9, _, . and -, like checkout")),
    }
}

fn amount(amount_minor: i64) -> Result<i64, Problem> {
    match amount_minor {
        0..=1_000_000_000_000 => Ok(amount_minor),
        _ => Err(Problem::invalid("transaction.amount_minor", "between 0 and 10^12 minor units")),
    }
}

fn currency(text: &str) -> Result<String, Problem> {
    match text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        true => Ok(text.into()),
        false => Err(Problem::invalid("transaction.currency", "an ISO 4217 code like EUR")),
    }
}

fn digits(field: &str, text: &str, lengths: &[usize]) -> Result<String, Problem> {
    if is_card_number(text) {
        bounded(field, text)?;
    }
    match lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(text.into()),
        false => Err(Problem::invalid(field, format!("{lengths:?} digits"))),
    }
}

/// 13 to 19 digits, spaces and hyphens aside, that pass the Luhn check (ISO/IEC 7812-1).
fn is_card_number(text: &str) -> bool {
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
