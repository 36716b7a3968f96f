//! The security console: static pages, its own log-in, and the same data routes that back ends use.

pub mod login;
pub mod pages;
