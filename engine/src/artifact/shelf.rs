//! Reading artifacts: by their number, and what holds at a site.

use super::kept::kept;
use super::{Artifact, Content, Kind, Priors, Used, publication};
use crate::assessment::RoadError;
use crate::ids::SiteId;
use crate::journal::{Body, Journal, ReadError};
use crate::policy::Policy;
use alloc::{collections::BTreeMap, format, sync::Arc};
use models::calibration::Tables;
use models::fusion::Fusion;

/// An artifact of a site; `None` where there is no such number. Number 0 is no record: see [`Kind::shipped`].
pub async fn read<J: Journal>(
    journal: &J,
    site: SiteId,
    kind: Kind,
    number: u32,
) -> Result<Option<Arc<Artifact>>, RoadError> {
    let stored = journal.claimed(&kind.key(site), number.into()).await?;
    match stored.map(|stored| stored.record.body) {
        Some(Body::Artifact(artifact)) => Ok(Some(artifact)),
        _ => kept(journal, site, kind, number, 0).await,
    }
}

/// Content and the number it was published under.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbered<T> {
    /// Its number; 0 is as shipped.
    pub number: u32,
    /// What it says.
    pub content: Arc<T>,
}

/// Everything that an assessment uses besides the states of its entities. The default is as shipped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InForce {
    /// How evidence becomes a decision.
    pub policy: Numbered<Policy>,
    /// What detectors' scores are worth.
    pub calibration: Numbered<Tables>,
    /// How much each detector counts.
    pub weights: Numbered<Fusion>,
    /// What is believed of an entity before its first observation.
    pub priors: Numbered<Priors>,
}

impl InForce {
    /// What holds at a site now.
    pub async fn read<J: Journal>(journal: &J, site: SiteId) -> Result<Self, RoadError> {
        let number =
            async |kind| Ok::<_, RoadError>(publication(journal, site, kind).await?.publication.number);
        let numbers = Used {
            policy: number(Kind::Policy).await?,
            calibration: number(Kind::Calibration).await?,
            weights: number(Kind::Weights).await?,
            priors: number(Kind::Priors).await?,
        };
        Shelf::new(journal).named(site, numbers).await
    }

    /// The numbers of it all.
    pub fn used(&self) -> Used {
        Used {
            policy: self.policy.number,
            calibration: self.calibration.number,
            weights: self.weights.number,
            priors: self.priors.number,
        }
    }

    fn put(&mut self, number: u32, content: Content) {
        match content {
            Content::Policy(policy) => self.policy = Numbered { number, content: Arc::new(policy) },
            Content::Calibration(tables) => self.calibration = Numbered { number, content: Arc::new(tables) },
            Content::Weights(weights) => {
                self.weights = Numbered { number, content: Arc::new(Fusion::LabelFree(weights)) };
            }
            Content::Learned(learned) => {
                self.weights = Numbered { number, content: Arc::new(Fusion::Learned(learned)) };
            }
            Content::Priors(priors) => self.priors = Numbered { number, content: Arc::new(priors) },
        }
    }
}

/// Artifacts by their numbers, each read from the journal once.
#[derive(Debug)]
pub struct Shelf<'j, J> {
    /// Where they are read from.
    pub journal: &'j J,
    // One artifact each; the other kinds in it are as shipped.
    read: BTreeMap<(SiteId, Kind, u32), InForce>,
}

impl<'j, J: Journal> Shelf<'j, J> {
    /// An empty shelf.
    pub fn new(journal: &'j J) -> Self {
        Self { journal, read: BTreeMap::new() }
    }

    /// The artifacts of these numbers.
    pub async fn named(&mut self, site: SiteId, numbers: Used) -> Result<InForce, RoadError> {
        Ok(InForce {
            policy: self.one(site, Kind::Policy, numbers.policy).await?.policy.clone(),
            calibration: self.one(site, Kind::Calibration, numbers.calibration).await?.calibration.clone(),
            weights: self.one(site, Kind::Weights, numbers.weights).await?.weights.clone(),
            priors: self.one(site, Kind::Priors, numbers.priors).await?.priors.clone(),
        })
    }

    /// The priors of this number.
    pub async fn priors(&mut self, site: SiteId, number: u32) -> Result<Arc<Priors>, RoadError> {
        Ok(Arc::clone(&self.one(site, Kind::Priors, number).await?.priors.content))
    }

    async fn one(&mut self, site: SiteId, kind: Kind, number: u32) -> Result<&InForce, RoadError> {
        let place = (site, kind, number);
        if !self.read.contains_key(&place) {
            let mut content = InForce::default();
            if number > 0 {
                // Whoever named it has read it. Going on without it would be a guess.
                let gone =
                    || ReadError::Unavailable(format!("{} {number} of {site} is missing", kind.name()));
                let artifact = read(self.journal, site, kind, number).await?.ok_or_else(gone)?;
                content.put(number, artifact.content.clone());
            }
            self.read.insert(place, content);
        }
        Ok(self.read.entry(place).or_default())
    }
}
