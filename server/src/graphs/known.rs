//! What is known of one site: who dealt with whom, and how much is wrong there at present.

use crate::config::Trusting;
use engine::ids::SiteId;
use engine::journal::InteractedRecord;
use models::graph::{Graph, Predictor, Survey};
use models::groups::Groups;
use models::interaction::Interaction;
use models::mitigation::{Encounter, Level, Mitigated};
use models::observation::Timestamp;
use models::regard::{Membership, Regard};
use models::standing::Trust;
use std::sync::{Arc, LazyLock};

const DAY_US: i64 = 24 * 3_600 * 1_000_000;
/// Where there is no room, this share of what there is room for stays.
const KEPT: f64 = 0.9;

/// What foresees opinions is the same at every site.
static PREDICTOR: LazyLock<Arc<Predictor>> = LazyLock::new(|| Arc::new(Predictor::shipped()));

/// Samples of who stands between others that an interaction is worth, and that are left to be drawn at most: who rests draws none.
const SAMPLES: usize = 10;
const MOST_SAMPLES: usize = 10_000;

/// What is known of one site.
pub struct Known {
    /// Who dealt with whom.
    pub graph: Graph,
    /// Who stands between others.
    pub survey: Survey,
    /// Samples that it has yet to draw.
    unsurveyed: usize,
    /// Who moves together.
    pub groups: Groups,
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
    /// What that made of both; `None` while what was before is still being read.
    pub after: Option<After>,
}

/// What an interaction made of both parties.
#[derive(Clone, Copy, Debug)]
pub struct After {
    /// Trust in whoever acted, and in whomever it was meant for.
    pub trust: [Trust; 2],
    /// How surprising it was that the opinion is bad, or that it is not, in nats.
    pub surprise_nats: Option<f64>,
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

impl Known {
    /// Nothing is known of a site yet.
    pub(super) fn new(site: SiteId) -> Self {
        let seed = site.0.iter().rev().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte));
        let graph = Graph::new(Arc::clone(&PREDICTOR));
        let (groups, level) = (Groups::new(seed), Level::default());
        Self { graph, survey: Survey::of(seed), unsurveyed: 0, groups, level }
    }

    /// As it was written down; `None` where the bytes are of nothing of this version.
    pub(super) fn of(site: SiteId, graph: &[u8], groups: &[u8], level: Level) -> Option<Self> {
        let graph = Graph::from_bytes(graph, Arc::clone(&PREDICTOR)).ok()?;
        let groups = postcard::from_bytes(groups).ok()?;
        Some(Self { graph, groups, level, unsurveyed: MOST_SAMPLES, ..Self::new(site) })
    }

    /// How a party is regarded.
    pub fn regard(&self, party: &[u8; 16]) -> Regard {
        let group = self.groups.of(party).map(|group| Membership {
            group: group.members.first().copied().unwrap_or_default(),
            since: group.since,
            members: u32::try_from(group.members.len()).unwrap_or(u32::MAX),
            surprise_nats: -group.ln_expected,
        });
        Regard { standing: self.graph.standing(party), group }
    }

    /// Both parties of an interaction, before anybody has heard of it.
    pub(super) fn encounter(&self, interaction: &Interaction) -> Encounter {
        let Interaction { from, to, kind, opinion, .. } = interaction;
        let [from, to] = [from, to].map(|party| Some(self.regard(party)));
        Encounter { kind: *kind, opinion: *opinion, from, to }
    }

    /// Notes an interaction that was decided. What is beyond the bounds is not remembered until there is room again: whoever floods a site
    /// drives nobody out at once.
    pub(super) fn note(&mut self, happened: &Happened, bounds: &Trusting) -> After {
        let Happened { interaction, counts, p_value } = happened;
        self.level.note(*p_value);
        // Also what is held back: it shows who belongs together.
        self.groups.note(interaction, bounds.budget);
        self.unsurveyed = MOST_SAMPLES.min(self.unsurveyed + SAMPLES);
        let counts = *counts && !self.is_full(bounds);
        let noted = counts.then(|| self.graph.note(interaction, bounds.budget));
        let trust = |party| self.graph.trust(&party, interaction.at);
        After {
            trust: [interaction.from, interaction.to].map(trust),
            surprise_nats: noted.and_then(|noted| noted.surprise_nats),
        }
    }

    /// Draws one more sample of who stands between others, where something has happened since as many were drawn.
    pub(super) fn look_around(&mut self) {
        if self.unsurveyed > 0 {
            self.unsurveyed -= 1;
            self.survey.sample(&self.graph);
        }
    }

    /// Whether there is no room.
    pub(super) fn is_full(&self, bounds: &Trusting) -> bool {
        let (parties, edges) = self.graph.size();
        parties.saturating_add(2) > bounds.parties || edges >= bounds.edges
    }

    /// Forgets what is too old, and the oldest of the rest where there is no room. A large site takes seconds: nobody may wait for it.
    pub(super) fn tidy(&mut self, now: Timestamp, bounds: &Trusting) {
        let oldest = Timestamp(now.0 - i64::from(bounds.days) * DAY_US);
        let mut room = (bounds.edges as f64 * KEPT) as usize;
        let is_full = self.is_full(bounds);
        self.graph.forget_before(if is_full { oldest.max(self.graph.newest_since(room)) } else { oldest });
        // Few edges of many parties.
        while self.is_full(bounds) && room > 0 {
            room = (room.min(self.graph.size().1) as f64 * KEPT) as usize;
            self.graph.forget_before(self.graph.newest_since(room));
        }
        self.groups.pass(now);
        self.survey.forget_with(&self.graph);
    }
}
