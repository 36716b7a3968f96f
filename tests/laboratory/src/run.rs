//! All lives, some at the same time, each by itself: its own visits day by day, and on some days everybody who comes in its name.

use crate::calendar::{Day, Life};
use crate::impostors::{self, Attack, Kept};
use crate::place::Draw;
use crate::visit::{Observed, Visitor};
use crate::{Laboratory, record};
use anyhow::{Context as _, Result, ensure};
use eval::data::visits::{GENUINE, LabelledVisit};
use indicatif::ProgressBar;
use models::observation::Observation;
use netlab::{Host, HostSetup, Network};
use rand::RngExt as _;
use server::config::Limits;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use tests::Pennyprint;

/// Where the shop is.
const SHOP: Ipv4Addr = Ipv4Addr::new(10, 1, 0, 1);
/// Impostors come after these shares of a life.
const ATTACKED: [f64; 2] = [0.4, 0.9];
/// Bounds nothing: what is measured is how visits look, not how many there may be.
const BUDGET_MS: u32 = 60_000;

impl Laboratory {
    /// Lives all lives and writes them down.
    pub fn run(self) -> Result<()> {
        let network = Network::new(self.seed)?;
        let shop = network.host(HostSetup::at(SHOP))?;
        let server = shop.within(|| {
            Pennyprint::with(|config| {
                config.listen.address = SocketAddr::from((SHOP, 0));
                config.limits = Limits::unlimited();
                config.probe.micro_transactions = self.micro_transactions.into();
                config.probe.budget_ms = BUDGET_MS;
            })
        });
        let bar = ProgressBar::new(self.devices.into()).with_message("devices");
        let (next, lives) = (AtomicU32::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            let live = || -> Result<()> {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= self.devices {
                        return Ok(());
                    }
                    let visits =
                        Shop { network: &network, server: &server, host: &shop }.lives(number, &self)?;
                    lives.lock().expect("nobody panics with it").push((number, visits));
                    bar.inc(1);
                }
            };
            let workers: Vec<_> = (0..self.at_once.max(1)).map(|_| scope.spawn(live)).collect();
            workers.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
        })?;
        bar.finish_and_clear();
        let mut lives = lives.into_inner().expect("nobody panicked with it");
        lives.sort_by_key(|(number, _)| *number);
        let visits: Vec<&LabelledVisit> = lives.iter().flat_map(|(_, visits)| visits).collect();
        record::write(&self.out, visits.iter().copied())?;
        let own = visits.iter().filter(|visit| visit.is_genuine()).count();
        println!(
            "{} visits of {} devices, {own} their own: {}",
            visits.len(),
            self.devices,
            self.out.display()
        );
        Ok(())
    }
}

/// Where everybody comes to.
struct Shop<'s> {
    network: &'s Network,
    server: &'s Pennyprint,
    host: &'s Host,
}

impl Shop<'_> {
    /// One device's life, and all that is done in its name.
    fn lives(&self, number: u32, laboratory: &Laboratory) -> Result<Vec<LabelledVisit>> {
        let mut draw = Draw::new(laboratory.seed, number);
        let life = Life::draw(laboratory.days, &mut draw);
        let first = life.days.first().context("a life has a day")?;
        let place = &first.place;
        let setup = HostSetup::at(place.address).behind(place.link.clone()).speaking(life.machine.stack());
        let host = self.network.host(setup)?;
        let attacked = ATTACKED.map(|share| (f64::from(laboratory.days) * share) as u32);
        let mut id: Option<String> = None;
        // What the browser kept after each of its visits, the newest last.
        let mut links = vec![String::new()];
        let mut visits = Vec::new();
        for (day, today) in (0..).zip(&life.days) {
            match today.place.address == host.address() {
                true => host.set_link(today.place.link.clone()),
                false => host.roam(today.place.address, today.place.link.clone())?,
            }
            let visitor = Visitor {
                today: life.machine.today(today.pace * today.strain, &mut draw.random),
                agent: life.machine.agent(),
                device: id.as_deref(),
                link: links.last().map_or("", String::as_str),
                relay: None,
                waits_us: 0.0,
                forges: None,
                day,
                seed: draw.random.random(),
            };
            let Some(observed) = visitor.visit(&host, self.server)? else {
                println!("d{number:03}: the visit of day {day} was lost");
                continue;
            };
            let Observed { visit, lineage, device, link, token } = observed;
            self.assess(&token)?;
            links.push(link);
            let own = LabelledVisit {
                device: format!("d{number:03}"),
                day,
                path: today.place.name.clone(),
                label: GENUINE.into(),
                distance: None,
                condition: today.condition.into(),
                visit,
                lineage,
            };
            let overheard = own.visit.clone();
            visits.push(own);
            if attacked.contains(&day) {
                let kept = Kept { device: &device, links: &links };
                visits.extend(self.attacks(number, (&life, today), (&kept, &overheard), day, &mut draw)?);
            }
            id = Some(device);
        }
        Ok(visits)
    }

    /// The shop asks what to make of a visit: whoever is assessed carries the identity on. It does not ask of impostors, each of whom is looked at
    /// in a world of its own, where nobody else was before.
    fn assess(&self, token: &str) -> Result<()> {
        let assessed = self.host.within(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            anyhow::Ok(runtime.block_on(self.server.assess(&Pennyprint::order(Some(token)))))
        })?;
        ensure!(assessed.status.is_success(), "{}: {}", assessed.status, assessed.body);
        Ok(())
    }

    /// Everybody who comes in its name that day.
    fn attacks(
        &self,
        number: u32,
        (victim, today): (&Life, &Day),
        (kept, overheard): (&Kept<'_>, &Observation),
        day: u32,
        draw: &mut Draw,
    ) -> Result<Vec<LabelledVisit>> {
        let mut visits = Vec::new();
        for impostor in &impostors::ALL {
            let distances = impostor.distances.iter().copied().map(Some);
            let own = impostor.distances.is_empty().then_some(None);
            for distance in distances.chain(own) {
                let mut attack = Attack {
                    network: self.network,
                    server: self.server,
                    victim,
                    kept,
                    home: &today.home,
                    pace: today.pace,
                    overheard,
                    distance,
                    day,
                    draw,
                };
                let Some(observed) = (impostor.come)(&mut attack).with_context(|| impostor.label)? else {
                    println!("d{number:03}: {} was lost on day {day}", impostor.label);
                    continue;
                };
                visits.push(LabelledVisit {
                    device: format!("d{number:03}"),
                    day,
                    path: impostor.label.into(),
                    label: impostor.label.into(),
                    distance: distance.map(|distance| distance.name().into()),
                    condition: String::new(),
                    visit: observed.visit,
                    lineage: observed.lineage,
                });
            }
        }
        Ok(visits)
    }
}
