//! The work that begins with the page view's own token: the server looks through a part of it.

use super::Claim;
use crate::observation::Observation;

/// Arithmetic has no bad days. What remains is a page that an extension changed on its way.
pub(super) static DONE: Claim = Claim {
    code: "forged_work",
    frequency: 1e-4,
    broken: |Observation { conduct, .. }| {
        conduct.forged_work.then(|| "the work that was asked for was made up".into())
    },
};
