//! `POST /v1/reports`: a batch of events, as bytes.
//!
//! Layout: version (1 byte), length of the page-view token (1 byte) and the token, batch number
//! (varint, from 0), tick of the page view that the stream's time 0 stands for (varint), the
//! [`crate::codec`] stream.

use crate::codec::{self, DecodeError};
use crate::event::{Event, Tick};
use crate::limits::{ID_BYTES, REPORT_BYTES};
use crate::{WIRE_VERSION, varint};
use alloc::{string::String, vec::Vec};

/// A decoded report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// `pv_…`.
    pub page_view: String,
    /// Number of the batch within the page view, from 0; a gap means a lost batch.
    pub batch: u32,
    /// Events; [`Event::at`] counts from the start of the page view.
    pub events: Vec<Event>,
}

/// Why bytes are not a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// Written for another version of this crate.
    #[error("wire version {0} is not supported")]
    Version(u8),
    /// More bytes than [`REPORT_BYTES`].
    #[error("a report has at most {REPORT_BYTES} bytes")]
    TooLarge,
    /// The page-view token is missing, too long or not ASCII.
    #[error("the report names no page view")]
    PageView,
    /// The batch number or the start is missing or out of range.
    #[error("the report's header is cut short or out of range")]
    Header,
    /// The events are malformed.
    #[error(transparent)]
    Events(#[from] DecodeError),
}

/// Frames an encoded event stream. `start` is the tick that the stream's time 0 stands for.
pub fn encode(page_view: &str, batch: u32, start: Tick, stream: &[u8]) -> Vec<u8> {
    let token = page_view.as_bytes();
    let token = token.get(..ID_BYTES).unwrap_or(token);
    let mut out = Vec::with_capacity(token.len() + stream.len() + 12);
    out.push(WIRE_VERSION);
    out.push(token.len() as u8);
    out.extend_from_slice(token);
    varint::put(&mut out, batch);
    varint::put(&mut out, start);
    out.extend_from_slice(stream);
    out
}

impl Report {
    /// Parses bytes from outside.
    pub fn decode(mut bytes: &[u8]) -> Result<Self, ReportError> {
        if bytes.len() > REPORT_BYTES {
            return Err(ReportError::TooLarge);
        }
        let (&[version, length], rest) = bytes.split_first_chunk().ok_or(ReportError::Header)?;
        if version != WIRE_VERSION {
            return Err(ReportError::Version(version));
        }
        let length = usize::from(length);
        if length == 0 || length > ID_BYTES {
            return Err(ReportError::PageView);
        }
        let (token, rest) = rest.split_at_checked(length).ok_or(ReportError::PageView)?;
        let page_view = core::str::from_utf8(token).ok().filter(|token| token.is_ascii());
        let page_view = page_view.ok_or(ReportError::PageView)?.into();
        bytes = rest;
        let batch = varint::take(&mut bytes).ok_or(ReportError::Header)?;
        let start = varint::take(&mut bytes).ok_or(ReportError::Header)?;
        let mut events = codec::decode(bytes)?;
        for event in &mut events {
            event.at = event.at.checked_add(start).ok_or(DecodeError::OutOfRange)?;
        }
        Ok(Self { page_view, batch, events })
    }
}
