//! Somebody at the console.

use crate::{Answer, Pennyprint};
use engine::journal::Role;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

/// A browser that keeps its cookies.
pub struct Person {
    client: Client,
    url: String,
}

impl Person {
    /// Not logged in yet.
    pub fn at(server: &Pennyprint) -> Self {
        let client = Client::builder().cookie_store(true).build().unwrap();
        Self { client, url: server.url.clone() }
    }

    /// Somebody new of this role, logged in, and the token for what they change.
    pub async fn logged_in(server: &Pennyprint, name: &str, role: Role) -> (Self, String) {
        let password = server.app.analysts.add(&server.app.road, name, role).await.unwrap();
        let person = Self::at(server);
        let me = person.log_in(name, &password).await.body;
        (person, me["csrf"].as_str().unwrap().to_owned())
    }

    /// Logs in.
    pub async fn log_in(&self, name: &str, password: &str) -> Answer {
        self.send(self.posting("/console/api/login", &json!({ "name": name, "password": password }))).await
    }

    /// Reads a route.
    pub async fn get(&self, route: &str) -> Answer {
        self.send(self.client.get(format!("{}{route}", self.url))).await
    }

    /// Sends JSON without a token.
    pub async fn post(&self, route: &str, body: &Value) -> Answer {
        self.send(self.posting(route, body)).await
    }

    /// Sends JSON with the token that the log-in gave.
    pub async fn change(&self, route: &str, body: &Value, csrf: &str) -> Answer {
        self.send(self.posting(route, body).header("x-csrf-token", csrf)).await
    }

    fn posting(&self, route: &str, body: &Value) -> RequestBuilder {
        self.client.post(format!("{}{route}", self.url)).json(body)
    }

    async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request.send().await.unwrap()).await
    }
}
