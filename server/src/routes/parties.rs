//! `GET /v1/parties/{id}`: what a party promised and kept, whom it deals with, and what that makes of it. `DELETE` erases it. The id is the
//! merchant's own, or what we call a party whose own id we do not know.

use crate::app::App;
use crate::auth::{Merchant, Reader};
use crate::clock::{self, rfc3339};
use crate::problem::{Code, Problem};
use crate::view::assessment::item;
use crate::view::group::called;
use crate::view::neighbourhood::{InteractionItem, NeighbourView, StandingView};
use crate::view::party::{PartyView, PromiseView, intention, payments};
use crate::view::shadow::ShadowView;
use actix_web::{HttpResponse, web};
use engine::ids::unhex;
use engine::interactions::Interacted;
use engine::journal::{Body, Journal, Key, KeyKind};
use engine::keyring::{Alias, Keyring};
use engine::promises::Chapter;
use engine::secrets::Domain;
use engine::site::Site;
use models::detectors::payee::Payee;
use models::detectors::{Detector, registered};
use models::entity::{EntityKey, EntityKind};
use models::regard::Regard;
use tokio::runtime::Handle;

/// Most assessments that are shown of one party.
const ASSESSMENTS: usize = 50;
/// Most of its interactions.
const INTERACTIONS: usize = 200;
/// Most of those it deals with.
const NEIGHBOURS: usize = 300;

/// Shows one party.
#[utoipa::path(get, path = "/v1/parties/{id}", tag = "profiles", security(("secret_key" = [])), params(("id" = String, Path, description = "the merchant's own id, or `pty_…`")),
    responses((status = 200, body = PartyView), (status = 404, description = "`not_found`")))]
pub(super) async fn show(
    app: web::Data<App>,
    Reader(site): Reader,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let (road, now) = (&app.road, clock::now());
    let (party, alias) = named(&app, &site, &id).await?;
    let party = EntityKey { kind: EntityKind::Party, id: party };
    let found = road.journal.mentions(&Key::from(party), None, ASSESSMENTS).await?;
    let promised = Key { kind: KeyKind::PromisesBy, id: party.id };
    let interactions = match alias {
        Some(alias) => interactions(&app, &site, alias).await?,
        None => Vec::new(),
    };
    if found.is_empty()
        && interactions.is_empty()
        && road.journal.mentions(&promised, None, 1).await?.is_empty()
    {
        let nobody = "no payment, no promise and no interaction names this party";
        return Err(Problem::new(Code::NotFound, nobody).in_field("id"));
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
    let known = alias.and_then(|Alias(alias)| {
        app.graphs.ask(site.id, |known| {
            let graph = &known.graph;
            let between = known.survey.betweenness(&alias);
            let profile = graph.profile(&alias).map(|profile| ShadowView::of(profile, between));
            (known.regard(&alias), graph.neighbours(&alias, NEIGHBOURS), profile)
        })
    });
    let (Regard { standing, group }, neighbours, profile) = known.unwrap_or_default();
    Ok(HttpResponse::Ok().json(PartyView {
        id: id.into_inner(),
        intention: intention(&row),
        payments: payments(&row, &priors, now),
        promises,
        assessments,
        standing: standing.map(StandingView::from),
        group: group.map(|group| called(&group.group)),
        profile,
        neighbours: neighbours.into_iter().map(NeighbourView::from).collect(),
        interactions,
    }))
}

/// Erases a party: what it promised and what it did towards others can be read by nobody any more, and what others said of it is said of nobody.
#[utoipa::path(delete, path = "/v1/parties/{id}", tag = "privacy", security(("secret_key" = [])), params(("id" = String, Path, description = "the merchant's own id, or `pty_…`")),
    responses((status = 204, description = "nothing of it can be read any more"), (status = 404, description = "`not_found`"),
        (status = 409, description = "`contended`: send it again"), (status = 503, description = "`unavailable`: send it again")))]
pub(super) async fn erase(
    app: web::Data<App>,
    Merchant(site): Merchant,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let (party, alias) = named(&app, &site, &id).await?;
    if alias.is_none() {
        let nobody = "no promise and no interaction names this party";
        return Err(Problem::new(Code::NotFound, nobody).in_field("id"));
    }
    // As users are: elsewhere, and to the end.
    let here = Handle::current();
    let erase = move || {
        here.block_on(async {
            let _one_at_a_time = app.erasing.lock().await;
            let failed = |error: std::io::Error| Problem::new(Code::Unavailable, error.to_string());
            app.graphs.forget(site.id).await.map_err(failed)?;
            app.road.erase(&site, party, clock::now()).await?;
            // What was read meanwhile may still have known it.
            app.graphs.forget(site.id).await.map_err(failed)
        })
    };
    web::block(erase).await.map_err(|error| Problem::new(Code::Internal, error.to_string()))??;
    metrics::counter!("parties_erased_total").increment(1);
    Ok(HttpResponse::NoContent().finish())
}

/// A party's pseudonym, and the name of its records where it has any. What we call a party names one only at the site where it dealt with
/// others.
async fn named(app: &App, site: &Site, id: &str) -> Result<([u8; 16], Option<Alias>), Problem> {
    let keys = &app.road.keys;
    if let Some(alias) = id.strip_prefix("pty_").and_then(unhex).map(Alias)
        && let key = (Key { kind: KeyKind::InteractionsWith, id: alias.0 })
        && let found = app.road.journal.mentions(&key, None, 1).await?
        && found.iter().any(|stored| stored.record.site == site.id)
        && let Some((pseudonym, _)) = keys.everybody().into_iter().find(|(_, other)| *other == alias)
    {
        return Ok((pseudonym, Some(alias)));
    }
    let pseudonym = app.road.secrets.pseudonym(site.id, Domain::Payee, id);
    Ok((pseudonym, keys.alias(pseudonym)))
}

/// The newest interactions of a party at a site, newest first.
async fn interactions(app: &App, site: &Site, alias: Alias) -> Result<Vec<InteractionItem>, Problem> {
    let key = Key { kind: KeyKind::InteractionsWith, id: alias.0 };
    let found = app.road.journal.mentions(&key, None, INTERACTIONS).await?;
    let mut items = Vec::with_capacity(found.len());
    for stored in found.into_iter().filter(|stored| stored.record.site == site.id) {
        let Body::Interacted(entry) = &stored.record.body else { continue };
        if let Some(record) = app.road.told(entry)?.open() {
            items.push(InteractionItem::of(&Interacted { at: stored.record.at, record }, alias));
        }
    }
    Ok(items)
}
