//! `GET /v1/groups`: parties that move together as chance would hardly make them. `GET /v1/groups/{id}`: who belongs to one.

use crate::app::App;
use crate::auth::Reader;
use crate::problem::{Code, Problem};
use crate::view::group::{GroupItem, GroupView, group, item, member};
use crate::view::list::{Cursor, List};
use actix_web::{HttpResponse, web};

/// Most groups that are listed.
const GROUPS: usize = 100;

/// Lists groups, the least like chance first; at most 100.
#[utoipa::path(get, path = "/v1/groups", tag = "profiles", security(("secret_key" = [])), responses((status = 200, body = List<GroupItem>),
    (status = 503, description = "`unavailable`: who dealt with whom is still being read")))]
pub(super) async fn list(app: web::Data<App>, Reader(site): Reader) -> Result<HttpResponse, Problem> {
    let items = app.graphs.ask(site.id, |known| {
        known.groups.list().into_iter().take(GROUPS).map(item).collect::<Vec<GroupItem>>()
    });
    Ok(HttpResponse::Ok().json(Cursor::END.wrap(items.ok_or_else(unread)?)))
}

/// Shows one group.
#[utoipa::path(get, path = "/v1/groups/{id}", tag = "profiles", security(("secret_key" = [])), params(("id" = String, Path, description = "`grp_…`")),
    responses((status = 200, body = GroupView), (status = 404, description = "`not_found`"),
        (status = 503, description = "`unavailable`: who dealt with whom is still being read")))]
pub(super) async fn show(
    app: web::Data<App>,
    Reader(site): Reader,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let unknown = || Problem::new(Code::NotFound, "no party of this name is in a group").in_field("id");
    let member = member(&id).ok_or_else(unknown)?;
    let found = app.graphs.ask(site.id, |known| {
        let trust = |party: &[u8; 16]| known.graph.standing(party).map(|standing| standing.trust);
        known.groups.of(&member).map(|found| group(found, trust))
    });
    Ok(HttpResponse::Ok().json(found.ok_or_else(unread)?.ok_or_else(unknown)?))
}

fn unread() -> Problem {
    Problem::new(Code::Unavailable, "who dealt with whom is still being read")
}
