//! Reading bodies from outside: bounded in bytes and in time, parsed once, errors that name the field.

use crate::app::App;
use crate::clock::Tick;
use crate::problem::{Code, Problem};
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut, Data, Payload};
use actix_web::{HttpMessage, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time::timeout;

/// A body and how it arrived.
pub struct Arrived {
    /// All of it.
    pub bytes: Bytes,
    /// When the last part arrived.
    pub complete_at: Tick,
    /// It came in more than one part.
    pub in_parts: bool,
}

/// Reads a body of at most `limit` bytes, and when its parts arrived. One that is compressed is refused, one that is slow given up.
pub async fn read(request: &HttpRequest, mut payload: Payload, limit: usize) -> Result<Arrived, Problem> {
    plain(request)?;
    let limits = request.app_data::<Data<App>>().map(|app| &app.config.limits);
    let limits = limits.ok_or_else(|| Problem::new(Code::Internal, "the application is not set up"))?;
    let (whole_s, part_s) = (limits.body_s, limits.body_idle_s);
    let slow = |detail: String| Problem::new(Code::Slow, detail);
    let reading = async {
        let mut parts = 0;
        let mut whole = BytesMut::new();
        loop {
            let part = timeout(Duration::from_secs(part_s.into()), payload.next()).await;
            let part = part.map_err(|_| slow(format!("nothing more of the body came for {part_s} s")))?;
            let Some(part) = part else { break };
            let part = part.map_err(|error| Problem::new(Code::Malformed, error.to_string()))?;
            parts += 1;
            if whole.len() + part.len() > limit {
                return Err(Problem::new(Code::TooLarge, format!("the body may hold at most {limit} bytes")));
            }
            whole.extend_from_slice(&part);
        }
        Ok(Arrived { bytes: whole.freeze(), complete_at: Tick::now(), in_parts: parts > 1 })
    };
    let read = timeout(Duration::from_secs(whole_s.into()), reading).await;
    read.unwrap_or_else(|_| Err(slow(format!("the body was not complete after {whole_s} s"))))
}

/// Nothing is decompressed here, so nothing can burst; what is compressed is refused rather than misread.
fn plain(request: &HttpRequest) -> Result<(), Problem> {
    let mut encodings = request.headers().get_all(header::CONTENT_ENCODING);
    match encodings.find(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        None => Ok(()),
        Some(_) => Err(Problem::new(Code::UnsupportedMediaType, "send the body as it is, not compressed")
            .in_field("Content-Encoding")),
    }
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
