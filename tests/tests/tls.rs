//! TLS: a page on HTTPS cannot call plain HTTP.

use reqwest::{Certificate, Client};
use server::config::Tls;
use tests::Pennyprint;

#[tokio::test]
async fn the_server_speaks_tls_with_the_certificate_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let server = Pennyprint::with(|config| config.listen.tls = Some(Tls { cert, key }));
    let trusted = Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let client = Client::builder().tls_certs_only([trusted]).build().unwrap();
    let url = format!("https://{}/livez", server.address);
    assert_eq!(client.get(&url).send().await.unwrap().text().await.unwrap(), "alive\n");
    assert!(Client::new().get(url).send().await.is_err(), "an unknown certificate was trusted");
}
