//! A shop whose customers, back end and learner all do what they do at once, over a store that misbehaves, and do as
//! any caller would: what was not answered is asked again.

use engine::artifact::{self, Content, InForce, Kind, Publication, Shelf, Used};
use engine::assessment::{Assess, Assessed, Idempotency, RoadError};
use engine::challenge::Status;
use engine::ids::{SealId, SessionId};
use engine::journal::{AppendError, OutcomeLabel, SealedRecord};
use engine::pipeline::Pipeline;
use engine::policy::Policy;
use engine::site::Site;
use futures_util::future::{join_all, join3};
use models::entity::{EntityKey, EntityKind};
use models::observation::{Observation, Timestamp};
use models::threshold::{Decision, Thresholds};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use server::keyring::Keys;
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use tests::{Fault, Hostile, road};

pub(crate) const DEVICES: u8 = 3;
pub(crate) const USERS: u8 = 2;

/// Often enough that a visit meets several of them on its way.
pub(crate) const FAULTS: &[(Fault, f64)] = &[
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
    /// What people publish, each after a pause.
    publishing: Vec<(u8, Publishing)>,
}

/// Number of the policy of a site that asks for a step-up of whoever it does not know.
const WARY: u32 = 1;

/// What somebody does to what all devices share.
#[derive(Clone, Copy, Debug)]
enum Publishing {
    Priors(u8),
    Tables(u8),
    RollBack(Kind),
}

#[derive(Clone, Debug)]
struct Visit {
    device: u8,
    /// The user that the back end names.
    user: Option<u8>,
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
    let who = (0..DEVICES, prop::option::weighted(0.8, 0..USERS));
    let visit =
        (who, any::<u64>(), kind, words).prop_map(|((device, user), seed, (keyed, wary, answers), words)| {
            Visit { device, user, seed, keyed, wary, answers, words }
        });
    let visits = prop::collection::vec(visit, 1..30);
    let publishing = prop_oneof![
        3 => (1..4_u8).prop_map(Publishing::Priors),
        2 => (1..4_u8).prop_map(Publishing::Tables),
        1 => Just(Publishing::RollBack(Kind::Priors)),
        1 => Just(Publishing::RollBack(Kind::Calibration)),
    ];
    let publishing = prop::collection::vec((any::<u8>(), publishing), 0..8);
    (any::<u64>(), visits, prop::collection::vec(any::<u8>(), 0..4), publishing)
        .prop_map(|(seed, visits, learning, publishing)| Plan { seed, visits, learning, publishing })
}

const BEGIN_US: i64 = 1_800_000_000_000_000;

/// What a visit's customer and back end were told, and what is to become of it.
pub(crate) struct Visited {
    pub(crate) user: Option<u8>,
    pub(crate) sealed: SealedRecord,
    pub(crate) assessed: Assessed,
    /// Whether it is to be learned once nobody says any more.
    pub(crate) trusted: bool,
}

pub(crate) type Road = Pipeline<Arc<Hostile>, Arc<Hostile>, Arc<Keys>>;

pub(crate) struct Shop {
    pub(crate) road: Road,
    pub(crate) store: Arc<Hostile>,
    pub(crate) site: Site,
    random: RefCell<ChaCha8Rng>,
    now: Cell<i64>,
}

/// As if a merchant's own id had been hashed.
pub(crate) fn pseudonym(user: u8) -> [u8; 16] {
    [100 + user; 16]
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
        let shop = Self {
            road: road::over(Arc::clone(&store)),
            store,
            site: road::site(),
            random: RefCell::new(ChaCha8Rng::seed_from_u64(!plan.seed)),
            now: Cell::new(BEGIN_US),
        };
        let thresholds = Thresholds { step_up_share: 0.5, ..Thresholds::SHIPPED };
        let wary = Content::Policy(Policy { thresholds, ..Policy::SHIPPED });
        assert_eq!(shop.drafted(wary).await, WARY);
        // Some customers come a day later, when something is known of their devices.
        let (early, late) = plan.visits.split_at(plan.visits.len() * 2 / 3);
        let visits = join_all(early.iter().map(|visit| shop.visit(visit)));
        let (learn, publish) = (shop.learn(&plan.learning), shop.publish(&plan.publishing));
        let (mut visited, (), ()) = join3(visits, learn, publish).await;
        shop.answered(async || shop.day_passes().await).await.unwrap();
        let (publish, learn) = (shop.publish(&plan.publishing), shop.learn(&plan.learning));
        let visits = join_all(late.iter().map(|visit| shop.visit(visit)));
        visited.extend(join3(visits, learn, publish).await.0);
        shop.store.calm().await;
        shop.day_passes().await.unwrap();
        (shop, visited)
    }

    async fn visit(&self, visit: &Visit) -> Visited {
        pause(self.below(200)).await;
        let observation = road::observation([visit.device; 16], visit.seed);
        let sealed = self.sealed(observation).await;
        let assessed = self.assessed(visit, &sealed).await;
        let mut trusted = assessed.record.decision == Decision::Allow;
        if let Some(challenge) = assessed.record.challenge
            && visit.answers
        {
            let code = self.road.secrets.code(challenge.id);
            let answered = self.answered(async || self.road.answer(challenge.id, self.now(), &code).await);
            assert_eq!(answered.await.unwrap().0.status, Status::Passed);
            trusted = true;
        }
        for (later, label) in &visit.words {
            pause(*later).await;
            let outcome = road::word(assessed.record.id, *label);
            let said = async || self.road.outcome(&self.site, self.now(), outcome.clone()).await;
            self.answered(said).await.unwrap();
            trusted = *label == OutcomeLabel::Legitimate;
        }
        Visited { user: visit.user, sealed, assessed, trusted }
    }

    async fn sealed(&self, observation: Observation) -> SealedRecord {
        let seal = async || {
            let sealed = road::sealed(SealId(self.id()), observation.clone());
            // They carry on from one another, but for some copies.
            let link = if self.below(6) == 0 { 0 } else { self.now().0 - BEGIN_US };
            let (session, link) = (SessionId(self.id()), u32::try_from(link).ok());
            let sealed = SealedRecord { session, link, ..sealed };
            self.road.seal(&self.site, self.now(), sealed.clone()).await.map(|()| sealed)
        };
        self.answered(seal).await.unwrap()
    }

    /// Uses a token, then tries to use it again.
    async fn assessed(&self, visit: &Visit, sealed: &SealedRecord) -> Assessed {
        let key = visit.keyed.then_some(Idempotency { key: sealed.seal.0, digest: [1; 16] });
        let assessed = match self.assess(visit, sealed.seal, key).await {
            // An answer was lost, and without a key it cannot be had again.
            Err(RoadError::TokenUsed) if key.is_none() => {
                let used = self.answered(async || self.road.assessment_of(sealed.seal).await).await.unwrap();
                used.expect("a token that nobody used was called used")
            }
            answer => answer.unwrap(),
        };
        if key.is_some() {
            let again = self.assess(visit, sealed.seal, key).await.unwrap();
            assert_eq!(again.record, assessed.record, "a repeated request has another answer");
        }
        let other = Idempotency { key: self.id(), digest: [2; 16] };
        for key in [None, Some(other)] {
            let again = self.assess(visit, sealed.seal, key).await;
            assert_eq!(again.map(|assessed| assessed.record), Err(RoadError::TokenUsed));
        }
        assessed
    }

    async fn assess(
        &self,
        visit: &Visit,
        seal: SealId,
        idempotency: Option<Idempotency>,
    ) -> Result<Assessed, RoadError> {
        let asked = async || {
            let user = visit.user.map(pseudonym);
            let request = Assess { user, idempotency, ..road::asked(seal, self.now(), self.id()) };
            match self.road.assess(&self.site, &self.in_force(visit.wary).await?, &request).await {
                // Decided, but not recorded: nothing was promised, so it is asked again.
                Ok(answer) if answer.record.degraded => {
                    Err(AppendError::Unavailable("degraded".into()).into())
                }
                answer => answer,
            }
        };
        self.answered(asked).await
    }

    /// A user is erased, while the store misbehaves in these ways.
    pub(crate) async fn erase(&self, user: u8, faults: &[(Fault, f64)]) {
        self.store.misbehave(faults);
        let erase = async || match self.road.erase(&self.site, pseudonym(user), self.now()).await {
            // No visit named them, or an answer was lost.
            Ok(_) | Err(RoadError::NotFound) => Ok(()),
            Err(error) => Err(error),
        };
        self.answered(erase).await.unwrap();
        self.store.calm().await;
    }

    /// What the site has published, with its wary policy or the shipped one.
    async fn in_force(&self, wary: bool) -> Result<InForce, RoadError> {
        let now = InForce::read(&self.store, self.site.id).await?.used();
        let used = Used { policy: if wary { WARY } else { 0 }, ..now };
        Shelf::new(&self.store).named(self.site.id, used).await
    }

    async fn publish(&self, publishing: &[(u8, Publishing)]) {
        for (before, what) in publishing {
            pause(*before).await;
            match *what {
                Publishing::Priors(slower) => self.published(road::priors(f64::from(slower) / 4.0)).await,
                Publishing::Tables(power) => self.published(road::tables(f64::from(power))).await,
                Publishing::RollBack(kind) => {
                    let back =
                        async || artifact::roll_back(&self.store, self.site.id, self.now(), kind).await;
                    match self.answered(back).await {
                        Ok(_) | Err(RoadError::NotFound) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
            }
        }
    }

    pub(crate) async fn published(&self, content: Content) {
        let kind = content.kind();
        let publication = Publication::new(kind, self.drafted(content).await, false);
        let publish = async || artifact::publish(&self.store, self.site.id, self.now(), publication).await;
        self.answered(publish).await.unwrap();
    }

    async fn drafted(&self, content: Content) -> u32 {
        let draft =
            async || artifact::draft(&self.store, self.site.id, self.now(), None, content.clone()).await;
        self.answered(draft).await.unwrap()
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
