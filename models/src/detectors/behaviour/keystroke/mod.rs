//! Keystroke dynamics: the rhythm in which somebody fills in the fields of a form.
//!
//! Sees the times of key presses and releases, never which keys. Fails for whoever pastes or lets a browser fill in, and says nothing
//! of a field until it was typed three times at that length.

mod background;
mod keyboards;
mod rhythm;
mod spread;
mod template;
mod usual;
mod weights;

pub use background::{Background, PEOPLE};
pub use keyboards::Keyboards;
pub use rhythm::{Kind, Rhythm, Stroke, Timed};
pub use template::{Comparison, Template};
pub use usual::Usual;

use crate::math::student_t;
use alloc::{collections::BTreeMap, vec::Vec};
use serde::{Deserialize, Serialize};

/// Most numbers that are kept of one person: whoever fills in more fields keeps the latest.
const MOST_NUMBERS: usize = 7_000;

/// What is usual for one person, field by field; the one that was typed last stands last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Template>", into = "Vec<Template>")]
pub struct Profile(Vec<Template>);

impl TryFrom<Vec<Template>> for Profile {
    type Error = &'static str;

    fn try_from(templates: Vec<Template>) -> Result<Self, Self::Error> {
        let profile = Self(templates);
        let sound = profile.0.iter().all(Template::is_sound) && profile.size() <= MOST_NUMBERS;
        if sound { Ok(profile) } else { Err("nobody types like that") }
    }
}

impl From<Profile> for Vec<Template> {
    fn from(profile: Profile) -> Self {
        profile.0
    }
}

/// What is likely for anybody. As shipped nothing is: fields differ from site to site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Priors(Vec<Background>);

/// From its own parametric tail, the probability that this person's rhythm scores at least as high: scores have long tails upwards.
pub fn p_value(score: f64) -> f64 {
    student_t::upper(score * DEVIATIONS, TAIL).clamp(f64::MIN_POSITIVE, 1.0)
}

/// Standard deviations in an interquartile range.
const DEVIATIONS: f64 = 1.349;
/// Degrees of freedom of the tail.
const TAIL: f64 = 4.0;

/// A rhythm that scores lower is as usual as most of this person's, so that a template may learn it where nobody says whose it
/// was.
pub const SURELY_OWN: f64 = 1.0;

/// Backgrounds at most: the fields that most people fill in.
const BACKGROUNDS: usize = 4;

impl Profile {
    /// Compares a rhythm; `None` where too few of its field and length were learned.
    pub fn compare(&self, priors: &Priors, rhythm: &Rhythm) -> Option<Comparison> {
        let template = self.0.iter().find(|template| template.is_of(rhythm))?;
        template.compare(priors.of(rhythm), rhythm)
    }

    /// Whether this rhythm is compared.
    pub fn knows(&self, rhythm: &Rhythm) -> bool {
        self.0.iter().any(|template| template.is_of(rhythm) && template.is_known())
    }

    /// Learns a trusted rhythm.
    pub fn learn(&mut self, rhythm: &Rhythm) {
        let place = self.0.iter().position(|template| template.is_of(rhythm));
        let mut template =
            place.map_or_else(|| Template::new(rhythm.field, rhythm.keys), |place| self.0.remove(place));
        template.learn(rhythm);
        self.0.push(template);
        while self.size() > MOST_NUMBERS {
            self.forget();
        }
    }

    /// What it takes to keep, in numbers.
    fn size(&self) -> usize {
        self.0.iter().map(Template::weight).sum()
    }

    /// Forgets the field that was typed longest ago.
    fn forget(&mut self) {
        if !self.0.is_empty() {
            self.0.remove(0);
        }
    }
}

impl Template {
    fn is_of(&self, rhythm: &Rhythm) -> bool {
        (self.field, self.keys) == (rhythm.field, rhythm.keys)
    }
}

impl Priors {
    /// What these people have in common.
    pub fn fit<'p>(profiles: impl Iterator<Item = &'p Profile>) -> Self {
        let mut fields: BTreeMap<(u8, u8), Vec<&Template>> = BTreeMap::new();
        for template in profiles.flat_map(|profile| &profile.0) {
            fields.entry((template.field as u8, template.keys)).or_default().push(template);
        }
        let mut fields: Vec<Vec<&Template>> = fields.into_values().collect();
        fields.sort_by_key(|people| core::cmp::Reverse(people.len()));
        let of = |people: &Vec<&Template>| {
            let one = people.first()?;
            Background::of(one.field, one.keys, people)
        };
        Self(fields.iter().take(BACKGROUNDS).filter_map(of).collect())
    }

    /// Of how many fields.
    pub fn backgrounds(&self) -> usize {
        self.0.len()
    }

    fn of(&self, rhythm: &Rhythm) -> Option<&Background> {
        self.0.iter().find(|one| (one.field, one.keys) == (rhythm.field, rhythm.keys))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Field;

    /// Eight keys, held and apart for about so many milliseconds.
    fn typed(hold: f64, next: f64, number: u32) -> Rhythm {
        let varied = |key: u32| 0.85 + f64::from((key * 31 + number * 17) % 10) * 0.03;
        let mut now = 0.0;
        let mut strokes = Vec::new();
        for key in 0..8 {
            strokes.push(Stroke { down: now as u32, up: (now + 10.0 * hold * varied(key)) as u32 });
            now += 10.0 * next * varied(key + 100);
        }
        Rhythm::of(Field::Name, &strokes).unwrap()
    }

    #[test]
    fn a_field_that_was_typed_three_times_tells_whose_it_is() {
        let mut profile = Profile::default();
        let p = |profile: &Profile, rhythm: &Rhythm| {
            profile.compare(&Priors::default(), rhythm).map(|found| p_value(found.score))
        };
        for number in 0..3 {
            assert_eq!(p(&profile, &typed(90.0, 180.0, number)), None, "{number} are too few");
            profile.learn(&typed(90.0, 180.0, number));
        }
        for number in 3..9 {
            let own = p(&profile, &typed(90.0, 180.0, number)).unwrap();
            let other = p(&profile, &typed(140.0, 250.0, number)).unwrap();
            assert!(own > 0.1 && other < 0.01, "{own} {other}");
            profile.learn(&typed(90.0, 180.0, number));
        }
    }
}
