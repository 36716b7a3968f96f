//! The micro-transactions: strictly one after the other, each naming the nonce of the answer before it and
//! reporting how the exchange before it looked from here. The first thing that fails ends the chain.

use crate::{json, page_view::PageView, resource_timing::Watch, sys};
use wasm_bindgen::JsValue;
use wire::limits::{PAD_BYTES, STEPS};
use wire::microtransaction::{ClientTiming, MicroTransaction, Posting, ResourceTiming};
use wire::plan::Step;
use wire::session::SessionOpened;

/// Runs the plan. `page.last` always holds the timing that no request has carried yet.
pub(crate) async fn run(origin: &str, page: &PageView, opened: SessionOpened) -> Option<()> {
    let url = [origin, "/v1/microtransactions"].concat();
    let watch = Watch::new(&url);
    let mut chain = Chain { page_view: opened.page_view, nonce: opened.nonce, seq: 0, attempt: 0 };
    for step in opened.plan.steps.iter().take(STEPS) {
        chain.attempt = 0;
        loop {
            let body = chain.request(step, page.last.get())?;
            let started_ms = sys::now_ms();
            let answer = sys::post(&url, &body, false, page.signal()).await?;
            let ended_ms = sys::now_ms();
            let resource = watch.of(started_ms).await;
            page.last.set(Some(chain.timing(started_ms, ended_ms, resource)));
            match (chain.answered(&answer)?, chain.attempt) {
                (Posting::Posted, _) => break,
                (Posting::Retry, 0) => chain.attempt = 1,
                (Posting::Retry, _) => return None,
            }
        }
        chain.seq += 1;
    }
    Some(())
}

/// Where the chain stands.
struct Chain {
    page_view: String,
    /// From the last answer; used once.
    nonce: Option<String>,
    seq: u8,
    attempt: u8,
}

impl Chain {
    /// The body of the next request; `None` where no nonce was handed out.
    #[inline(never)]
    fn request(&mut self, step: &Step, previous: Option<ClientTiming>) -> Option<JsValue> {
        let pad_bytes = usize::from(step.pad_bytes).min(PAD_BYTES);
        let message = MicroTransaction {
            page_view: self.page_view.clone(),
            seq: self.seq,
            attempt: self.attempt,
            nonce: self.nonce.take()?,
            amount_minor: step.amount_minor,
            previous,
            pad: (pad_bytes > 0).then(|| "p".repeat(pad_bytes)),
        };
        Some(json::micro_transaction(&message).into())
    }

    fn timing(&self, started_ms: f64, ended_ms: f64, resource: Option<ResourceTiming>) -> ClientTiming {
        let (started_us, ended_us) = (sys::micros(started_ms), sys::micros(ended_ms));
        ClientTiming { seq: self.seq, attempt: self.attempt, started_us, ended_us, resource }
    }

    #[inline(never)]
    fn answered(&mut self, answer: &JsValue) -> Option<Posting> {
        let answer = json::micro_transaction_answer(answer)?;
        self.nonce = answer.nonce;
        Some(answer.posting)
    }
}
