//! Reading bodies from outside: bounded, parsed once, errors that name the field.

use crate::clock::Tick;
use crate::problem::{Code, Problem};
use actix_web::web::{Bytes, BytesMut, Payload};
use actix_web::{HttpMessage, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

/// A body and how it arrived.
pub struct Arrived {
    /// All of it.
    pub bytes: Bytes,
    /// When the last part arrived.
    pub complete_at: Tick,
    /// It came in more than one part.
    pub in_parts: bool,
}

/// Reads a body of at most `limit` bytes, and when its parts arrived.
pub async fn read(mut payload: Payload, limit: usize) -> Result<Arrived, Problem> {
    let mut parts = 0;
    let mut whole = BytesMut::new();
    while let Some(part) = payload.next().await {
        let part = part.map_err(|error| Problem::new(Code::Malformed, error.to_string()))?;
        parts += 1;
        if whole.len() + part.len() > limit {
            return Err(Problem::new(Code::TooLarge, format!("the body may hold at most {limit} bytes")));
        }
        whole.extend_from_slice(&part);
    }
    Ok(Arrived { bytes: whole.freeze(), complete_at: Tick::now(), in_parts: parts > 1 })
}

/// Refuses what calls itself something other than JSON. Only for routes that back ends call: pages send `text/plain`, to
/// stay clear of a CORS preflight.
pub fn expect_json(request: &HttpRequest) -> Result<(), Problem> {
    match request.content_type() {
        "application/json" | "" => Ok(()),
        other => Err(Problem::new(Code::UnsupportedMediaType, format!("send application/json, not {other}"))),
    }
}

/// Parses JSON. The error names the field.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        // Only now, off the usual path, is the place of the error worth a second parse.
        let located =
            serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_slice(bytes));
        let code = if error.is_data() { Code::Invalid } else { Code::Malformed };
        let problem = Problem::new(code, error.to_string());
        match located.err().map(|located| located.path().to_string()) {
            Some(path) if path != "." => problem.in_field(path),
            _ => problem,
        }
    })
}
