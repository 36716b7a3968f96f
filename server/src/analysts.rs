//! The people who may use the console, in memory, as folded from the journal. Passwords are hashed with
//! Argon2id (RFC 9106).

use crate::app::Road;
use crate::clock;
use crate::entropy;
use crate::problem::Problem;
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dashmap::DashMap;
use engine::assessment::RoadError;
use engine::ids::SiteId;
use engine::journal::{AnalystRecord, Body, Journal, Key, KeyKind, Record, Role};
use engine::secrets::Domain;

/// Nobody's site: records of the installation itself.
const INSTALLATION: SiteId = SiteId([0; 16]);
/// Most analysts of one installation.
const ANALYSTS: usize = 10_000;

/// All analysts.
#[derive(Default)]
pub struct Analysts {
    by_name: DashMap<String, (u64, AnalystRecord)>,
}

impl Analysts {
    /// Reads all analysts from the journal.
    pub async fn load(road: &Road) -> Result<Self, RoadError> {
        let analysts = Self::default();
        analysts.refresh(road).await?;
        Ok(analysts)
    }

    /// Reads what is newer in the journal: retention carries settings forward under their next version.
    async fn refresh(&self, road: &Road) -> Result<(), RoadError> {
        for stored in road.journal.mentions(&Key::only(KeyKind::Analysts), None, ANALYSTS).await? {
            let version = stored.record.claims.first().map_or(0, |(_, version)| *version);
            if let Body::Analyst(analyst) = stored.record.body {
                self.keep(version, analyst);
            }
        }
        Ok(())
    }

    /// Nobody yet.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// Adds somebody, or gives them another role and password. Returns the random password, shown only now.
    pub async fn add(&self, road: &Road, name: &str, role: Role) -> Result<String, Problem> {
        if name.is_empty() || name.len() > 64 || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Problem::invalid("name", "use 1 to 64 visible ASCII characters"));
        }
        self.refresh(road).await?;
        let password = URL_SAFE_NO_PAD.encode(entropy::bytes::<15>());
        let hash = Argon2::default().hash_password(password.as_bytes());
        let hash = hash.map_err(|error| Problem::invalid("password", error.to_string()))?;
        let analyst = AnalystRecord { name: name.into(), role, password_hash: hash.to_string() };
        let version = self.by_name.get(name).map_or(0, |entry| entry.0) + 1;
        let id = road.secrets.pseudonym(INSTALLATION, Domain::Analyst, name);
        let record = Record {
            at: clock::now(),
            site: INSTALLATION,
            claims: vec![(Key { kind: KeyKind::Analyst, id }, version)],
            mentions: vec![Key::only(KeyKind::Analysts)],
            body: Body::Analyst(analyst.clone()),
        };
        road.journal.append(record).await.map_err(RoadError::from)?;
        self.keep(version, analyst);
        Ok(password)
    }

    /// Checks a password; takes tens of milliseconds on purpose, so call it off the async threads. A name that
    /// does not exist takes as long as one that does.
    pub fn verify(&self, name: &str, password: &str) -> Option<(String, Role)> {
        let found = self.by_name.get(name).map(|entry| entry.1.clone());
        let hash = found.as_ref().map_or(NOBODY, |analyst| &analyst.password_hash);
        let hash = argon2::password_hash::phc::PasswordHash::new(hash).ok()?;
        Argon2::default().verify_password(password.as_bytes(), &hash).ok()?;
        found.map(|analyst| (analyst.name, analyst.role))
    }

    fn keep(&self, version: u64, analyst: AnalystRecord) {
        let mut entry = self.by_name.entry(analyst.name.clone()).or_insert_with(|| (0, analyst.clone()));
        if entry.0 < version {
            *entry = (version, analyst);
        }
    }
}

/// A hash that no password fits, with the default cost.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm8$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
