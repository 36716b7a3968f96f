//! A shop over a year and a half: visits, words that come up to five months later, a learner every day, and retention
//! beside them, which is refused, ends half-way and is begun anew.

use engine::artifact::{self, Content, Shelf, Used};
use engine::assessment::{Assess, Assessed, RoadError};
use engine::ids::SealId;
use engine::journal::{AppendError, Body, Journal, OutcomeLabel, Stored};
use engine::pipeline::Pipeline;
use engine::policy::Policy;
use engine::retention::{LEAST_US, Retained};
use engine::site::Site;
use futures_util::future::join;
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;
use models::threshold::{Decision, Thresholds};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use server::keyring::Keys;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;
use tests::{Fault, Hostile, road};

const DAYS: u16 = 500;
/// Number of the policy by which the site is wary.
const WARY: u32 = 1;
pub(crate) const DAY_US: i64 = 24 * 3_600 * 1_000_000;
const BEGIN_US: i64 = 1_700_000_000_000_000;

/// When each device comes: always, now and then, early, late, and again after nobody remembers it.
pub(crate) const DEVICES: [&[(u16, u16)]; 5] =
    [&[(0, DAYS)], &[(0, DAYS)], &[(0, 90)], &[(380, DAYS)], &[(0, 60), (420, DAYS)]];

/// Often enough that a visit meets several of them on its way.
const FAULTS: &[(Fault, f64)] = &[
    (Fault::Conflict, 0.05),
    (Fault::Refused, 0.02),
    (Fault::Lost, 0.03),
    (Fault::Late, 0.02),
    (Fault::Overtaken, 0.1),
    (Fault::Unreadable, 0.002),
    (Fault::RowBehind, 0.1),
    (Fault::RowDropped, 0.1),
    (Fault::RowUnreadable, 0.02),
];

/// What is going to happen.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    visits: Vec<Visit>,
    /// Days on which retention runs, and after how many turns it ends half-way.
    pub(crate) retention: Vec<(u16, Option<u16>)>,
}

#[derive(Clone, Debug)]
struct Visit {
    device: u8,
    day: u16,
    seed: u64,
    /// The site is wary when it is assessed, and the customer answers its step-up.
    wary: bool,
    /// What is said of it some days later.
    words: Vec<(u16, OutcomeLabel)>,
}

pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    use OutcomeLabel::{Chargeback, Fraud, Legitimate};
    let words = || {
        let word = (0_u16..150, prop::sample::select(vec![Fraud, Chargeback, Legitimate]));
        prop_oneof![3 => Just(Vec::new()), 2 => prop::collection::vec(word, 1..4)]
    };
    let spans =
        (0_u8..).zip(DEVICES).flat_map(|(device, spans)| spans.iter().map(move |span| (device, *span)));
    let visits: Vec<_> = spans
        .map(|(device, (from, to))| {
            let visit = (from..to, any::<u64>(), prop::bool::weighted(0.2), words());
            let visit =
                visit.prop_map(move |(day, seed, wary, words)| Visit { device, day, seed, wary, words });
            prop::collection::vec(visit, 3..=(usize::from(to - from) / 8).min(40))
        })
        .collect();
    let retention = (250..DAYS, prop::option::weighted(0.4, 0_u16..400));
    (any::<u64>(), visits, prop::collection::vec(retention, 1..40)).prop_map(|(seed, visits, retention)| {
        Plan { seed, visits: visits.into_iter().flatten().collect(), retention }
    })
}

/// A visit is forgotten and the lesson that it taught is not, because a day lies between them and the journal forgets whole segments.
pub(crate) fn forgotten_before_its_lesson() -> Plan {
    use OutcomeLabel::{Fraud, Legitimate};
    let visit = |device, day| Visit { device, day, seed: 0, wary: false, words: Vec::new() };
    let disputed = Visit { words: vec![(10, Fraud), (10, Legitimate)], ..visit(0, 248) };
    let others = [(1, 0), (2, 0), (3, 380), (4, 0), (4, 420)];
    let others = others.into_iter().flat_map(|(device, day)| [(); 3].map(|()| visit(device, day)));
    let visits = [disputed, visit(0, 250), visit(0, 0)].into_iter().chain(others).collect();
    Plan { seed: 0, visits, retention: vec![(250, None)] }
}

#[derive(Clone, Debug)]
enum Event {
    Visit(Visit),
    Word(usize, OutcomeLabel),
}

pub(crate) struct Life {
    pub(crate) road: Pipeline<Arc<Hostile>, Arc<Hostile>, Arc<Keys>>,
    pub(crate) store: Arc<Hostile>,
    /// What was answered, in its order.
    pub(crate) assessed: Vec<Assessed>,
    /// Days on which each device came.
    pub(crate) came: BTreeMap<u8, Vec<u16>>,
    pub(crate) retained: Retained,
    site: Site,
    random: RefCell<ChaCha8Rng>,
    now: Cell<i64>,
}

pub(crate) fn entity(device: u8) -> EntityKey {
    EntityKey { kind: EntityKind::Device, id: [device; 16] }
}

impl Life {
    /// Everything in the plan happens; then the store calms down, and retention runs once more.
    pub(crate) async fn after(plan: &Plan, with_retention: bool) -> Self {
        let store = Arc::new(Hostile::new(plan.seed, FAULTS));
        let mut life = Self {
            road: road::over(Arc::clone(&store)),
            store,
            assessed: Vec::new(),
            came: BTreeMap::new(),
            retained: Retained::default(),
            site: road::site(),
            random: RefCell::new(ChaCha8Rng::seed_from_u64(!plan.seed)),
            now: Cell::new(0),
        };
        let thresholds = Thresholds { step_up_share: 0.5, ..Thresholds::SHIPPED };
        let wary = Content::Policy(Policy { thresholds, ..Policy::SHIPPED });
        let begin = Timestamp(BEGIN_US);
        let draft = async || artifact::draft(&life.store, life.site.id, begin, None, wary.clone()).await;
        assert_eq!(life.answered(draft).await.unwrap(), WARY);
        let mut days: BTreeMap<u16, Vec<Event>> = BTreeMap::new();
        let mut visits = plan.visits.clone();
        visits.sort_by_key(|visit| visit.day);
        for (number, visit) in visits.into_iter().enumerate() {
            for (later, label) in &visit.words {
                days.entry(visit.day + later).or_default().push(Event::Word(number, *label));
            }
            days.entry(visit.day).or_default().insert(0, Event::Visit(visit));
        }
        for events in days.values_mut() {
            // A visit comes before what is said of it, and they come in the order of their numbers.
            events.sort_by_key(|event| matches!(event, Event::Word(..)));
        }
        for day in 0..DAYS {
            life.now.set(BEGIN_US + i64::from(day) * DAY_US);
            let events = days.remove(&day).unwrap_or_default();
            let mut runs = plan.retention.iter().filter(|(on, _)| with_retention && *on == day);
            life.day(day, events, runs.next().map(|(_, ends)| *ends)).await;
        }
        life.store.calm().await;
        life.learn().await.unwrap();
        if with_retention {
            life.retained = life.road.retain(life.now(), LEAST_US).await.unwrap();
        }
        life
    }

    async fn day(&mut self, day: u16, events: Vec<Event>, retention: Option<Option<u16>>) {
        let mut assessed = Vec::new();
        let road = async {
            for event in events {
                // The same however often something is tried again: lives are compared.
                self.now.set(self.now.get() + 1);
                match event {
                    Event::Visit(visit) => {
                        assessed.push(self.visit(&visit).await);
                    }
                    Event::Word(number, label) => {
                        let known = self.assessed.iter().chain(&assessed).nth(number).unwrap();
                        let outcome = road::word(known.record.id, label);
                        let said = async || self.road.outcome(&self.site, self.now(), outcome.clone()).await;
                        match self.answered(said).await {
                            Ok(()) | Err(RoadError::NotFound) => {}
                            Err(error) => panic!("{error}"),
                        }
                    }
                }
            }
            self.now.set(self.now.get() + DAY_US / 2);
            self.answered(async || self.learn().await).await.unwrap();
        };
        let retention = async {
            let Some(ends) = retention else { return };
            tokio::select! {
                biased;
                // What was not done is done the next time.
                _ = self.road.retain(self.now(), LEAST_US) => {}
                () = pause(ends.unwrap_or(0)), if ends.is_some() => {}
            }
        };
        join(road, retention).await;
        for one in &assessed {
            let device = one.record.device.unwrap().0[0];
            self.came.entry(device).or_default().push(day);
        }
        self.assessed.extend(assessed);
    }

    async fn visit(&self, visit: &Visit) -> Assessed {
        let observation = road::observation([visit.device; 16], visit.seed);
        let seal = async || {
            let sealed = road::sealed(SealId(self.id()), observation.clone());
            self.road.seal(&self.site, self.now(), sealed.clone()).await.map(|()| sealed.seal)
        };
        let seal = self.answered(seal).await.unwrap();
        let used = Used { policy: if visit.wary { WARY } else { 0 }, ..Used::default() };
        let asked = async || {
            let in_force = Shelf::new(&self.store).named(self.site.id, used).await?;
            let request = Assess { ..road::asked(seal, self.now(), self.id()) };
            match self.road.assess(&self.site, &in_force, &request).await {
                Ok(answer) if answer.record.degraded => {
                    Err(AppendError::Unavailable("degraded".into()).into())
                }
                answer => answer,
            }
        };
        let assessed = match self.answered(asked).await {
            // An answer was lost.
            Err(RoadError::TokenUsed) => {
                self.answered(async || self.road.assessment_of(seal).await).await.unwrap().unwrap()
            }
            answer => answer.unwrap(),
        };
        if let Some(challenge) = assessed.record.challenge {
            let code = self.road.secrets.code(challenge.id);
            let answered = self.answered(async || self.road.answer(challenge.id, self.now(), &code).await);
            answered.await.unwrap();
        }
        assert!(matches!(assessed.record.decision, Decision::Allow | Decision::StepUp | Decision::Review));
        assessed
    }

    async fn learn(&self) -> Result<usize, RoadError> {
        let now = self.now();
        self.road.learn_undisputed(now, Timestamp(now.0 - DAY_US)).await
    }

    /// Every record that is left, in its order.
    pub(crate) async fn records(&self) -> Vec<Stored> {
        let (mut all, mut after) = (Vec::new(), 0);
        loop {
            let next = self.store.records_after(after, 500).await.unwrap();
            let Some(last) = next.last() else { return all };
            after = last.seq;
            all.extend(next);
        }
    }

    pub(crate) async fn checkpoints(&self) -> usize {
        let records = self.records().await;
        records.iter().filter(|stored| matches!(stored.record.body, Body::Checkpoint(_))).count()
    }

    /// Asks until there is an answer.
    async fn answered<T>(&self, ask: impl AsyncFn() -> Result<T, RoadError>) -> Result<T, RoadError> {
        for _ in 0..1000 {
            match ask().await {
                Err(RoadError::Read(_) | RoadError::Append(_) | RoadError::Contended) => {}
                answer => return answer,
            }
        }
        panic!("there never was an answer");
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.now.get())
    }

    fn id(&self) -> [u8; 16] {
        self.random.borrow_mut().random()
    }
}

async fn pause(turns: u16) {
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}
