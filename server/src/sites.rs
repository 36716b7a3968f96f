//! The sites of the installation, in memory, as folded from the journal.

use crate::app::Road;
use crate::clock;
use crate::entropy;
use crate::problem::Problem;
use dashmap::{DashMap, DashSet};
use engine::assessment::RoadError;
use engine::ids::{SiteId, hex};
use engine::journal::{Body, Journal, Key, KeyKind, Record};
use engine::site::{Environment, Mode, Site};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Most sites of one installation.
const SITES: usize = 100_000;

/// All sites, found by any of their keys.
#[derive(Default)]
pub struct Sites {
    by_id: DashMap<SiteId, (u64, Arc<Site>)>,
    by_publishable: DashMap<String, SiteId>,
    by_secret: DashMap<[u8; 32], SiteId>,
    origins: DashSet<String>,
}

/// A site that was just made or got a new key, with the secret key that is shown only now.
pub struct Issued {
    /// The site.
    pub site: Arc<Site>,
    /// `sk_…`.
    pub secret_key: String,
}

impl Sites {
    /// Reads all sites from the journal.
    pub async fn load(road: &Road) -> Result<Self, RoadError> {
        let sites = Self::default();
        sites.refresh(road).await?;
        Ok(sites)
    }

    /// Reads what is newer in the journal: retention carries settings forward under their next version.
    async fn refresh(&self, road: &Road) -> Result<(), RoadError> {
        for stored in road.journal.mentions(&Key::only(KeyKind::Sites), None, SITES).await? {
            if let Body::Site(site) = stored.record.body {
                let version = stored.record.claims.first().map_or(0, |(_, version)| *version);
                self.keep(version, site);
            }
        }
        Ok(())
    }

    /// The site with this id.
    pub fn by_id(&self, id: SiteId) -> Option<Arc<Site>> {
        self.by_id.get(&id).map(|entry| Arc::clone(&entry.1))
    }

    /// The site with this publishable key.
    pub fn by_publishable_key(&self, key: &str) -> Option<Arc<Site>> {
        self.by_publishable.get(key).and_then(|id| self.by_id(*id))
    }

    /// The site with this secret key.
    pub fn by_secret_key(&self, key: &str) -> Option<Arc<Site>> {
        let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
        self.by_secret.get(&digest).and_then(|id| self.by_id(*id))
    }

    /// Whether pages of this origin may speak for any site.
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.contains(origin)
    }

    /// All sites, by name.
    pub fn all(&self) -> Vec<Arc<Site>> {
        let mut all: Vec<_> = self.by_id.iter().map(|entry| Arc::clone(&entry.1)).collect();
        all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        all
    }

    /// Makes a site. A live site begins in monitor mode.
    pub async fn create(
        &self,
        road: &Road,
        name: &str,
        environment: Environment,
        allowed_origins: Vec<String>,
    ) -> Result<Issued, Problem> {
        let allowed_origins = allowed_origins.iter().map(|text| origin(text)).collect::<Result<_, _>>()?;
        let mode = match environment {
            Environment::Test => Mode::Enforce,
            Environment::Live => Mode::Monitor,
        };
        let site = Site {
            id: SiteId(entropy::bytes()),
            name: name.into(),
            environment,
            mode,
            publishable_key: key("pk", environment),
            secret_key_sha256: [0; 32],
            allowed_origins,
        };
        self.issue(road, 1, site).await
    }

    /// Gives a site a new secret key. The old one is refused from now on.
    pub async fn rotate_key(&self, road: &Road, id: SiteId) -> Result<Issued, Problem> {
        self.refresh(road).await?;
        let found = self.by_id.get(&id).map(|entry| entry.clone());
        let (version, site) = found.ok_or_else(|| Problem::invalid("site", "there is no such site"))?;
        let issued = self.issue(road, version + 1, (*site).clone()).await?;
        self.by_secret.remove(&site.secret_key_sha256);
        Ok(issued)
    }

    async fn issue(&self, road: &Road, version: u64, mut site: Site) -> Result<Issued, Problem> {
        let secret_key = key("sk", site.environment);
        site.secret_key_sha256 = Sha256::digest(secret_key.as_bytes()).into();
        let record = Record {
            at: clock::now(),
            site: site.id,
            claims: vec![(Key { kind: KeyKind::Site, id: site.id.0 }, version)],
            mentions: vec![Key::only(KeyKind::Sites)],
            body: Body::Site(site.clone()),
        };
        road.journal.append(record).await.map_err(RoadError::from)?;
        Ok(Issued { site: self.keep(version, site), secret_key })
    }

    fn keep(&self, version: u64, site: Site) -> Arc<Site> {
        let site = Arc::new(site);
        let mut entry = self.by_id.entry(site.id).or_insert_with(|| (0, Arc::clone(&site)));
        if entry.0 < version {
            *entry = (version, Arc::clone(&site));
            self.by_publishable.insert(site.publishable_key.clone(), site.id);
            self.by_secret.insert(site.secret_key_sha256, site.id);
            for origin in &site.allowed_origins {
                self.origins.insert(origin.clone());
            }
        }
        site
    }
}

fn key(kind: &str, environment: Environment) -> String {
    let environment = match environment {
        Environment::Test => "test",
        Environment::Live => "live",
    };
    format!("{kind}_{environment}_{}", hex(&entropy::bytes::<32>()))
}

/// An origin as browsers send it: scheme, host, port where it is not the scheme's own; no path.
fn origin(text: &str) -> Result<String, Problem> {
    let (rest, own_port) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (Some(rest), ":443"),
        (None, rest) => (rest, ":80"),
    };
    match rest {
        Some(host)
            if !host.is_empty() && !host.contains(['/', '?', '#', ' ', '*']) && !host.ends_with(own_port) =>
        {
            Ok(text.to_ascii_lowercase())
        }
        _ => Err(Problem::invalid("origin", format!("{text} is not an origin like https://shop.example"))),
    }
}
