//! What tests need that drive the road itself, without a server around it.

use engine::assessment::{Assess, Fresh, Visit};
use engine::ids::{AssessmentId, ChallengeId, DeviceId, SealId, SessionId, SiteId};
use engine::journal::{Conduct, OutcomeLabel, OutcomeRecord, SealedRecord};
use engine::policy::Policy;
use engine::site::{Environment, Mode, Site};
use models::observation::{ClientSide, Exchange, ExchangeKind, Observation, Path, ResourceSide, Timestamp};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

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

/// What is observed of a visit of a device over one of its two networks.
pub fn observation(device: u8, seed: u64) -> Observation {
    use ExchangeKind::{Faulted, Held, Large, Padded, Plain, Retried};
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let base_us = random.random_range(5_000..60_000_u32);
    let exchanges = [Plain, Padded, Large, Held, Faulted, Retried].map(|kind| {
        let mut us = |most: u32| random.random_range(0..most);
        let (server_us, turnaround_us, ttfb_us) = (us(400), us(5_000), base_us + us(5_000));
        let held_us = if kind == Held { 15_000 + us(30_000) } else { 0 };
        let resource =
            ResourceSide { connect_us: 0, reused: true, ttfb_us: ttfb_us + held_us, transfer_us: us(900) };
        Exchange {
            kind,
            server_us,
            held_us,
            arrival_spread_us: (kind == Padded).then(|| us(5_000)),
            answer_bytes: if kind == Large { 32_768 } else { 220 },
            return_gap_us: Some(ttfb_us + turnaround_us),
            client: Some(ClientSide {
                total_us: ttfb_us + held_us + us(2_000),
                turnaround_us: Some(turnaround_us),
                resource: Some(resource),
            }),
        }
    });
    Observation {
        opened_at: Timestamp(random.random_range(0..1 << 50)),
        sealed_at: Timestamp(random.random_range(0..1 << 50)),
        path: Path::V4([192, 0, random.random_range(0..2)]),
        device: [device; 16],
        exchanges: exchanges.into(),
        signals: Vec::new(),
        events: Vec::new(),
    }
}
