//! What the server saw of a connection.

use models::connection::{Connection, HttpVersion, RequestHead, Seen, Syn, TcpInfo, Unseen};
use serde::Serialize;
use utoipa::ToSchema;

/// What the server saw of the connection that a page view was opened over. What it could not see is `{"absent": why}`:
/// `proxied`, `unsupported`, `unencrypted`, `unreadable` or `unrecorded`.
#[derive(Serialize, ToSchema)]
pub struct ConnectionView {
    /// The SYN as p0f writes it, `ip:ttl+hops:mss:window,scale:options:quirks`.
    pub syn: SeenView<String>,
    /// JA4 of the ClientHello.
    pub ja4: SeenView<String>,
    /// How the request was written.
    pub request: SeenView<RequestView>,
    /// What the `User-Agent` claims: `Windows, Chromium 141`.
    pub claimed: String,
}

/// A value, or why there is none.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum SeenView<T> {
    /// The value.
    Known(T),
    /// None.
    Absent {
        /// Why.
        absent: &'static str,
    },
}

/// How a request was written.
#[derive(Serialize, ToSchema)]
pub struct RequestView {
    version: &'static str,
    /// In their order.
    headers: Vec<String>,
}

/// What the kernel knew of a connection; durations in microseconds.
#[derive(Serialize, ToSchema)]
pub struct TcpView {
    /// Smoothed round trip.
    pub rtt_us: u32,
    /// Its mean deviation.
    pub rttvar_us: u32,
    /// Smallest round trip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_rtt_us: Option<u32>,
    /// Segments sent again since the connection began.
    pub retransmits: u32,
    /// Newest rate of delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_bytes_per_s: Option<u64>,
    /// Which of the visit's connections, from 0.
    pub connection: u8,
}

/// What was seen of a connection.
pub fn connection(seen: &Connection) -> ConnectionView {
    let claimed = match seen.claimed.version {
        0 => format!("{:?}, {:?}", seen.claimed.os, seen.claimed.browser),
        version => format!("{:?}, {:?} {version}", seen.claimed.os, seen.claimed.browser),
    };
    ConnectionView {
        syn: view(&seen.syn, signature),
        ja4: view(&seen.ja4, String::clone),
        request: view(&seen.request, request),
        claimed,
    }
}

/// What the kernel knew; `None` where it did not tell.
pub fn tcp(info: &Result<TcpInfo, Unseen>) -> Option<TcpView> {
    let TcpInfo { rtt_us, rttvar_us, min_rtt_us, retransmits, delivery_bytes_per_s, connection } =
        (*info).ok()?;
    Some(TcpView { rtt_us, rttvar_us, min_rtt_us, retransmits, delivery_bytes_per_s, connection })
}

fn view<T, V>(seen: &Seen<T>, show: impl FnOnce(&T) -> V) -> SeenView<V> {
    match seen {
        Seen::Known(value) => SeenView::Known(show(value)),
        Seen::Absent(why) => SeenView::Absent {
            absent: match why {
                Unseen::Proxied => "proxied",
                Unseen::Unsupported => "unsupported",
                Unseen::Unencrypted => "unencrypted",
                Unseen::Unreadable => "unreadable",
                Unseen::Unrecorded => "unrecorded",
            },
        },
    }
}

fn signature(syn: &Syn) -> String {
    let initial_ttl = syn.initial_ttl();
    let number = |value: Option<u16>| value.map_or("*".into(), |value| value.to_string());
    let options: Vec<String> = syn
        .options
        .iter()
        .map(|kind| match kind {
            0 => "eol".into(),
            1 => "nop".into(),
            2 => "mss".into(),
            3 => "ws".into(),
            4 => "sok".into(),
            8 => "ts".into(),
            other => format!("?{other}"),
        })
        .collect();
    let quirks: Vec<&str> = [(syn.dont_fragment, "df"), (syn.ecn, "ecn")]
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, name)| *name)
        .collect();
    format!(
        "{}:{}+{}:{}:{},{}:{}:{}",
        syn.ip_version,
        initial_ttl,
        initial_ttl - syn.ttl,
        number(syn.mss),
        syn.window,
        number(syn.window_scale.map(u16::from)),
        options.join(","),
        quirks.join(",")
    )
}

fn request(head: &RequestHead) -> RequestView {
    RequestView {
        version: match head.version {
            HttpVersion::Http10 => "1.0",
            HttpVersion::Http11 => "1.1",
        },
        headers: head.headers.iter().map(|header| kebab(&format!("{header:?}"))).collect(),
    }
}

/// `SecChUa` as `sec-ch-ua`.
fn kebab(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}
