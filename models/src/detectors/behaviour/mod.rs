//! Behaviour: how a person types, points and touches, against how they usually do and how others do. One profile for each person
//! and way of input.

pub mod keystroke;
pub mod pointer;
pub mod session;
