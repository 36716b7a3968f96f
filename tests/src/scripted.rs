//! A page without a browser: speaks the probe's protocol, with timings that the test chooses.

use crate::pennyprint::{ORIGIN, Pennyprint};
use models::observation::Timestamp;
use reqwest::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Client, ClientBuilder, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};
use wire::microtransaction::{
    ClientTiming, MicroTransaction, MicroTransactionAnswer, Posting, ResourceTiming,
};
use wire::session::{OpenSession, SessionOpened};
use wire::signal::Signal;
use wire::token::{Seal, Sealed};

/// A page view under way.
pub struct ScriptedPage {
    client: Client,
    url: String,
    /// What the server said when it opened.
    pub opened: SessionOpened,
    last: Option<ClientTiming>,
    /// What its browser's storage holds beside the device id; `None` for a probe that knows of no links.
    pub link: Option<String>,
    /// Its time origin.
    began: Instant,
}

/// Round trip of the usual path: long enough that a busy machine changes it by little.
pub const USUAL: Duration = Duration::from_millis(25);
/// Round trip behind a slow relay.
pub const RELAYED: Duration = Duration::from_millis(160);

/// A status and a JSON body.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// The body; null where it is empty.
    pub body: Value,
}

impl Answer {
    /// Reads an answer.
    pub async fn of(response: Response) -> Self {
        Self::try_of(response).await.unwrap()
    }

    async fn try_of(response: Response) -> reqwest::Result<Self> {
        let status = response.status();
        let bytes = response.bytes().await?;
        Ok(Self { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
    }

    /// The problem's code.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

/// What every browser sends along. The machine that the tests run on is the one that it claims.
pub fn as_a_browser() -> HeaderMap {
    let agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
    let sent = [(USER_AGENT, agent), (ACCEPT_LANGUAGE, "en-GB"), (ACCEPT_ENCODING, "gzip, deflate, br")];
    sent.map(|(name, value)| (name, HeaderValue::from_static(value))).into_iter().collect()
}

impl ScriptedPage {
    /// Opens a page view with these headers instead of a browser's.
    pub async fn open_as(server: &Pennyprint, device_id: Option<&str>, headers: HeaderMap) -> Self {
        Self::open_by(server, Client::builder().default_headers(headers), device_id, Vec::new()).await
    }

    /// Opens a page view from `127.0.N.1`, as this device.
    pub async fn open(server: &Pennyprint, network: u8, device_id: Option<&str>) -> Self {
        Self::open_with(server, network, device_id, Vec::new()).await
    }

    /// The same in a browser with these signals.
    pub async fn open_with(
        server: &Pennyprint,
        network: u8,
        device_id: Option<&str>,
        signals: Vec<Signal>,
    ) -> Self {
        let client = Client::builder()
            .local_address(IpAddr::V4(Ipv4Addr::new(127, 0, network, 1)))
            .default_headers(as_a_browser());
        Self::open_by(server, client, device_id, signals).await
    }

    /// Opens a page view over connections of this client.
    pub async fn open_by(
        server: &Pennyprint,
        client: ClientBuilder,
        device_id: Option<&str>,
        signals: Vec<Signal>,
    ) -> Self {
        Self::try_open_by(server, client, device_id, signals).await.unwrap()
    }

    /// The same over a network that may fail.
    ///
    /// # Errors
    /// The request cannot be sent, or its answer does not come.
    pub async fn try_open_by(
        server: &Pennyprint,
        client: ClientBuilder,
        device_id: Option<&str>,
        signals: Vec<Signal>,
    ) -> reqwest::Result<Self> {
        let client = client.build().unwrap();
        let open = OpenSession {
            v: wire::WIRE_VERSION,
            key: server.site.publishable_key.clone(),
            session_id: None,
            device_id: device_id.map(Into::into),
            view: "checkout".into(),
            signals,
        };
        let (url, began) = (server.url.clone(), Instant::now());
        let sent = client.post(format!("{url}/v1/sessions")).header("origin", ORIGIN);
        let answer = sent.body(serde_json::to_string(&open).unwrap()).send().await?;
        assert_eq!(answer.status(), StatusCode::OK);
        Ok(Self { client, url, opened: answer.json().await?, last: None, link: None, began })
    }

    /// Sends one body to one of the page's routes, from the shop's origin.
    pub async fn send(&self, route: &str, body: impl Into<reqwest::Body>) -> Answer {
        self.send_from(ORIGIN, route, body).await
    }

    /// Sends one body from another origin.
    pub async fn send_from(&self, origin: &str, route: &str, body: impl Into<reqwest::Body>) -> Answer {
        Answer::of(self.post(origin, route).body(body).send().await.unwrap()).await
    }

    fn post(&self, origin: &str, route: &str) -> RequestBuilder {
        self.client.post(format!("{}{route}", self.url)).header("origin", origin)
    }

    /// The request that the chain expects for a step.
    pub fn request(&self, seq: u8, attempt: u8, nonce: &str) -> MicroTransaction {
        let step = &self.opened.plan.steps[usize::from(seq)];
        MicroTransaction {
            page_view: self.opened.page_view.clone(),
            seq,
            attempt,
            nonce: nonce.into(),
            amount_minor: step.amount_minor,
            previous: self.last,
            pad: (step.pad_bytes > 0).then(|| "x".repeat(usize::from(step.pad_bytes))),
        }
    }

    /// Runs the whole chain over a path with this round trip.
    pub async fn run(&mut self, round_trip: Duration) {
        self.run_telling(round_trip, |_| {}).await;
    }

    /// The same, but for what the page says of its timings.
    pub async fn run_telling(&mut self, round_trip: Duration, tell: impl Fn(&mut ClientTiming)) {
        let opens = |timing: &mut ClientTiming| {
            if let Some(resource) = timing.resource.as_mut().filter(|_| timing.seq == 0) {
                (resource.connect_us, resource.reused) = (round_trip.as_micros() as u32, false);
            }
            tell(timing);
        };
        self.run_by(async || tokio::time::sleep(round_trip).await, async |timing, _| opens(timing))
            .await
            .unwrap();
    }

    /// Runs the whole chain: `before` passes between the call of `fetch` and the request, `after` between the answer and
    /// the next exchange, and may change what is told of the timing.
    ///
    /// # Errors
    /// A request cannot be sent, or its answer does not come.
    pub async fn run_by(
        &mut self,
        mut before: impl AsyncFnMut(),
        mut after: impl AsyncFnMut(&mut ClientTiming, Posting),
    ) -> reqwest::Result<()> {
        let began = self.began;
        let now_us = || began.elapsed().as_micros() as u64;
        let (mut seq, mut attempt, mut nonce) = (0, 0, self.opened.nonce.clone());
        while let Some(spend) = nonce {
            let body = serde_json::to_string(&self.request(seq, attempt, &spend)).unwrap();
            let started_us = now_us();
            before().await;
            let request = self.post(ORIGIN, "/v1/microtransactions").body(body);
            let answer = request.send().await?;
            let first_us = now_us();
            let (status, bytes) = (answer.status(), answer.bytes().await?);
            assert_eq!(status, StatusCode::OK, "{bytes:?}");
            let ended_us = now_us();
            let resource = ResourceTiming {
                connect_us: 0,
                reused: true,
                ttfb_us: (first_us - started_us) as u32,
                transfer_us: (ended_us - first_us) as u32,
                body_bytes: 100,
                server_us: None,
            };
            let mut timing = ClientTiming { seq, attempt, started_us, ended_us, resource: Some(resource) };
            let answer: MicroTransactionAnswer = serde_json::from_slice(&bytes).unwrap();
            after(&mut timing, answer.posting).await;
            self.last = Some(timing);
            nonce = answer.nonce;
            (seq, attempt) = match answer.posting {
                Posting::Retry => (seq, 1),
                Posting::Posted => (seq + 1, 0),
            };
        }
        Ok(())
    }

    /// Seals the visit, if the server can.
    pub async fn try_token(&self) -> Answer {
        self.try_token_with(Vec::new()).await
    }

    /// The same with signals that were read after the micro-transactions.
    pub async fn try_token_with(&self, signals: Vec<Signal>) -> Answer {
        self.seal_with(signals).await.unwrap()
    }

    /// The same over a network that may fail.
    ///
    /// # Errors
    /// The request cannot be sent, or its answer does not come.
    pub async fn seal_with(&self, signals: Vec<Signal>) -> reqwest::Result<Answer> {
        let page_view = self.opened.page_view.clone();
        let seal = Seal { page_view, last: self.last, link: self.link.clone(), signals };
        let body = serde_json::to_string(&seal).unwrap();
        Answer::try_of(self.post(ORIGIN, "/v1/tokens").body(body).send().await?).await
    }

    /// Seals the visit.
    pub async fn token(&self) -> String {
        let answer = self.try_token().await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        serde_json::from_value::<Sealed>(answer.body).unwrap().token
    }
}

impl Pennyprint {
    /// What a back end sends for a token.
    pub fn order(token: Option<&str>) -> Value {
        json!({ "token": token, "action": "checkout" })
    }

    /// Asks for an assessment with the secret key.
    pub async fn assess(&self, body: &Value) -> Answer {
        self.post("/v1/assessments", body, &[]).await
    }

    /// Sends JSON with the secret key and more headers.
    pub async fn post(&self, route: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut request = Client::new().post(format!("{}{route}", self.url)).bearer_auth(&self.secret_key);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.json(body).send().await.unwrap()).await
    }

    /// Reads a route with the secret key.
    pub async fn get(&self, route: &str) -> Answer {
        let request = Client::new().get(format!("{}{route}", self.url)).bearer_auth(&self.secret_key);
        Answer::of(request.send().await.unwrap()).await
    }

    /// A whole visit over `127.0.N.0/24` and its assessment.
    pub async fn visit(&self, network: u8, device_id: Option<&str>, round_trip: Duration) -> Answer {
        let mut page = ScriptedPage::open(self, network, device_id).await;
        page.run(round_trip).await;
        let token = page.token().await;
        self.assess(&Self::order(Some(&token))).await
    }

    /// A day passes in which nobody disputes what was allowed.
    pub async fn a_day_passes(&self) {
        let now = server::clock::now();
        self.app.road.learn_undisputed(now, Timestamp(now.0 + 1)).await.unwrap();
    }

    /// The answers to the daily visits of a device over its usual path, until as many of them were allowed.
    /// On a busy machine a visit now and then looks unusual and is not.
    pub async fn usual_visits(&self, allowed: usize) -> Vec<Value> {
        self.usual_visits_of(None, allowed).await
    }

    /// The same of a device that is known already.
    pub async fn usual_visits_of(&self, device_id: Option<&str>, allowed: usize) -> Vec<Value> {
        let mut answers: Vec<Value> = Vec::new();
        let is_allowed = |answer: &&Value| answer["decision"] == "allow";
        while answers.iter().filter(is_allowed).count() < allowed {
            assert!(answers.len() < 4 * allowed, "hardly any visit is allowed: {answers:?}");
            let last = answers.last().and_then(|answer| answer["device_id"].as_str()).map(String::from);
            answers.push(self.visit(1, last.as_deref().or(device_id), USUAL).await.body);
            self.a_day_passes().await;
        }
        answers
    }
}
