//! A real Chromium lives its days over real kernels, and others come with a copy of all that it keeps.

use anyhow::{Context as _, Result};
use laboratory::chromium::Chromium;
use laboratory::relay;
use laboratory::shop::Shop;
use netlab::{Direction, Fibre, Host, HostSetup, Jitter, Link, Network, Stack};
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const SHOP: Ipv4Addr = Ipv4Addr::new(10, 1, 0, 1);
const HOME: Ipv4Addr = Ipv4Addr::new(10, 2, 0, 2);
const BESIDE: Ipv4Addr = Ipv4Addr::new(10, 2, 0, 3);
const MOBILE: Ipv4Addr = Ipv4Addr::new(10, 3, 0, 2);
const ABROAD: Ipv4Addr = Ipv4Addr::new(10, 4, 0, 2);
const THEIRS: Ipv4Addr = Ipv4Addr::new(10, 5, 0, 2);
const BETWEEN: Ipv4Addr = Ipv4Addr::new(10, 6, 0, 2);

/// Round trip of the victim's way from home.
const HOME_US: u32 = 25_000;
/// A reason that weighs less is not one.
const NAMED_NATS: f64 = 0.1;

#[test]
fn a_chromium_is_allowed_wherever_it_is_known_and_whoever_comes_with_a_copy_of_it_is_named() -> Result<()> {
    let Some(network) = Network::or_skip(1) else { return Ok(()) };
    let Some(mut own) = Chromium::or_skip() else { return Ok(()) };
    let shop = Shop::open(network.host(HostSetup::at(SHOP))?, |_| {})?;
    let mut story = Story { shop, device: None, visits: 0 };
    let host_at = |address, link, stack| network.host(HostSetup::at(address).behind(link).speaking(stack));

    let device = host_at(HOME, fibre(HOME_US), Stack::default())?;
    for (day, place) in [HOME, HOME, MOBILE, HOME, HOME, MOBILE, HOME, HOME].into_iter().enumerate() {
        device.roam(place, if place == MOBILE { cellular(40_000) } else { fibre(HOME_US) })?;
        story.visit(&format!("day {day}"), &own, &device, None)?.is_allowed();
    }

    device.roam(MOBILE, cellular(40_000))?;
    story.visit("on the road again", &own, &device, None)?.is_allowed();
    device.roam(HOME, fibre(HOME_US * 6 / 5))?;
    story.visit("a bad day at home", &own, &device, None)?.is_allowed();
    device.set_link(fibre(HOME_US));
    own.slow_down(2);
    let something_else = Busy::begin();
    story.visit("at half the pace beside something else", &own, &device, None)?.is_allowed();
    drop(something_else);
    own.slow_down(1);
    story.visit("as usual", &own, &device, None)?.is_allowed();

    let abroad = host_at(ABROAD, fibre(150_000), Stack::windows())?;
    let copied = story.visit("copied to a machine abroad", &own.copied_to(6)?, &abroad, None)?;
    copied.is_named(&["new_stack", "os_mismatch", "new_path"]);

    let thief = host_at(THEIRS, fibre(20_000), Stack::default())?;
    let television = host_at(BESIDE, fibre(HOME_US), Stack::default())?;
    let inside = relay::start(&television)?;
    let relay = Some(inside.address());
    let relayed = story.visit("through the victim's television", &own.copied_to(1)?, &thief, relay)?;
    relayed.is_named(&["app_tcp_gap", "round_trip"]);

    // What comes through it passes its link twice, so that the whole way is as long as the victim's.
    let between = host_at(BETWEEN, fibre(HOME_US * 3 / 10), Stack::default())?;
    thief.set_link(fibre(HOME_US * 4 / 10));
    let midway = relay::start(&between)?;
    let relay = Some(midway.address());
    let matched = story.visit("through a relay on the way", &own.copied_to(1)?, &thief, relay)?;
    matched.is_named(&["app_tcp_gap", "new_path"]);

    // A relay on the thief's own machine.
    let waiting = relay::start_waiting(&thief, Duration::from_micros((HOME_US * 6 / 10).into()))?;
    let nearer = story.visit("nearer, and waits", &own.copied_to(1)?, &thief, Some(waiting.address()))?;
    nearer.is_named(&["app_tcp_gap", "new_path"]);
    Ok(())
}

/// A way of this round trip, with what was measured of fibres but for the load that comes and goes with the hours.
fn fibre(round_trip_us: u32) -> Link {
    way(round_trip_us, Jitter::Fibre(Fibre { load_us: 0.0, ..Fibre::default() }))
}

fn cellular(round_trip_us: u32) -> Link {
    way(round_trip_us, Jitter::cellular())
}

fn way(round_trip_us: u32, jitter: Jitter) -> Link {
    let direction = Direction { delay_us: round_trip_us / 2, jitter, ..Direction::default() };
    Link { hops: 8, ..Link::both(direction) }
}

/// A program beside the browser that never rests, until it is dropped.
struct Busy(Arc<AtomicBool>);

impl Busy {
    fn begin() -> Self {
        let goes_on = Arc::new(AtomicBool::new(true));
        let other = goes_on.clone();
        std::thread::spawn(move || {
            while other.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        });
        Self(goes_on)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// A shop, and the device in whose name everybody comes.
struct Story {
    shop: Shop,
    device: Option<Value>,
    visits: u64,
}

impl Story {
    /// A visit, what was decided, and the day after it.
    fn visit(
        &mut self,
        who: &str,
        browser: &Chromium,
        from: &Host,
        relay: Option<SocketAddr>,
    ) -> Result<Answer> {
        self.visits += 1;
        let token = browser.visit(from, &self.shop, self.visits, relay).with_context(|| who.to_owned())?;
        let answer = Answer(self.shop.assess(&token)?);
        let device = self.device.get_or_insert_with(|| answer.0["device_id"].clone());
        assert_eq!(answer.0["device_id"], *device, "{who} comes in the device's name");
        self.shop.a_day_passes()?;
        println!("{who}: {}", answer.told());
        Ok(answer)
    }
}

/// What was decided, and why.
struct Answer(Value);

impl Answer {
    /// In one line.
    fn told(&self) -> String {
        let mut evidence = self.0["evidence"].as_array().into_iter().flatten();
        let device = evidence.find(|one| one["detector"] == "device");
        let p_value = device.and_then(|device| device["p_value"].as_f64());
        let known = p_value.map_or("not judged yet".into(), |p_value| format!("p {p_value:.4}"));
        let reasons = self.reasons().filter(|(_, nats)| *nats > NAMED_NATS);
        let reasons: Vec<String> = reasons.map(|(code, nats)| format!("{code} {nats:.2}")).collect();
        format!("{}, {known}: {}", self.0["decision"], reasons.join(", "))
    }

    fn reasons(&self) -> impl Iterator<Item = (&str, f64)> {
        let reasons = self.0["reasons"].as_array().into_iter().flatten();
        reasons.filter_map(|reason| Some((reason["code"].as_str()?, reason["nats"].as_f64()?)))
    }

    fn is_allowed(&self) {
        assert_eq!(self.0["decision"], "allow", "{}", self.told());
    }

    fn is_named(&self, codes: &[&str]) {
        assert_ne!(self.0["decision"], "allow", "{}", self.told());
        for code in codes {
            let named = self.reasons().any(|(named, nats)| named == *code && nats > NAMED_NATS);
            assert!(named, "{code}: {}", self.told());
        }
    }
}
