//! The probe: captures how a person types, points and scrolls, and fires the micro-transactions.
