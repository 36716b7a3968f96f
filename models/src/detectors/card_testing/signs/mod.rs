//! Signs of card testing. Each is one small file that says what it sees and when it is wrong. How often genuine purchases show
//! it is an estimate until a site's refit; `cargo run --release -p models --example card_testing` counts it on made-up traffic.

mod cards;
mod codes;
mod crowd;
mod expiry;
mod refused;
mod tiny;
mod velocity;
mod walk;

use crate::signs::Sign;

/// The visible list.
pub(super) static ALL: [&Sign; 11] = [
    &walk::WALK,
    &tiny::TINY,
    &expiry::ONE_EXPIRY,
    &codes::GUESSED,
    &velocity::TOO_FAST,
    &cards::OF_USER,
    &crowd::OF_ISSUER,
    &crowd::OF_AMOUNT,
    &cards::OF_DEVICE,
    &refused::REFUSED,
    &crowd::OF_SIZE,
];
