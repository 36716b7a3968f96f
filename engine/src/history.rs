//! What an entity has learned: where its fold begins, and the visits since.

use crate::assessment::RoadError;
use crate::checkpoint::Checkpoint;
use crate::fold::{self, Fold};
use crate::ids::{SealId, SiteId};
use crate::journal::{Change, Journal};
use crate::keyring::Keyring;
use crate::reading::Happened;
use crate::store::Row;
use alloc::vec::Vec;
use models::entity::EntityKey;

/// A visit that was learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taught {
    /// Which visit.
    pub seal: SealId,
    /// Whose record taught it.
    pub site: SiteId,
    /// Number of the site's priors that it is learned with.
    pub priors: u32,
}

/// What an entity has learned.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Where it begins.
    pub base: Checkpoint,
    /// The visits since, in the order in which they were learned.
    pub taught: Vec<Taught>,
}

impl History {
    /// Nothing has been learned since a checkpoint.
    pub fn begin(base: Checkpoint) -> Self {
        Self { base, taught: Vec::new() }
    }

    /// One more change, by a record of this site.
    pub fn heed(&mut self, site: SiteId, change: &Change) {
        match change {
            Change::Teaches { seal, priors } => {
                self.taught.push(Taught { seal: *seal, site, priors: *priors });
            }
            Change::TakesBack(visits) => self.taught.retain(|one| !visits.contains(&one.seal)),
            Change::Erases { person, visits } => {
                self.taught.retain(|one| !visits.contains(&one.seal));
                if self.base.learned_from(*person) {
                    self.base = self.base.emptied();
                }
            }
        }
    }

    /// Whether a change is about a visit that was learned since its beginning.
    pub fn loses_by(&self, change: &Change) -> bool {
        self.taught.iter().any(|one| change.seals().contains(&one.seal))
    }

    /// The row at a version that has learned just this.
    pub async fn row<J: Journal, K: Keyring>(
        &self,
        fold: &mut Fold<'_, J, K>,
        entity: &EntityKey,
        version: u64,
    ) -> Result<Row, RoadError> {
        let mut row = self.base.seen_from(version);
        for Taught { seal, site, priors } in &self.taught {
            let priors = fold.priors(*site, *priors).await?;
            let happened = fold.happened(*seal).await?;
            // What a checkpoint gives is readable, and so is what was learned from it.
            row = fold::learned(&row, entity, &priors, happened.as_deref().map(Happened::occasion).as_ref())
                .unwrap_or(row);
        }
        Ok(Row { version, ..row })
    }
}
