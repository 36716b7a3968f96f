//! An assessment.

use crate::clock::rfc3339;
use engine::assessment::{Assessed, RoadError};
use engine::journal::{Body, OutcomeLabel, Stored};
use engine::keyring::Keyring;
use engine::reading::{self, Reading};
use engine::recognition::Recognition;
use engine::secrets::Secrets;
use models::evidence::{Absence, Calibration, Evidence};
use models::fusion::{Heard, Reason};
use models::observation::Timestamp;
use models::threshold::{Decision, risk_score};
use serde::Serialize;
use utoipa::ToSchema;

/// The answer to a merchant.
#[derive(Serialize, ToSchema)]
pub struct AssessmentView {
    /// `asm_…`, the audit id.
    pub id: String,
    /// When it was decided.
    pub created_at: String,
    /// What the evidence led to: `allow`, `step_up`, `review` or `block`.
    #[schema(value_type = String, example = "allow")]
    pub decision: Decision,
    /// What to do. A site in monitor mode always gets `allow`.
    #[schema(value_type = String, example = "allow")]
    pub enforced: Decision,
    /// Probability of fraud in per mille, 0–1000: a monotone map of `risk_nats`.
    pub risk: u16,
    /// Log-odds of fraud: `prior_nats` plus all `reasons[].nats`, added in their order, exactly.
    pub risk_nats: f64,
    /// Log-odds of fraud before anything was seen.
    pub prior_nats: f64,
    /// Signed parts of the risk, the largest first.
    pub reasons: Vec<ReasonView>,
    /// What each detector could say.
    pub evidence: Vec<EvidenceView>,
    /// Whether a device whose id is new was probably here before under another id. Nothing follows from it.
    pub recognition: RecognitionView,
    /// `ses_…` of the visit; absent without a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// `dev_…` of the visit; absent without a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// What the customer was about to do.
    pub action: String,
    /// The transaction, without ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<TransactionView>,
    /// The step-up to carry out, where `enforced` is `step_up`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<ChallengeStart>,
    /// The answer was made without all its parts. While the journal cannot be written, answers are not recorded either:
    /// `id` cannot be read again, and where a step-up is called for, `enforced` is `review`.
    pub degraded: bool,
    /// Number of the policy that was used; 0 is the shipped one.
    pub policy_version: u32,
    /// Models that were used.
    pub model_version: u32,
    /// The states that were read are those of this moment.
    pub as_of: String,
    /// From the request's arrival to this answer; absent when an old assessment is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_us: Option<u32>,
    /// What turned out to be true, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub outcome: Option<OutcomeLabel>,
}

/// An assessment in a list.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum AssessmentItem {
    /// As it was answered.
    Whole(Box<AssessmentView>),
    /// What is left of one.
    Erased(ErasedView),
}

/// What is left of an assessment when the person it was about is erased.
#[derive(Serialize, ToSchema)]
pub struct ErasedView {
    /// `asm_…`.
    pub id: String,
    /// When it was decided.
    pub created_at: String,
    /// What the evidence led to.
    #[schema(value_type = String)]
    pub decision: Decision,
    /// What the merchant was told to do.
    #[schema(value_type = String)]
    pub enforced: Decision,
    /// Always true.
    pub erased: bool,
}

/// An assessment in a list; `None` where the record is none.
pub fn item(keys: &impl Keyring, stored: Stored) -> Result<Option<AssessmentItem>, RoadError> {
    let (at, Body::Assessed(entry)) = (stored.record.at, stored.record.body) else { return Ok(None) };
    Ok(Some(match reading::answer(keys, &entry)? {
        Reading::Open(record) => {
            AssessmentItem::Whole(Box::new(assessment(&Assessed { at, record }, None, None, None)))
        }
        Reading::Gone(_) => AssessmentItem::Erased(ErasedView {
            id: entry.id.to_string(),
            created_at: rfc3339(at),
            decision: entry.decision,
            enforced: entry.enforced,
            erased: true,
        }),
    }))
}

/// One signed part of the risk.
#[derive(Serialize, ToSchema)]
pub struct ReasonView {
    /// Which detector.
    pub detector: String,
    /// Stable code.
    pub code: String,
    /// In plain words.
    pub text: String,
    /// Positive: towards fraud.
    pub nats: f64,
}

/// What one detector could say.
#[derive(Serialize, ToSchema)]
pub struct EvidenceView {
    /// Which detector.
    pub detector: String,
    /// `known`, `warming`, `absent`, or `unremarkable`: looked for signs that few visits show, and found none. Only `known`
    /// moves the risk.
    pub status: &'static str,
    /// Known: share of genuine visits that look at least as unusual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_value: Option<f64>,
    /// Known: where the p-value comes from: `prior` is the detector's own, `table` the site's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<&'static str>,
    /// Known, by a table: number of the calibration artifact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration_version: Option<u32>,
    /// Known: the detector's own p-value, before calibration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Warming: trusted visits so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<u32>,
    /// Warming: trusted visits that are needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<u32>,
    /// Absent: why. `no_probe`, `no_timing`, `no_events`, `no_user`, `no_purchase`, `no_card`, `no_payee`, `no_commitment` (whoever is paid
    /// has made no promise whose outcome is known), `no_interactions` (nobody has dealt with whoever is
    /// paid), `not_followed` (the server has started lately or is writing down what it knows, or the page's probe is an old one), `no_account_events` or `state_unreadable`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
}

/// Whether a device was here before under another id.
#[derive(Default, Serialize, ToSchema)]
pub struct RecognitionView {
    /// `recognised` or `absent`.
    pub status: &'static str,
    /// Absent: why. `no_visit`, `off`, `reading` (the server has started lately), `familiar` (the id itself is known) or
    /// `nobody` (no device that is known looks like it enough).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
    /// `dev_…` under which it was probably here before. The two stay two devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// Probability that it is that device: 0.96 at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// When that device was last seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<String>,
    /// All devices were known that were assessed until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Names of traits that agree, those that weigh most first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreeing: Option<Vec<String>>,
    /// Names of traits that do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disagreeing: Option<Vec<String>>,
}

/// A transaction, without ids.
#[derive(Serialize, ToSchema)]
pub struct TransactionView {
    /// Minor units.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
}

/// A step-up to carry out: deliver `code` to the customer, hand `id` and `token` to the page.
#[derive(Serialize, ToSchema)]
pub struct ChallengeStart {
    /// `chl_…`.
    pub id: String,
    /// For `pennyprint.stepUp({id, token})` in the page.
    pub token: String,
    /// The one-time code, for the back end's eyes: send it to the customer by a channel of your own.
    pub code: String,
    /// After this no answer counts.
    pub expires_at: String,
}

/// The whole answer. `secrets` is given only to the back end that asked for the assessment: it adds what is
/// needed to carry out a step-up.
pub fn assessment(
    assessed: &Assessed,
    outcome: Option<OutcomeLabel>,
    latency_us: Option<u32>,
    secrets: Option<&Secrets>,
) -> AssessmentView {
    let record = &assessed.record;
    let reasons = record.risk.reasons.iter().map(reason);
    let challenge = record.challenge.as_ref().zip(secrets).map(|(challenge, secrets)| ChallengeStart {
        id: challenge.id.to_string(),
        token: secrets.challenge_token(challenge.id),
        code: secrets.code(challenge.id),
        expires_at: rfc3339(challenge.expires_at),
    });
    let transaction = record.transaction.as_ref().map(|transaction| TransactionView {
        amount_minor: transaction.amount_minor,
        currency: transaction.currency.clone(),
    });
    let at = rfc3339(assessed.at);
    AssessmentView {
        id: record.id.to_string(),
        created_at: at.clone(),
        decision: record.decision,
        enforced: record.enforced,
        risk: risk_score(record.risk.risk_nats),
        risk_nats: record.risk.risk_nats,
        prior_nats: record.risk.prior_nats,
        reasons: reasons.collect(),
        evidence: record.heard.iter().map(evidence).collect(),
        recognition: recognition(&record.recognition),
        session_id: record.session.map(|id| id.to_string()),
        device_id: record.device.map(|id| id.to_string()),
        action: record.action.clone(),
        transaction,
        challenge,
        degraded: record.degraded,
        policy_version: record.artifacts.policy,
        model_version: record.model_version,
        as_of: at,
        latency_us,
        outcome,
    }
}

fn recognition(recognition: &Recognition) -> RecognitionView {
    let absent = |why, as_of: Option<Timestamp>| RecognitionView {
        status: "absent",
        why: Some(why),
        as_of: as_of.map(rfc3339),
        ..RecognitionView::default()
    };
    match recognition {
        Recognition::Unasked => absent("no_visit", None),
        Recognition::Off => absent("off", None),
        Recognition::Reading => absent("reading", None),
        Recognition::Familiar => absent("familiar", None),
        Recognition::Nobody { as_of } => absent("nobody", Some(*as_of)),
        Recognition::Recognised(recognised) => RecognitionView {
            status: "recognised",
            why: None,
            device_id: Some(recognised.device.to_string()),
            confidence: Some(recognised.confidence),
            last_seen: Some(rfc3339(recognised.seen_at)),
            as_of: Some(rfc3339(recognised.as_of)),
            agreeing: Some(recognised.agreeing.clone()),
            disagreeing: Some(recognised.disagreeing.clone()),
        },
    }
}

fn evidence(heard: &Heard) -> EvidenceView {
    let nothing = EvidenceView {
        detector: heard.detector.clone(),
        status: "absent",
        p_value: None,
        calibration: None,
        calibration_version: None,
        score: None,
        seen: None,
        need: None,
        why: None,
    };
    match &heard.evidence {
        Evidence::Known(known) => EvidenceView {
            status: "known",
            p_value: Some(known.p_value),
            calibration: Some(match known.calibration {
                Calibration::Prior => "prior",
                Calibration::Table(_) => "table",
            }),
            calibration_version: match known.calibration {
                Calibration::Prior => None,
                Calibration::Table(number) => Some(number),
            },
            score: Some(known.score),
            ..nothing
        },
        Evidence::Warming { seen, need } => {
            EvidenceView { status: "warming", seen: Some(*seen), need: Some(*need), ..nothing }
        }
        Evidence::Absent(why) => EvidenceView {
            why: Some(match why {
                Absence::NoProbe => "no_probe",
                Absence::NoTiming => "no_timing",
                Absence::StateUnreadable => "state_unreadable",
                Absence::NoUser => "no_user",
                Absence::NoEvents => "no_events",
                Absence::NoPurchase => "no_purchase",
                Absence::NoCard => "no_card",
                Absence::NoPayee => "no_payee",
                Absence::NotFollowed => "not_followed",
                Absence::NoAccountEvents => "no_account_events",
                Absence::NoInteractions => "no_interactions",
                Absence::NoCommitment => "no_commitment",
            }),
            ..nothing
        },
        Evidence::Unremarkable { .. } => EvidenceView { status: "unremarkable", ..nothing },
    }
}

/// A signed part of a risk.
pub(crate) fn reason(reason: &Reason) -> ReasonView {
    ReasonView {
        detector: reason.detector.clone(),
        code: reason.code.clone(),
        text: reason.text.clone(),
        nats: reason.nats,
    }
}
