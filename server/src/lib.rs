//! The pennyprint server: everything that touches the world.
//!
//! [`routes`] is the table of what the outside may call, [`mte`] times the micro-transactions, [`store`] keeps
//! the journal, [`app::App`] ties them together. The road itself is `engine::pipeline`.

pub mod address;
pub mod admission;
pub mod analysts;
pub mod app;
pub mod assets;
pub mod auth;
pub mod body;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connection;
pub mod console;
pub mod demo;
pub mod entropy;
pub mod export;
pub mod graphs;
pub mod keyring;
pub mod limits;
mod listening;
pub mod mte;
pub mod patience;
pub mod problem;
pub mod published;
pub mod recognition;
pub mod routes;
pub mod sites;
pub mod store;
pub mod text;
pub mod tries;
pub mod view;
