//! Assessments: real tokens of sealed visits with all micro-transactions timed, of devices that come back;
//! each answer is durable before it is sent.

use crate::bare::{self, Answers};
use crate::load::{self, Connection, request, runtime};
use crate::microtransaction::{PAGE_HEADERS, chain, open};
use crate::{CONNECTIONS, ROUNDS, compare};
use serde_json::{Value, json};
use server::config::Limits;
use tests::Pennyprint;
use wire::token::{Seal, Sealed};

/// Assessments per connection and round.
const ASSESSMENTS: usize = 80;
/// Visits of one device.
const VISITS: usize = 8;

pub(crate) fn report() {
    let server = Pennyprint::with(|config| {
        config.limits = Limits::unlimited();
        config.probe.plain_only = true;
        config.listen.workers = None;
    });
    runtime().block_on(async {
        let mut connection = Connection::open(server.address).await;
        let (token, _) = sealed(&server, &mut connection, None, String::new()).await;
        let sample = assessment(&server, &token, 0, 0);
        let answer = connection.exchange(&sample).await.to_vec();
        let bare = bare::start(Answers { microtransaction: Vec::new(), assessment: answer });
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            ours.push(load::prepared(server.address, prepare(&server, round).await).await);
            let lists = vec![vec![sample.clone(); ASSESSMENTS]; CONNECTIONS];
            theirs.push(load::prepared(bare, lists).await);
        }
        compare("Assessments (durable)", &ours, &theirs, 0.4);
    });
}

async fn prepare(server: &Pennyprint, round: usize) -> Vec<Vec<Vec<u8>>> {
    let mut lists = Vec::new();
    for at in 0..CONNECTIONS {
        let mut connection = Connection::open(server.address).await;
        let (mut list, mut link) = (Vec::new(), String::new());
        for visit in 0..ASSESSMENTS {
            // Spread over the whole range: devices that come back stand nowhere together.
            let number = ((round * CONNECTIONS + at) * ASSESSMENTS + visit / VISITS) as u128 + 1;
            let device =
                format!("dev_{:032x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
            if visit.is_multiple_of(VISITS) {
                link.clear();
            }
            let token;
            (token, link) = sealed(server, &mut connection, Some(device), link).await;
            list.push(assessment(server, &token, number, visit));
        }
        lists.push(list);
    }
    lists
}

/// The token, and the link that the device presents next.
async fn sealed(
    server: &Pennyprint,
    connection: &mut Connection,
    device: Option<String>,
    link: String,
) -> (String, String) {
    let opened = open(server, connection, device).await;
    let last = chain(connection, &opened, |_| {}).await;
    let seal = Seal { page_view: opened.page_view, last, link: Some(link), signals: Vec::new() };
    let request = request("/v1/tokens", PAGE_HEADERS, &serde_json::to_vec(&seal).unwrap());
    let Sealed { token, link, .. } = serde_json::from_slice(connection.exchange(&request).await).unwrap();
    (token, link)
}

fn assessment(server: &Pennyprint, token: &str, customer: u128, order: usize) -> Vec<u8> {
    let body: Value = json!({
        "token": token,
        "action": "checkout",
        "user_id": format!("customer-{customer}"),
        "transaction": { "id": format!("order-{order}"), "amount_minor": 3490, "currency": "EUR" },
    });
    let headers =
        format!("authorization: Bearer {}\r\ncontent-type: application/json\r\n", server.secret_key);
    request("/v1/assessments", &headers, body.to_string().as_bytes())
}
