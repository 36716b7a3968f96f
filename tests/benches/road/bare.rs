//! The yardstick: a bare actix handler that parses the same JSON and answers the same bytes.

use actix_web::web::{Bytes, Data, post};
use actix_web::{App, HttpResponse, HttpServer};
use serde::Deserialize;
use std::net::SocketAddr;
use std::sync::mpsc;
use wire::microtransaction::MicroTransaction;

/// What the two handlers answer.
#[derive(Clone)]
pub(crate) struct Answers {
    pub(crate) microtransaction: Vec<u8>,
    pub(crate) assessment: Vec<u8>,
}

/// The shape of an assessment's request.
#[derive(Deserialize)]
struct Assessment {
    token: Option<String>,
    action: String,
    user_id: Option<String>,
    transaction: Option<Transaction>,
}

#[derive(Deserialize)]
struct Transaction {
    id: String,
    amount_minor: i64,
    currency: String,
}

/// Starts the bare server on a thread of its own; like ours it has a worker for each core.
pub(crate) fn start(answers: Answers) -> SocketAddr {
    let (started, starting) = mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = HttpServer::new(move || {
                App::new()
                    .app_data(Data::new(answers.clone()))
                    .route("/v1/microtransactions", post().to(microtransaction))
                    .route("/v1/assessments", post().to(assessment))
            });
            let server = server.disable_signals().tcp_nodelay(true).bind("127.0.0.1:0").unwrap();
            started.send(server.addrs()[0]).unwrap();
            server.run().await.unwrap();
        });
    });
    starting.recv().unwrap()
}

async fn microtransaction(body: Bytes, answers: Data<Answers>) -> HttpResponse {
    match serde_json::from_slice::<MicroTransaction>(&body) {
        Ok(sent) if !sent.nonce.is_empty() => json(&answers.microtransaction),
        _ => HttpResponse::BadRequest().finish(),
    }
}

async fn assessment(body: Bytes, answers: Data<Answers>) -> HttpResponse {
    match serde_json::from_slice::<Assessment>(&body) {
        Ok(Assessment { token: Some(_), action, user_id: Some(_), transaction: Some(transaction) })
            if !action.is_empty()
                && transaction.amount_minor > 0
                && transaction.id != transaction.currency =>
        {
            json(&answers.assessment)
        }
        _ => HttpResponse::BadRequest().finish(),
    }
}

fn json(bytes: &[u8]) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(bytes.to_vec())
}
