//! What tests need that drive the road itself, without a server around it.

#[path = "../../models/tests/kernels/mod.rs"]
mod kernels;

use crate::TornDisk;
use engine::artifact::{Content, Priors};
use engine::assessment::{Assess, Fresh, Visit};
use engine::ids::{AssessmentId, ChallengeId, DeviceId, SealId, SessionId, SiteId};
use engine::journal::{Journal, OutcomeLabel, OutcomeRecord, SealedRecord};
use engine::pipeline::Pipeline;
use engine::recognition::Recognition;
use engine::secrets::Secrets;
use engine::site::{Environment, Mode, Site};
use engine::store::StateStore;
use models::calibration::Scores;
use models::connection::{
    Browser, Claimed, Connection, Header, HttpVersion, Os, RequestHead, Seen, TcpInfo, Unseen,
};
use models::detectors::Detector;
use models::detectors::device::{self, Device};
use models::evidence::{Evidence, Known};
use models::fusion::Heard;
use models::observation::{
    ClientSide, Conduct, Exchange, ExchangeKind, Observation, Path, Reading, ResourceSide, Signal, Timestamp,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use server::keyring::Keys;
use std::sync::Arc;

/// A keyring on a disk in memory.
pub fn keys() -> Arc<Keys> {
    let folder = std::path::Path::new("/data");
    Arc::new(Keys::open(Arc::new(TornDisk::default()), folder, Timestamp(0)).unwrap())
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
        link: None,
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
        recognition: Recognition::Unasked,
        attempts: None,
        standing: None,
        fresh: Fresh { assessment: AssessmentId(fresh), challenge: ChallengeId(fresh) },
    }
}

/// What somebody says of a visit that was assessed.
pub fn word(assessment: AssessmentId, label: OutcomeLabel) -> OutcomeRecord {
    OutcomeRecord { assessment, label, fraud_kind: None, loss_minor: None, change: None }
}

/// Priors of a site whose devices are all slower, by this much on the scale of logarithms.
pub fn priors(slower: f64) -> Content {
    let shipped = Device.shown(&device::Priors::default()).into_iter();
    let shifted = shipped.map(|(name, value)| if name.ends_with(".mean") { value + slower } else { value });
    let encoded = [Device::PRIORS_VERSION].into_iter().chain(shifted.flat_map(f64::to_le_bytes));
    Content::Priors(Priors([(Device::NAME.to_owned(), encoded.collect())].into()))
}

/// Calibration tables of a site whose scores are off by this power, for devices of every age.
pub fn tables(power: f64) -> Content {
    let mut scores = Scores::default();
    for (age, k) in [3, 5, 10, 30].into_iter().flat_map(|age| (1..=1_000).map(move |k| (age, k))) {
        let score = (f64::from(k) / 1_001.0).powf(power);
        let evidence = Evidence::Known(Known::new(score, age, true, Vec::new()));
        scores.push(&[Heard { detector: Device::NAME.into(), evidence }]);
    }
    Content::Calibration(scores.tables().unwrap())
}

/// Chrome on Windows, seven hops away.
fn connection() -> Connection {
    let headers =
        vec![Header::Host, Header::UserAgent, Header::Origin, Header::AcceptEncoding, Header::AcceptLanguage];
    Connection {
        syn: Seen::Known(kernels::windows(121)),
        ja4: Seen::Absent(Unseen::Unencrypted),
        request: Seen::Known(RequestHead { version: HttpVersion::Http11, headers }),
        claimed: Claimed { os: Os::Windows, browser: Browser::Chromium, version: 141 },
    }
}

/// A visit of a device as it might be, over one of two networks.
pub fn observation(device: [u8; 16], seed: u64) -> Observation {
    use ExchangeKind::{Faulted, Held, Large, Padded, Plain, Retried};
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let base_us = random.random_range(5_000..60_000_u32);
    let mut began_us = 80_000;
    let exchanges = [Plain, Padded, Large, Held, Faulted, Retried].map(|kind| {
        let mut us = |most: u32| random.random_range(0..most);
        let (server_us, turnaround_us, ttfb_us) = (us(400), us(5_000), base_us + us(5_000));
        let held_us = if kind == Held { 15_000 + us(30_000) } else { 0 };
        let resource =
            ResourceSide { connect_us: 0, reused: true, ttfb_us: ttfb_us + held_us, transfer_us: us(900) };
        let (total_us, started_us) = (ttfb_us + held_us + us(2_000), began_us);
        began_us += total_us + turnaround_us;
        let tcp = TcpInfo {
            rtt_us: ttfb_us,
            rttvar_us: us(900),
            min_rtt_us: Some(base_us),
            retransmits: 0,
            delivery_bytes_per_s: Some(2_000_000),
            connection: 0,
        };
        Exchange {
            kind,
            server_us,
            held_us,
            arrival_spread_us: (kind == Padded).then(|| us(5_000)),
            answer_bytes: if kind == Large { 32_768 } else { 220 },
            return_gap_us: Some(ttfb_us + turnaround_us),
            client: Some(ClientSide {
                started_us: Some(u64::from(started_us)),
                total_us,
                turnaround_us: Some(turnaround_us),
                resource: Some(resource),
            }),
            arrived_us: Some(started_us + ttfb_us / 2),
            tcp: Ok(tcp),
        }
    });
    Observation {
        opened_at: Timestamp(random.random_range(0..1 << 50)),
        sealed_at: Timestamp(random.random_range(0..1 << 50)),
        path: Path::V4([192, 0, random.random_range(0..2)]),
        device,
        exchanges: exchanges.into(),
        signals: vec![Signal { name: "compute_speed".into(), reading: Reading::Integer(5_000) }],
        events: Vec::new(),
        connection: connection(),
        conduct: Conduct::default(),
    }
}
