//! A shop whose customers, back end and learner all do what they do at once, over a store that misbehaves, and do as
//! any caller would: what was not answered is asked again.

use engine::assessment::{Assess, Assessed, Idempotency, RoadError};
use engine::challenge::Status;
use engine::ids::SealId;
use engine::journal::{AppendError, OutcomeLabel, SealedRecord};
use engine::pipeline::Pipeline;
use engine::policy::Policy;
use engine::secrets::Secrets;
use engine::site::Site;
use futures_util::future::{join, join_all};
use models::entity::{EntityKey, EntityKind};
use models::observation::{Observation, Timestamp};
use models::threshold::{Decision, Thresholds};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use tests::{Fault, Hostile, road};

pub(crate) const DEVICES: u8 = 3;

/// Often enough that a visit meets several of them on its way.
const FAULTS: &[(Fault, f64)] = &[
    (Fault::Conflict, 0.15),
    (Fault::Refused, 0.05),
    (Fault::Lost, 0.1),
    (Fault::Late, 0.05),
    (Fault::Overtaken, 0.2),
    (Fault::Unreadable, 0.01),
    (Fault::RowBehind, 0.2),
    (Fault::RowDropped, 0.2),
    (Fault::RowUnreadable, 0.05),
];

/// What is going to happen at the shop.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    visits: Vec<Visit>,
    /// Pauses before each time that learning is called.
    learning: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Visit {
    device: u8,
    seed: u64,
    /// The back end sends an idempotency key.
    keyed: bool,
    /// The site is wary when it is assessed.
    wary: bool,
    /// The customer answers a step-up rightly.
    answers: bool,
    /// What is said of it later, each word after a pause.
    words: Vec<(u8, OutcomeLabel)>,
}

pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    use OutcomeLabel::{Chargeback, Fraud, Legitimate};
    let word = (any::<u8>(), prop::sample::select(vec![Fraud, Chargeback, Legitimate]));
    let words = prop::collection::vec(word, 0..4);
    let kind = (any::<bool>(), prop::bool::weighted(0.3), any::<bool>());
    let visit =
        (0..DEVICES, any::<u64>(), kind, words).prop_map(|(device, seed, (keyed, wary, answers), words)| {
            Visit { device, seed, keyed, wary, answers, words }
        });
    let visits = prop::collection::vec(visit, 1..20);
    (any::<u64>(), visits, prop::collection::vec(any::<u8>(), 0..4))
        .prop_map(|(seed, visits, learning)| Plan { seed, visits, learning })
}

/// What a visit's customer and back end were told, and what is to become of it.
pub(crate) struct Visited {
    pub(crate) sealed: SealedRecord,
    pub(crate) assessed: Assessed,
    /// Whether it is to be learned once nobody says any more.
    pub(crate) trusted: bool,
}

pub(crate) struct Shop {
    pub(crate) road: Pipeline<Arc<Hostile>, Arc<Hostile>>,
    pub(crate) store: Arc<Hostile>,
    pub(crate) site: Site,
    random: RefCell<ChaCha8Rng>,
    now: Cell<i64>,
}

/// The site while it is wary: it asks for a step-up of whoever it does not know.
fn wary() -> Site {
    let thresholds = Thresholds { step_up_share: 0.5, ..Thresholds::SHIPPED };
    Site { policy: Policy { thresholds, ..Policy::SHIPPED }, ..road::site() }
}

pub(crate) fn entity(device: u8) -> EntityKey {
    EntityKey { kind: EntityKind::Device, id: [device; 16] }
}

pub(crate) fn entity_of(visit: &Visited) -> EntityKey {
    EntityKey { kind: EntityKind::Device, id: visit.sealed.observation.device }
}

impl Shop {
    /// Everything in the plan happens; then the store calms down and a last day passes.
    pub(crate) async fn after(plan: &Plan) -> (Self, Vec<Visited>) {
        let store = Arc::new(Hostile::new(plan.seed, FAULTS));
        let secrets = Secrets::new([7; 32]);
        let shop = Self {
            road: Pipeline { journal: Arc::clone(&store), store: Arc::clone(&store), secrets },
            store,
            site: road::site(),
            random: RefCell::new(ChaCha8Rng::seed_from_u64(!plan.seed)),
            now: Cell::new(1_800_000_000_000_000),
        };
        let visits = join_all(plan.visits.iter().map(|visit| shop.visit(visit)));
        let (visited, ()) = join(visits, shop.learn(&plan.learning)).await;
        shop.store.calm().await;
        shop.day_passes().await.unwrap();
        (shop, visited)
    }

    async fn visit(&self, visit: &Visit) -> Visited {
        pause(self.below(200)).await;
        let observation = road::observation(visit.device, visit.seed);
        let sealed = self.sealed(observation).await;
        let assessed = self.assessed(visit, &sealed).await;
        let mut trusted = assessed.record.decision == Decision::Allow;
        if let Some(challenge) = assessed.record.challenge
            && visit.answers
        {
            let code = self.road.secrets.code(challenge.id);
            let answered = self.answered(async || self.road.answer(challenge.id, self.now(), &code).await);
            assert_eq!(answered.await.unwrap().status, Status::Passed);
            trusted = true;
        }
        for (later, label) in &visit.words {
            pause(*later).await;
            let outcome = road::word(assessed.record.id, *label);
            let said = async || self.road.outcome(&self.site, self.now(), outcome.clone()).await;
            self.answered(said).await.unwrap();
            trusted = *label == OutcomeLabel::Legitimate;
        }
        Visited { sealed, assessed, trusted }
    }

    async fn sealed(&self, observation: Observation) -> SealedRecord {
        let seal = async || {
            let sealed = road::sealed(SealId(self.id()), observation.clone());
            self.road.seal(&self.site, self.now(), sealed.clone()).await.map(|()| sealed)
        };
        self.answered(seal).await.unwrap()
    }

    /// Uses a token, then tries to use it again.
    async fn assessed(&self, visit: &Visit, sealed: &SealedRecord) -> Assessed {
        let site = if visit.wary { wary() } else { road::site() };
        let key = visit.keyed.then_some(Idempotency { key: sealed.seal.0, digest: [1; 16] });
        let assessed = match self.assess(&site, sealed.seal, key).await {
            // An answer was lost, and without a key it cannot be had again.
            Err(RoadError::TokenUsed) if key.is_none() => {
                let used = self.answered(async || self.road.assessment_of(sealed.seal).await).await.unwrap();
                used.expect("a token that nobody used was called used")
            }
            answer => answer.unwrap(),
        };
        if key.is_some() {
            let again = self.assess(&site, sealed.seal, key).await.unwrap();
            assert_eq!(again.record, assessed.record, "a repeated request has another answer");
        }
        let other = Idempotency { key: self.id(), digest: [2; 16] };
        for key in [None, Some(other)] {
            let again = self.assess(&site, sealed.seal, key).await;
            assert_eq!(again.map(|assessed| assessed.record), Err(RoadError::TokenUsed));
        }
        assessed
    }

    async fn assess(
        &self,
        site: &Site,
        seal: SealId,
        idempotency: Option<Idempotency>,
    ) -> Result<Assessed, RoadError> {
        let asked = async || {
            let request = Assess { idempotency, ..road::asked(seal, self.now(), self.id()) };
            match self.road.assess(site, &request).await {
                // Decided, but not recorded: nothing was promised, so it is asked again.
                Ok(answer) if answer.record.degraded => {
                    Err(AppendError::Unavailable("degraded".into()).into())
                }
                answer => answer,
            }
        };
        self.answered(asked).await
    }

    async fn learn(&self, pauses: &[u8]) {
        for before in pauses {
            pause(*before).await;
            self.answered(async || self.day_passes().await).await.unwrap();
        }
    }

    async fn day_passes(&self) -> Result<usize, RoadError> {
        let now = self.now();
        self.road.learn_undisputed(now, Timestamp(now.0 + 1)).await
    }

    /// Asks until there is an answer. Now and then whoever asks has gone before it comes, and asks anew.
    async fn answered<T>(&self, ask: impl AsyncFn() -> Result<T, RoadError>) -> Result<T, RoadError> {
        for _ in 0..1000 {
            let patience = if self.below(10) == 0 { Some(self.below(40)) } else { None };
            tokio::select! {
                biased;
                answer = ask() => match answer {
                    Err(RoadError::Read(_) | RoadError::Append(_) | RoadError::Contended) => {}
                    answer => return answer,
                },
                () = pause(patience.unwrap_or(0)), if patience.is_some() => {}
            }
        }
        panic!("there never was an answer");
    }

    fn now(&self) -> Timestamp {
        self.now.set(self.now.get() + 1);
        Timestamp(self.now.get())
    }

    fn id(&self) -> [u8; 16] {
        self.random.borrow_mut().random()
    }

    fn below(&self, end: u8) -> u8 {
        self.random.borrow_mut().random_range(0..end)
    }
}

async fn pause(turns: u8) {
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}
