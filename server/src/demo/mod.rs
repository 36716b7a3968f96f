//! The demo shop: a merchant with a page and a small back end on an origin of its own. It does what any
//! merchant would: the script tag in the page, `POST /v1/assessments` with the secret key behind it.

mod merchant;
mod shop;

use crate::app::App;
use actix_web::dev::Server;
use actix_web::{App as Actix, HttpServer, web};
use anyhow::Context;
use engine::site::Environment;
use merchant::Merchant;
use std::net::SocketAddr;

const NAME: &str = "Demo shop";

/// The demo shop, listening.
pub struct Shop {
    /// Where browsers find it.
    pub url: String,
    /// Await it to serve.
    pub server: Server,
}

/// Makes the demo site, or re-keys the one of an earlier start, and opens the shop. Browsers reach Pennyprint at
/// `public`, the shop's back end reaches it at `local`.
pub async fn open(app: &App, public: &str, local: &str, address: SocketAddr) -> anyhow::Result<Shop> {
    let listener = std::net::TcpListener::bind(address)
        .with_context(|| format!("the demo shop cannot listen on {address}"))?;
    let address = listener.local_addr()?;
    let url = format!("http://{address}");
    let origins = vec![url.clone(), format!("http://localhost:{}", address.port())];
    let earlier =
        app.sites.all().into_iter().find(|site| site.name == NAME && site.allowed_origins == origins);
    let issued = match earlier {
        Some(site) => app.sites.rotate_key(&app.road, site.id).await,
        None => app.sites.create(&app.road, NAME, Environment::Test, origins).await,
    };
    let issued = issued?;
    let merchant = Merchant::new(local, issued.secret_key)?;
    let shop = web::Data::new(shop::Shop::new(public, &issued.site.publishable_key, merchant));
    let server = HttpServer::new(move || Actix::new().app_data(shop.clone()).configure(shop::routes))
        .workers(1)
        .disable_signals()
        .listen(listener)?
        .run();
    Ok(Shop { url, server })
}
