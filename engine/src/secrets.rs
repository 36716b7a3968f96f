//! Keyed hashes: tokens that cannot be forged, pseudonyms that cannot be reversed without the key.

use crate::ids::{ChallengeId, SealId, SiteId, hex, unhex};
use alloc::{format, string::String};
use hmac::{Hmac, KeyInit, Mac};
use models::observation::Timestamp;
use sha2::Sha256;

/// How long a sealed token may be used, in seconds.
pub const TOKEN_LIFETIME_S: u32 = 300;

/// The installation's master key and what is derived from it (HMAC-SHA-256, RFC 2104).
#[derive(Clone)]
pub struct Secrets {
    /// The master key, padded with zeros to SHA-256's block as RFC 2104 §2 says.
    master: [u8; 64],
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not of a token's form.
    #[error("the token is malformed")]
    Malformed,
    /// Not issued here, or for another site.
    #[error("the token was not issued for this site")]
    Forged,
}

/// What a value is hashed for: the same text never gives the same hash in two domains.
#[derive(Clone, Copy, Debug)]
pub enum Domain {
    /// A merchant's own user id.
    User,
    /// A merchant's own card id.
    Card,
    /// A merchant's own transaction id.
    Transaction,
    /// A merchant's own id of a party: somebody who is paid, or promises something.
    Payee,
    /// A merchant's own id of a promise.
    Commitment,
    /// An `Idempotency-Key`.
    Idempotency,
    /// An analyst's name.
    Analyst,
    /// A device id, as the page keeps it.
    Device,
    /// A merchant's own hash of a card's expiry date.
    Expiry,
    /// Whoever an assessment is for that names no user.
    Nobody,
}

impl Domain {
    fn label(self) -> &'static [u8] {
        match self {
            Domain::User => b"user",
            Domain::Card => b"card",
            Domain::Transaction => b"transaction",
            Domain::Payee => b"payee",
            Domain::Commitment => b"commitment",
            Domain::Idempotency => b"idempotency",
            Domain::Analyst => b"analyst",
            Domain::Device => b"device",
            Domain::Expiry => b"expiry",
            Domain::Nobody => b"nobody",
        }
    }
}

impl Secrets {
    /// From 32 random bytes kept outside the journal.
    pub fn new(master: [u8; 32]) -> Self {
        let mut block = [0; 64];
        block.iter_mut().zip(master).for_each(|(block, byte)| *block = byte);
        Self { master: block }
    }

    /// The pseudonym under which a merchant's own identifier is stored: 128 bits, per site and domain.
    pub fn pseudonym(&self, site: SiteId, domain: Domain, text: &str) -> [u8; 16] {
        self.mac(&[b"pseudonym", domain.label(), &site.0, text.as_bytes()])
    }

    /// The token for the checkout form: names the seal, carries its expiry, valid for one site.
    pub fn issue_token(&self, site: SiteId, seal: SealId, now: Timestamp) -> String {
        let expires_at_s = (now.0 / 1_000_000 + i64::from(TOKEN_LIFETIME_S)).max(0) as u64;
        let tag = self.mac(&[b"token", &site.0, &seal.0, &expires_at_s.to_be_bytes()]);
        format!("pt_{}{expires_at_s:016x}{}", hex(&seal.0), hex(&tag))
    }

    /// Checks a token without looking anything up: which visit it names, and when it expires.
    pub fn verify_token(&self, site: SiteId, token: &str) -> Result<(SealId, Timestamp), TokenError> {
        let parts = token.strip_prefix("pt_").filter(|rest| rest.len() == 80 && rest.is_ascii());
        let (seal, rest) = parts.and_then(|rest| rest.split_at_checked(32)).ok_or(TokenError::Malformed)?;
        let (expiry, tag) = rest.split_at_checked(16).ok_or(TokenError::Malformed)?;
        let seal = SealId(unhex(seal).ok_or(TokenError::Malformed)?);
        let expires_at_s = from_hex(expiry).ok_or(TokenError::Malformed)?;
        let tag = unhex(tag).ok_or(TokenError::Malformed)?;
        self.check(&[b"token", &site.0, &seal.0, &expires_at_s.to_be_bytes()], &tag)
            .map_err(|()| TokenError::Forged)?;
        let expires_at_us =
            i64::try_from(expires_at_s).ok().and_then(|seconds| seconds.checked_mul(1_000_000));
        Ok((seal, Timestamp(expires_at_us.ok_or(TokenError::Malformed)?)))
    }

    /// The link that the next visit of a device presents: names its number, valid for one device of one site.
    pub fn issue_link(&self, site: SiteId, device: [u8; 16], number: u32) -> String {
        format!("pl_{number:08x}{}", hex(&self.mac(&[b"link", &site.0, &device, &number.to_be_bytes()])))
    }

    /// Checks a link: the number it names.
    pub fn verify_link(&self, site: SiteId, device: [u8; 16], link: &str) -> Result<u32, TokenError> {
        let parts = link.strip_prefix("pl_").filter(|rest| rest.len() == 40 && rest.is_ascii());
        let (number, tag) = parts.and_then(|rest| rest.split_at_checked(8)).ok_or(TokenError::Malformed)?;
        let number =
            from_hex(number).and_then(|number| number.try_into().ok()).ok_or(TokenError::Malformed)?;
        let tag = unhex(tag).ok_or(TokenError::Malformed)?;
        self.check(&[b"link", &site.0, &device, &u32::to_be_bytes(number)], &tag)
            .map_err(|()| TokenError::Forged)?;
        Ok(number)
    }

    /// The page's proof that the merchant's back end sent it to this challenge.
    pub fn challenge_token(&self, challenge: ChallengeId) -> String {
        format!("ct_{}", hex(&self.mac(&[b"challenge", &challenge.0])))
    }

    /// Checks a challenge token in constant time.
    pub fn verify_challenge_token(&self, challenge: ChallengeId, token: &str) -> Result<(), TokenError> {
        let tag = token.strip_prefix("ct_").and_then(unhex).ok_or(TokenError::Malformed)?;
        self.check(&[b"challenge", &challenge.0], &tag).map_err(|()| TokenError::Forged)
    }

    /// The six digits of a challenge's one-time code: a keyed hash of its random id, so nothing is stored.
    pub fn code(&self, challenge: ChallengeId) -> String {
        // 10^6 into 2^128: the bias is far below one in 10^30.
        format!("{:06}", u128::from_be_bytes(self.mac(&[b"code", &challenge.0])) % 1_000_000)
    }

    /// Compares an answer with the code, in constant time.
    pub fn code_matches(&self, challenge: ChallengeId, answer: &str) -> bool {
        let expected = self.mac(&[b"answer", &challenge.0, self.code(challenge).as_bytes()]);
        self.check(&[b"answer", &challenge.0, answer.as_bytes()], &expected).is_ok()
    }

    /// What is kept of a word: whoever shares it shares this, within a site.
    pub fn keyword(&self, site: SiteId, word: &str) -> u32 {
        let [a, b, c, d, ..] = self.mac(&[b"keyword", &site.0, word.as_bytes()]);
        u32::from_be_bytes([a, b, c, d])
    }

    /// Digest of a request body, to tell a repeated request from another one under the same key.
    pub fn digest(&self, bytes: &[u8]) -> [u8; 16] {
        self.mac(&[b"digest", bytes])
    }

    fn mac(&self, parts: &[&[u8]]) -> [u8; 16] {
        let full: [u8; 32] = self.state(parts).finalize().into_bytes().into();
        let mut half = [0; 16];
        half.iter_mut().zip(full).for_each(|(half, full)| *half = full);
        half
    }

    fn check(&self, parts: &[&[u8]], tag: &[u8; 16]) -> Result<(), ()> {
        self.state(parts).verify_truncated_left(tag).map_err(|_| ())
    }

    /// Every part is preceded by its length, so parts cannot flow into each other.
    fn state(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut state = Hmac::<Sha256>::new(&self.master.into());
        for part in parts {
            state.update(&(part.len() as u64).to_be_bytes());
            state.update(part);
        }
        state
    }
}

/// A number of hexadecimal digits; the standard library alone would take a sign for one.
fn from_hex(digits: &str) -> Option<u64> {
    let digits = Some(digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u64::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000_000);
    const SITE: SiteId = SiteId([1; 16]);
    const SEAL: SealId = SealId([2; 16]);

    #[test]
    fn a_token_opens_for_its_site_only_and_says_when_it_expires() {
        let secrets = Secrets::new([9; 32]);
        let token = secrets.issue_token(SITE, SEAL, NOW);
        let expires_at = Timestamp(NOW.0 + i64::from(TOKEN_LIFETIME_S) * 1_000_000);
        assert_eq!(secrets.verify_token(SITE, &token), Ok((SEAL, expires_at)));
        assert_eq!(secrets.verify_token(SiteId([3; 16]), &token), Err(TokenError::Forged));
        assert_eq!(Secrets::new([8; 32]).verify_token(SITE, &token), Err(TokenError::Forged));
    }

    #[test]
    fn no_single_digit_of_a_token_can_be_changed() {
        let secrets = Secrets::new([9; 32]);
        let token = secrets.issue_token(SITE, SEAL, NOW);
        for at in 3..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(secrets.verify_token(SITE, &changed), Err(TokenError::Forged), "{changed}");
        }
    }

    #[test]
    fn a_token_has_one_spelling() {
        let secrets = Secrets::new([9; 32]);
        let token = secrets.issue_token(SITE, SEAL, NOW);
        let with_a_sign = [&token[..35], "+", &token[36..]].concat();
        assert_eq!(secrets.verify_token(SITE, &with_a_sign), Err(TokenError::Malformed));
    }

    #[test]
    fn a_link_names_its_number_for_its_device_and_site_only() {
        let secrets = Secrets::new([9; 32]);
        let link = secrets.issue_link(SITE, [5; 16], 300);
        assert_eq!(secrets.verify_link(SITE, [5; 16], &link), Ok(300));
        assert_eq!(secrets.verify_link(SITE, [6; 16], &link), Err(TokenError::Forged));
        assert_eq!(secrets.verify_link(SiteId([3; 16]), [5; 16], &link), Err(TokenError::Forged));
        let further = link.replacen("0000012c", "0000012d", 1);
        assert_eq!(secrets.verify_link(SITE, [5; 16], &further), Err(TokenError::Forged));
        for malformed in ["", "pl_", "7", "pl_+000012c00000000000000000000000000000000", &link[..42]] {
            assert_eq!(secrets.verify_link(SITE, [5; 16], malformed), Err(TokenError::Malformed));
        }
    }

    #[test]
    fn the_same_id_has_another_pseudonym_in_every_domain_and_site() {
        let secrets = Secrets::new([9; 32]);
        let user = secrets.pseudonym(SITE, Domain::User, "42");
        assert_eq!(user, secrets.pseudonym(SITE, Domain::User, "42"));
        assert_ne!(user, secrets.pseudonym(SITE, Domain::Card, "42"));
        assert_ne!(user, secrets.pseudonym(SiteId([4; 16]), Domain::User, "42"));
    }
}
