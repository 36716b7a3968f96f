//! Micro-transactions: whole chains over page views that were opened before the clock starts.

use crate::bare::{self, Answers};
use crate::load::{self, Connection, Run, gather, request, runtime};
use crate::{CONNECTIONS, ROUNDS, compare};
use hdrhistogram::Histogram;
use server::config::Limits;
use std::time::Instant;
use tests::Pennyprint;
use wire::limits::STEPS;
use wire::microtransaction::{ClientTiming, MicroTransaction, MicroTransactionAnswer, ResourceTiming};
use wire::session::{OpenSession, SessionOpened};

/// Page views per connection and round.
const PAGE_VIEWS: usize = 25;
pub(crate) const PAGE_HEADERS: &str = "origin: https://shop.example\r\ncontent-type: text/plain\r\n";

pub(crate) fn report() {
    let server = Pennyprint::with(|config| {
        config.limits = Limits::unlimited();
        config.listen.workers = None;
        config.probe.plain_only = true;
        config.probe.micro_transactions = STEPS;
    });
    runtime().block_on(async {
        let (sample, answer) = sample(&server).await;
        let bare = bare::start(Answers { microtransaction: answer, assessment: Vec::new() });
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(chains(&server).await);
            let lists = vec![vec![sample.clone(); PAGE_VIEWS * STEPS]; CONNECTIONS];
            theirs.push(load::prepared(bare, lists).await);
        }
        compare("Micro-transactions", &ours, &theirs, 0.7);
    });
}

/// Opens a page view.
pub(crate) async fn open(
    server: &Pennyprint,
    connection: &mut Connection,
    device: Option<String>,
) -> SessionOpened {
    let open = OpenSession {
        v: wire::WIRE_VERSION,
        key: server.site.publishable_key.clone(),
        session_id: None,
        device_id: device,
        view: "bench".into(),
        signals: Vec::new(),
    };
    let request = request("/v1/sessions", PAGE_HEADERS, &serde_json::to_vec(&open).unwrap());
    serde_json::from_slice(connection.exchange(&request).await).unwrap()
}

/// Runs one chain, reporting what the page saw as a page does; `note` hears how long each exchange took. Returns
/// the timing of the last one.
pub(crate) async fn chain(
    connection: &mut Connection,
    opened: &SessionOpened,
    mut note: impl FnMut(u64),
) -> Option<ClientTiming> {
    let mut nonce = opened.nonce.clone();
    let mut previous = None;
    let began = Instant::now();
    for seq in 0.. {
        let Some(spend) = nonce else { break };
        let request = step(opened, seq, spend, previous);
        let started_us = began.elapsed().as_micros() as u64;
        let answer = connection.exchange(&request).await;
        let ended_us = began.elapsed().as_micros() as u64;
        note(ended_us - started_us);
        nonce = serde_json::from_slice::<MicroTransactionAnswer>(answer).unwrap().nonce;
        previous = Some(timing(seq, started_us, ended_us));
    }
    previous
}

fn timing(seq: u8, started_us: u64, ended_us: u64) -> ClientTiming {
    let resource = ResourceTiming {
        connect_us: 0,
        reused: true,
        ttfb_us: (ended_us - started_us) as u32,
        transfer_us: 100,
        body_bytes: 90,
        server_us: Some(80),
    };
    ClientTiming { seq, attempt: 0, started_us, ended_us, resource: Some(resource) }
}

fn step(opened: &SessionOpened, seq: u8, nonce: String, previous: Option<ClientTiming>) -> Vec<u8> {
    let amount_minor = opened.plan.steps[usize::from(seq)].amount_minor;
    let page_view = opened.page_view.clone();
    let sent = MicroTransaction { page_view, seq, attempt: 0, nonce, amount_minor, previous, pad: None };
    request("/v1/microtransactions", PAGE_HEADERS, &serde_json::to_vec(&sent).unwrap())
}

/// One request and one answer, for the yardstick.
async fn sample(server: &Pennyprint) -> (Vec<u8>, Vec<u8>) {
    let mut connection = Connection::open(server.address).await;
    let opened = open(server, &mut connection, None).await;
    let first = step(&opened, 0, opened.nonce.clone().unwrap(), None);
    let answer = connection.exchange(&first).await.to_vec();
    let nonce = serde_json::from_slice::<MicroTransactionAnswer>(&answer).unwrap().nonce;
    (step(&opened, 1, nonce.unwrap(), Some(timing(0, 1_000, 1_700))), answer)
}

async fn chains(server: &Pennyprint) -> Run {
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut connection = Connection::open(server.address).await;
        let mut page_views = Vec::new();
        for _ in 0..PAGE_VIEWS {
            page_views.push(open(server, &mut connection, None).await);
        }
        tasks.push(async move {
            let mut latencies_us = Histogram::<u64>::new(3).unwrap();
            for opened in &page_views {
                chain(&mut connection, opened, |us| latencies_us.record(us).unwrap()).await;
            }
            latencies_us
        });
    }
    gather(tasks).await
}
