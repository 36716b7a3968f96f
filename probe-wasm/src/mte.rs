//! The micro-transactions: strictly one after the other, each naming the nonce of the answer before it and
//! reporting how the exchange before it looked from here. The first thing that fails ends the chain.

use crate::{json, page_view::PageView, resource_timing::Watch, sys};
use wire::limits::{PAD_BYTES, STEPS};
use wire::microtransaction::{ClientTiming, MicroTransaction, Posting};
use wire::session::SessionOpened;

/// Runs the plan. `page.last` always holds the timing that no request has carried yet.
pub(crate) async fn run(origin: &str, page: &PageView, opened: SessionOpened) -> Option<()> {
    let url = [origin, "/v1/microtransactions"].concat();
    let watch = Watch::new(&url);
    let mut nonce = opened.nonce;
    for (seq, step) in opened.plan.steps.iter().take(STEPS).enumerate() {
        let pad_bytes = usize::from(step.pad_bytes).min(PAD_BYTES);
        let mut attempt = 0;
        loop {
            let message = MicroTransaction {
                page_view: opened.page_view.clone(),
                seq: seq as u8,
                attempt,
                nonce: nonce.take()?,
                amount_minor: step.amount_minor,
                previous: page.last.get(),
                pad: (pad_bytes > 0).then(|| "p".repeat(pad_bytes)),
            };
            let body = json::micro_transaction(&message).into();
            let started_ms = sys::now_ms();
            let answer = sys::post(&url, &body, false, page.signal()).await?;
            let ended_ms = sys::now_ms();
            let answer = json::micro_transaction_answer(&answer)?;
            page.last.set(Some(ClientTiming {
                seq: message.seq,
                attempt,
                started_us: sys::micros(started_ms),
                ended_us: sys::micros(ended_ms),
                resource: watch.of(started_ms).await,
            }));
            nonce = answer.nonce;
            match (answer.posting, attempt) {
                (Posting::Posted, _) => break,
                (Posting::Retry, 0) => attempt = 1,
                (Posting::Retry, _) => return None,
            }
        }
    }
    Some(())
}
