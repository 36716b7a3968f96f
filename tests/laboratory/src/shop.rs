//! A shop on a host: its page, the real server beside it, and the back end that asks what to make of an order.

use anyhow::{Context as _, Result, ensure};
use engine::site::Environment;
use models::observation::Observation;
use netlab::Host;
use serde_json::Value;
use server::config::{Config, Limits};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use tests::Pennyprint;

/// A shop that is open.
pub struct Shop {
    /// What customers load.
    pub page: String,
    server: Pennyprint,
    host: Host,
}

impl Shop {
    /// Opens on a host, with a changed configuration of the server; the page is there until the process ends.
    ///
    /// # Errors
    /// The host has no port left.
    pub fn open(host: Host, change: impl FnOnce(&mut Config) + Send) -> Result<Self> {
        let (page, server) = host.within(|| {
            let anywhere = SocketAddr::from((host.address(), 0));
            let mut server = Pennyprint::with(|config| {
                config.listen.address = anywhere;
                config.limits = Limits::unlimited();
                change(config);
            });
            let listener = TcpListener::bind(anywhere)?;
            let page = format!("http://{}", listener.local_addr()?);
            let app = &server.app;
            let issued =
                block_on(app.sites.create(&app.road, "Shop", Environment::Test, vec![page.clone()]))?;
            let issued = issued.map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
            (server.site, server.secret_key) = (issued.site, issued.secret_key);
            let html = html(&server.url, &server.site.publishable_key);
            thread::spawn(move || {
                for customer in listener.incoming().map_while(Result::ok) {
                    let html = html.clone();
                    thread::spawn(move || show(customer, &html));
                }
            });
            anyhow::Ok((page, server))
        })?;
        Ok(Self { page, server, host })
    }

    /// What the server saw of the visit that a token stands for.
    ///
    /// # Errors
    /// It is not a token of this shop.
    pub fn observed(&self, token: &str) -> Result<Observation> {
        Ok(block_on(crate::visit::sealed_in(&self.server, token))??.observation.clone())
    }

    /// Asks what to make of an order.
    ///
    /// # Errors
    /// The server does not answer as agreed.
    pub fn assess(&self, token: &str) -> Result<Value> {
        let answer = self.host.within(|| block_on(self.server.assess(&Pennyprint::order(Some(token)))))?;
        ensure!(answer.status.is_success(), "{}: {}", answer.status, answer.body);
        Ok(answer.body)
    }

    /// A day passes in which nobody disputes what was allowed.
    ///
    /// # Errors
    /// No runtime can be made.
    pub fn a_day_passes(&self) -> Result<()> {
        block_on(self.server.a_day_passes())
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("a runtime")?;
    Ok(runtime.block_on(future))
}

fn html(pennyprint: &str, key: &str) -> String {
    format!(
        r#"<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
<script async src="{pennyprint}/v1/probe.js" data-key="{key}"></script>
<label>Name <input id="name" autocomplete="name"></label> <button id="pay">Pay</button>"#
    )
}

/// Shows the page to whoever asks for anything.
fn show(customer: TcpStream, html: &str) -> io::Result<()> {
    let mut lines = BufReader::new(customer.try_clone()?).lines();
    while !lines.next().ok_or(io::ErrorKind::UnexpectedEof)??.is_empty() {}
    let length = html.len();
    write!(
        &customer,
        "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{html}"
    )
}
