//! One visit: a page that speaks the probe's protocol from a host, and what the server made of it.

use crate::machine::Today;
use anyhow::{Context as _, Result};
use engine::journal::SealedRecord;
use engine::reading;
use models::lineage::Lineage;
use models::observation::{Observation, Timestamp};
use netlab::Host;
use rand::RngExt as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution as _, LogNormal};
use reqwest::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Client, Proxy};
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, SystemTime};
use tests::{Pennyprint, ScriptedPage};
use wire::microtransaction::{ClientTiming, Posting};
use wire::signal::{Reading, Signal};
use wire::work;

/// Of the page's own time around an exchange, the part that lies before the request.
const BEFORE: f64 = 0.4;
/// As much again, in these shares, lies between the request and its first byte, and between that and the last
/// (`cargo run -p laboratory --example page_time`).
const WITHIN: f64 = 0.5;
const READING: f64 = 0.4;
/// Spread of the page's own times from exchange to exchange.
const UNEVEN: f64 = 0.22;
const DAY_US: i64 = 86_400 * 1_000_000;

/// Who comes, by what way, and what they tell.
pub(crate) struct Visitor<'v> {
    pub(crate) today: Today,
    pub(crate) agent: &'v str,
    /// The id in whose name they come; `None` for a device that has none yet.
    pub(crate) device: Option<&'v str>,
    /// The link that is kept beside the id; empty where there is none yet.
    pub(crate) link: &'v str,
    pub(crate) relay: Option<SocketAddr>,
    /// How long they wait before every request, so that the way looks longer.
    pub(crate) waits_us: f64,
    /// Timings that are told instead of those that were taken.
    pub(crate) forges: Option<Forgery>,
    pub(crate) day: u32,
    pub(crate) seed: u64,
}

/// What a forger tells of every exchange: what is usual for the victim, give or take a little.
#[derive(Clone, Copy)]
pub(crate) struct Forgery {
    pub(crate) round_trip_us: f64,
    pub(crate) turnaround_us: f64,
}

/// What was observed, what the browser keeps, the device's id and the next link, and the shop's token.
pub(crate) struct Observed {
    pub(crate) visit: Observation,
    pub(crate) lineage: Option<Lineage>,
    pub(crate) device: String,
    pub(crate) link: String,
    pub(crate) token: String,
}

/// So often somebody loads a page that does not come.
const TRIES: u32 = 3;

impl Visitor<'_> {
    /// Visits the shop from a host; `None` where the page could not be opened or sealed, however often it was loaded.
    pub(crate) fn visit(&self, host: &Host, server: &Pennyprint) -> Result<Option<Observed>> {
        host.within(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let mut tries = (0..TRIES).map(|_| runtime.block_on(self.come(server)));
            tries.find(|come| !is_lost(come)).transpose()
        })
    }

    async fn come(&self, server: &Pennyprint) -> Result<Observed> {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let mut client = Client::builder().default_headers(self.headers()?).no_proxy();
        if let Some(relay) = self.relay {
            client = client.proxy(Proxy::all(format!("socks5://{relay}"))?);
        }
        let ahead_us = self.today.clock_ahead_us(self.day);
        let signals = vec![clock_resolution(self.today.clock_step_us), wall_clock(ahead_us)];
        let mut page = ScriptedPage::try_open_by(server, client, self.device, signals).await?;
        page.link = Some(self.link.into());
        self.exchange(&mut page, &mut random).await;
        let work = work_done(&page.opened.page_view, self.today.work_us);
        let answer = page.seal_with(vec![work]).await?;
        let said =
            |field: &str| answer.body[field].as_str().with_context(|| format!("no {field}: {}", answer.body));
        let (token, link) = (said("token")?, said("link")?);
        let sealed = sealed_in(server, token).await?;
        let lineage = server.app.road.lineage(&sealed).await?;
        Ok(Observed {
            visit: on_its_day(sealed.observation.clone(), self.day),
            lineage,
            device: page.opened.device_id.clone(),
            link: link.into(),
            token: token.into(),
        })
    }

    /// The chain, at the machine's pace and by its clock.
    async fn exchange(&self, page: &mut ScriptedPage, random: &mut ChaCha8Rng) {
        let today = self.today;
        let uneven = LogNormal::new(0.0, UNEVEN).unwrap();
        let waited_us = std::cell::Cell::new(0.0);
        let mut forged_until_us = None;
        let (mut pace, mut own) = (ChaCha8Rng::seed_from_u64(random.random()), random.clone());
        let before = async || {
            let before_us = today.overhead_us * BEFORE * uneven.sample(&mut pace);
            waited_us.set(before_us);
            rest(before_us + self.waits_us + today.overhead_us * WITHIN * uneven.sample(&mut pace));
        };
        let after = async |timing: &mut ClientTiming, posting: Posting| {
            let reading_us = today.overhead_us * READING * uneven.sample(&mut own);
            let after_us = today.overhead_us * (1.0 - BEFORE) * uneven.sample(&mut own) + reading_us;
            rest(after_us);
            if let Some(resource) = &mut timing.resource {
                resource.ttfb_us = resource.ttfb_us.saturating_sub(waited_us.get() as u32);
                resource.transfer_us += reading_us as u32;
            }
            timing.ended_us += after_us as u64;
            if let Some(forgery) = self.forges {
                forged_until_us = Some(forgery.tell(timing, forged_until_us, today.overhead_us, &mut own));
            }
            coarsen(timing, today.clock_step_us);
            // Who forges does not pause.
            if self.forges.is_none() {
                let pause_us = match posting {
                    Posting::Retry => today.error_turnaround_us,
                    Posting::Posted => today.turnaround_us,
                };
                rest(pause_us * uneven.sample(&mut own));
            }
        };
        // As for the probe, the first thing that fails ends the chain, and the visit is what was timed by then.
        let _ = page.run_by(before, after).await;
    }

    fn headers(&self) -> Result<HeaderMap> {
        let agent = HeaderValue::from_str(self.agent)?;
        let rest = [(ACCEPT_LANGUAGE, "en-GB"), (ACCEPT_ENCODING, "gzip, deflate, br")];
        let rest = rest.map(|(name, value)| (name, HeaderValue::from_static(value)));
        Ok([(USER_AGENT, agent)].into_iter().chain(rest).collect())
    }
}

/// Whether the network failed, and nothing else.
fn is_lost(come: &Result<Observed>) -> bool {
    come.as_ref().is_err_and(|why| why.is::<reqwest::Error>())
}

impl Forgery {
    /// Makes a timing up, after those made up before; says when it ended.
    fn tell(
        self,
        timing: &mut ClientTiming,
        until_us: Option<u64>,
        overhead_us: f64,
        random: &mut ChaCha8Rng,
    ) -> u64 {
        let little = LogNormal::new(0.0, 0.03).unwrap();
        let mut about = |us: f64| (us * little.sample(random)) as u64;
        let (ttfb_us, total_us) = (about(self.round_trip_us), about(self.round_trip_us + overhead_us));
        if let Some(until_us) = until_us {
            timing.started_us = until_us + about(self.turnaround_us);
        }
        timing.ended_us = timing.started_us + total_us;
        if let Some(resource) = &mut timing.resource {
            resource.ttfb_us = ttfb_us as u32;
        }
        timing.ended_us
    }
}

/// What the server saw of the visit that a token stands for.
pub(crate) async fn sealed_in(server: &Pennyprint, token: &str) -> Result<Arc<SealedRecord>> {
    let road = &server.app.road;
    let (seal, _) = road.secrets.verify_token(server.site.id, token)?;
    let record = reading::visit(&road.journal, &road.keys, seal).await?;
    record.and_then(reading::Reading::open).context("the visit is not in the journal")
}

/// Waits exactly: an asynchronous timer knows milliseconds only, and nothing else goes on in this thread.
fn rest(us: f64) {
    sleep(Duration::from_nanos((us * 1e3) as u64));
}

/// The page's clock makes steps.
fn coarsen(timing: &mut ClientTiming, step_us: u64) {
    let coarse = |us: u64| us / step_us * step_us;
    (timing.started_us, timing.ended_us) = (coarse(timing.started_us), coarse(timing.ended_us));
    if let Some(resource) = &mut timing.resource {
        resource.ttfb_us = coarse(resource.ttfb_us.into()) as u32;
        resource.transfer_us = coarse(resource.transfer_us.into()) as u32;
    }
}

fn clock_resolution(step_us: u64) -> Signal {
    Signal { name: "clock_resolution".into(), reading: Reading::Integer(step_us as i64), cost_us: 400 }
}

/// Both clocks at the page's start: `Date.now()` counts milliseconds.
fn wall_clock(ahead_us: i64) -> Signal {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let wall_us = (now.as_micros() as i64 + ahead_us) / 1_000 * 1_000;
    Signal { name: "wall_clock".into(), reading: Reading::Integers(vec![wall_us, 0]), cost_us: 35 }
}

/// The work of this page view, done here, in the time that the machine would take for it.
fn work_done(page_view: &str, took_us: f64) -> Signal {
    let seed = work::seed(page_view);
    let mut states = vec![took_us as i64];
    (0..work::SEGMENTS).fold(0, |state, _| {
        let state = work::segment(seed, state);
        states.push(state as i64);
        state
    });
    Signal { name: "compute_speed".into(), reading: Reading::Integers(states), cost_us: took_us as u32 }
}

/// The laboratory's days take minutes: a visit is moved to its own day, with both sides' clocks.
fn on_its_day(mut visit: Observation, day: u32) -> Observation {
    let later_us = i64::from(day) * DAY_US;
    for at in [&mut visit.opened_at, &mut visit.sealed_at] {
        *at = Timestamp(at.0 + later_us);
    }
    for signal in visit.signals.iter_mut().filter(|signal| signal.name == "wall_clock") {
        if let models::observation::Reading::Integers(clocks) = &mut signal.reading
            && let Some(wall_us) = clocks.first_mut()
        {
            *wall_us += later_us;
        }
    }
    visit
}

#[cfg(test)]
mod lost {
    use super::*;
    use crate::machine::Machine;
    use netlab::{HostSetup, Network};

    #[test]
    fn a_page_that_never_comes_is_a_visit_that_is_lost_and_ends_no_run() {
        let Some(network) = Network::or_skip(3) else { return };
        let host = network.host(HostSetup::at([10, 2, 0, 1])).unwrap();
        // The shop is on another host, and nobody listens here.
        let mut server = host.within(|| Pennyprint::with(|_| {}));
        server.url = "http://10.2.0.1:9".into();
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let machine = Machine::any(&mut random);
        let visitor = Visitor {
            today: machine.today(1.0, &mut random),
            agent: machine.agent(),
            device: None,
            link: "",
            relay: None,
            waits_us: 0.0,
            forges: None,
            day: 0,
            seed: 1,
        };
        assert!(visitor.visit(&host, &server).unwrap().is_none());
    }
}
