//! Copied identities: whether another browser has carried on the identity that this visit presents. Timing cannot tell a thief on a machine of the
//! same model from a customer who has moved (docs/DEVICE-TIMING.md); that the same link of a chain comes twice can, as when a refresh token is
//! used again (RFC 9700, §4.14.2). Whichever of the two comes second is noticed, so the customer may be, and has to be asked.
//!
//! Wrong about browsers whose storage is set back: a profile restored from a backup, a virtual desktop that begins anew each day. A device
//! most of whose trusted visits were behind is not judged. Blind to a copy made after the customer's last visit, until the customer comes.

use crate::entity::EntityKind;
use crate::evidence::Evidence;
use crate::lineage::Lineage;
use crate::signs::{BySigns, Listed, Priors as Frequencies, Shown, Sign};
use alloc::format;

/// The detector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identity;

/// What is known of one device.
pub type State = Shown;
/// How often genuine visits are behind.
pub type Priors = Frequencies<Identity>;

/// Trusted visits after which a device may be known to be set back again and again.
const SETTLED: u32 = 4;
/// Share of them that are behind then.
const SET_BACK: f64 = 0.5;

static CARRIED_ON_ELSEWHERE: Sign<Lineage> = Sign {
    code: "carried_on_elsewhere",
    // Of 250 genuine visits one, by storage that was set back: an estimate, on the safe side, and rare enough to ask.
    frequency: 0.004,
    may_be_usual: false,
    seen: |lineage| {
        Some(match lineage.behind()? {
            1 => "another browser has carried on this device's identity: one of the two is a copy".into(),
            links => format!(
                "other visits have carried on this device's identity {links} links beyond where this one does: one of the browsers is a copy"
            ),
        })
    },
};

impl Listed for Identity {
    type Within = Lineage;
    #[expect(private_interfaces, reason = "signs are read where they are listed")]
    const SIGNS: &'static [&'static Sign<Lineage>] = &[&CARRIED_ON_ELSEWHERE];
}

impl BySigns for Identity {
    const CALLED: &'static str = "identity";
    const OF: EntityKind = EntityKind::Device;
    const STRANGERS: bool = false;

    fn judged(state: &State, priors: &Priors, lineage: &Lineage) -> Evidence {
        // Whoever was copied once and has proven who they are must be told apart from a copy again.
        if state.occasions() >= SETTLED && state.share(0) > SET_BACK {
            return Evidence::Unremarkable { age: state.occasions() };
        }
        priors.judge(state, lineage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::Detector as _;
    use crate::lineage::CarriedOn;
    use crate::observation::Timestamp;

    fn lineage(presented: u32, newest: u32) -> Lineage {
        let newest = CarriedOn { presented: newest, at: Timestamp(0), is_same_session: false };
        Lineage { presented, newest: Some(newest) }
    }

    fn surprise(state: &State, lineage: &Lineage) -> Option<f64> {
        match Identity.score(state, &Priors::default(), lineage) {
            Evidence::Known(known) => Some(-libm::log(known.p_value)),
            _ => None,
        }
    }

    #[test]
    fn a_copy_is_noticed_on_the_first_visit_and_a_device_that_is_always_set_back_is_not() {
        let mut desktop = State::default();
        assert!(surprise(&desktop, &lineage(3, 3)).is_some_and(|nats| nats > 5.0));
        assert_eq!(surprise(&desktop, &lineage(4, 3)), None);
        for _ in 0..3 {
            Identity.learn(&mut desktop, &Priors::default(), &lineage(1, 7));
        }
        assert!(surprise(&desktop, &lineage(1, 8)).is_some());
        for _ in 0..2 {
            Identity.learn(&mut desktop, &Priors::default(), &lineage(1, 7));
        }
        assert_eq!(surprise(&desktop, &lineage(1, 8)), None);
    }
}
