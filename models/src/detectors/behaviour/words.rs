//! Findings in plain words, with the observed and the usual value and their units.

use super::freetext::{self, Mean};
use super::hand::Heard;
use super::input::{Keyboard, pointer_words};
use super::keystroke::{Comparison, Kind, Rhythm};
use super::learned::Compared;
use super::measure::{Measure, Scale, Unit};
use super::session::{DeviceKind, Place, Step, What};
use crate::explain::{Quantity, Range};
use crate::math::predictive::Predictive;
use crate::observation::{Field, PointerKind};
use alloc::{format, string::String};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl What {
    /// Stable snake_case code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Measure(measure, ..) => measure.code,
            Self::Hour(_) => "hour",
            Self::Weekday(_) => "weekday",
            Self::Device(_) => "device_kind",
            Self::Step(_) => "steps",
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Measure(measure, pointer, value, expected) => {
                format!("{}{}", measured(measure, *value, expected), by(measure, *pointer))
            }
            Self::Hour(hour) => format!("came between {hour} and {} h UTC", (hour + 1) % 24),
            Self::Weekday(day) => {
                format!("came on a {}", DAYS.get(usize::from(*day)).copied().unwrap_or("day of the week"))
            }
            Self::Device(kind) => format!("came {}", device(*kind)),
            Self::Step(Step { from, to, before, all }) => {
                let way = match from {
                    Place::Start => format!("began with {}", place(*to)),
                    from => format!("went from {} to {}", place(*from), place(*to)),
                };
                format!("{way}, as {before} of {all} times before")
            }
        }
    }
}

/// A measure with the observed value and the usual range.
fn measured(measure: &Measure, value: f64, expected: &Predictive) -> String {
    let show = |value: f64| quantity(measure, measure.value(value));
    let (low, high) = expected.range_90();
    format!("{} {}, usually {}", measure.label, show(value), Range(show(low), show(high)))
}

/// What is most unusual about a habit of the hand.
pub(super) fn habit(heard: &Heard) -> String {
    heard.most().map_or_else(String::new, |Compared { measure, value, expected, .. }| {
        format!("{}: {}", pointer_words(heard.pointer), measured(measure, *value, expected))
    })
}

/// By what a visit's measure was made, where that is not what a computer has.
fn by(measure: &Measure, pointer: PointerKind) -> &'static str {
    match (measure.typed, pointer) {
        (_, PointerKind::Mouse) => "",
        (true, _) => " on the screen",
        (false, PointerKind::Touch) => " by finger",
        (false, PointerKind::Pen) => " by pen",
    }
}

fn quantity(measure: &Measure, value: f64) -> Quantity {
    let number = if measure.scale == Scale::Signed { Quantity::signed_of } else { Quantity::of };
    match measure.unit {
        Unit::Minutes => Quantity::duration(value * 60e6),
        Unit::Seconds => Quantity::duration(value * 1e6),
        unit => number(value, unit.text()),
    }
}

fn device(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Desktop => "from a computer",
        DeviceKind::IPhone => "from an iPhone",
        DeviceKind::AndroidPhone => "from an Android phone",
        DeviceKind::Tablet => "from a tablet",
        DeviceKind::Other => "from a device of another kind",
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Start => "the start",
        Place::View => "a new view",
        Place::In(field) => self::field(field),
    }
}

/// A field in plain words.
pub(super) fn field(field: Field) -> &'static str {
    match field {
        Field::Name => "the name",
        Field::Email => "the e-mail address",
        Field::Phone => "the phone number",
        Field::Street => "the street",
        Field::Place => "the town",
        Field::PostalCode => "the postal code",
        Field::Organisation => "the organisation",
        Field::Number => "a number",
        Field::Search => "the search",
        Field::FreeText => "a free text",
        Field::Choice => "a choice",
        Field::Protected => "a protected field",
        Field::None | Field::Text => "a field",
    }
}

/// Stable snake_case code of how a field was filled in.
pub(super) fn rhythm_code(field: Field) -> &'static str {
    match field {
        Field::Name => "rhythm_name",
        Field::Email => "rhythm_email",
        Field::Phone => "rhythm_phone",
        Field::Street => "rhythm_street",
        Field::Place => "rhythm_place",
        Field::PostalCode => "rhythm_postal_code",
        Field::Organisation => "rhythm_organisation",
        Field::Number => "rhythm_number",
        Field::Search => "rhythm_search",
        Field::FreeText => "rhythm_free_text",
        Field::None | Field::Choice | Field::Text | Field::Protected => "rhythm_text",
    }
}

/// On what was typed, where that is not a physical keyboard.
fn on(keyboard: Keyboard) -> &'static str {
    match keyboard {
        Keyboard::Physical => "",
        Keyboard::OnScreen => " on the screen",
    }
}

/// What about a field's rhythm was most unusual.
pub(super) fn rhythm(
    rhythm: &Rhythm,
    Comparison { most: (place, usual), .. }: &Comparison,
    keyboard: Keyboard,
) -> String {
    let kind = Kind::at(*place);
    let show = |number: f64| Quantity::duration(kind.seconds(number).max(0.0) * 1e6);
    let key = place / 3 + 1;
    let what = match kind {
        Kind::Hold => format!("key {key} held"),
        Kind::Down => format!("from key {key} to the next"),
        Kind::Flight => format!("from letting go of key {key} to the next"),
    };
    let value = rhythm.numbers.get(*place).copied().unwrap_or(0.0);
    let [low, high] = usual.map(show);
    format!("{what} {}, usually {}{}", show(value), Range(low, high), on(keyboard))
}

/// What about a visit's typing was most unusual.
pub(super) fn typing(
    freetext::Comparison { most: (Mean { number, mean, .. }, usual), .. }: &freetext::Comparison,
    keyboard: Keyboard,
) -> String {
    let kind = number.kind();
    let show = |scaled: f64| match kind {
        // Keys overlap.
        Kind::Flight => Quantity::signed_duration(kind.seconds(scaled) * 1e6),
        Kind::Hold | Kind::Down => Quantity::duration(kind.seconds(scaled).max(0.0) * 1e6),
    };
    let [low, high] = usual.map(show);
    format!("{} {}, usually {}{}", number.label(), show(*mean), Range(low, high), on(keyboard))
}
