//! HTTP over watched connections: what `actix_web::HttpServer` does, with our own way from the accepted socket to the
//! first request.

use crate::app::App;
use crate::config::Tls;
use crate::connection::{self, Watched};
use crate::patience::{Answering, Patient};
use crate::problem::{Code, Problem};
use crate::routes;
use actix_http::{HttpService, Protocol, Request, error::DispatchError};
use actix_server::Server;
use actix_service::{IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use actix_web::{App as Actix, web};
use anyhow::Context;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// How long requests under way may take when the server is stopped, in seconds.
const SHUTDOWN_S: u64 = 5;

/// Starts listening; the server runs when it is awaited.
pub(crate) fn start(app: web::Data<App>) -> anyhow::Result<(SocketAddr, Server)> {
    let listen = &app.config.listen;
    let listener = connection::listener(listen.address)
        .with_context(|| format!("cannot listen on {}", listen.address))?;
    let address = listener.local_addr().context("nothing is bound")?;
    let tls = listen.tls.as_ref().map(certified).transpose()?.map(Arc::new);
    let server = Server::build().shutdown_timeout(SHUTDOWN_S);
    let server = match listen.workers {
        Some(workers) => server.workers(workers),
        None => server,
    };
    let server = server.listen("http", listener, move || service(app.clone(), tls.clone()))?;
    Ok((address, server.run()))
}

/// One worker's way from a socket to the routes.
fn service(
    app: web::Data<App>,
    tls: Option<Arc<ServerConfig>>,
) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = DispatchError, InitError = ()> {
    let settings = app.clone();
    let watch = fn_service(move |io: TcpStream| {
        let (app, tls) = (settings.clone(), tls.clone());
        async move {
            admitted(&app, io, tls).await.map_err(|error| {
                tracing::debug!(%error, "a connection was given up before its first request");
                DispatchError::Io(error)
            })
        }
    });
    let head_s = app.config.limits.head_s;
    let query = web::QueryConfig::default()
        .error_handler(|error, _| Problem::new(Code::Malformed, error.to_string()).in_field("query").into());
    let routed =
        Actix::new().app_data(app).app_data(query).configure(routes::table).wrap_fn(|request, routes| {
            let answering = request.conn_data::<Answering>().map(Answering::begin);
            let answered = routes.call(request);
            async move {
                let _answering = answering;
                answered.await
            }
        });
    let routed = IntoServiceFactory::<_, Request>::into_factory(routed)
        .map_err(|error: actix_web::Error| error.error_response());
    let http = HttpService::build()
        .client_request_timeout(Duration::from_secs(head_s.into()))
        .on_connect_ext(|io: &Patient<Watched>, data| {
            data.insert(Rc::clone(io.get_ref().witness()));
            data.insert(io.answering().clone());
        })
        .finish(map_config(routed, |()| AppConfig::default()));
    watch.and_then(http)
}

/// A connection that its address may hold. Many come from one proxy that is trusted; behind a balancer's header, the client counts.
async fn admitted(
    app: &App,
    io: TcpStream,
    tls: Option<Arc<ServerConfig>>,
) -> io::Result<(Patient<Watched>, Protocol, Option<SocketAddr>)> {
    let listen = &app.config.listen;
    let full = || io::Error::other("its address holds as many connections as it may");
    let admit = |address: IpAddr| match connection::is_trusted(address, &listen.trusted_proxies) {
        true => Ok(None),
        false => app.admission.admit(address).map(Some).ok_or_else(full),
    };
    let mut permit = admit(io.peer_addr()?.ip().to_canonical())?;
    app.admission.bound_unread(&io);
    let (watched, client) = connection::watched(io, listen, tls).await?;
    if permit.is_none() {
        permit = admit(client.ip().to_canonical())?;
    }
    let limits = &app.config.limits;
    let most = Duration::from_secs(u64::from(limits.head_s) + u64::from(limits.unread_s));
    Ok((Patient::new(watched, most, permit), Protocol::Http1, Some(client)))
}

fn certified(tls: &Tls) -> anyhow::Result<ServerConfig> {
    let certificates = CertificateDer::pem_file_iter(&tls.cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("the certificate {} cannot be read", tls.cert.display()))?;
    let key = PrivateKeyDer::from_pem_file(&tls.key)
        .with_context(|| format!("the private key {} cannot be read", tls.key.display()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = config.with_no_client_auth().with_single_cert(certificates, key)?;
    // HTTP/2 is not spoken: nothing lets us bound its headers and streams, and micro-transactions go one after the other.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
