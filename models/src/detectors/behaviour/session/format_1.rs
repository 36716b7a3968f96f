//! What was usual of visits as a whole, and what was believed of anybody, as version 1 kept it: six measures and no steps.

use super::super::input::ByPointer;
use super::super::learned::{Beliefs, Learned};
use super::steps::Way;
use super::{COUNT, DeviceKind, MEASURES, Priors, Profile};
use crate::math::habit::{Choices, Hours};
use crate::math::moments::Moments;
use crate::math::predictive::Prior;
use crate::observation::PointerKind;
use serde::Deserialize;

/// One person's.
#[derive(Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
pub(in super::super) struct StoredProfile {
    visits: u32,
    measures: [Moments; 6],
    hours: Hours,
    weekdays: Choices<7>,
    devices: Choices<{ DeviceKind::COUNT }>,
}

/// Anybody's.
#[derive(Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
pub(in super::super) struct StoredPriors {
    measures: [Prior; 6],
    devices: [f64; DeviceKind::COUNT],
}

impl StoredProfile {
    #[cfg(test)]
    pub(in super::super) fn after(visits: u32) -> Self {
        let (hours, weekdays, devices) = Default::default();
        Self { visits, measures: [Moments::default(); 6], hours, weekdays, devices }
    }

    /// Whether the person mostly came with a device in their hand.
    pub(in super::super) fn is_handheld(&self) -> bool {
        let counts = || DeviceKind::ALL.into_iter().zip(self.devices.counts());
        let of = |kinds: &[DeviceKind]| -> u32 {
            counts().filter(|(kind, _)| kinds.contains(kind)).map(|(_, count)| u32::from(*count)).sum()
        };
        of(&[DeviceKind::IPhone, DeviceKind::AndroidPhone]) > of(&[DeviceKind::Desktop])
    }

    /// The measures that it had come first in the present list. What was pooled is taken for what the person mostly came by.
    pub(in super::super) fn profile(self) -> Profile {
        let pointer = if self.is_handheld() { PointerKind::Touch } else { PointerKind::Mouse };
        let Self { visits, measures, hours, weekdays, devices } = self;
        let mut all = ByPointer::<Learned<COUNT>>::default();
        all.of_mut(pointer).0 = over([Moments::default(); COUNT], &measures);
        Profile { visits, measures: all, hours, weekdays, devices, way: Way::default() }
    }
}

impl StoredPriors {
    /// `None` where no population has them. They were everybody's by whatever they came.
    pub(in super::super) fn priors(self) -> Option<Priors> {
        let measures = ByPointer::all(Beliefs(over(Beliefs::shipped(&MEASURES).0, &self.measures)));
        let sound = self.measures.iter().all(Prior::is_sound);
        sound.then(|| super::Stored { measures, devices: self.devices }.try_into().ok())?
    }
}

fn over<T: Copy>(mut all: [T; COUNT], known: &[T]) -> [T; COUNT] {
    all.iter_mut().zip(known).for_each(|(to, from)| *to = *from);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_version_1_knew_lives_on_and_the_rest_is_as_before_the_first_visit() {
        let mut seen = Moments::default();
        (0..9).for_each(|_| seen.push(50.0, 60.0));
        let mut hours = Hours::default();
        hours.push(9);
        let measures = [Moments::default(), seen, seen, seen, seen, seen];
        let (weekdays, devices) = (Choices::default(), Choices::default());
        let profile = StoredProfile { visits: 9, measures, hours, weekdays, devices }.profile();
        assert_eq!((profile.visits(), profile.hours()[9]), (9, 1));
        let known: std::vec::Vec<&str> =
            profile.expected(&Priors::default()).map(|(_, measure, _)| measure.code).collect();
        assert_eq!(known, ["typing_speed", "typing_rhythm", "pointer_speed", "click_rate", "scroll_speed"]);
    }

    #[test]
    fn fitted_priors_live_on_and_nonsense_is_refused() {
        let prior = Prior { mean: 40.0, spread: 9.0, scale: 4.0, df: 4.0 };
        let stored = |prior| StoredPriors { measures: [prior; 6], devices: [0.2; DeviceKind::COUNT] };
        let priors = stored(prior).priors().unwrap();
        let [of, shipped] = [&priors, &Priors::default()].map(|priors| priors.measures.touch.0);
        assert_eq!((of[5], of[6]), (prior, shipped[6]));
        assert_eq!(stored(Prior { scale: -1.0, ..prior }).priors(), None);
    }
}
