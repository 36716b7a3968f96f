//! `GET /v1/parties/{id}`: what a party promised and kept, and what that makes of it. The id is the merchant's own.

use crate::app::App;
use crate::auth::Reader;
use crate::clock::{self, rfc3339};
use crate::problem::{Code, Problem};
use crate::view::assessment::item;
use crate::view::party::{PartyView, PromiseView, intention, payments};
use actix_web::{HttpResponse, web};
use engine::journal::{Journal, Key, KeyKind};
use engine::promises::Chapter;
use engine::secrets::Domain;
use models::detectors::payee::Payee;
use models::detectors::{Detector, registered};
use models::entity::{EntityKey, EntityKind};

/// Most assessments that are shown of one party.
const ASSESSMENTS: usize = 50;

/// Shows one party.
#[utoipa::path(get, path = "/v1/parties/{id}", tag = "profiles", security(("secret_key" = [])), params(("id" = String, Path, description = "the merchant's own id")),
    responses((status = 200, body = PartyView), (status = 404, description = "`not_found`")))]
pub(super) async fn show(
    app: web::Data<App>,
    Reader(site): Reader,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let (road, now) = (&app.road, clock::now());
    let party = road.secrets.pseudonym(site.id, Domain::Payee, &id);
    let party = EntityKey { kind: EntityKind::Party, id: party };
    let found = road.journal.mentions(&Key::from(party), None, ASSESSMENTS).await?;
    let promised = Key { kind: KeyKind::PromisesBy, id: party.id };
    if found.is_empty() && road.journal.mentions(&promised, None, 1).await?.is_empty() {
        return Err(Problem::new(Code::NotFound, "no payment and no promise names this party").in_field("id"));
    }
    let items = found.into_iter().filter_map(|stored| item(&road.keys, stored).transpose());
    let assessments = items.collect::<Result<Vec<_>, _>>()?;
    let told = |Chapter { at, kept, short, after }: Chapter| PromiseView {
        at: rfc3339(at),
        satisfaction: kept.rating.get(),
        testified: kept.testified,
        short,
        after: intention(&after),
    };
    let promises = road.story(&party).await?.into_iter().map(told).collect();
    let row = road.entity(&party).await?;
    let priors = &app.published.of(site.id).priors.content;
    let priors = registered::priors::<Payee>(priors.of(Payee::NAME));
    Ok(HttpResponse::Ok().json(PartyView {
        id: id.into_inner(),
        intention: intention(&row),
        payments: payments(&row, &priors, now),
        promises,
        assessments,
    }))
}
