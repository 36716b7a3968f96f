//! What is in force at each site, in memory, as published in the journal: assessments read it without asking anybody.

use crate::app::Road;
use crate::clock;
use crate::sites::Sites;
use dashmap::DashMap;
use engine::artifact::{self, InForce, Kind, Publication};
use engine::assessment::RoadError;
use engine::ids::SiteId;
use engine::refit::{self, Refitted};
use std::sync::Arc;
use tokio::sync::Mutex;

/// What is in force at every site.
#[derive(Default)]
pub struct Published {
    by_site: DashMap<SiteId, Arc<InForce>>,
    /// Whoever refreshes reads the journal while holding it, so that what was read last is newest.
    refreshing: Mutex<()>,
}

impl Published {
    /// Reads what all sites have published.
    pub async fn load(road: &Road, sites: &Sites) -> Result<Self, RoadError> {
        let published = Self::default();
        for site in sites.all() {
            published.refresh(road, site.id).await?;
        }
        Ok(published)
    }

    /// What is in force at a site; of one that has published nothing, what is shipped.
    pub fn of(&self, site: SiteId) -> Arc<InForce> {
        self.by_site.get(&site).map(|in_force| Arc::clone(&in_force)).unwrap_or_default()
    }

    /// Publishes an artifact, or the shipped one. The next assessment uses it.
    pub async fn publish(
        &self,
        road: &Road,
        site: SiteId,
        publication: Publication,
    ) -> Result<(), RoadError> {
        let said = artifact::publish(&road.journal, site, clock::now(), publication).await;
        self.refresh(road, site).await?;
        said
    }

    /// Publishes what held before, and pins it. Returns what holds now.
    pub async fn roll_back(&self, road: &Road, site: SiteId, kind: Kind) -> Result<Publication, RoadError> {
        let said = artifact::roll_back(&road.journal, site, clock::now(), kind).await;
        self.refresh(road, site).await?;
        said
    }

    /// Refits a site's artifacts from its journal.
    pub async fn refit(&self, road: &Road, site: SiteId) -> Result<Vec<Refitted>, RoadError> {
        let made = refit::refit(&road.journal, &road.keys, &road.store, site, clock::now()).await;
        self.refresh(road, site).await?;
        made
    }

    /// Reads a site anew. Also after a publication that failed: the record may stand all the same.
    async fn refresh(&self, road: &Road, site: SiteId) -> Result<(), RoadError> {
        let _alone = self.refreshing.lock().await;
        let in_force = InForce::read(&road.journal, site).await?;
        self.by_site.insert(site, Arc::new(in_force));
        Ok(())
    }
}
