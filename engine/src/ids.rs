//! Ids: 128 bits behind a prefix that says what they name. At least 80 of them are random; the server makes
//! most of them begin with the time, so that what is made together stands together in an index.

use alloc::string::String;
use core::fmt;
use serde::{Deserialize, Serialize};

/// Why a text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {prefix} followed by 32 hexadecimal digits")]
pub struct IdError {
    prefix: &'static str,
}

macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// Parses the prefixed form.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                text.strip_prefix($prefix).and_then(unhex).map(Self).ok_or(IdError { prefix: $prefix })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($prefix)?;
                f.write_str(&hex(&self.0))
            }
        }
    };
}

id! {
    /// A merchant's integration.
    SiteId, "site_"
}
id! {
    /// One visit to a site.
    SessionId, "ses_"
}
id! {
    /// A browser on a machine.
    DeviceId, "dev_"
}
id! {
    /// One probe start inside a session; unguessable, it is the page's token for everything it sends.
    PageViewId, "pv_"
}
id! {
    /// One sealed observation.
    SealId, "seal_"
}
id! {
    /// One answer to a merchant.
    AssessmentId, "asm_"
}
id! {
    /// One step-up in progress.
    ChallengeId, "chl_"
}
id! {
    /// What one party does towards another.
    InteractionId, "int_"
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'a' + value - 10 });
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// Parses exactly 32 hexadecimal digits.
pub fn unhex(text: &str) -> Option<[u8; 16]> {
    if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u128::from_str_radix(text, 16).ok().map(u128::to_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn an_id_survives_its_text_form_and_nothing_else_parses() {
        let id = DeviceId([7; 16]);
        assert_eq!(DeviceId::parse(&id.to_string()), Ok(id));
        for wrong in
            ["", "dev_", "ses_07070707070707070707070707070707", "dev_+7070707070707070707070707070707"]
        {
            assert!(DeviceId::parse(wrong).is_err(), "{wrong}");
        }
    }
}
