//! `POST /v1/microtransactions`: one nominal exchange, timed. Answered from memory: waiting for a disk would
//! put the disk into the timing.

use super::page;
use crate::app::App;
use crate::clock::Tick;
use crate::mte::Held;
use crate::problem::Problem;
use crate::{body, connection, entropy};
use actix_web::{HttpRequest, HttpResponse, web};
use models::observation::ExchangeKind;
use std::time::Duration;
use wire::limits::JSON_BODY_BYTES;
use wire::microtransaction::{MicroTransaction, MicroTransactionAnswer};

/// The route.
#[utoipa::path(post, path = "/v1/microtransactions", tag = "page",
    request_body(content = String, content_type = "text/plain", description = "`wire::microtransaction::MicroTransaction` as JSON"),
    responses((status = 200, description = "`wire::microtransaction::MicroTransactionAnswer` as JSON", body = Object, content_type = "application/json"),
        (status = 401, description = "`page_view_unknown`"), (status = 403, description = "`origin_forbidden`"),
        (status = 409, description = "`nonce_replayed` or `chain_out_of_order`"), (status = 422, description = "`nonce_forged` or `invalid`")))]
pub(super) async fn receive(
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let arrived_at = Tick::now();
    let answered = exchange(&app, &request, payload, arrived_at).await;
    page::answer(&app, &request, answered)
}

async fn exchange(
    app: &App,
    request: &HttpRequest,
    payload: web::Payload,
    arrived_at: Tick,
) -> Result<HttpResponse, Problem> {
    let body::Arrived { bytes, complete_at, in_parts } =
        page::read(app, request, payload, JSON_BODY_BYTES).await?;
    let sent: MicroTransaction = body::json(&bytes)?;
    let page_view = page::page_view(app, request, &sent.page_view)?;
    let witness = connection::witness(request).map(|witness| &**witness);
    let step = page::lock(&page_view).receive(&sent, arrived_at, witness)?;

    let held_us = match step.kind {
        ExchangeKind::Held => hold(app.config.probe.hold_ms).await,
        _ => 0,
    };
    let filler = (step.kind == ExchangeKind::Large).then(|| app.filler.clone());
    let mut page_view = page::lock(&page_view);
    let (posting, nonce) = page_view.answered(&step, entropy::bytes());
    let answer = serde_json::to_vec(&MicroTransactionAnswer { posting, nonce, filler })
        .map_err(|error| Problem::new(crate::problem::Code::Internal, error.to_string()))?;
    let left_at = Tick::now();
    let answer_bytes = answer.len() as u32;
    page_view.left(&step, Held { arrived_at, complete_at, in_parts, held_us, answer_bytes, left_at });
    // What the page is told of our time leaves the hold out: it is secret.
    let server_ms = f64::from(left_at.since_us(complete_at).saturating_sub(held_us)) / 1e3;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header(("server-timing", format!("app;dur={server_ms:.3}")))
        .body(answer))
}

/// Holds an answer back for a secret random time, and says how long it really was.
async fn hold((least_ms, most_ms): (u32, u32)) -> u32 {
    let drawn_us = least_ms * 1_000 + entropy::below((most_ms - least_ms) * 1_000 + 1);
    let from = Tick::now();
    tokio::time::sleep(Duration::from_micros(u64::from(drawn_us))).await;
    Tick::now().since_us(from)
}
