//! What the server saw of a connection by itself: nothing here was said by the page.

use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// The connection that a page view was opened over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The packet that asked for the connection.
    pub syn: Seen<Syn>,
    /// JA4 of the TLS ClientHello (FoxIO, *JA4: TLS Client Fingerprinting*), `t13d1516h2_8daaf6152771_b186095e22b6`.
    pub ja4: Seen<String>,
    /// How the request that opened the page view was written.
    pub request: Seen<RequestHead>,
    /// What that request's `User-Agent` claims: the one part of this that is said by the other side.
    pub claimed: Claimed,
}

/// What the server could see for itself, or why it could not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seen<T> {
    /// It was seen.
    Known(T),
    /// It was not.
    Absent(Unseen),
}

/// Why something of a connection was not seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unseen {
    /// A proxy in front ended the client's connection: what we see is the proxy's.
    Proxied,
    /// The kernel does not tell.
    Unsupported,
    /// The connection was not encrypted by us.
    Unencrypted,
    /// What came cannot be read.
    Unreadable,
    /// Made before this was recorded.
    #[default]
    Unrecorded,
}

impl<T> Seen<T> {
    /// What was seen.
    pub fn known(&self) -> Option<&T> {
        match self {
            Seen::Known(value) => Some(value),
            Seen::Absent(_) => None,
        }
    }
}

impl<T> Default for Seen<T> {
    fn default() -> Self {
        Seen::Absent(Unseen::default())
    }
}

/// The fields of a SYN that the sender's kernel chooses (RFC 9293 §3.1, RFC 7323; read as by p0f v3).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Syn {
    /// Time to live (IPv4) or hop limit (IPv6) on arrival.
    pub ttl: u8,
    /// Version of IP, 4 or 6.
    pub ip_version: u8,
    /// Window before scaling, in bytes.
    pub window: u16,
    /// Largest segment it takes, in bytes (option 2).
    pub mss: Option<u16>,
    /// Shift of later windows (option 3).
    pub window_scale: Option<u8>,
    /// Kinds of the options in their order, one `0` for the end and all padding behind it; at most 40 bytes hold no more
    /// than 40.
    pub options: Vec<u8>,
    /// IPv4 forbids fragments.
    pub dont_fragment: bool,
    /// It asks for explicit congestion notification (RFC 3168 §6.1.1).
    pub ecn: bool,
}

/// Initial times to live that kernels use; a packet loses one for every router.
const INITIAL_TTLS: [u8; 4] = [32, 64, 128, 255];

impl Syn {
    /// The time to live that it was sent with.
    pub fn initial_ttl(&self) -> u8 {
        INITIAL_TTLS.into_iter().find(|initial| self.ttl <= *initial).unwrap_or(u8::MAX)
    }

    /// What the kernel chose, without what the way changes: routers lower the time to live, tunnels the largest segment.
    pub fn kernel(&self) -> (u8, u8, &[u8], Option<u8>, bool) {
        (self.ip_version, self.initial_ttl(), &self.options, self.window_scale, self.dont_fragment)
    }
}

/// What the kernel knows of a connection (Linux `struct tcp_info`, `include/uapi/linux/tcp.h`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TcpInfo {
    /// Smoothed round trip, `tcpi_rtt`.
    pub rtt_us: u32,
    /// Its mean deviation, `tcpi_rttvar`.
    pub rttvar_us: u32,
    /// Smallest round trip of the last minutes, `tcpi_min_rtt` (Linux 4.6); `None` where none was taken.
    pub min_rtt_us: Option<u32>,
    /// Segments sent again since the connection began, `tcpi_total_retrans`.
    pub retransmits: u32,
    /// Newest rate of delivery, `tcpi_delivery_rate` (Linux 4.9); `None` where none was taken.
    pub delivery_bytes_per_s: Option<u64>,
    /// Which of the visit's connections it is, from 0.
    pub connection: u8,
}

/// How a request is written: what a page cannot choose and a script rarely copies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RequestHead {
    /// Version of HTTP.
    pub version: HttpVersion,
    /// Its headers in their order.
    pub headers: Vec<Header>,
}

/// Version of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum HttpVersion {
    Http10,
    Http11,
}

/// Headers that tell browsers and scripts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the headers' names")]
pub enum Header {
    Host,
    Connection,
    ContentLength,
    ContentType,
    UserAgent,
    Accept,
    AcceptEncoding,
    AcceptLanguage,
    Origin,
    Referer,
    CacheControl,
    Pragma,
    Dnt,
    SecGpc,
    SecChUa,
    SecChUaMobile,
    SecChUaPlatform,
    SecFetchSite,
    SecFetchMode,
    SecFetchDest,
    Priority,
    Te,
    /// Any other one.
    Other,
}

/// What a `User-Agent` claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Claimed {
    /// The operating system.
    pub os: Os,
    /// The browser.
    pub browser: Browser,
    /// Its major version; 0 where none is named.
    pub version: u16,
}

/// An operating system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Os {
    Windows,
    MacOs,
    Ios,
    Android,
    Linux,
    ChromeOs,
    /// Another one, or none was named.
    #[default]
    Other,
}

/// A browser, by its engine's family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Browser {
    /// Chrome and what is built like it.
    Chromium,
    /// Firefox.
    Firefox,
    /// Safari, and every browser on iOS.
    Safari,
    /// Something else that calls itself something.
    Other,
    /// Nothing was named.
    #[default]
    None,
}
