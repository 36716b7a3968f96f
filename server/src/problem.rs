//! Errors as the outside sees them: RFC 9457 `application/problem+json` with a stable `code`. This is the
//! one table of them.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use engine::assessment::RoadError;
use engine::secrets::TokenError;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident = $status:literal $code:literal $title:literal,)*) => {
        /// What went wrong, for programs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$meta])* $variant,)* }

        impl Code {
            /// Every code, in the order of this table.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable text form.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)* }
            }

            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self { $(Code::$variant => $status,)* }
            }

            fn title(self) -> &'static str {
                match self { $(Code::$variant => $title,)* }
            }
        }
    };
}

codes! {
    /// Not JSON, not a report, or of the wrong shape.
    Malformed = 400 "malformed" "The body cannot be read",
    /// No credentials, or unknown ones.
    Unauthorised = 401 "unauthorised" "Valid credentials are required",
    /// A publishable key where a secret key belongs.
    PublishableKey = 401 "publishable_key" "A publishable key is not a secret key",
    /// The page-view token is unknown or has ended.
    PageViewUnknown = 401 "page_view_unknown" "The page view is not known or has ended",
    /// Wrong name or password.
    LoginFailed = 401 "login_failed" "Name or password is wrong",
    /// The page's origin is not one of the site's.
    OriginForbidden = 403 "origin_forbidden" "This origin may not speak for the site",
    /// The key does not exist.
    KeyUnknown = 403 "key_unknown" "The publishable key is not known",
    /// The `x-csrf-token` header is missing or wrong.
    Csrf = 403 "csrf" "The request did not come from the console",
    /// Somebody at the console whose role is too low.
    RoleForbidden = 403 "role_forbidden" "This role may not do that",
    /// The challenge token does not belong to the challenge.
    ChallengeTokenForged = 403 "challenge_token_forged" "The challenge token does not fit the challenge",
    /// No such thing.
    NotFound = 404 "not_found" "There is no such thing",
    /// The person it was about was erased.
    Erased = 410 "erased" "The person it was about was erased",
    /// A nonce that was used before.
    NonceReplayed = 409 "nonce_replayed" "The nonce has been used before",
    /// A step that is not the next one.
    ChainOutOfOrder = 409 "chain_out_of_order" "This is not the next micro-transaction",
    /// The idempotency key was used for another request.
    IdempotencyConflict = 409 "idempotency_conflict" "The idempotency key was used for another request",
    /// Another promise has this id.
    IdTaken = 409 "id_taken" "The id is taken",
    /// What became of a promise is told once.
    ToldBefore = 409 "told_before" "What became of it was told before",
    /// The token was used before.
    TokenUsed = 409 "token_used" "The token has been used before",
    /// Too many concurrent changes to the same entity.
    Contended = 409 "contended" "Too many concurrent changes; try again",
    /// The body did not arrive in time.
    Slow = 408 "slow" "The body took too long",
    /// The body is larger than the route takes.
    TooLarge = 413 "too_large" "The body is too large",
    /// The content type is not one that the route takes.
    UnsupportedMediaType = 415 "unsupported_media_type" "The content type is not supported",
    /// Well-formed, but a value is not acceptable.
    Invalid = 422 "invalid" "A value is not acceptable",
    /// A nonce that was never handed out on this chain.
    NonceForged = 422 "nonce_forged" "The nonce was never handed out",
    /// The token was not issued for this site.
    TokenForged = 422 "token_forged" "The token was not issued for this site",
    /// The token is too old.
    TokenExpired = 422 "token_expired" "The token has expired",
    /// A full card number was sent.
    CardNumber = 422 "card_number" "A full card number must never be sent",
    /// Another version of the wire protocol.
    WireVersion = 422 "wire_version" "This version of the probe is not supported",
    /// More than one page, one name at the log-in, or the whole installation may have under way.
    TooMany = 429 "too_many" "Too many requests",
    /// One address opens too many page views or sends too many requests.
    TooManyFromAddress = 429 "too_many_from_address" "Too many requests from this address",
    /// One device sends too many requests.
    TooManyFromDevice = 429 "too_many_from_device" "Too many requests from this device",
    /// The pages or the back end of one site send too many requests.
    TooManyForSite = 429 "too_many_for_site" "Too many requests for this site",
    /// A fault of ours.
    Internal = 500 "internal" "Something failed here",
    /// The journal cannot be read or written.
    Unavailable = 503 "unavailable" "The journal is not available",
    /// The journal cannot be written: reading goes on, and assessments are answered but not recorded.
    ReadOnly = 503 "read_only" "The journal can be read but not written",
}

/// One error.
#[derive(Debug)]
pub struct Problem {
    code: Code,
    detail: String,
    field: Option<String>,
    retry_after_s: u64,
}

impl Problem {
    /// An error with a sentence for a person.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), field: None, retry_after_s: 1 }
    }

    /// A value that is not acceptable, and which field it stands in.
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Code::Invalid, detail).in_field(field)
    }

    /// Names the field it is about.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Says when trying again may help, where it is not in a second. Rounded up: whoever waits that long is not refused again
    /// for having come too early.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after_s = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self
    }

    /// Its code.
    pub fn code(&self) -> Code {
        self.code
    }
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    code: &'static str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        if self.code.status() >= 500 {
            tracing::error!(code = self.code.as_str(), detail = %self.detail, "answered with a fault");
        }
        metrics::counter!("problems_total", "code" => self.code.as_str()).increment(1);
        let document = Document {
            r#type: "about:blank",
            title: self.code.title(),
            status: self.code.status(),
            code: self.code.as_str(),
            detail: &self.detail,
            field: self.field.as_deref(),
        };
        let mut answer = HttpResponse::build(self.status_code());
        answer.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        if matches!(self.code.status(), 429 | 503) {
            answer.insert_header((header::RETRY_AFTER, self.retry_after_s.max(1)));
        }
        if self.code == Code::Slow {
            // What is still to come of the body is not waited for.
            answer.force_close();
        }
        match serde_json::to_vec(&document) {
            Ok(body) => answer.body(body),
            Err(_) => answer.finish(),
        }
    }
}

impl From<RoadError> for Problem {
    fn from(error: RoadError) -> Self {
        let code = match &error {
            RoadError::TokenUsed => Code::TokenUsed,
            RoadError::TokenExpired => Code::TokenExpired,
            RoadError::NotFound => Code::NotFound,
            RoadError::IdempotencyConflict => Code::IdempotencyConflict,
            RoadError::Contended => Code::Contended,
            RoadError::Erased => Code::Erased,
            RoadError::Read(_) | RoadError::Append(_) | RoadError::Keyring(_) | RoadError::Store(_) => {
                Code::Unavailable
            }
        };
        Self::new(code, error.to_string())
    }
}

impl From<engine::journal::ReadError> for Problem {
    fn from(error: engine::journal::ReadError) -> Self {
        RoadError::from(error).into()
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        Self::new(Code::TokenForged, error.to_string()).in_field("token")
    }
}
