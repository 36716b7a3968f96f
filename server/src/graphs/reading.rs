//! Reading who dealt with whom from the journal, and what goes on behind the answers: what an interaction has left to move, and what is too
//! old.

use super::file::Written;
use super::known::Happened;
use super::{Followed, Graphs, Known, lock};
use crate::app::{App, Road};
use crate::clock::{self, Tick};
use crate::config::Trusting;
use actix_web::web;
use engine::assessment::RoadError;
use engine::ids::{InteractionId, SiteId};
use engine::journal::{Body, Journal, Key, KeyKind};
use models::observation::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Records that are read at once.
const STRIDE: usize = 256;
/// How long before reading an interaction may have arrived that is still on its way to the journal.
const ON_ITS_WAY_US: i64 = 600 * 1_000_000;
/// How often it is looked whether something is left to do.
const TICK: Duration = Duration::from_millis(50);
/// Pairs that are moved before somebody else has a turn.
const BUDGET: usize = 2_000;
/// How often groups are looked for that were left, and ties that are looked at then.
const REGROUP_S: u64 = 1;
const REGROUPED: usize = 10_000;
/// How often what is too old is forgotten, and the rest written down; at sites where nothing has happened, too.
const TIDY_S: u64 = 3_600;
const SWEEP_S: u64 = 24 * 3_600;
/// How long to wait before a site is read anew, at least, and as a multiple of how long that took.
const AGAIN_S: u64 = 5;
const AGAIN_TIMES: u64 = 4;

impl Graphs {
    /// Reads what happened at some sites before the start, and from then on knows who dealt with whom. Returns how many interactions
    /// that were.
    pub async fn read(&self, road: &Road, sites: &[SiteId]) -> Result<usize, RoadError> {
        let mut read = 0;
        for site in sites {
            read += self.read_site(road, *site).await?;
        }
        self.is_read.store(true, Ordering::Release);
        for site in &self.sites {
            let mut followed = lock(site.value());
            if followed.known.is_none() {
                followed.begin(Known::new(*site.key()), &BTreeSet::new(), &self.config);
            }
        }
        Ok(read)
    }

    /// Reads everything of one site. What is noted meanwhile waits.
    pub async fn read_site(&self, road: &Road, site: SiteId) -> Result<usize, RoadError> {
        let began = clock::now();
        let followed = self.of(site);
        lock(&followed).await_reading();
        let oldest = Timestamp(began.0 - i64::from(self.config.days) * 24 * 3_600 * 1_000_000);
        let files = Arc::clone(&*self.files.lock().await);
        let written = tokio::task::spawn_blocking(move || files.read(site)).await.ok().flatten();
        let Written { mut known, until: mut after, beyond } =
            written.unwrap_or_else(|| Written::nothing(site));
        let (mut late, mut read) = (BTreeSet::new(), 0);
        let key = Key { kind: KeyKind::InteractionsOf, id: site.0 };
        loop {
            let page = road.journal.mentions_after(&key, after, STRIDE).await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            for stored in &page {
                let Body::Interacted(entry) = &stored.record.body else { continue };
                if stored.record.at.0 >= began.0 - ON_ITS_WAY_US {
                    late.insert(entry.id);
                }
                if beyond.contains(&entry.id) {
                    continue;
                }
                let Some(told) = road.told(entry)?.open() else { continue };
                if told.interaction.at >= oldest {
                    known.note(&Happened::of(&told), &self.config);
                    read += 1;
                }
            }
            if known.is_full(&self.config) {
                known.tidy(began, &self.config);
            }
            tokio::task::yield_now().await;
        }
        known.tidy(began, &self.config);
        let mut followed = lock(&followed);
        followed.begin(known, &late, &self.config);
        followed.is_unwritten |= read > 0;
        Ok(read)
    }

    /// Moves what interactions have left to move. Whether nothing is left.
    pub fn settle(&self) -> bool {
        self.each(|followed, _| followed.known.as_mut().is_none_or(|known| known.graph.settle(BUDGET)))
            .into_iter()
            .all(|(_, settled)| settled)
    }

    /// Draws one more sample of who stands between others.
    fn look_around(&self) {
        self.each(|followed, _| followed.known.iter_mut().for_each(Known::look_around));
    }

    /// Looks for groups that were left to be looked for.
    fn regroup(&self) {
        self.each(|followed, _| followed.known.as_mut().map(|known| known.groups.settle(REGROUPED)));
    }

    /// What is too old at quiet sites is to be forgotten too.
    fn all_are_unwritten(&self) {
        self.each(|followed, _| followed.is_unwritten = true);
    }

    /// It has to be read anew, again.
    fn stay_stale(&self, site: SiteId) {
        lock(&self.of(site)).is_stale = true;
    }

    /// The sites that have to be read anew.
    fn stale(&self) -> Vec<SiteId> {
        let all = self.each(|followed, _| followed.is_stale).into_iter();
        all.filter_map(|(site, is_stale)| is_stale.then_some(site)).collect()
    }

    /// Does the same at each site, without holding on to the others.
    fn each<T>(&self, mut what: impl FnMut(&mut Followed, &Trusting) -> T) -> Vec<(SiteId, T)> {
        let sites: Vec<_> = self.sites.iter().map(|site| (*site.key(), site.value().clone())).collect();
        sites.into_iter().map(|(site, followed)| (site, what(&mut lock(&followed), &self.config))).collect()
    }
}

impl Followed {
    /// From here on everything that is noted is noted again once the site is read.
    fn await_reading(&mut self) {
        self.is_stale = false;
        if self.known.is_some() {
            self.since = Some(self.under_way.clone().into_iter().collect());
        }
    }

    /// What was read takes its place; what was noted meanwhile is noted again, except what reading found in the journal.
    pub(super) fn begin(&mut self, mut known: Known, read: &BTreeSet<InteractionId>, config: &Trusting) {
        let since = self.since.take().unwrap_or_default();
        for (_, happened) in since.iter().filter(|(id, _)| !read.contains(id)) {
            known.note(happened, config);
        }
        self.known = Some(known);
    }
}

/// Reads what happened before the start, and does what is left to do for as long as the server lives.
pub(crate) async fn follow(app: web::Data<App>) {
    loop {
        let sites: Vec<SiteId> = app.sites.all().iter().map(|site| site.id).collect();
        match app.graphs.read(&app.road, &sites).await {
            Ok(read) => break tracing::debug!(read, "who dealt with whom is known again"),
            Err(error) => tracing::warn!(%error, "who dealt with whom is not known yet"),
        }
        tokio::time::sleep(Duration::from_secs(AGAIN_S)).await;
    }
    app.graphs.write_down(&app.road).await;
    let (mut tidied, mut swept, mut regrouped) = (Tick::now(), Tick::now(), Tick::now());
    let mut read_anew_after = Tick::now().since_start();
    loop {
        tokio::time::sleep(TICK).await;
        while !app.graphs.settle() {
            tokio::task::yield_now().await;
        }
        app.graphs.look_around();
        if Tick::now().since_s(regrouped) >= REGROUP_S {
            regrouped = Tick::now();
            app.graphs.regroup();
        }
        if Tick::now().since_s(tidied) >= TIDY_S {
            tidied = Tick::now();
            if Tick::now().since_s(swept) >= SWEEP_S {
                swept = Tick::now();
                app.graphs.all_are_unwritten();
            }
            app.graphs.write_down(&app.road).await;
        }
        let began = Tick::now();
        if began.since_start() < read_anew_after {
            continue;
        }
        for site in app.graphs.stale() {
            if let Err(error) = app.graphs.read_site(&app.road, site).await {
                app.graphs.stay_stale(site);
                tracing::warn!(%site, %error, "who dealt with whom was not read anew; again soon");
            }
            let took_s = Tick::now().since_s(began);
            read_anew_after =
                Tick::now().since_start() + Duration::from_secs(AGAIN_S.max(AGAIN_TIMES * took_s));
        }
    }
}
