//! `pennyprint serve`.

use crate::app::{self, App};
use crate::config::{Config, Learning, Tls};
use crate::demo;
use actix_web::web;
use clap::Args;
use engine::journal::Role;
use std::net::SocketAddr;
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;

/// Nobody waits for a day to see a demo learn.
const DEMO_UNDISPUTED_S: u32 = 5;

#[derive(Args)]
pub(super) struct Serve {
    /// Configuration file (TOML).
    #[arg(long, env = "PENNYPRINT_CONFIG")]
    config: Option<PathBuf>,
    /// Address and port.
    #[arg(long, env = "PENNYPRINT_LISTEN")]
    listen: Option<SocketAddr>,
    /// Folder for the journal and the master key.
    #[arg(long, env = "PENNYPRINT_DATA")]
    data: Option<PathBuf>,
    /// Certificate chain (PEM).
    #[arg(long, env = "PENNYPRINT_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key (PEM).
    #[arg(long, env = "PENNYPRINT_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// How browsers reach this server, where that differs from the address.
    #[arg(long, env = "PENNYPRINT_PUBLIC_URL")]
    public_url: Option<String>,
    /// Seconds that an allowed visit must stay undisputed before it is learned; a day, in a demo five seconds.
    #[arg(long, env = "PENNYPRINT_UNDISPUTED_S")]
    undisputed_s: Option<u32>,
    /// Print the configuration it would run with, and stop.
    #[arg(long)]
    check_config: bool,
    /// Also run a demo shop on the next port.
    #[arg(long)]
    demo: bool,
    /// Port of the demo shop.
    #[arg(long, requires = "demo")]
    demo_port: Option<u16>,
}

impl Serve {
    #[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let config = self.layered()?;
        config.check()?;
        if self.check_config {
            print!("{}", toml::to_string(&config)?);
            return Ok(());
        }
        let filter = EnvFilter::try_from_env("PENNYPRINT_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
        let app = web::Data::new(App::open(config).await?);
        // Before anybody is served: hashing a password takes its time.
        let password = match app.analysts.is_empty() {
            true => Some(app.analysts.add(&app.road, "admin", Role::Admin).await?),
            false => None,
        };
        let serving = app::serve(app.clone())?;
        let scheme = if app.config.listen.tls.is_some() { "https" } else { "http" };
        let local = format!("{scheme}://{}", serving.address);
        let url = app.config.listen.public_url.clone().unwrap_or_else(|| local.clone());
        tracing::info!(address = %serving.address, data = %app.config.storage.data.display(), "listening");
        println!("Pennyprint  {url}");
        match password {
            Some(password) => {
                println!("Console     {url}/console/   name admin, password {password}   (shown only now)");
            }
            None => println!("Console     {url}/console/"),
        }
        if self.demo {
            let port = self.demo_port.unwrap_or_else(|| serving.address.port().wrapping_add(1));
            let shop = demo::open(&app, &url, &local, SocketAddr::new(serving.address.ip(), port)).await?;
            println!("Checkout    {}/", shop.url);
            // Signals stop the server; the shop ends with it.
            let shop_ends = shop.server.handle();
            let served = async {
                let served = serving.server.await;
                shop_ends.stop(false).await;
                served
            };
            let (served, shop) = tokio::join!(served, shop.server);
            return Ok(served.and(shop)?);
        }
        serving.server.await?;
        app.graphs.write_down(&app.road).await;
        Ok(())
    }

    /// Defaults < file < environment < flags (clap puts flags over the environment).
    fn layered(&self) -> anyhow::Result<Config> {
        let mut config = Config::load(self.config.as_deref())?;
        let listen = &mut config.listen;
        listen.address = self.listen.unwrap_or(listen.address);
        if let Some(data) = &self.data {
            config.storage.data = data.clone();
        }
        config.learning.undisputed_s = match self.undisputed_s {
            Some(undisputed_s) => undisputed_s,
            None if self.demo && config.learning == Learning::default() => DEMO_UNDISPUTED_S,
            None => config.learning.undisputed_s,
        };
        if let (Some(cert), Some(key)) = (&self.tls_cert, &self.tls_key) {
            listen.tls = Some(Tls { cert: cert.clone(), key: key.clone() });
        }
        if let Some(url) = &self.public_url {
            listen.public_url = Some(url.trim_end_matches('/').into());
        }
        Ok(config)
    }
}
