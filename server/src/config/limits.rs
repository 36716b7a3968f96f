//! `[limits]`: how much anybody may ask for. The defaults refuse no honest shop and no office of 500 people behind one address.

use serde::{Deserialize, Serialize};

/// Longest burst, so that the time it stands for fits in nanoseconds.
const MOST_BURST: u32 = 10_000_000;
/// Longest wait for a client that is set by `*_s`, in seconds: an hour.
const MOST_WAIT_S: u32 = 3_600;

/// How much anybody may ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Page views that one address (/32 for IPv4, /64 for IPv6) may open.
    pub page_opens_per_address: Rate,
    /// Requests of pages from one address. A page view takes about ten, and one every five seconds while somebody types.
    pub page_requests_per_address: Rate,
    /// Requests of pages that name one device.
    pub page_requests_per_device: Rate,
    /// Requests of all pages of one site.
    pub page_requests_per_site: Rate,
    /// Requests of one site's back end, and of people at the console about it.
    pub requests_per_site: Rate,
    /// Bound of what is kept of page views under way, in MiB. Above it those go first that are unlikely to be missed.
    pub page_views_mib: usize,
    /// Connections that one address may hold open; 0 for as many as it likes, which only a trusted proxy in front should.
    pub connections_per_address: u32,
    /// Seconds for the head of a request.
    pub head_s: u32,
    /// Seconds for the whole body of a request.
    pub body_s: u32,
    /// Seconds between two parts of a body.
    pub body_idle_s: u32,
    /// Seconds that a client may leave an answer unread or unacknowledged.
    pub unread_s: u32,
}

/// A rate with room for bursts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How often in a minute, in the long run; 0 for as often as they like.
    pub per_minute: u32,
    /// How often at once.
    pub burst: u32,
}

impl Rate {
    /// As often as they like.
    pub const UNLIMITED: Self = Self { per_minute: 0, burst: 0 };
}

impl Limits {
    /// No rate and no count is limited: for load that is meant.
    pub fn unlimited() -> Self {
        Self {
            page_opens_per_address: Rate::UNLIMITED,
            page_requests_per_address: Rate::UNLIMITED,
            page_requests_per_device: Rate::UNLIMITED,
            page_requests_per_site: Rate::UNLIMITED,
            requests_per_site: Rate::UNLIMITED,
            connections_per_address: 0,
            ..Self::default()
        }
    }

    /// Refuses what cannot work, naming the setting.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let rates = [
            ("page_opens_per_address", self.page_opens_per_address),
            ("page_requests_per_address", self.page_requests_per_address),
            ("page_requests_per_device", self.page_requests_per_device),
            ("page_requests_per_site", self.page_requests_per_site),
            ("requests_per_site", self.requests_per_site),
        ];
        for (name, rate) in rates {
            anyhow::ensure!(
                rate.per_minute == 0 || (1..=MOST_BURST).contains(&rate.burst),
                "limits.{name}.burst must be between 1 and {MOST_BURST}"
            );
        }
        anyhow::ensure!(
            (1..=1 << 20).contains(&self.page_views_mib),
            "limits.page_views_mib must be between 1 and 1048576"
        );
        let waits = [
            ("head_s", self.head_s),
            ("body_s", self.body_s),
            ("body_idle_s", self.body_idle_s),
            ("unread_s", self.unread_s),
        ];
        for (name, seconds) in waits {
            anyhow::ensure!(
                (1..=MOST_WAIT_S).contains(&seconds),
                "limits.{name} must be between 1 and {MOST_WAIT_S}"
            );
        }
        Ok(())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            page_opens_per_address: Rate { per_minute: 1_000, burst: 2_000 },
            page_requests_per_address: Rate { per_minute: 30_000, burst: 20_000 },
            page_requests_per_device: Rate { per_minute: 1_200, burst: 1_200 },
            page_requests_per_site: Rate { per_minute: 240_000, burst: 60_000 },
            requests_per_site: Rate { per_minute: 60_000, burst: 20_000 },
            page_views_mib: 256,
            connections_per_address: 3_000,
            head_s: 10,
            body_s: 30,
            body_idle_s: 10,
            unread_s: 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_work_is_refused_and_named() {
        type Change = fn(&mut Limits);
        let changes: [(&str, Change); 4] = [
            ("limits.page_requests_per_device.burst", |limits| limits.page_requests_per_device.burst = 0),
            ("limits.requests_per_site.burst", |limits| limits.requests_per_site.burst = u32::MAX),
            ("limits.page_views_mib", |limits| limits.page_views_mib = 0),
            ("limits.body_idle_s", |limits| limits.body_idle_s = 0),
        ];
        for (name, change) in changes {
            let mut limits = Limits::default();
            change(&mut limits);
            let refused = limits.check().err().map(|error| error.to_string());
            assert!(refused.is_some_and(|error| error.contains(name)), "{name}");
        }
        assert!(Limits::unlimited().check().is_ok());
    }
}
