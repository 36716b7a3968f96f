//! How the identity of a device was carried on. Every sealed visit hands the page the next link of a chain, which the next visit presents; the
//! links of a device are numbered, so whoever copied one from the page falls behind as soon as anybody has carried on from it.

use crate::observation::Timestamp;
use serde::{Deserialize, Serialize};

/// From where a visit carries on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lineage {
    /// Number of the link that it presents; 0 for a page that has none yet.
    pub presented: u32,
    /// The newest visit before it that carried on; `None` for the first.
    pub newest: Option<CarriedOn>,
}

/// A visit that carried on, and was assessed: so its page has got the link after the one it presented. Or a step-up that was passed by one that
/// was behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedOn {
    /// Number of the link that it presented.
    pub presented: u32,
    /// When it was assessed.
    pub at: Timestamp,
    /// Whether it belongs to the same session: a page may ask for two tokens at once.
    pub is_same_session: bool,
}

impl Lineage {
    /// Whether it carries on from the newest link.
    pub fn is_newest(&self) -> bool {
        self.newest.is_none_or(|newest| newest.presented < self.presented)
    }

    /// How many links visits of other sessions are ahead of this one; `None` where none is.
    pub fn behind(&self) -> Option<u32> {
        let newest = self.newest.filter(|newest| !self.is_newest() && !newest.is_same_session)?;
        Some((newest.presented - self.presented).saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind(presented: u32, newest: Option<u32>) -> Option<u32> {
        let newest =
            newest.map(|presented| CarriedOn { presented, at: Timestamp(0), is_same_session: false });
        Lineage { presented, newest }.behind()
    }

    #[test]
    fn whoever_presents_a_link_that_was_carried_on_from_is_behind() {
        assert_eq!(behind(0, None), None);
        assert_eq!(behind(1, Some(0)), None);
        // Visits that nobody assessed move the chain too.
        assert_eq!(behind(5, Some(2)), None);
        assert_eq!(behind(3, Some(3)), Some(1));
        assert_eq!(behind(0, Some(3)), Some(4));
    }
}
