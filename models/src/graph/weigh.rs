//! What one interaction weighs: as an opinion, said or implied, and as company that is kept.

use crate::interaction::{Interaction, InteractionKind};

/// What an interaction adds to the edge from whoever acts to the other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Evidence {
    /// How much it counts as an opinion; a rating counts 1.
    pub(super) said: f64,
    /// That opinion, from −1 to 1.
    pub(super) opinion: f64,
    /// How much it counts as company.
    pub(super) company: f64,
}

/// How a text sounds says less than a rating.
const SENTIMENT: f64 = 0.3;
/// Who answers takes the other seriously.
const ANSWERED: Evidence = Evidence { said: 0.1, opinion: 0.5, company: 0.1 };
/// Who confirms without a word of how it went says that it went well.
const CONFIRMED: f64 = 0.5;
/// A message, by its length: nobody knows what a short one is worth.
const MESSAGE: f64 = 0.1;
const LONG_CHARS: f64 = 200.0;

impl Evidence {
    pub(super) fn of(interaction: &Interaction) -> Self {
        let said = |opinion: f64| Self { said: 1.0, opinion, company: 0.0 };
        let explicit = interaction.opinion.map(|opinion| f64::from(opinion.get()));
        let text = interaction.text.as_ref();
        let sentiment = text.and_then(|text| text.sentiment).map(|opinion| f64::from(opinion.get()));
        if let Some(opinion) = explicit {
            return said(opinion);
        }
        match interaction.kind {
            InteractionKind::Confirmation => said(CONFIRMED),
            InteractionKind::Rating | InteractionKind::Message | InteractionKind::Reply => {
                let implied =
                    if interaction.kind == InteractionKind::Reply { ANSWERED } else { Self::default() };
                let length = text.map_or(0.0, |text| f64::from(text.length_chars));
                let company = implied.company + MESSAGE * (0.5 + 0.5 * length / (length + LONG_CHARS));
                match sentiment {
                    Some(opinion) => Self { said: SENTIMENT, opinion, company },
                    None => Self { company, ..implied },
                }
            }
        }
    }
}
