//! The methods that are compared, each with the parameters that its trade-off is drawn over.

use models::detectors::intention::{Dip, Priors, Rules, State};
use models::kept::Kept;

/// How confidence is formed.
#[derive(Clone)]
pub(super) enum Method {
    /// The publication's predictor.
    Dip(Rules),
    /// What the product does.
    Bounded(Box<Priors>),
}

/// Methods of one kind, under one name.
pub(super) struct Family {
    /// Key of its figures.
    pub(super) key: &'static str,
    /// What each is called, and the method.
    pub(super) methods: Vec<(String, Method)>,
}

impl Method {
    /// As shipped.
    pub(super) fn bounded() -> Self {
        Self::Bounded(Box::default())
    }

    /// Confidence after each promise.
    pub(super) fn confidences(&self, promises: &[Kept]) -> Vec<f64> {
        match self {
            Self::Dip(rules) => {
                let mut dip = Dip::new(rules);
                let after = |one: &Kept| {
                    dip.learn(rules, one.rating);
                    dip.confidence()
                };
                promises.iter().map(after).collect()
            }
            Self::Bounded(priors) => {
                let mut state = State::default();
                let after = |one: &Kept| {
                    state.learn(priors, one);
                    state.confidence()
                };
                promises.iter().map(after).collect()
            }
        }
    }
}

/// All settings that are tried.
pub(super) fn families() -> [Family; 3] {
    let mut published = Vec::new();
    let mut capped = Vec::new();
    for r2 in [0.02, 0.05, 0.1] {
        for foul_below in [0.06, 0.12, 0.18] {
            let rules = Rules { r2, foul_below, ..Rules::PUBLISHED };
            published.push((format!("published, r2 {r2}, fouls below {foul_below}"), Method::Dip(rules)));
        }
        for longest in [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0] {
            let rules = Rules { r2, longest_supervision: Some(longest), ..Rules::CAP_AND_HALVE };
            capped.push((format!("cap and halve, r2 {r2}, cap {longest}"), Method::Dip(rules)));
        }
    }
    let turning = [1e-2, 1e-3, 1e-4, 1e-5, 6e-6, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12];
    let bounded = turning.into_iter().filter_map(|turns| {
        Some((
            format!("bounded, turns {turns:.0e}"),
            Method::Bounded(Priors::default().turning(turns)?.into()),
        ))
    });
    [
        Family { key: "published", methods: published },
        Family { key: "cap_and_halve", methods: capped },
        Family { key: "bounded", methods: bounded.collect() },
    ]
}
