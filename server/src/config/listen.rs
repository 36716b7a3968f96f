//! `[listen]`: where and how to listen.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where and how to listen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listen {
    /// `PENNYPRINT_LISTEN`, `--listen`: address and port; port 0 takes any that is free.
    pub address: SocketAddr,
    /// Threads that answer requests; one per processor where it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workers: Option<usize>,
    /// `PENNYPRINT_TLS_CERT`, `PENNYPRINT_TLS_KEY`, `--tls-cert`, `--tls-key`: a page on HTTPS cannot call
    /// plain HTTP, so either this or a terminating proxy is needed there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<Tls>,
    /// `PENNYPRINT_PUBLIC_URL`, `--public-url`: how browsers reach this server, where that differs from the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// Networks of the proxies in front, `10.0.0.0/8`: what they say of the client's address is believed, in a PROXY header or in
    /// `X-Forwarded-For`. What they hide of its connection is absent.
    pub trusted_proxies: Vec<IpNet>,
    /// Every connection begins with a PROXY header, version 2, and only `trusted_proxies` may connect: for balancers that pass
    /// bytes on.
    pub proxy_protocol: bool,
}

/// PEM files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// Certificate chain, leaf first.
    pub cert: PathBuf,
    /// Private key.
    pub key: PathBuf,
}

impl Listen {
    /// Browsers reach this server by HTTPS, its own or that of a proxy in front.
    pub fn is_https(&self) -> bool {
        self.tls.is_some() || self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }
}

impl Default for Listen {
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 8080)),
            workers: None,
            tls: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            proxy_protocol: false,
        }
    }
}
