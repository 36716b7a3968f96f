//! One page view under way: its chain, what the server timed, what the page reported.

use super::room::{Share, Stage};
use super::{Chain, signals};
use crate::clock::Tick;
use crate::connection::Witness;
use crate::problem::{Code, Problem};
use engine::ids::{DeviceId, SealId, SessionId, SiteId};
use engine::journal::SealedRecord;
use engine::observe;
use models::connection::{Connection, TcpInfo, Unseen};
use models::observation::{
    Conduct, Event, Exchange, ExchangeKind, Observation, Path, Reading, Signal, Timestamp,
};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;
use wire::microtransaction::{ClientTiming, MicroTransaction, Posting};
use wire::plan::ProbePlan;
use wire::report::Report;

/// Most events kept of one page view: hours of typing, about 256 KiB in memory.
const EVENTS: usize = 16 * 1024;
/// Most reports of one page view.
const REPORTS: u32 = 4_096;
/// Most seals of one page view: each is a durable copy of everything observed.
const SEALS: u32 = 16;

/// What a page view holds before anything is observed: itself, its plan, its nonces, its connection's head, its entries in two maps.
const FIXED_BYTES: usize = size_of::<PageView>() + 1_536;

/// One page view under way.
pub struct PageView {
    /// Whose it is.
    pub site: SiteId,
    /// The session it belongs to.
    pub session: SessionId,
    /// The device, as claimed.
    pub device: DeviceId,
    /// The origin that opened it.
    pub origin: String,
    /// Last sign of life.
    pub seen_at: Tick,
    /// When it was opened, by the calendar and by the clock that durations are taken from.
    pub opened_at: Timestamp,
    began_at: Tick,
    /// Where its requests come from.
    pub path: Path,
    /// What the page was told.
    pub plan: ProbePlan,
    /// What each step is in truth.
    pub kinds: Vec<ExchangeKind>,
    /// The nonces.
    pub chain: Chain,
    signals: Vec<Signal>,
    /// What we saw of the connection it was opened over.
    pub connection: Connection,
    /// The connections it used, by their number in this process, in the order of their use.
    connections: Vec<u64>,
    timed: Vec<Timed>,
    ledger_minor: u32,
    events: Vec<Event>,
    reports: Vec<u32>,
    conduct: Conduct,
    seals: u32,
    /// Whose share of the memory it takes.
    pub(super) from: IpAddr,
    held: Share,
}

/// Bytes that a reading holds elsewhere.
fn heap(reading: &Reading) -> usize {
    let text = |text: &String| size_of::<String>() + text.len();
    match reading {
        Reading::Integer(_) | Reading::Absent(_) => 0,
        Reading::Integers(values) => size_of_val(values.as_slice()),
        Reading::Text(value) => text(value),
        Reading::Texts(values) => values.iter().map(text).sum(),
    }
}

/// One answered micro-transaction.
struct Timed {
    seq: u8,
    attempt: u8,
    exchange: Exchange,
    left_at: Tick,
    client: Option<ClientTiming>,
}

/// A micro-transaction that may go on: what to do before it is answered.
pub struct Step {
    /// What it is.
    pub kind: ExchangeKind,
    /// Its index in the plan.
    pub seq: u8,
    /// Its attempt.
    pub attempt: u8,
    arrived_at: Tick,
    tcp: Result<TcpInfo, Unseen>,
}

/// How an answer left.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// When the request's head arrived.
    pub arrived_at: Tick,
    /// When its body was complete.
    pub complete_at: Tick,
    /// The body came in more than one part.
    pub in_parts: bool,
    /// How long the answer was held back.
    pub held_us: u32,
    /// Bytes of the answer.
    pub answer_bytes: u32,
    /// When it left.
    pub left_at: Tick,
}

impl PageView {
    /// A page view that begins now.
    #[allow(clippy::too_many_arguments, reason = "each is one field; a builder would only repeat them")]
    pub fn new(
        site: SiteId,
        session: SessionId,
        device: DeviceId,
        origin: String,
        path: Path,
        opened_at: Timestamp,
        (plan, kinds): (ProbePlan, Vec<ExchangeKind>),
        connection: Connection,
    ) -> Self {
        let now = Tick::now();
        Self {
            site,
            session,
            device,
            origin,
            seen_at: now,
            opened_at,
            began_at: now,
            path,
            plan,
            kinds,
            chain: Chain::default(),
            signals: Vec::new(),
            connection,
            connections: Vec::new(),
            timed: Vec::new(),
            ledger_minor: 0,
            events: Vec::new(),
            reports: Vec::new(),
            conduct: Conduct::default(),
            seals: 0,
            from: Ipv4Addr::UNSPECIFIED.into(),
            held: Share::default(),
        }
    }

    /// From now on it takes a share of the memory, as one of this address.
    pub(super) fn keep(&mut self, from: IpAddr, share: Share) {
        (self.from, self.held) = (from, share);
        self.account();
    }

    /// Bytes that it holds, as last counted.
    pub(super) fn held_bytes(&self) -> usize {
        self.held.bytes()
    }

    /// How far it has come.
    pub(super) fn stage(&self) -> Stage {
        match (self.seals, self.timed.is_empty() && self.reports.is_empty()) {
            (0, true) => Stage::Silent,
            (0, false) => Stage::Running,
            _ => Stage::Sealed,
        }
    }

    /// Counts the bytes that it holds. What every page view has, and what the allocator and the map add to it, is [`FIXED_BYTES`].
    fn account(&mut self) {
        let signals =
            self.signals.iter().map(|signal| size_of::<Signal>() + signal.name.len() + heap(&signal.reading));
        let bytes = FIXED_BYTES
            + signals.sum::<usize>()
            + self.timed.capacity() * size_of::<Timed>()
            + self.events.capacity() * size_of::<Event>()
            + self.reports.capacity() * size_of::<u32>();
        self.held.set(bytes);
    }

    /// Takes one request of the chain. A refusal is remembered as conduct.
    pub fn receive(
        &mut self,
        request: &MicroTransaction,
        arrived_at: Tick,
        witness: Option<&Witness>,
    ) -> Result<Step, Problem> {
        self.seen_at = arrived_at;
        let taken = self.take(request, arrived_at, witness);
        if taken.is_err() {
            self.conduct.refused = self.conduct.refused.saturating_add(1);
        }
        taken
    }

    fn take(
        &mut self,
        request: &MicroTransaction,
        arrived_at: Tick,
        witness: Option<&Witness>,
    ) -> Result<Step, Problem> {
        let (seq, attempt) = (request.seq, request.attempt);
        self.chain.spend(seq, attempt, &request.nonce)?;
        let step = self.plan.steps.get(usize::from(seq));
        let kind = self.kinds.get(usize::from(seq)).copied();
        let (Some(step), Some(kind)) = (step, kind) else {
            return Err(Problem::new(Code::ChainOutOfOrder, "the plan has ended").in_field("seq"));
        };
        if request.amount_minor != step.amount_minor {
            return Err(Problem::invalid("amount_minor", "not the planned amount"));
        }
        let padded = request.pad.as_ref().map_or(0, String::len);
        if padded != usize::from(step.pad_bytes) {
            return Err(Problem::invalid("pad", "not the planned padding"));
        }
        if let Some(last) = self.timed.last_mut() {
            last.exchange.return_gap_us = Some(arrived_at.since_us(last.left_at));
        }
        self.report_timing(request.previous);
        let kind = if attempt == 1 { ExchangeKind::Retried } else { kind };
        let tcp =
            witness.map_or(Err(Unseen::Unsupported), |seen| seen.tcp_info(self.connection_number(seen)));
        Ok(Step { kind, seq, attempt, arrived_at, tcp })
    }

    /// Which of the visit's connections it is, from 0; there are no more than micro-transactions.
    fn connection_number(&mut self, witness: &Witness) -> u8 {
        let known = self.connections.iter().position(|id| *id == witness.id);
        let number = known.unwrap_or_else(|| {
            self.connections.push(witness.id);
            self.connections.len() - 1
        });
        u8::try_from(number).unwrap_or(u8::MAX)
    }

    /// Books the answer and hands out the next nonce; `None` at the end of the plan.
    pub fn answered(&mut self, step: &Step, nonce: [u8; 16]) -> (Posting, Option<String>) {
        if step.kind == ExchangeKind::Faulted {
            return (Posting::Retry, Some(self.chain.expect(step.seq, 1, nonce)));
        }
        let planned = self.plan.steps.get(usize::from(step.seq));
        self.ledger_minor += planned.map_or(0, |planned| u32::from(planned.amount_minor));
        let next = step.seq + 1;
        let more = usize::from(next) < self.plan.steps.len();
        (Posting::Posted, more.then(|| self.chain.expect(next, 0, nonce)))
    }

    /// Notes how the answer left.
    pub fn left(&mut self, step: &Step, held: Held) {
        let exchange = Exchange {
            kind: step.kind,
            server_us: held.left_at.since_us(held.complete_at).saturating_sub(held.held_us),
            held_us: held.held_us,
            arrival_spread_us: held.in_parts.then(|| held.complete_at.since_us(held.arrived_at)),
            answer_bytes: held.answer_bytes,
            return_gap_us: None,
            client: None,
            arrived_us: Some(step.arrived_at.since_us(self.began_at)),
            tcp: step.tcp,
        };
        let (seq, attempt) = (step.seq, step.attempt);
        self.timed.push(Timed { seq, attempt, exchange, left_at: held.left_at, client: None });
        self.account();
    }

    /// Takes the page's side of an exchange that was answered before.
    pub fn report_timing(&mut self, timing: Option<ClientTiming>) {
        let Some(timing) = timing else { return };
        let named = |timed: &&mut Timed| (timed.seq, timed.attempt) == (timing.seq, timing.attempt);
        if let Some(timed) = self.timed.iter_mut().find(named)
            && timed.client.is_none()
        {
            timed.client = Some(timing);
        }
    }

    /// Takes what the browser says of itself. Work that was `forged` is remembered as conduct.
    pub fn tell(&mut self, told: Vec<wire::signal::Signal>, forged: bool) -> Result<(), Problem> {
        self.conduct.forged_work |= forged;
        signals::add(&mut self.signals, told)
    }

    /// Takes a batch of events.
    pub fn report(&mut self, report: Report, now: Tick) -> Result<(), Problem> {
        self.seen_at = now;
        if report.batch >= REPORTS || self.reports.contains(&report.batch) {
            self.conduct.refused = self.conduct.refused.saturating_add(1);
            return Err(
                Problem::new(Code::NonceReplayed, "this report has been received before").in_field("batch")
            );
        }
        self.reports.push(report.batch);
        let room = EVENTS.saturating_sub(self.events.len());
        let cut = report.events.len().saturating_sub(room);
        self.conduct.events_cut = self.conduct.events_cut.saturating_add(cut as u32);
        self.events.extend(report.events.iter().take(room).map(observe::event));
        self.account();
        Ok(())
    }

    /// Everything observed so far, as one visit of the device with this pseudonym.
    pub fn seal(
        &mut self,
        seal: SealId,
        now: Timestamp,
        pseudonym: [u8; 16],
        link: Option<u32>,
    ) -> Result<SealedRecord, Problem> {
        if self.seals >= SEALS {
            let detail = format!("a page view is sealed at most {SEALS} times");
            let over = Duration::from_secs(super::SESSION_IDLE_S);
            return Err(Problem::new(Code::TooMany, detail).retry_after(over));
        }
        self.seals += 1;
        let mut events = self.events.clone();
        events.sort_by_key(|event| event.at_100us);
        let received = self.reports.len() as u32;
        let numbered = self.reports.iter().max().map_or(0, |last| last + 1);
        let conduct = Conduct { lost_reports: numbered - received, ..self.conduct };
        let observation = Observation {
            opened_at: self.opened_at,
            sealed_at: now,
            path: self.path,
            device: pseudonym,
            exchanges: self.exchanges(),
            signals: self.signals.clone(),
            events,
            connection: self.connection.clone(),
            conduct,
        };
        let (session, device, ledger_minor) = (self.session, self.device, self.ledger_minor);
        Ok(SealedRecord { seal, session, device, ledger_minor, observation, link })
    }

    fn exchanges(&self) -> Vec<Exchange> {
        let nexts = self.timed.iter().skip(1).map(Some).chain([None]);
        let both = self.timed.iter().zip(nexts);
        both.map(|(timed, next)| {
            let next_started_us = next.and_then(|next| next.client).map(|client| client.started_us);
            let client =
                timed.client.as_ref().and_then(|client| observe::client_side(client, next_started_us));
            Exchange { client, ..timed.exchange }
        })
        .collect()
    }
}
