//! What the page says of its browser: bounded at the door, of each name the first value, and work that was not
//! done does not count.

use crate::problem::Problem;
use engine::observe;
use models::observation::Signal;
use wire::limits;
use wire::signal::{Absence, Reading, Signal as Told};
use wire::work;

/// The signal whose reading has to be earned.
const COMPUTE_SPEED: &str = "compute_speed";

/// Refuses what is longer than the wire allows.
pub fn check(signals: &[Told]) -> Result<(), Problem> {
    if signals.len() > limits::SIGNALS {
        return Err(too_many());
    }
    for (at, signal) in signals.iter().enumerate() {
        let fits = |text: &String| text.len() <= limits::SIGNAL_TEXT_BYTES;
        let fine = match &signal.reading {
            Reading::Integer(_) | Reading::Absent(_) => true,
            Reading::Integers(values) => values.len() <= limits::SIGNAL_ITEMS,
            Reading::Text(text) => fits(text),
            Reading::Texts(texts) => texts.len() <= limits::SIGNAL_ITEMS && texts.iter().all(fits),
        };
        if !fine || signal.name.len() > limits::SIGNAL_NAME_BYTES {
            return Err(Problem::invalid(format!("signals[{at}]"), "the name or the reading is too long"));
        }
    }
    Ok(())
}

/// Adds what has no value yet; a page view has no more than [`limits::SIGNALS`] of them.
pub(super) fn add(known: &mut Vec<Signal>, told: Vec<Told>) -> Result<(), Problem> {
    for signal in told {
        if known.iter().any(|before| before.name == signal.name) {
            continue;
        }
        if known.len() >= limits::SIGNALS {
            return Err(too_many());
        }
        known.push(observe::signal(signal));
    }
    Ok(())
}

/// Looks at one segment of the work, the one with this number, and leaves of the reading how long the work took.
/// Where the segment does not hold, or this is no such reading, nothing is left. Says whether it was forged.
/// `page_view` is `None` while the page cannot know its name: work that was done by then was not done for it.
pub fn weigh_work(signals: &mut [Told], page_view: Option<&str>, segment: usize) -> bool {
    // Of each name only the first counts, so only the first is worth the work.
    let told = signals.iter_mut().find(|signal| signal.name == COMPUTE_SPEED);
    let Some(signal) = told.filter(|signal| !matches!(signal.reading, Reading::Absent(_))) else {
        return false;
    };
    let took_us = took_us(&signal.reading, page_view, segment);
    signal.reading = took_us.map_or(Reading::Absent(Absence::Failed), Reading::Integer);
    took_us.is_none()
}

fn took_us(reading: &Reading, page_view: Option<&str>, segment: usize) -> Option<i64> {
    let Reading::Integers(values) = reading else { return None };
    let (took_us, checkpoints) = values.split_first()?;
    let whole = checkpoints.len() == work::SEGMENTS && *took_us > 0;
    (whole && work::holds(page_view?, checkpoints, segment)).then_some(*took_us)
}

fn too_many() -> Problem {
    Problem::invalid("signals", format!("at most {}", limits::SIGNALS))
}
