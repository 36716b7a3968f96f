//! Tokens: what opens is what was issued, to the letter, but for the case of its digits.

use super::Target;
use engine::ids::{ChallengeId, SealId, SiteId};
use engine::secrets::{Secrets, TOKEN_LIFETIME_S};
use models::observation::Timestamp;

pub(crate) const TARGET: Target = Target { name: "token", seeds, check };

const SITE: SiteId = SiteId([1; 16]);
const CHALLENGE: ChallengeId = ChallengeId([3; 16]);

fn secrets() -> Secrets {
    Secrets::new([7; 32])
}

fn seeds() -> Vec<Vec<u8>> {
    let issued = secrets().issue_token(SITE, SealId([2; 16]), Timestamp(1_800_000_000_000_000));
    vec![issued.into_bytes(), secrets().challenge_token(CHALLENGE).into_bytes()]
}

fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let secrets = secrets();
    if let Ok((seal, expires_at)) = secrets.verify_token(SITE, text) {
        let issued_at = Timestamp(expires_at.0 - i64::from(TOKEN_LIFETIME_S) * 1_000_000);
        assert!(secrets.issue_token(SITE, seal, issued_at).eq_ignore_ascii_case(text));
    }
    if secrets.verify_challenge_token(CHALLENGE, text).is_ok() {
        assert!(secrets.challenge_token(CHALLENGE).eq_ignore_ascii_case(text));
    }
    if secrets.code_matches(CHALLENGE, text) {
        assert_eq!(secrets.code(CHALLENGE), text);
    }
}
