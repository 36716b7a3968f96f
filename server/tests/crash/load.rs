//! Customers at work until the server ends.

use crate::Draw;
use crate::ledger::{Ledger, Token};
use crate::shop::{Gone, Shop};
use std::cell::{Cell, RefCell};

/// Customers at once.
const CUSTOMERS: usize = 12;
/// Devices in all: few enough that each comes back often.
const DEVICES: usize = 30;
const LABELS: [&str; 3] = ["legitimate", "fraud", "chargeback"];

pub(crate) struct Load<'l> {
    shop: &'l Shop,
    ledger: &'l RefCell<Ledger>,
    seed: u64,
    stopped: Cell<bool>,
}

impl<'l> Load<'l> {
    pub(crate) fn new(shop: &'l Shop, ledger: &'l RefCell<Ledger>, seed: u64) -> Self {
        Self { shop, ledger, seed, stopped: Cell::new(false) }
    }

    /// No visit begins from now on.
    pub(crate) fn stop(&self) {
        self.stopped.set(true);
    }

    /// Returns when the server has gone or the load was stopped.
    pub(crate) async fn run(&self) {
        let customers = (0..CUSTOMERS).map(|number| self.customer(Draw(self.seed ^ number as u64)));
        futures_util::future::join_all(customers).await;
    }

    async fn customer(&self, mut draw: Draw) {
        while !self.stopped.get() {
            if self.visit(&mut draw).await.is_err() {
                return;
            }
        }
    }

    async fn visit(&self, draw: &mut Draw) -> Result<(), Gone> {
        // Spread over the whole range, as random ids are.
        let number = draw.below(DEVICES) as u128 + 1;
        let device = format!("dev_{:032x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
        let token = Token::new(self.shop.visit(draw.below(8), &device).await?);
        self.ledger.borrow_mut().tokens += 1;
        if draw.one_in(6) {
            self.ledger.borrow_mut().unused.push(token);
            return Ok(());
        }
        let key = draw.one_in(2).then(|| format!("{:016x}", draw.next()));
        match self.shop.assess(&token.text, key.as_deref()).await {
            Err(gone) => {
                let mut ledger = self.ledger.borrow_mut();
                ledger.unanswered += 1;
                ledger.in_doubt.push((token, key));
                return Err(gone);
            }
            Ok((200, answer)) => self.ledger.borrow_mut().assessed(token, answer),
            Ok(refused) => panic!("a fresh token was refused: {refused:?}"),
        }
        if draw.one_in(2) { self.word(draw).await } else { Ok(()) }
    }

    /// Says what turned out to be true of some visit, new or old.
    async fn word(&self, draw: &mut Draw) -> Result<(), Gone> {
        let Some(mut assessment) = self.ledger.borrow_mut().take(draw) else { return Ok(()) };
        let label = LABELS[draw.below(LABELS.len())];
        let said = self.shop.outcome(assessment.id(), label).await;
        let mut ledger = self.ledger.borrow_mut();
        match &said {
            Ok((204, _)) => {
                assessment.turned_out(label);
                ledger.outcomes += 1;
            }
            // Others changed the device at the same time, again and again: refused, so not durable.
            Ok((409, problem)) if problem["code"] == "contended" => {}
            Ok(refused) => panic!("an outcome was refused: {refused:?}"),
            Err(Gone) => {
                assessment.may_have_turned_out(label);
                ledger.unanswered += 1;
            }
        }
        ledger.assessments.push(assessment);
        said.map(drop)
    }
}
