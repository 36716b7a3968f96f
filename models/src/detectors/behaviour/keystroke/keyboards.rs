//! One profile for each kind of keyboard: nobody types on glass as on keys. Together they keep no more than one alone may.

use super::super::input::Keyboard;
use super::{Comparison, MOST_NUMBERS, Priors, Profile, Rhythm};
use serde::{Deserialize, Serialize};

/// What is usual for one person on keys and on glass.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(Profile, Profile)", into = "(Profile, Profile)")]
pub struct Keyboards {
    physical: Profile,
    on_screen: Profile,
}

impl TryFrom<(Profile, Profile)> for Keyboards {
    type Error = &'static str;

    fn try_from((physical, on_screen): (Profile, Profile)) -> Result<Self, Self::Error> {
        let fits = physical.size() + on_screen.size() <= MOST_NUMBERS;
        if fits { Ok(Self { physical, on_screen }) } else { Err("nobody types that much") }
    }
}

impl From<Keyboards> for (Profile, Profile) {
    fn from(Keyboards { physical, on_screen }: Keyboards) -> Self {
        (physical, on_screen)
    }
}

impl Keyboards {
    /// The profile of this keyboard.
    pub fn of(&self, keyboard: Keyboard) -> &Profile {
        match keyboard {
            Keyboard::Physical => &self.physical,
            Keyboard::OnScreen => &self.on_screen,
        }
    }

    fn of_mut(&mut self, keyboard: Keyboard) -> &mut Profile {
        match keyboard {
            Keyboard::Physical => &mut self.physical,
            Keyboard::OnScreen => &mut self.on_screen,
        }
    }

    /// Compares a rhythm; `None` where too few of its field and length were learned on this keyboard. How everybody types is known of
    /// keys only.
    pub fn compare(&self, keyboard: Keyboard, priors: &Priors, rhythm: &Rhythm) -> Option<Comparison> {
        match keyboard {
            Keyboard::Physical => self.physical.compare(priors, rhythm),
            Keyboard::OnScreen => self.on_screen.compare(&Priors::default(), rhythm),
        }
    }

    /// Learns a trusted rhythm; where that is too much, the keyboard that more is kept of forgets what was typed longest ago.
    pub fn learn(&mut self, keyboard: Keyboard, rhythm: &Rhythm) {
        self.of_mut(keyboard).learn(rhythm);
        while self.physical.size() + self.on_screen.size() > MOST_NUMBERS {
            let more = self.physical.size() >= self.on_screen.size();
            self.of_mut(if more { Keyboard::Physical } else { Keyboard::OnScreen }).forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Stroke;
    use super::*;
    use crate::observation::Field;
    use alloc::vec::Vec;

    fn typed(keys: u32, pace: u32) -> Rhythm {
        let strokes: Vec<Stroke> =
            (0..keys).map(|key| Stroke { down: key * pace, up: key * pace + 800 }).collect();
        Rhythm::of(Field::Name, &strokes).unwrap()
    }

    #[test]
    fn what_is_typed_on_glass_does_not_change_what_is_usual_on_keys() {
        let mut keyboards = Keyboards::default();
        (0..5).for_each(|_| keyboards.learn(Keyboard::Physical, &typed(8, 1_500)));
        let before = keyboards.of(Keyboard::Physical).clone();
        (0..5).for_each(|_| keyboards.learn(Keyboard::OnScreen, &typed(8, 4_000)));
        assert_eq!(keyboards.of(Keyboard::Physical), &before);
        assert_ne!(keyboards.of(Keyboard::OnScreen), &before);
    }

    #[test]
    fn two_keyboards_keep_no_more_than_one() {
        let mut keyboards = Keyboards::default();
        for _ in 0..80 {
            for keys in 12..24 {
                keyboards.learn(Keyboard::Physical, &typed(keys, 1_500));
                keyboards.learn(Keyboard::OnScreen, &typed(keys, 4_000));
            }
        }
        let sizes = [Keyboard::Physical, Keyboard::OnScreen].map(|keyboard| keyboards.of(keyboard).size());
        assert!(
            sizes.iter().sum::<usize>() <= MOST_NUMBERS && sizes.iter().all(|size| *size > 2_000),
            "{sizes:?}"
        );
        let bytes = postcard::to_allocvec(&keyboards).unwrap();
        assert_eq!(postcard::from_bytes::<Keyboards>(&bytes).unwrap(), keyboards);
    }
}
