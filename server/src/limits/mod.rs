//! How much anybody may ask for: rates per address, device and site. What is beyond them is refused before it costs anything.

mod limiter;

pub use limiter::Limiter;

use crate::config;
use crate::problem::{Code, Problem};
use engine::ids::{DeviceId, SiteId};
use std::net::IpAddr;

/// Cells for addresses and devices, of which anybody can have many: 2 MiB. 10,000 exhausted ones take 0.6 % of the others along.
const OF_ANYBODY: usize = 1 << 17;
/// Cells for sites, which only the operator makes: 64 KiB. 100 exhausted ones take 0.06 % of the others along.
const OF_SITES: usize = 1 << 12;

/// The rates, and what was used of them. Addresses are those of [`crate::address::counted_as`].
pub struct Limits {
    opens_of_address: Limiter<IpAddr>,
    page_requests_of_address: Limiter<IpAddr>,
    page_requests_of_device: Limiter<(SiteId, DeviceId)>,
    page_requests_of_site: Limiter<SiteId>,
    requests_of_site: Limiter<SiteId>,
}

impl Limits {
    /// Nothing used yet.
    pub fn new(config: &config::Limits) -> Self {
        Self {
            opens_of_address: Limiter::new(config.page_opens_per_address, OF_ANYBODY),
            page_requests_of_address: Limiter::new(config.page_requests_per_address, OF_ANYBODY),
            page_requests_of_device: Limiter::new(config.page_requests_per_device, OF_ANYBODY),
            page_requests_of_site: Limiter::new(config.page_requests_per_site, OF_SITES),
            requests_of_site: Limiter::new(config.requests_per_site, OF_SITES),
        }
    }

    /// A page sends something, of which nothing has been read yet.
    pub fn page_sends(&self, from: IpAddr) -> Result<(), Problem> {
        self.page_requests_of_address
            .take(&from)
            .map_err(|wait| refused(Code::TooManyFromAddress, "pages at this address send too much", wait))
    }

    /// A page of this site, by this device where one is named, goes on.
    pub fn page_speaks(&self, site: SiteId, device: Option<DeviceId>) -> Result<(), Problem> {
        if let Some(device) = device {
            self.page_requests_of_device
                .take(&(site, device))
                .map_err(|wait| refused(Code::TooManyFromDevice, "this device sends too much", wait))?;
        }
        self.page_requests_of_site
            .take(&site)
            .map_err(|wait| refused(Code::TooManyForSite, "the pages of this site send too much", wait))
    }

    /// A page view is about to begin.
    pub fn page_opens(&self, from: IpAddr) -> Result<(), Problem> {
        self.opens_of_address
            .take(&from)
            .map_err(|wait| refused(Code::TooManyFromAddress, "this address opens too many page views", wait))
    }

    /// A site's back end asks, or somebody at the console does about it.
    pub fn site_asks(&self, site: SiteId) -> Result<(), Problem> {
        self.requests_of_site
            .take(&site)
            .map_err(|wait| refused(Code::TooManyForSite, "this site asks too much", wait))
    }
}

fn refused(code: Code, detail: &str, wait: std::time::Duration) -> Problem {
    Problem::new(code, format!("{detail}; see Retry-After")).retry_after(wait)
}
