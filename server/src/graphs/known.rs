//! What is known of one site: who dealt with whom, and how much is wrong there at present.

use crate::config::Trusting;
use engine::journal::InteractedRecord;
use models::graph::{Graph, Predictor};
use models::interaction::Interaction;
use models::mitigation::{Encounter, Level, Mitigated};
use models::observation::Timestamp;
use models::regard::Regard;
use models::standing::Trust;
use std::sync::{Arc, LazyLock};

const DAY_US: i64 = 24 * 3_600 * 1_000_000;
/// Where there is no room, this share of the time that is remembered stays, as often as is needed.
const KEPT: f64 = 0.9;

/// What foresees opinions is the same at every site.
static PREDICTOR: LazyLock<Arc<Predictor>> = LazyLock::new(|| Arc::new(Predictor::shipped()));

/// What is known of one site.
pub struct Known {
    /// Who dealt with whom.
    pub graph: Graph,
    /// How much is wrong.
    pub level: Level,
}

/// An interaction that was decided.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    interaction: Interaction,
    /// Whether it counts in what is thought of others.
    counts: bool,
    p_value: Option<f64>,
}

/// An interaction as it looked before, what followed, and what it made of both parties.
#[derive(Clone, Debug)]
pub struct Noted {
    /// How it looked before anybody had heard of it.
    pub encounter: Encounter,
    /// What follows.
    pub decided: Mitigated,
    /// Trust in whoever acted, and in whomever it was meant for, afterwards; `None` while what was before is still being read.
    pub after: Option<[Trust; 2]>,
}

impl Happened {
    /// As it was decided just now.
    pub(super) fn new(interaction: &Interaction, decided: &Mitigated) -> Self {
        Self {
            interaction: interaction.clone(),
            counts: decided.mitigation.counts(),
            p_value: decided.risk.p_value,
        }
    }

    /// As the journal has it.
    pub(super) fn of(record: &InteractedRecord) -> Self {
        Self {
            interaction: record.interaction.clone(),
            counts: record.mitigation.counts(),
            p_value: record.risk.p_value,
        }
    }
}

impl Default for Known {
    fn default() -> Self {
        Self { graph: Graph::new(Arc::clone(&PREDICTOR)), level: Level::default() }
    }
}

impl Known {
    /// As it was written down; `None` where the bytes are of no graph of this version.
    pub(super) fn of(graph: &[u8], level: Level) -> Option<Self> {
        let graph = Graph::from_bytes(graph, Arc::clone(&PREDICTOR)).ok()?;
        Some(Self { graph, level })
    }

    /// How a party is regarded.
    pub fn regard(&self, party: &[u8; 16]) -> Regard {
        Regard { standing: self.graph.standing(party), group: None }
    }

    /// Both parties of an interaction, before anybody has heard of it.
    pub(super) fn encounter(&self, interaction: &Interaction) -> Encounter {
        let Interaction { from, to, kind, opinion, .. } = interaction;
        let [from, to] = [from, to].map(|party| Some(self.regard(party)));
        Encounter { kind: *kind, opinion: *opinion, from, to }
    }

    /// Notes an interaction that was decided. What is beyond the bounds is not remembered: whoever floods a site does not drive out those
    /// who were there before.
    pub(super) fn note(&mut self, happened: &Happened, bounds: &Trusting) -> [Trust; 2] {
        let Happened { interaction, counts, p_value } = happened;
        self.level.note(*p_value);
        if *counts && !self.is_full(bounds) {
            self.graph.note(interaction, bounds.budget);
        }
        [interaction.from, interaction.to].map(|party| self.graph.trust(&party, interaction.at))
    }

    /// Whether there is no room.
    pub(super) fn is_full(&self, bounds: &Trusting) -> bool {
        let (parties, edges) = self.graph.size();
        parties.saturating_add(2) > bounds.parties || edges >= bounds.edges
    }

    /// Forgets what is too old, and more where there is no room.
    pub(super) fn tidy(&mut self, now: Timestamp, bounds: &Trusting) {
        let mut days = f64::from(bounds.days);
        loop {
            self.graph.forget_before(Timestamp(now.0 - (days * DAY_US as f64) as i64));
            if !self.is_full(bounds) || days < 1.0 {
                break;
            }
            days *= KEPT;
        }
    }
}
