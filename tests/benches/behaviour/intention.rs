//! What a promise costs: the published predictor's update, the detector's, and its evidence, said in words.

use crate::clock::{heading, microseconds, row};
use eval::tasks::intention::parties::{Party, lots};
use models::detectors::intention::{Dip, Intentions, Priors, Rules, State};
use models::detectors::registered::AnyDetector;
use models::kept::Kept;
use models::occasion::Occasion;

const PROMISES: usize = 256;
const DETECTOR: &dyn AnyDetector = &Intentions;

pub(crate) fn report() {
    let promises = Party::ILLUSIVE.promises(PROMISES, &mut lots(1));
    let (mut dip, mut state, priors) = (Dip::default(), State::default(), Priors::default());
    heading(&format!("A promise of an illusive swindler, the mean of {PROMISES}"));
    let each = |all: f64| all / PROMISES as f64;
    let published = microseconds(|| {
        promises.iter().for_each(|promise| dip.learn(&Rules::PUBLISHED, promise.rating));
        dip
    });
    row("learned as published", each(published), Some(0.1));
    let learned = microseconds(|| {
        promises.iter().for_each(|promise| state.learn(&priors, promise));
        state.confidence()
    });
    row("learned", each(learned), Some(0.1));
    let learn = |bytes: Vec<u8>, promise: &Kept| {
        let occasion = Occasion { kept: Some(promise), ..Occasion::default() };
        DETECTOR.learn(&bytes, &[], &occasion).unwrap()
    };
    let from_bytes = microseconds(|| promises.iter().fold(Vec::new(), learn));
    row("learned, from the bytes of state", each(from_bytes), None);
    row("scored, said in words", microseconds(|| state.score(&priors)), None);
}
