//! The protocol: every nonce once, every step in its turn, every report once.

use super::Claim;
use crate::observation::Observation;
use alloc::format;

/// A browser sends a request twice when a connection that was kept open breaks (RFC 9110 §9.2.2 lets it where nothing was
/// answered), and a page that is put aside and taken back may repeat itself.
pub(super) static KEPT: Claim = Claim {
    code: "refused_messages",
    frequency: 5e-3,
    broken: |Observation { conduct, .. }| {
        let plural = if conduct.refused == 1 { "" } else { "s" };
        (conduct.refused > 0)
            .then(|| format!("{} message{plural} were sent twice, or not in their turn", conduct.refused))
    },
};
