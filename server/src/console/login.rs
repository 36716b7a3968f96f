//! Logging in to the console: Argon2id, a random session cookie, a CSRF token for everything that changes.

use crate::app::App;
use crate::body;
use crate::clock::Tick;
use crate::entropy;
use crate::problem::{Code, Problem};
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, web};
use dashmap::DashMap;
use engine::ids::hex;
use engine::journal::Role;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::sync::{Semaphore, SemaphorePermit};

const COOKIE: &str = "pennyprint_console";
/// A log-in ends after eight hours.
const LIFETIME_S: u64 = 8 * 3_600;
/// Passwords that are verified at once: each takes 19 MiB and tens of milliseconds on purpose.
const VERIFYING: usize = 2;
/// Failed log-ins of one name before it has to wait.
const FAILURES: u32 = 5;
/// How long it has to wait, in seconds.
const WAIT_S: u64 = 60;
const BODY_BYTES: usize = 4_096;

/// Who is logged in, and who failed to.
pub struct Logins {
    sessions: DashMap<[u8; 32], Login>,
    failures: DashMap<String, (u32, Tick)>,
    verifying: Semaphore,
}

impl Default for Logins {
    fn default() -> Self {
        Self { sessions: DashMap::new(), failures: DashMap::new(), verifying: Semaphore::new(VERIFYING) }
    }
}

/// Somebody who is logged in.
#[derive(Clone)]
pub struct Login {
    name: String,
    role: Role,
    csrf: String,
    since: Tick,
}

/// What somebody who logs in sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    name: String,
    password: String,
}

#[derive(Serialize)]
struct Me<'a> {
    name: &'a str,
    role: Role,
    csrf: &'a str,
    sites: Vec<SiteName>,
}

#[derive(Serialize)]
struct SiteName {
    id: String,
    name: String,
    mode: engine::site::Mode,
    environment: engine::site::Environment,
    publishable_key: String,
}

/// `POST /console/api/login`.
pub async fn login(
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let arrived = body::read(&request, payload, BODY_BYTES).await?;
    let credentials: Credentials = body::json(&arrived.bytes)?;
    let name = credentials.name.clone();
    let _permit = app.logins.attempt(&name)?;
    let verifier = app.clone();
    let verified =
        web::block(move || verifier.analysts.verify(&credentials.name, &credentials.password)).await;
    let verified = verified.map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    let Some((name, role)) = verified else {
        tracing::warn!("a console log-in failed");
        return Err(Problem::new(Code::LoginFailed, "name or password is wrong"));
    };
    app.logins.failures.remove(&name);
    let (secret, csrf) = (hex(&entropy::bytes::<32>()), hex(&entropy::bytes::<16>()));
    let login = Login { name, role, csrf, since: Tick::now() };
    app.logins.sessions.retain(|_, login| Tick::now().since_s(login.since) < LIFETIME_S);
    app.logins.sessions.insert(digest(&secret), login.clone());
    let cookie = Cookie::build(COOKIE, secret)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(app.config.listen.is_https())
        .path("/")
        .finish();
    Ok(HttpResponse::Ok().cookie(cookie).json(me_of(&app, &login)))
}

/// `GET /console/api/me`.
pub async fn me(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let login = current(&app, &request)?;
    Ok(HttpResponse::Ok().json(me_of(&app, &login)))
}

/// `POST /console/api/logout`.
pub async fn logout(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let login = current(&app, &request)?;
    login.meant(&request)?;
    if let Some(cookie) = request.cookie(COOKIE) {
        app.logins.sessions.remove(&digest(cookie.value()));
    }
    let mut gone = Cookie::build(COOKIE, "").path("/").finish();
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

/// Who is logged in on this request.
pub fn current(app: &App, request: &HttpRequest) -> Result<Login, Problem> {
    let login = request
        .cookie(COOKIE)
        .and_then(|cookie| app.logins.sessions.get(&digest(cookie.value())).map(|login| login.clone()))
        .filter(|login| Tick::now().since_s(login.since) < LIFETIME_S);
    login.ok_or_else(|| Problem::new(Code::Unauthorised, "log in first"))
}

/// Who changes something with this request: somebody of at least this role, who means it.
pub fn changing(app: &App, request: &HttpRequest, least: Role) -> Result<Login, Problem> {
    let login = current(app, request)?;
    login.meant(request)?;
    match login.role >= least {
        true => Ok(login),
        false => Err(Problem::new(Code::RoleForbidden, "ask somebody with a higher role")),
    }
}

impl Login {
    /// Refuses what another page may have sent in this person's name.
    fn meant(&self, request: &HttpRequest) -> Result<(), Problem> {
        let token = request.headers().get("x-csrf-token").map(|token| token.as_bytes());
        match token.is_some_and(|token| bool::from(token.ct_eq(self.csrf.as_bytes()))) {
            true => Ok(()),
            false => Err(Problem::new(Code::Csrf, "send the x-csrf-token that the log-in gave")),
        }
    }
}

impl Logins {
    /// Counts an attempt before it is verified, so that many at once cannot outrun the count.
    fn attempt(&self, name: &str) -> Result<SemaphorePermit<'_>, Problem> {
        let too_many = |detail: &str| Problem::new(Code::TooMany, detail);
        let permit =
            self.verifying.try_acquire().map_err(|_| too_many("others are logging in; try again"))?;
        let now = Tick::now();
        self.failures.retain(|_, (_, at)| now.since_s(*at) < WAIT_S);
        let mut entry = self.failures.entry(name.into()).or_insert((0, now));
        if entry.0 >= FAILURES {
            let left_s = WAIT_S.saturating_sub(now.since_s(entry.1));
            return Err(
                too_many("too many failed log-ins; wait a minute").retry_after(Duration::from_secs(left_s))
            );
        }
        *entry = (entry.0 + 1, now);
        Ok(permit)
    }
}

fn me_of<'a>(app: &App, login: &'a Login) -> Me<'a> {
    let sites = app.sites.all().into_iter().map(|site| SiteName {
        id: site.id.to_string(),
        name: site.name.clone(),
        mode: site.mode,
        environment: site.environment,
        publishable_key: site.publishable_key.clone(),
    });
    Me { name: &login.name, role: login.role, csrf: &login.csrf, sites: sites.collect() }
}

/// Only the digest of a cookie is kept.
fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
