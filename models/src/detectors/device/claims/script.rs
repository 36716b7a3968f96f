//! A browser: it says which one it is, and writes requests as browsers do (Fetch, §4.6 and §5.4; Fetch Metadata Request
//! Headers, W3C). A script that speaks our protocol rarely bothers.

use super::Claim;
use crate::connection::{Browser, Header, RequestHead, Seen};
use crate::observation::Observation;
use alloc::{format, string::String};

/// Web views of apps with names of their own, and software that strips headers on the way.
pub(super) static A_BROWSER: Claim = Claim {
    code: "not_a_browser",
    frequency: 2e-3,
    broken: |Observation { connection, .. }| {
        let head = connection.request.known()?;
        match connection.claimed.browser {
            Browser::None => Some("the client does not say which browser it is".into()),
            Browser::Other => Some("the client does not call itself a browser".into()),
            Browser::Chromium | Browser::Firefox | Browser::Safari => {
                missing(head, matches!(connection.ja4, Seen::Known(_))).map(told)
            }
        }
    },
};

/// Sent by every browser with every request of a page.
const ALWAYS: [(Header, &str); 4] = [
    (Header::UserAgent, "user-agent"),
    (Header::AcceptLanguage, "accept-language"),
    (Header::AcceptEncoding, "accept-encoding"),
    (Header::Origin, "origin"),
];
/// Sent by all of them since 2023, to hosts that can be trusted.
const WHERE_ENCRYPTED: (Header, &str) = (Header::SecFetchMode, "sec-fetch-mode");

fn missing(head: &RequestHead, encrypted: bool) -> Option<&'static str> {
    let wanted = ALWAYS.iter().chain(encrypted.then_some(&WHERE_ENCRYPTED));
    wanted.filter(|(header, _)| !head.headers.contains(header)).map(|(_, name)| *name).next()
}

fn told(name: &str) -> String {
    format!("the client calls itself a browser and does not send {name}, as all of them do")
}
