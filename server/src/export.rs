//! Everything that is known of a user, for the user: one JSON document, made piece by piece, so that a long history is
//! never in memory as a whole.

use crate::app::Road;
use crate::clock::rfc3339;
use crate::problem::{Code, Problem};
use crate::view::assessment::assessment;
use crate::view::behaviour::BehaviourView;
use crate::view::session;
use crate::view::user::{AccountEventView, CardView, ExportedView, ExportedVisitView, OutcomeView};
use actix_web::web::Bytes;
use engine::assessment::{Assessed, RoadError};
use engine::ids::{AssessmentId, SealId};
use engine::journal::{Body, Journal, Key, KeyKind, Seq, Stored};
use engine::keyring::Alias;
use engine::reading;
use futures_util::Stream;
use futures_util::stream::{self, StreamExt};
use models::observation::Timestamp;
use serde_json::json;

/// Assessments that are read at once.
const STRIDE: usize = 32;
/// Most outcomes of one assessment.
const OUTCOMES: usize = 100;

/// The document, piece by piece.
pub fn document(
    road: Road,
    user_id: &str,
    alias: Alias,
    behaviour: BehaviourView,
    now: Timestamp,
) -> impl Stream<Item = Result<Bytes, Problem>> + use<> {
    let head = json!({ "user_id": user_id, "exported_at": rfc3339(now), "behaviour": behaviour }).to_string();
    let head = format!("{},\"assessments\":[", head.strip_suffix('}').unwrap_or(&head));
    let head = stream::iter([Ok(Bytes::from(head))]);
    let assessments = list(road.clone(), Key { kind: KeyKind::User, id: alias.0 });
    let between = stream::iter([Ok(Bytes::from_static(b"],\"account_events\":["))]);
    let events = list(road, Key { kind: KeyKind::Account, id: alias.0 });
    head.chain(assessments).chain(between).chain(events).chain(stream::iter([Ok(Bytes::from_static(b"]}"))]))
}

/// All that is exported of the records that mention a key, newest first, commas between.
fn list(road: Road, key: Key) -> impl Stream<Item = Result<Bytes, Problem>> + use<> {
    stream::try_unfold((road, Some(None), ""), move |(road, next, comma)| async move {
        let Some(before) = next else { return Ok(None) };
        let (pieces, next) = stride(&road, key, before, comma).await?;
        let comma = if pieces.is_empty() { comma } else { "," };
        Ok(Some((Bytes::from(pieces), (road, next, comma))))
    })
}

/// Some records older than `before`, a comma between them and those that came earlier, and where to go on.
async fn stride(
    road: &Road,
    key: Key,
    before: Option<Seq>,
    mut comma: &str,
) -> Result<(String, Option<Option<Seq>>), Problem> {
    let found = road.journal.mentions(&key, before, STRIDE).await?;
    let next = found.last().map(|stored| Some(stored.seq));
    let mut text = String::new();
    for stored in found {
        let piece = match &stored.record.body {
            Body::Account(account) => {
                let view = AccountEventView { at: rfc3339(stored.record.at), kind: account.event };
                serde_json::to_string(&view)
            }
            _ => match exported(road, stored).await? {
                Some(view) => serde_json::to_string(&view),
                None => continue,
            },
        };
        text.push_str(comma);
        text.push_str(&piece.map_err(|error| Problem::new(Code::Internal, error.to_string()))?);
        comma = ",";
    }
    Ok((text, next))
}

async fn exported(road: &Road, stored: Stored) -> Result<Option<ExportedView>, RoadError> {
    let assessed = match reading::assessed(&road.keys, stored) {
        Ok((_, assessed)) => assessed,
        // Erased while it was being exported, or no assessment.
        Err(RoadError::Erased | RoadError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let Assessed { record, .. } = &assessed;
    let card = record.transaction.as_ref().and_then(|transaction| transaction.card.as_ref());
    let outcomes = outcomes(road, record.id).await?;
    Ok(Some(ExportedView {
        card: card.map(|card| CardView { bin: card.bin.clone(), last4: card.last4.clone() }),
        visit: match record.seal {
            Some(seal) => visit(road, seal).await?,
            None => None,
        },
        assessment: assessment(&assessed, outcomes.first().map(|outcome| outcome.label), None, None),
        outcomes,
    }))
}

async fn visit(road: &Road, seal: SealId) -> Result<Option<ExportedVisitView>, RoadError> {
    let visit = reading::visit(&road.journal, &road.keys, seal).await?;
    let visit = visit.and_then(reading::Reading::open);
    Ok(visit.map(|sealed| ExportedVisitView {
        seal: session::seal(&sealed),
        each_event: sealed.observation.events.clone(),
    }))
}

async fn outcomes(road: &Road, id: AssessmentId) -> Result<Vec<OutcomeView>, RoadError> {
    let key = Key { kind: KeyKind::Assessment, id: id.0 };
    let found = road.journal.mentions(&key, None, OUTCOMES).await?;
    let outcomes = found.into_iter().filter_map(|stored| match stored.record.body {
        Body::Outcome(outcome) => Some(OutcomeView {
            at: rfc3339(stored.record.at),
            label: outcome.label,
            fraud_kind: outcome.fraud_kind,
            loss_minor: outcome.loss_minor,
        }),
        _ => None,
    });
    Ok(outcomes.collect())
}
