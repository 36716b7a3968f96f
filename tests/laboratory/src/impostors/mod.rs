//! Who comes in a device's name. The visible list: one sort of impostor is one file and two lines.

mod added_delay;
mod cloned;
mod forged;
mod forged_consistently;
mod headless;
mod os_mismatch;
mod relay;
mod relay_at_home;
mod relay_connect;
mod relay_matched;
mod remote_desktop;
mod stolen_identity;

use crate::calendar::Life;
use crate::machine::{Distance, Machine};
use crate::place::{Draw, Place};
use crate::visit::{Observed, Visitor};
use anyhow::Result;
use models::observation::Observation;
use netlab::{Host, HostSetup, Network};
use rand::RngExt as _;
use std::net::SocketAddr;
use tests::Pennyprint;

/// A sort of impostor.
pub(crate) struct Impostor {
    /// What `eval device` calls it.
    pub(crate) label: &'static str,
    /// How alike their machines are; none where it is the victim's own.
    pub(crate) distances: &'static [Distance],
    /// `None` where the visit is lost on the way.
    pub(crate) come: fn(&mut Attack<'_>) -> Result<Option<Observed>>,
}

/// The visible list.
pub(crate) const ALL: [Impostor; 12] = [
    stolen_identity::IMPOSTOR,
    headless::IMPOSTOR,
    cloned::IMPOSTOR,
    relay::IMPOSTOR,
    relay_connect::IMPOSTOR,
    relay_at_home::IMPOSTOR,
    relay_matched::IMPOSTOR,
    added_delay::IMPOSTOR,
    os_mismatch::IMPOSTOR,
    forged::IMPOSTOR,
    forged_consistently::IMPOSTOR,
    remote_desktop::IMPOSTOR,
];

/// Copies of an identity are used within so many days after they are made, on each as likely: an assumption, made so that some are used before the
/// customer comes again.
const COPIES_DAYS: usize = 14;

/// What a browser keeps of an identity.
pub(crate) struct Kept<'a> {
    /// The device's id.
    pub(crate) device: &'a str,
    /// Its link after each of its visits, the newest last.
    pub(crate) links: &'a [String],
}

/// One impostor against one device on one day.
pub(crate) struct Attack<'a> {
    pub(crate) network: &'a Network,
    pub(crate) server: &'a Pennyprint,
    pub(crate) victim: &'a Life,
    /// What the victim's browser keeps.
    pub(crate) kept: &'a Kept<'a>,
    /// Where the victim is at home that day.
    pub(crate) home: &'a Place,
    /// How much slower an update has made the victim's machine by then.
    pub(crate) pace: f64,
    /// A visit of the victim's that was listened to.
    pub(crate) overheard: &'a Observation,
    pub(crate) distance: Option<Distance>,
    pub(crate) day: u32,
    pub(crate) draw: &'a mut Draw,
}

impl Attack<'_> {
    /// The impostor's machine: as alike as that, or the victim's own.
    fn machine(&mut self) -> Machine {
        match self.distance {
            Some(distance) => self.victim.machine.like(distance, &mut self.draw.random),
            None => self.victim.machine.clone(),
        }
    }

    /// A host for a machine at a place.
    fn host(&self, machine: &Machine, place: &Place) -> Result<Host> {
        let setup = HostSetup::at(place.address).behind(place.link.clone()).speaking(machine.stack());
        Ok(self.network.host(setup)?)
    }

    /// A visitor in the victim's name, with a copy of what its browser kept some days ago, who copies how it calls itself.
    fn visitor(&mut self, machine: &Machine) -> Visitor<'_> {
        let ago = self.draw.random.random_range(0..COPIES_DAYS);
        let link = self.kept.links.iter().rev().nth(ago).map_or("", String::as_str);
        Visitor {
            today: machine.today(1.0, &mut self.draw.random),
            agent: self.victim.machine.agent(),
            device: Some(self.kept.device),
            link,
            relay: None,
            waits_us: 0.0,
            forges: None,
            day: self.day,
            seed: self.draw.random.random(),
        }
    }

    /// A visitor at the victim's own machine, which is so much busier than usual, or one that tells its times.
    fn visitor_as_the_victim(&mut self, strain: f64) -> Visitor<'_> {
        let theirs = &self.victim.machine;
        let today = theirs.today(self.pace * strain, &mut self.draw.random);
        Visitor { today, ..self.visitor(theirs) }
    }

    /// The impostor's machine at a place, through a relay where there is one.
    fn visit_from(&mut self, place: &Place, relay: Option<SocketAddr>) -> Result<Option<Observed>> {
        let machine = self.machine();
        let host = self.host(&machine, place)?;
        let server = self.server;
        let visitor = Visitor { relay, ..self.visitor(&machine) };
        visitor.visit(&host, server)
    }

    /// The shortest round trip that the victim's page saw at home, which listening gives away.
    fn victims_round_trip_us(&self) -> f64 {
        let first_bytes = self.overheard.exchanges.iter().filter_map(|exchange| exchange.client?.resource);
        first_bytes.map(|resource| f64::from(resource.ttfb_us)).fold(f64::INFINITY, f64::min)
    }

    /// The victim's usual pause between two exchanges.
    fn victims_turnaround_us(&self) -> f64 {
        let own = self.overheard.exchanges.iter().filter_map(|exchange| exchange.client?.turnaround_us);
        let mut pauses: Vec<u32> = own.collect();
        pauses.sort_unstable();
        pauses.get(pauses.len() / 2).map_or(1_000.0, |us| f64::from(*us))
    }
}
