//! What is meant to hurt is refused by name, costs little, and leaves everybody else alone.

mod flood;
mod large;
mod rates;
mod raw;
mod slow;
