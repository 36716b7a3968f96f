//! What is known of one site: who dealt with whom, and how much is wrong there at present.

use crate::config::Trusting;
use models::graph::Graph;
use models::interaction::Interaction;
use models::mitigation::{Encounter, Level};
use models::observation::Timestamp;
use models::regard::Regard;
use models::standing::Trust;

const DAY_US: i64 = 24 * 3_600 * 1_000_000;

/// What is known of one site.
#[derive(Clone, Default)]
pub struct Known {
    /// Who dealt with whom.
    pub graph: Graph,
    /// How much is wrong.
    pub level: Level,
    /// Interactions noted since it was last written down.
    pub(super) unwritten: usize,
}

/// An interaction as it looked before, and what it made of both parties.
#[derive(Clone, Copy, Debug)]
pub struct Noted {
    /// How it looked before anybody had heard of it.
    pub encounter: Encounter,
    /// Trust in whoever acted, and in whomever it was meant for, afterwards; `None` while what was before is still being read.
    pub after: Option<[Trust; 2]>,
    /// How much was wrong at the site.
    pub level: Level,
}

impl Noted {
    /// Of an interaction at a site of which what was before is still being read.
    pub(super) fn unread(interaction: &Interaction) -> Self {
        let Interaction { kind, opinion, .. } = *interaction;
        let encounter = Encounter { kind, opinion, from: None, to: None, surprise_nats: None };
        Self { encounter, after: None, level: Level::default() }
    }
}

impl Known {
    /// How a party is regarded.
    pub fn regard(&self, party: &[u8; 16]) -> Regard {
        Regard { standing: self.graph.standing(party), group: None }
    }

    /// Notes an interaction. What is beyond the bounds is looked at and not remembered: whoever floods a site is noticed by those who
    /// were there before.
    pub(super) fn note(&mut self, interaction: &Interaction, bounds: &Trusting) -> Noted {
        let Interaction { from, to, kind, opinion, .. } = interaction;
        let (regards, level) = ([from, to].map(|party| Some(self.regard(party))), self.level);
        let [from_before, to_before] = regards;
        let mut encounter = Encounter {
            kind: *kind,
            opinion: *opinion,
            from: from_before,
            to: to_before,
            surprise_nats: None,
        };
        if self.is_full(bounds) {
            let after = [from, to].map(|party| self.graph.trust(party, interaction.at));
            return Noted { encounter, after: Some(after), level };
        }
        let noted = self.graph.note(interaction, bounds.budget);
        self.unwritten += 1;
        encounter.surprise_nats = noted.surprise_nats;
        Noted { encounter, after: Some([noted.from.after, noted.to.after]), level }
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

/// Where there is no room, this share of the time that is remembered stays, as often as is needed.
const KEPT: f64 = 0.9;
