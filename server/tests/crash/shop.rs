//! The shop's pages and its back end, over HTTP.

use crate::folder::{Folder, ORIGIN, Server};
use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;
use wire::microtransaction::{
    ClientTiming, MicroTransaction, MicroTransactionAnswer, Posting, ResourceTiming,
};
use wire::session::{OpenSession, SessionOpened};
use wire::token::{Seal, Sealed};

/// The server ended before its answer was complete: nobody knows what became of the request.
pub(crate) struct Gone;

/// Networks that the customers come from.
const NETWORKS: u8 = 3;

/// The shop as long as one life of the server.
pub(crate) struct Shop {
    url: String,
    publishable_key: String,
    secret_key: String,
    clients: Vec<Client>,
}

/// A status and a body.
pub(crate) type Answer = (u16, Value);

impl Shop {
    pub(crate) fn of(folder: &Folder, server: &Server) -> Self {
        let client = |network| {
            let from = IpAddr::V4(Ipv4Addr::new(127, 0, network, 1));
            Client::builder().local_address(from).build().unwrap()
        };
        Self {
            url: server.url.clone(),
            publishable_key: folder.publishable_key.clone(),
            secret_key: folder.secret_key.clone(),
            clients: (1..=NETWORKS).map(client).collect(),
        }
    }

    fn client(&self, network: usize) -> &Client {
        &self.clients[network % self.clients.len()]
    }

    /// A visit of a device, up to its token.
    pub(crate) async fn visit(&self, network: usize, device: &str) -> Result<String, Gone> {
        let open = OpenSession {
            v: wire::WIRE_VERSION,
            key: self.publishable_key.clone(),
            session_id: None,
            device_id: Some(device.into()),
            view: "checkout".into(),
            signals: Vec::new(),
        };
        let opened: SessionOpened = self.page(network, "/v1/sessions", &open).await?;
        let last = self.chain(network, &opened).await?;
        let seal = Seal { page_view: opened.page_view, last, link: None, signals: Vec::new() };
        Ok(self.page::<_, Sealed>(network, "/v1/tokens", &seal).await?.token)
    }

    /// The plan's micro-transactions, reported as a page sees them.
    async fn chain(&self, network: usize, opened: &SessionOpened) -> Result<Option<ClientTiming>, Gone> {
        let began = Instant::now();
        let now_us = || began.elapsed().as_micros() as u64;
        let (mut seq, mut attempt, mut previous) = (0, 0, None);
        let mut next = opened.nonce.clone();
        while let Some(nonce) = next {
            let step = &opened.plan.steps[usize::from(seq)];
            let pad = (step.pad_bytes > 0).then(|| "x".repeat(usize::from(step.pad_bytes)));
            let (page_view, amount_minor) = (opened.page_view.clone(), step.amount_minor);
            let sent = MicroTransaction { page_view, seq, attempt, nonce, amount_minor, previous, pad };
            let started_us = now_us();
            let answer: MicroTransactionAnswer = self.page(network, "/v1/microtransactions", &sent).await?;
            let ended_us = now_us();
            let resource = ResourceTiming {
                connect_us: 0,
                reused: true,
                ttfb_us: (ended_us - started_us) as u32,
                transfer_us: 100,
                body_bytes: 90,
                server_us: None,
            };
            previous = Some(ClientTiming { seq, attempt, started_us, ended_us, resource: Some(resource) });
            next = answer.nonce;
            (seq, attempt) = match answer.posting {
                Posting::Retry => (seq, 1),
                Posting::Posted => (seq + 1, 0),
            };
        }
        Ok(previous)
    }

    async fn page<B: serde::Serialize, A: DeserializeOwned>(
        &self,
        network: usize,
        route: &str,
        body: &B,
    ) -> Result<A, Gone> {
        let request = self.client(network).post(format!("{}{route}", self.url)).header("origin", ORIGIN);
        let (status, body) = answer(request.body(serde_json::to_string(body).unwrap())).await?;
        assert_eq!(status, 200, "{route}: {body}");
        Ok(serde_json::from_value(body).unwrap())
    }

    /// The back end asks about a visit.
    pub(crate) async fn assess(&self, token: &str, idempotency_key: Option<&str>) -> Result<Answer, Gone> {
        let body = json!({
            "token": token,
            "action": "checkout",
            "transaction": { "id": token, "amount_minor": 3490, "currency": "EUR" },
        });
        let mut request = self.back_end(self.client(0).post(format!("{}/v1/assessments", self.url)));
        if let Some(key) = idempotency_key {
            request = request.header("idempotency-key", key);
        }
        answer(request.json(&body)).await
    }

    /// The back end says what turned out to be true.
    pub(crate) async fn outcome(&self, assessment: &str, label: &str) -> Result<Answer, Gone> {
        let request = self.back_end(self.client(0).post(format!("{}/v1/outcomes", self.url)));
        answer(request.json(&json!({ "assessment_id": assessment, "label": label }))).await
    }

    /// An assessment, read again.
    pub(crate) async fn assessment(&self, id: &str) -> Result<Answer, Gone> {
        answer(self.back_end(self.client(0).get(format!("{}/v1/assessments/{id}", self.url)))).await
    }

    fn back_end(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(&self.secret_key)
    }
}

async fn answer(request: RequestBuilder) -> Result<Answer, Gone> {
    let answer = request.send().await.map_err(|_| Gone)?;
    let status = answer.status().as_u16();
    let bytes = answer.bytes().await.map_err(|_| Gone)?;
    Ok((status, if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() }))
}
