//! `GET /v1/cards/{id}`: how a card spends. The id is the merchant's own, which is stored nowhere.

use crate::app::App;
use crate::auth::Reader;
use crate::clock::rfc3339;
use crate::problem::{Code, Problem};
use crate::view::assessment::item;
use crate::view::card::{CardProfileView, spending};
use actix_web::{HttpResponse, web};
use engine::journal::{Body, Journal, Key};
use engine::secrets::Domain;
use models::entity::{EntityKey, EntityKind};

/// Most assessments that are shown of one card.
const ASSESSMENTS: usize = 200;

/// Shows one card.
#[utoipa::path(get, path = "/v1/cards/{id}", tag = "profiles", security(("secret_key" = [])), params(("id" = String, Path, description = "the merchant's own id")),
    responses((status = 200, body = CardProfileView), (status = 404, description = "`not_found`")))]
pub(super) async fn show(
    app: web::Data<App>,
    Reader(site): Reader,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let road = &app.road;
    let card = EntityKey { kind: EntityKind::Card, id: road.secrets.pseudonym(site.id, Domain::Card, &id) };
    let mut found = road.journal.mentions(&Key::from(card), None, ASSESSMENTS).await?;
    found.retain(|stored| matches!(stored.record.body, Body::Assessed(_)));
    let (Some(newest), Some(oldest)) = (found.first(), found.last()) else {
        return Err(Problem::new(Code::NotFound, "no assessment names this card").in_field("id"));
    };
    let (first_seen, last_seen) = (rfc3339(oldest.record.at), rfc3339(newest.record.at));
    let items = found.into_iter().filter_map(|stored| item(&road.keys, stored).transpose());
    let assessments = items.collect::<Result<Vec<_>, _>>()?;
    let spending = spending(&*road.entity(&card).await?);
    Ok(HttpResponse::Ok().json(CardProfileView {
        id: id.into_inner(),
        first_seen,
        last_seen,
        spending,
        assessments,
    }))
}
