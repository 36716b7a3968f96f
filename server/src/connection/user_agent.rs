//! What a `User-Agent` claims (RFC 9110 §10.1.5). The first mark that it bears wins: everybody calls themselves Mozilla.

use models::connection::{Browser, Claimed, Os};

const SYSTEMS: [(&str, Os); 8] = [
    ("Windows", Os::Windows),
    ("iPhone", Os::Ios),
    ("iPad", Os::Ios),
    ("iPod", Os::Ios),
    ("Android", Os::Android),
    ("CrOS", Os::ChromeOs),
    ("Macintosh", Os::MacOs),
    ("Linux", Os::Linux),
];

/// The mark, and the mark behind which the version stands.
const BROWSERS: [(&str, &str, Browser); 6] = [
    ("CriOS/", "CriOS/", Browser::Safari),
    ("FxiOS/", "FxiOS/", Browser::Safari),
    ("Firefox/", "Firefox/", Browser::Firefox),
    ("HeadlessChrome/", "HeadlessChrome/", Browser::Chromium),
    ("Chrome/", "Chrome/", Browser::Chromium),
    ("Safari/", "Version/", Browser::Safari),
];

/// Reads a `User-Agent`; an empty one claims nothing.
pub fn parse(text: &str) -> Claimed {
    let os = SYSTEMS.iter().find(|(mark, _)| text.contains(mark)).map_or(Os::Other, |(_, os)| *os);
    let known = BROWSERS.iter().find(|(mark, ..)| text.contains(mark));
    let Some((_, before, browser)) = known else {
        let browser = if text.is_empty() { Browser::None } else { Browser::Other };
        return Claimed { os, browser, version: 0 };
    };
    let version = text.split_once(before).map(|(_, rest)| rest).unwrap_or_default();
    let digits = version.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
    Claimed { os, browser: *browser, version: digits.parse().unwrap_or(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_what_only_they_say() {
        for (text, os, browser, version) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0",
                Os::Windows,
                Browser::Chromium,
                141,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                Os::Ios,
                Browser::Safari,
                18,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0.1 Mobile/15E148 Safari/604.1",
                Os::Ios,
                Browser::Safari,
                120,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0",
                Os::MacOs,
                Browser::Firefox,
                133,
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36",
                Os::Android,
                Browser::Chromium,
                124,
            ),
            ("python-requests/2.32", Os::Other, Browser::Other, 0),
            ("", Os::Other, Browser::None, 0),
            ("Firefox/99999999999", Os::Other, Browser::Firefox, 0),
        ] {
            assert_eq!(parse(text), Claimed { os, browser, version }, "{text}");
        }
    }
}
