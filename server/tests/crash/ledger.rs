//! Everything that was acknowledged, and the check that it stands.

use crate::Draw;
use crate::shop::{Gone, Shop};
use futures_util::StreamExt;
use serde_json::Value;
use std::cell::RefCell;
use std::fmt;
use std::time::{Duration, Instant};

/// Requests of a check that are under way at once.
const AT_ONCE: usize = 8;
/// Assessments that were checked before and are checked again, of all of them.
const AGAIN: usize = 20;
/// Tokens live for 300 s; an older one would be refused for its age.
const OLD: Duration = Duration::from_secs(200);

#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) text: String,
    issued: Instant,
}

impl Token {
    pub(crate) fn new(text: String) -> Self {
        Self { text, issued: Instant::now() }
    }

    fn is_old(&self) -> bool {
        self.issued.elapsed() > OLD
    }
}

/// An assessment whose answer was received.
pub(crate) struct Assessment {
    /// The answer, without what is said only once.
    answer: Value,
    /// The token that it used.
    token: Token,
    /// The newest outcome that was acknowledged.
    pub(crate) label: Option<&'static str>,
    /// An outcome that was sent after it and not answered.
    pub(crate) sent: Option<&'static str>,
    is_checked: bool,
}

impl Assessment {
    pub(crate) fn id(&self) -> &str {
        self.answer["id"].as_str().unwrap()
    }

    pub(crate) fn device(&self) -> &str {
        self.answer["device_id"].as_str().unwrap()
    }

    pub(crate) fn is_allowed(&self) -> bool {
        self.answer["decision"] == "allow"
    }

    /// An outcome was acknowledged.
    pub(crate) fn turned_out(&mut self, label: &'static str) {
        (self.label, self.sent, self.is_checked) = (Some(label), None, false);
    }

    /// An outcome was sent, and the answer did not come.
    pub(crate) fn may_have_turned_out(&mut self, label: &'static str) {
        (self.sent, self.is_checked) = (Some(label), false);
    }

    async fn check(mut self, shop: &Shop) -> Self {
        let (status, body) = alive(shop.assessment(self.id()).await);
        assert_eq!(status, 200, "an acknowledged assessment is lost: {}", self.answer);
        let shown = body["outcome"].as_str().map(String::from);
        assert_eq!(lasting(body), self.answer, "an acknowledged assessment has changed");
        let possible = [self.label, self.sent.or(self.label)];
        let found = possible.into_iter().find(|label| *label == shown.as_deref());
        assert!(found.is_some(), "an acknowledged outcome is lost: {shown:?} is none of {possible:?}");
        // What was shown once must be shown from now on.
        (self.label, self.sent, self.is_checked) = (found.flatten(), None, true);
        if !self.token.is_old() {
            is_refused(shop, &self.token).await;
        }
        self
    }
}

/// What every later reading of an assessment must say too, to the last digit.
fn lasting(mut answer: Value) -> Value {
    let fields = answer.as_object_mut().unwrap();
    for said_once in ["latency_us", "challenge", "outcome"] {
        fields.remove(said_once);
    }
    assert!(fields["risk_nats"].is_f64() && fields["decision"].is_string());
    assert_eq!(fields["degraded"], false, "answered without a journal though the disk is well");
    answer
}

/// Acknowledged and not acknowledged.
#[derive(Default)]
pub(crate) struct Ledger {
    /// Tokens that nobody has used.
    pub(crate) unused: Vec<Token>,
    /// Tokens that were sent for an assessment whose answer did not come, and their idempotency keys.
    pub(crate) in_doubt: Vec<(Token, Option<String>)>,
    pub(crate) assessments: Vec<Assessment>,
    pub(crate) tokens: usize,
    pub(crate) outcomes: usize,
    /// Assessments and outcomes that were asked for and not answered.
    pub(crate) unanswered: usize,
    /// Used tokens that were tried again.
    refused: usize,
}

impl Ledger {
    /// An assessment was answered.
    pub(crate) fn assessed(&mut self, token: Token, answer: Value) {
        let answer = lasting(answer);
        self.assessments.push(Assessment { answer, token, label: None, sent: None, is_checked: false });
    }

    /// Hands out an assessment: while it is away nobody else says anything about it.
    pub(crate) fn take(&mut self, draw: &mut Draw) -> Option<Assessment> {
        let among = self.assessments.len();
        (among > 0).then(|| self.assessments.swap_remove(draw.below(among)))
    }

    /// Fails where so little was acknowledged that nothing was shown.
    pub(crate) fn is_enough_for(&self, kills: usize) {
        assert!(self.tokens >= 10 * kills, "hardly any token was acknowledged");
        assert!(self.assessments.len() >= 8 * kills, "hardly any assessment was acknowledged");
        assert!(self.outcomes >= 2 * kills, "hardly any outcome was acknowledged");
        assert!(self.unanswered >= kills / 2, "the server was hardly ever killed at work");
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tokens, outcomes, unanswered, refused, .. } = self;
        write!(
            f,
            "{tokens} tokens, {} assessments, {outcomes} outcomes acknowledged; ",
            self.assessments.len()
        )?;
        write!(f, "{unanswered} assessments and outcomes unanswered; ")?;
        write!(f, "{refused} used tokens refused")
    }
}

/// Checks what was acknowledged since the last check and some of what was before, or all of it.
pub(crate) async fn check(shop: &Shop, ledger: &RefCell<Ledger>, draw: &mut Draw, all: bool) {
    let taken = std::mem::take(&mut ledger.borrow_mut().assessments);
    let many = taken.len();
    let (chosen, rest): (Vec<_>, Vec<_>) =
        taken.into_iter().partition(|one| all || !one.is_checked || draw.below(many) < AGAIN);
    let refused = chosen.iter().filter(|one| !one.token.is_old()).count();
    let checked: Vec<Assessment> =
        futures_util::stream::iter(chosen).map(|one| one.check(shop)).buffered(AT_ONCE).collect().await;
    {
        let mut ledger = ledger.borrow_mut();
        ledger.assessments = rest;
        ledger.assessments.extend(checked);
        ledger.refused += refused;
    }
    let in_doubt = std::mem::take(&mut ledger.borrow_mut().in_doubt);
    let settled = in_doubt.into_iter().map(|(token, key)| settle(shop, ledger, token, key));
    futures_util::stream::iter(settled).buffer_unordered(AT_ONCE).collect::<()>().await;
    let unused = std::mem::take(&mut ledger.borrow_mut().unused);
    let (now, later): (Vec<_>, Vec<_>) =
        unused.into_iter().partition(|token| all || token.is_old() || draw.one_in(2));
    ledger.borrow_mut().unused = later;
    let used = now.into_iter().map(|token| use_once(shop, ledger, token));
    futures_util::stream::iter(used).buffer_unordered(AT_ONCE).collect::<()>().await;
}

async fn use_once(shop: &Shop, ledger: &RefCell<Ledger>, token: Token) {
    let (status, body) = alive(shop.assess(&token.text, None).await);
    assert_eq!(status, 200, "an acknowledged token cannot be used: {body}");
    is_refused(shop, &token).await;
    ledger.borrow_mut().assessed(token, body);
}

/// Sends again what was not answered. With an idempotency key there is one answer and always the same; without, the
/// token was used or it was not.
async fn settle(shop: &Shop, ledger: &RefCell<Ledger>, token: Token, key: Option<String>) {
    let (status, body) = alive(shop.assess(&token.text, key.as_deref()).await);
    is_refused(shop, &token).await;
    if key.is_none() && status == 409 {
        assert_eq!(body["code"], "token_used");
        return;
    }
    assert_eq!(status, 200, "a request cannot be repeated: {body}");
    if key.is_some() {
        let (status, again) = alive(shop.assess(&token.text, key.as_deref()).await);
        assert_eq!((status, lasting(again)), (200, lasting(body.clone())), "one key, two answers");
    }
    ledger.borrow_mut().assessed(token, body);
}

async fn is_refused(shop: &Shop, token: &Token) {
    let (status, body) = alive(shop.assess(&token.text, None).await);
    assert_eq!((status, body["code"].as_str()), (409, Some("token_used")), "a token was used twice: {body}");
}

fn alive<T>(answered: Result<T, Gone>) -> T {
    answered.unwrap_or_else(|Gone| panic!("the server ended though nobody killed it"))
}
