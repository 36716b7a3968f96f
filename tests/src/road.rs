//! What tests need that drive the road itself, without a server around it.

use crate::TornDisk;
use engine::assessment::{Assess, Fresh, Visit};
use engine::ids::{AssessmentId, ChallengeId, DeviceId, SealId, SessionId, SiteId};
use engine::journal::{Conduct, Journal, OutcomeLabel, OutcomeRecord, SealedRecord};
use engine::pipeline::Pipeline;
use engine::policy::Policy;
use engine::secrets::Secrets;
use engine::site::{Environment, Mode, Site};
use engine::store::StateStore;
use models::observation::{Observation, Timestamp};
use server::keyring::Keys;
use std::path::Path;
use std::sync::Arc;

/// A keyring on a disk in memory.
pub fn keys() -> Arc<Keys> {
    Arc::new(Keys::open(Arc::new(TornDisk::default()), Path::new("/data"), Timestamp(0)).unwrap())
}

/// The road over one store.
pub fn over<S: Journal + StateStore>(store: Arc<S>) -> Pipeline<Arc<S>, Arc<S>, Arc<Keys>> {
    Pipeline { journal: Arc::clone(&store), store, keys: keys(), secrets: Secrets::new([7; 32]) }
}

/// A site that enforces what it decides.
pub fn site() -> Site {
    Site {
        id: SiteId([1; 16]),
        name: "Test shop".into(),
        environment: Environment::Test,
        mode: Mode::Enforce,
        publishable_key: "pk_test_1".into(),
        secret_key_sha256: [0; 32],
        allowed_origins: Vec::new(),
        policy: Policy::SHIPPED,
    }
}

/// A visit, ready to be sealed.
pub fn sealed(seal: SealId, observation: Observation) -> SealedRecord {
    SealedRecord {
        seal,
        session: SessionId([9; 16]),
        device: DeviceId(observation.device),
        ledger_minor: 0,
        observation,
        conduct: Conduct::default(),
    }
}

/// What a back end asks with a token that is still good.
pub fn asked(seal: SealId, now: Timestamp, fresh: [u8; 16]) -> Assess {
    Assess {
        now,
        visit: Visit::Sealed { seal, expires_at: Timestamp(now.0 + 1) },
        action: "checkout".into(),
        user: None,
        transaction: None,
        idempotency: None,
        fresh: Fresh { assessment: AssessmentId(fresh), challenge: ChallengeId(fresh) },
    }
}

/// What somebody says of a visit that was assessed.
pub fn word(assessment: AssessmentId, label: OutcomeLabel) -> OutcomeRecord {
    OutcomeRecord { assessment, label, fraud_kind: None, loss_minor: None, change: None }
}
