//! The nonce chain: every answer hands out the only nonce that the next request may carry, so a chain can be
//! neither replayed nor sent ahead.

use crate::problem::{Code, Problem};
use engine::ids::{hex, unhex};
use subtle::ConstantTimeEq;

/// Where a chain stands.
#[derive(Debug, Default)]
pub struct Chain {
    expected: Option<Expected>,
    spent: Vec<[u8; 16]>,
}

#[derive(Clone, Copy, Debug)]
struct Expected {
    seq: u8,
    attempt: u8,
    nonce: [u8; 16],
}

impl Chain {
    /// Hands out a nonce for one step; any other step is refused from now on.
    pub fn expect(&mut self, seq: u8, attempt: u8, nonce: [u8; 16]) -> String {
        self.expected = Some(Expected { seq, attempt, nonce });
        hex(&nonce)
    }

    /// Spends the nonce of the next step.
    pub fn spend(&mut self, seq: u8, attempt: u8, nonce: &str) -> Result<(), Problem> {
        let forged =
            || Problem::new(Code::NonceForged, "this chain has not handed out the nonce").in_field("nonce");
        let nonce = unhex(nonce).ok_or_else(forged)?;
        if self.spent.contains(&nonce) {
            return Err(
                Problem::new(Code::NonceReplayed, "each nonce is good for one request").in_field("nonce")
            );
        }
        let Some(expected) = self.expected else {
            return Err(
                Problem::new(Code::ChainOutOfOrder, "no micro-transaction is expected now").in_field("seq")
            );
        };
        if (seq, attempt) != (expected.seq, expected.attempt) {
            let detail = format!("expected step {} attempt {}", expected.seq, expected.attempt);
            return Err(Problem::new(Code::ChainOutOfOrder, detail).in_field("seq"));
        }
        if !bool::from(nonce.ct_eq(&expected.nonce)) {
            return Err(forged());
        }
        self.spent.push(nonce);
        self.expected = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_goes_forward_once() {
        let mut chain = Chain::default();
        let first = chain.expect(0, 0, [1; 16]);
        let code = |result: Result<(), Problem>| result.err().map(|problem| problem.code());
        assert_eq!(code(chain.spend(1, 0, &first)), Some(Code::ChainOutOfOrder));
        assert_eq!(code(chain.spend(0, 0, &hex(&[9; 16]))), Some(Code::NonceForged));
        assert_eq!(code(chain.spend(0, 0, &first)), None);
        assert_eq!(code(chain.spend(0, 0, &first)), Some(Code::NonceReplayed));
        let second = chain.expect(1, 0, [2; 16]);
        assert_eq!(code(chain.spend(1, 0, &first)), Some(Code::NonceReplayed));
        assert_eq!(code(chain.spend(1, 0, &second)), None);
        assert_eq!(code(chain.spend(2, 0, &hex(&[3; 16]))), Some(Code::ChainOutOfOrder));
    }
}
