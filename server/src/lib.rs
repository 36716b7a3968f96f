//! The pennyprint server: everything that touches the world.
//!
//! [`routes`] is the table of what the outside may call, [`mte`] times the micro-transactions, [`store`] keeps
//! the journal, [`app::App`] ties them together. The road itself is `engine::pipeline`.

pub mod analysts;
pub mod app;
pub mod assets;
pub mod auth;
pub mod body;
pub mod cli;
pub mod clock;
pub mod config;
pub mod console;
pub mod demo;
pub mod entropy;
pub mod export;
pub mod keyring;
pub mod mte;
pub mod problem;
pub mod published;
pub mod recognition;
pub mod routes;
pub mod sites;
pub mod store;
pub mod view;
