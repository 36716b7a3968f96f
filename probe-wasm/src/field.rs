//! What kind of field an element is, and which fields are nobody's business.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use wire::event::Field;

/// The element of the step-up dialog; what happens inside it is the customer's answer to a challenge.
const OUR_DIALOG: &str = "PENNYPRINT-STEP-UP";

/// Whole words of a name or id that give away a secret.
const SECRET_WORDS: &[&str] =
    &["cc", "cvc", "cvv", "cvn", "csc", "pan", "iban", "otp", "totp", "mfa", "pin", "tan", "pwd"];
/// Parts of a name or id, written together, that give away a secret.
const SECRET_PARTS: &[&str] = &[
    "card",
    "karte",
    "tarjeta",
    "passw",
    "passcode",
    "securitycode",
    "onetime",
    "verificationcode",
    "smscode",
    "authcode",
    "expiry",
    "expdate",
];

/// Kinds by the tokens of `autocomplete` (WHATWG HTML, autofill); a trailing `*` stands for any ending.
const BY_AUTOCOMPLETE: &[(&str, Field)] = &[
    ("name", Field::Name),
    ("given-name", Field::Name),
    ("additional-name", Field::Name),
    ("family-name", Field::Name),
    ("email", Field::Email),
    ("tel*", Field::Phone),
    ("street-address", Field::Street),
    ("address-line*", Field::Street),
    ("address-level*", Field::Place),
    ("country*", Field::Place),
    ("postal-code", Field::PostalCode),
    ("organization*", Field::Organisation),
    ("bday*", Field::Number),
];

/// Kinds by a part of the name or id, where nothing better is known. The first that fits wins.
const BY_NAME: &[(&str, Field)] = &[
    ("mail", Field::Email),
    ("phone", Field::Phone),
    ("mobile", Field::Phone),
    ("postal", Field::PostalCode),
    ("postcode", Field::PostalCode),
    ("zip", Field::PostalCode),
    ("street", Field::Street),
    ("address", Field::Street),
    ("city", Field::Place),
    ("town", Field::Place),
    ("country", Field::Place),
    ("company", Field::Organisation),
    ("search", Field::Search),
    ("name", Field::Name),
];

/// What the page says of a form field. Everything in lower case but `named`.
struct Markup<'a> {
    kind: &'a str,
    autocomplete: &'a str,
    input_mode: &'a str,
    /// Name, id, placeholder and label as written.
    named: &'a str,
    max_length: &'a str,
}

/// The kind of an element; [`Field::None`] where it is no field.
pub(crate) fn field_of(element: &Element) -> Field {
    let attribute = |name: &str| element.get_attribute(name).unwrap_or_default();
    let lower = |name: &str| attribute(name).to_ascii_lowercase();
    let tag = element.tag_name();
    match tag.as_str() {
        OUR_DIALOG => Field::Protected,
        "SELECT" | "BUTTON" => Field::Choice,
        "INPUT" | "TEXTAREA" => {
            let mut named = String::new();
            for name in ["name", "id", "placeholder", "aria-label"] {
                named.push_str(&attribute(name));
                named.push(' ');
            }
            let field = classify(&Markup {
                kind: &lower("type"),
                autocomplete: &lower("autocomplete"),
                input_mode: &lower("inputmode"),
                named: &named,
                max_length: &attribute("maxlength"),
            });
            if field == Field::Text && tag == "TEXTAREA" { Field::FreeText } else { field }
        }
        _ => match element.dyn_ref::<HtmlElement>() {
            Some(element) if element.is_content_editable() => Field::FreeText,
            _ => Field::None,
        },
    }
}

/// Whether keys that reach this element may be observed: fields that are not protected, and the bare page.
/// Anything else (a custom element, a frame) may hide a field that we cannot see.
pub(crate) fn keys_are_open(element: &Element, field: Field) -> bool {
    match field {
        Field::Protected => false,
        Field::None => matches!(element.tag_name().as_str(), "BODY" | "HTML" | "A"),
        _ => true,
    }
}

fn classify(markup: &Markup) -> Field {
    if is_protected(markup) {
        return Field::Protected;
    }
    for token in markup.autocomplete.split_ascii_whitespace() {
        for (pattern, field) in BY_AUTOCOMPLETE {
            let fits = match pattern.strip_suffix('*') {
                Some(start) => token.starts_with(start),
                None => token == *pattern,
            };
            if fits {
                return *field;
            }
        }
    }
    match (markup.kind, markup.input_mode) {
        ("email", _) | (_, "email") => return Field::Email,
        ("tel", _) | (_, "tel") => return Field::Phone,
        ("search", _) | (_, "search") => return Field::Search,
        ("checkbox" | "radio" | "button" | "submit" | "reset" | "file" | "color" | "image" | "range", _) => {
            return Field::Choice;
        }
        _ => {}
    }
    let joined = joined(markup.named);
    if let Some((_, field)) = BY_NAME.iter().find(|(part, _)| holds(&joined, part)) {
        return *field;
    }
    match (markup.kind, markup.input_mode) {
        ("number" | "date" | "month" | "week" | "time" | "datetime-local", _)
        | (_, "numeric" | "decimal") => Field::Number,
        _ => Field::Text,
    }
}

/// Passwords, one-time codes (also as one box per digit) and card fields.
fn is_protected(markup: &Markup) -> bool {
    let by_autocomplete = markup
        .autocomplete
        .split_ascii_whitespace()
        .any(|token| token.starts_with("cc-") || token.ends_with("-password") || token == "one-time-code");
    if by_autocomplete || markup.kind == "password" || markup.max_length == "1" {
        return true;
    }
    let joined = joined(markup.named);
    SECRET_PARTS.iter().any(|part| holds(&joined, part)) || has_secret_word(markup.named)
}

/// `str::contains`, whose searcher would weigh 3 KB.
pub(crate) fn holds(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len()).any(|window| window == part.as_bytes())
}

/// Letters and digits in lower case, written together.
fn joined(text: &str) -> String {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase() as char).collect()
}

/// Whether a whole word is a secret one. Words end at signs, at digits and before a capital after a small
/// letter: `cvc-code`, `CVC2`, `cardCvc`.
fn has_secret_word(text: &str) -> bool {
    let mut word = String::new();
    let mut after_small = false;
    for byte in text.bytes().chain([b' ']) {
        if !byte.is_ascii_alphabetic() || (after_small && byte.is_ascii_uppercase()) {
            if SECRET_WORDS.contains(&word.as_str()) {
                return true;
            }
            word.clear();
        }
        if byte.is_ascii_alphabetic() {
            word.push(byte.to_ascii_lowercase() as char);
        }
        after_small = byte.is_ascii_lowercase();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(named: &str) -> Field {
        classify(&Markup { kind: "text", autocomplete: "", input_mode: "", named, max_length: "" })
    }

    fn completed(autocomplete: &str) -> Field {
        classify(&Markup { kind: "text", autocomplete, input_mode: "", named: "field", max_length: "" })
    }

    #[test]
    fn secrets_are_protected_by_any_of_their_signs() {
        for autocomplete in
            ["cc-number", "cc-csc", "billing cc-exp", "one-time-code", "current-password", "new-password"]
        {
            assert_eq!(completed(autocomplete), Field::Protected, "{autocomplete}");
        }
        for name in [
            "cardNumber",
            "card_number",
            "cc",
            "cc-num",
            "ccNumber",
            "cvc",
            "CVC2",
            "cardCvv",
            "pan",
            "primaryPan",
            "otp",
            "smsCode",
            "pin",
            "security-code",
            "verification_code",
            "passwordAgain",
            "expiryDate",
            "Kartennummer",
            "iban",
        ] {
            assert_eq!(named(name), Field::Protected, "{name}");
        }
        let typed = |kind, max_length| {
            classify(&Markup { kind, autocomplete: "", input_mode: "", named: "x", max_length })
        };
        assert_eq!(typed("password", ""), Field::Protected);
        assert_eq!(typed("text", "1"), Field::Protected);
    }

    #[test]
    fn ordinary_fields_are_not_taken_for_secrets() {
        for (name, field) in [
            ("companyName", Field::Organisation),
            ("shippingAddress", Field::Street),
            ("email", Field::Email),
            ("fullName", Field::Name),
            ("expandedNotes", Field::Text),
            ("promoCode", Field::Text),
            ("tangerine", Field::Text),
            ("zip_code", Field::PostalCode),
        ] {
            assert_eq!(named(name), field, "{name}");
        }
    }

    #[test]
    fn autocomplete_beats_type_and_type_beats_name() {
        assert_eq!(completed("section-a shipping postal-code"), Field::PostalCode);
        assert_eq!(completed("shipping address-level2"), Field::Place);
        assert_eq!(completed("work tel-national"), Field::Phone);
        let email = Markup {
            kind: "email",
            autocomplete: "username",
            input_mode: "",
            named: "userName",
            max_length: "",
        };
        assert_eq!(classify(&email), Field::Email);
        let amount =
            Markup { kind: "text", autocomplete: "", input_mode: "decimal", named: "amount", max_length: "" };
        assert_eq!(classify(&amount), Field::Number);
    }
}
