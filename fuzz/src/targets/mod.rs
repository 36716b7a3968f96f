//! The one list of targets.

mod answer;
mod assessment;
mod client_hello;
mod commitment;
mod head;
mod headers;
mod ids;
mod interaction;
mod log_in;
mod microtransaction;
mod opening;
mod outcome;
mod pointer_labels;
mod pointer_table;
mod policy;
mod proxy;
mod publication;
mod query;
mod report;
mod seal;
mod syn;
mod token;
mod told;
mod typing_table;
mod user_agent;
mod visit_lines;

use server::problem::Problem;

/// One decoder.
pub(crate) struct Target {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What real encoders write, to begin from.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
    /// Panics where the decoder breaks its promise.
    pub(crate) check: fn(&[u8]),
}

/// Every decoder of bytes from outside.
pub(crate) const ALL: &[Target] = &[
    report::TARGET,
    opening::TARGET,
    microtransaction::TARGET,
    seal::TARGET,
    answer::TARGET,
    assessment::TARGET,
    outcome::TARGET,
    told::TARGET,
    interaction::TARGET,
    commitment::TARGET,
    policy::TARGET,
    publication::TARGET,
    log_in::TARGET,
    token::TARGET,
    ids::TARGET,
    headers::TARGET,
    query::TARGET,
    proxy::TARGET,
    syn::TARGET,
    client_hello::TARGET,
    head::TARGET,
    user_agent::TARGET,
    typing_table::TARGET,
    visit_lines::TARGET,
    pointer_table::TARGET,
    pointer_labels::TARGET,
];

/// What is wrong with what somebody sent is theirs, never a fault of ours.
fn refused_as_theirs<T>(parsed: Result<T, Problem>) -> Option<T> {
    parsed.map_err(|problem| assert!((400..500).contains(&problem.code().status()), "{problem}")).ok()
}

fn json(value: &serde_json::Value) -> Vec<u8> {
    value.to_string().into_bytes()
}
