//! What a merchant asks, and what goes wrong.

pub use crate::idempotency::Idempotency;
use crate::ids::{AssessmentId, ChallengeId, SealId};
use crate::journal::{AppendError, AssessedRecord, OutcomeLabel, ReadError, TransactionRecord};
use crate::keyring::KeyringError;
use crate::recognition::Recognition;
use crate::store::StoreError;
use alloc::{string::String, sync::Arc};
use models::attempts::Attempts;
use models::observation::Timestamp;
use models::purchase::Purchase;
use models::regard::Regard;
use models::threshold::Decision;

/// A parsed, pseudonymised request for an assessment.
#[derive(Clone, Debug)]
pub struct Assess {
    /// When it arrived.
    pub now: Timestamp,
    /// The visit it is about.
    pub visit: Visit,
    /// What the customer is about to do.
    pub action: String,
    /// Pseudonym of the user. Records are kept under an alias of it.
    pub user: Option<[u8; 16]>,
    /// The transaction.
    pub transaction: Option<TransactionRecord>,
    /// Makes a repeated request safe.
    pub idempotency: Option<Idempotency>,
    /// Whether the device was here before under another id, asked of a projection before the road is entered.
    pub recognition: Recognition,
    /// What had been tried at the site lately, asked of a projection likewise; `None` where that is not known, or nothing is
    /// paid for.
    pub attempts: Option<Attempts>,
    /// How whoever is paid is regarded at the site, asked of a projection likewise.
    pub standing: Option<Regard>,
    /// Fresh random ids.
    pub fresh: Fresh,
}

impl Assess {
    /// The payment, as the models read it; none where a test token says what comes of it.
    pub fn purchase(&self) -> Option<Purchase> {
        match self.visit {
            Visit::Forced(_) => None,
            Visit::None | Visit::Sealed { .. } => {
                self.transaction.as_ref().map(|transaction| transaction.purchase(self.now))
            }
        }
    }
}

/// The visit an assessment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// The back end sent no token: no evidence, which is not fraud by itself.
    None,
    /// A token that was issued here names this seal.
    Sealed {
        /// Which visit.
        seal: SealId,
        /// When the token expires. A repeated request is answered all the same.
        expires_at: Timestamp,
    },
    /// A test token demands this decision.
    Forced(Decision),
}

/// Random ids, drawn before the road is entered.
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    /// For the assessment.
    pub assessment: AssessmentId,
    /// For the challenge, should there be one.
    pub challenge: ChallengeId,
}

/// A durable answer.
#[derive(Clone, Debug)]
pub struct Assessed {
    /// When it was decided.
    pub at: Timestamp,
    /// What was decided.
    pub record: Arc<AssessedRecord>,
}

/// Where an assessment stands now.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The assessment.
    pub assessed: Assessed,
    /// What turned out to be true, the newest word.
    pub outcome: Option<OutcomeLabel>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoadError {
    /// The token has been used before.
    #[error("the token has been used before")]
    TokenUsed,
    /// The token is too old.
    #[error("the token has expired")]
    TokenExpired,
    /// No such thing at this site.
    #[error("not found")]
    NotFound,
    /// The key was used for another request.
    #[error("the idempotency key was used for another request")]
    IdempotencyConflict,
    /// Entities were changed by others again and again while this was being decided.
    #[error("too many concurrent changes")]
    Contended,
    /// The person it was about was erased.
    #[error("the person it was about was erased")]
    Erased,
    /// The keyring cannot be written.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The state store cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The journal cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The journal cannot be written.
    #[error(transparent)]
    Append(#[from] AppendError),
}
