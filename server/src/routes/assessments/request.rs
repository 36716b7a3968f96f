//! What a back end sends, parsed once: ids become pseudonyms, a full card number is refused.

use super::super::sent::{amount, bounded, currency, digits, is_card_number};
use crate::problem::{Code, Problem};
use engine::assessment::Visit;
use engine::journal::{CardRecord, TransactionRecord};
use engine::secrets::{Domain, Secrets};
use engine::site::{Environment, Site};
use models::threshold::Decision;
use serde::Deserialize;
use utoipa::ToSchema;

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
                amount_minor: amount("transaction.amount_minor", transaction.amount_minor)?,
                currency: currency("transaction.currency", &transaction.currency)?,
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

fn action(text: &str) -> Result<(), Problem> {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-');
    match (1..=64).contains(&text.len()) && text.bytes().all(allowed) && !is_card_number(text) {
        true => Ok(()),
        false => Err(Problem::invalid("action", "use 1 to 64 of a-z, 0-9, _, . and -, like checkout")),
    }
}
