//! The shop's own routes: the checkout page, placing an order, confirming it after a step-up.

use super::merchant::Merchant;
use crate::assets;
use crate::entropy;
use actix_web::web::{self, Json, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use dashmap::DashMap;
use engine::ids::hex;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Orders that wait for a confirmation; a demo forgets the rest.
const WAITING: usize = 10_000;

pub(super) struct Shop {
    page: String,
    policy: String,
    merchant: Merchant,
    waiting: DashMap<String, String>,
}

/// What the form sends. Card fields stay in the page.
#[derive(Deserialize)]
pub(super) struct Order {
    token: Option<String>,
    email: String,
}

/// What the page gets back.
#[derive(Serialize)]
struct Placed {
    order_id: String,
    decision: String,
    enforced: String,
    message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<Handed>,
    assessment: Value,
}

/// What the page needs to carry out a step-up.
#[derive(Serialize)]
struct Handed {
    id: String,
    token: String,
}

impl Shop {
    pub(super) fn new(pennyprint: &str, publishable_key: &str, merchant: Merchant) -> Self {
        let page = assets::bytes("demo/index.html").unwrap_or_default();
        let page = String::from_utf8_lossy(&page)
            .replace("%PENNYPRINT_URL%", pennyprint)
            .replace("%PENNYPRINT_KEY%", publishable_key);
        let policy = format!(
            "default-src 'self'; script-src 'self' {pennyprint} 'wasm-unsafe-eval'; connect-src 'self' {pennyprint}; \
             style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        );
        Self { page, policy, merchant, waiting: DashMap::new() }
    }
}

pub(super) fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/", get().to(page))
        .route("/orders", post().to(place))
        .route("/orders/{id}/confirm", post().to(confirm))
        .route("/{file}", get().to(file));
}

async fn page(shop: web::Data<Shop>) -> HttpResponse {
    let mut answer = HttpResponse::Ok().content_type("text/html; charset=utf-8").body(shop.page.clone());
    assets::harden(&mut answer, &shop.policy);
    answer
}

async fn file(request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    assets::serve(&request, &format!("demo/{name}")).unwrap_or_else(|| HttpResponse::NotFound().finish())
}

async fn place(shop: web::Data<Shop>, order: Json<Order>) -> HttpResponse {
    let order_id = format!("order-{}", hex(&entropy::bytes::<8>()));
    let assessed = shop.merchant.assess(&order_id, order.token.as_deref(), &order.email).await;
    let mut assessment = match assessed {
        Ok(assessment) => assessment,
        Err(error) => {
            tracing::warn!(%error, "the demo shop got no assessment");
            json!({ "decision": "review", "enforced": "review" })
        }
    };
    let text =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let challenge = assessment.as_object_mut().and_then(|fields| fields.remove("challenge"));
    let enforced = text(&assessment, "enforced");
    let placed = Placed {
        decision: text(&assessment, "decision"),
        message: match enforced.as_str() {
            "allow" => "Thank you, your order is placed.",
            "step_up" => "One more step: please enter the code we sent to your phone.",
            "block" => "We could not take this order.",
            _ => "Thank you. We check your order and write to you.",
        },
        enforced,
        // A real shop would send this by SMS. In the demo the phone is drawn on the page.
        sms: challenge.as_ref().map(|challenge| format!("Your code is {}", text(challenge, "code"))),
        challenge: challenge
            .as_ref()
            .map(|challenge| Handed { id: text(challenge, "id"), token: text(challenge, "token") }),
        order_id,
        assessment,
    };
    if let Some(challenge) = &placed.challenge
        && shop.waiting.len() < WAITING
    {
        shop.waiting.insert(placed.order_id.clone(), challenge.id.clone());
    }
    HttpResponse::Ok().json(placed)
}

async fn confirm(shop: web::Data<Shop>, order_id: web::Path<String>) -> HttpResponse {
    let Some((order_id, challenge_id)) = shop.waiting.remove(order_id.as_str()) else {
        return HttpResponse::NotFound().json(json!({ "status": "refused", "message": "No such order." }));
    };
    let placed = shop.merchant.passed(&challenge_id).await.unwrap_or(false);
    let (status, message) = match placed {
        true => ("placed", "Thank you, your order is placed."),
        false => ("refused", "The code was not confirmed, so the order was not placed."),
    };
    HttpResponse::Ok().json(json!({ "order_id": order_id, "status": status, "message": message }))
}
