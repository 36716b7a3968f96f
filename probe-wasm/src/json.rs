//! The few JSON messages of `wire`, written and read by hand: `serde_json` would weigh more than the rest of
//! the probe. The tests hold every message that is written against `wire`'s own serde form.

use crate::sys::property;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wire::microtransaction::{
    ClientTiming, MicroTransaction, MicroTransactionAnswer, Posting, ResourceTiming,
};
use wire::plan::{ProbePlan, Step};
use wire::session::{OpenSession, SessionOpened};
use wire::signal::{Absence, Reading, Signal};
use wire::token::{Seal, Sealed};

/// JSON text under construction.
#[derive(Default)]
struct Text(String);

impl Text {
    #[inline(never)]
    fn raw(&mut self, text: &str) -> &mut Self {
        self.0.push_str(text);
        self
    }

    /// Writes the name of the next member.
    #[inline(never)]
    fn name(&mut self, name: &str) -> &mut Self {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        self.raw("\"").raw(name).raw("\":")
    }

    #[inline(never)]
    fn integer(&mut self, value: i64) -> &mut Self {
        if value < 0 {
            self.0.push('-');
        }
        let mut scale = 1u64;
        let rest = value.unsigned_abs();
        while rest / scale >= 10 {
            scale *= 10;
        }
        while scale > 0 {
            self.0.push(char::from(b'0' + (rest / scale % 10) as u8));
            scale /= 10;
        }
        self
    }

    #[inline(never)]
    fn text(&mut self, value: &str) -> &mut Self {
        self.0.push('"');
        for letter in value.chars() {
            if letter < ' ' {
                let code = letter as u8;
                self.raw("\\u00").digit(code >> 4).digit(code & 15);
            } else {
                if matches!(letter, '"' | '\\') {
                    self.0.push('\\');
                }
                self.0.push(letter);
            }
        }
        self.raw("\"")
    }

    fn digit(&mut self, value: u8) -> &mut Self {
        self.0.push(char::from(if value < 10 { b'0' + value } else { b'a' - 10 + value }));
        self
    }

    fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) -> &mut Self {
        match value {
            Some(value) => write(self, value),
            None => _ = self.raw("null"),
        }
        self
    }

    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) -> &mut Self {
        self.raw("[");
        for item in items {
            if !self.0.ends_with('[') {
                self.raw(",");
            }
            write(self, item);
        }
        self.raw("]")
    }

    fn boolean(&mut self, value: bool) -> &mut Self {
        self.raw(if value { "true" } else { "false" })
    }

    fn optional_text(&mut self, value: Option<&str>) -> &mut Self {
        self.optional(value, |out, value| _ = out.text(value))
    }
}

pub(crate) fn open_session(message: &OpenSession) -> String {
    let mut out = Text::default();
    out.raw("{").name("v").integer(message.v.into());
    out.name("key").text(&message.key);
    out.name("session_id").optional_text(message.session_id.as_deref());
    out.name("device_id").optional_text(message.device_id.as_deref());
    out.name("view").text(&message.view);
    out.name("signals").list(&message.signals, signal).raw("}");
    out.0
}

fn signal(out: &mut Text, signal: &Signal) {
    out.raw("{").name("name").text(&signal.name).name("reading").raw("{");
    match &signal.reading {
        Reading::Integer(value) => out.name("integer").integer(*value),
        Reading::Integers(values) => out.name("integers").list(values, |out, value| _ = out.integer(*value)),
        Reading::Text(text) => out.name("text").text(text),
        Reading::Texts(texts) => out.name("texts").list(texts, |out, text| _ = out.text(text)),
        Reading::Absent(why) => out.name("absent").text(match why {
            Absence::Unsupported => "unsupported",
            Absence::Blocked => "blocked",
            Absence::Timeout => "timeout",
            Absence::Failed => "failed",
        }),
    };
    out.raw("}").name("cost_us").integer(signal.cost_us.into()).raw("}");
}

pub(crate) fn micro_transaction(message: &MicroTransaction) -> String {
    let mut out = Text::default();
    out.raw("{").name("page_view").text(&message.page_view);
    out.name("seq").integer(message.seq.into());
    out.name("attempt").integer(message.attempt.into());
    out.name("nonce").text(&message.nonce);
    out.name("amount_minor").integer(message.amount_minor.into());
    out.name("previous").optional(message.previous, client_timing);
    if let Some(pad) = &message.pad {
        // It is long and holds nothing to escape.
        out.name("pad").raw("\"").raw(pad).raw("\"");
    }
    out.raw("}");
    out.0
}

fn client_timing(out: &mut Text, timing: ClientTiming) {
    out.raw("{").name("seq").integer(timing.seq.into());
    out.name("attempt").integer(timing.attempt.into());
    out.name("started_us").integer(timing.started_us as i64);
    out.name("ended_us").integer(timing.ended_us as i64);
    out.name("resource").optional(timing.resource, resource_timing).raw("}");
}

fn resource_timing(out: &mut Text, timing: ResourceTiming) {
    out.raw("{").name("connect_us").integer(timing.connect_us.into());
    out.name("reused").boolean(timing.reused);
    out.name("ttfb_us").integer(timing.ttfb_us.into());
    out.name("transfer_us").integer(timing.transfer_us.into());
    out.name("body_bytes").integer(timing.body_bytes.into());
    out.name("server_us").optional(timing.server_us, |out, value| _ = out.integer(value.into())).raw("}");
}

pub(crate) fn seal(message: &Seal) -> String {
    let mut out = Text::default();
    out.raw("{").name("page_view").text(&message.page_view);
    out.name("last").optional(message.last, client_timing);
    if let Some(link) = &message.link {
        out.name("link").text(link);
    }
    if !message.signals.is_empty() {
        out.name("signals").list(&message.signals, signal);
    }
    out.raw("}");
    out.0
}

pub(crate) fn session_opened(answer: &JsValue) -> Option<SessionOpened> {
    let plan = property(answer, "plan")?;
    let steps: Array = property(&plan, "steps")?.dyn_into().ok()?;
    let steps = steps.iter().map(|step| {
        Some(Step {
            amount_minor: number(&step, "amount_minor")? as u8,
            pad_bytes: number(&step, "pad_bytes")? as u16,
        })
    });
    Some(SessionOpened {
        session_id: text(answer, "session_id")?,
        device_id: text(answer, "device_id")?,
        page_view: text(answer, "page_view")?,
        nonce: text(answer, "nonce"),
        plan: ProbePlan {
            steps: steps.collect::<Option<Vec<_>>>()?,
            budget_ms: number(&plan, "budget_ms")? as u32,
            report_after_ms: number(&plan, "report_after_ms")? as u32,
        },
    })
}

/// Leaves out the filler, which has done its work when it has arrived.
pub(crate) fn micro_transaction_answer(answer: &JsValue) -> Option<MicroTransactionAnswer> {
    let posting = match text(answer, "posting")?.as_str() {
        "posted" => Posting::Posted,
        "retry" => Posting::Retry,
        _ => return None,
    };
    Some(MicroTransactionAnswer { posting, nonce: text(answer, "nonce"), filler: None })
}

pub(crate) fn sealed(answer: &JsValue) -> Option<Sealed> {
    let expires_in_s = number(answer, "expires_in_s")? as u32;
    Some(Sealed { token: text(answer, "token")?, expires_in_s, link: text(answer, "link")? })
}

#[inline(never)]
fn text(of: &JsValue, name: &str) -> Option<String> {
    property(of, name)?.as_string()
}

#[inline(never)]
fn number(of: &JsValue, name: &str) -> Option<f64> {
    property(of, name)?.as_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMING: ClientTiming = ClientTiming {
        seq: 4,
        attempt: 1,
        started_us: 1_234_567_890_123,
        ended_us: 10,
        resource: Some(ResourceTiming {
            connect_us: u32::MAX,
            reused: false,
            ttfb_us: 0,
            transfer_us: 100,
            body_bytes: 32_768,
            server_us: Some(123),
        }),
    };

    #[test]
    fn an_opening_is_what_wire_reads() {
        let readings = [
            Reading::Integer(i64::MIN),
            Reading::Integers(vec![0, -9, 10, 99, 100]),
            Reading::Integers(Vec::new()),
            Reading::Text("a\"b\\c\n\u{1}\u{1f} ß 中 😀".into()),
            Reading::Texts(vec!["en-GB".into(), String::new()]),
            Reading::Absent(Absence::Unsupported),
            Reading::Absent(Absence::Blocked),
            Reading::Absent(Absence::Timeout),
            Reading::Absent(Absence::Failed),
        ];
        let signals = readings.map(|reading| Signal { name: "screen".into(), reading, cost_us: 7 });
        let message = OpenSession {
            v: 1,
            key: "pk_test_1".into(),
            session_id: None,
            device_id: Some("dev_1".into()),
            view: "check\"out".into(),
            signals: signals.into(),
        };
        assert_eq!(serde_json::from_str::<OpenSession>(&open_session(&message)).unwrap(), message);
    }

    #[test]
    fn a_micro_transaction_is_what_wire_reads() {
        let bare = ClientTiming { resource: None, ..TIMING };
        for (previous, pad) in [(None, None), (Some(TIMING), Some("p".repeat(3))), (Some(bare), None)] {
            let (page_view, nonce) = ("pv_1".into(), "n_1".into());
            let message =
                MicroTransaction { page_view, seq: 2, attempt: 0, nonce, amount_minor: 5, previous, pad };
            assert_eq!(
                serde_json::from_str::<MicroTransaction>(&micro_transaction(&message)).unwrap(),
                message
            );
        }
    }

    #[test]
    fn a_seal_is_what_wire_reads() {
        let work = Signal {
            name: "compute_speed".into(),
            reading: Reading::Integers(vec![i64::MIN, 7]),
            cost_us: 9,
        };
        let none = Signal { name: "fonts".into(), reading: Reading::Absent(Absence::Timeout), cost_us: 0 };
        for (last, link, signals) in [
            (None, None, Vec::new()),
            (Some(TIMING), Some(String::new()), vec![work.clone()]),
            (None, Some("pl_1".into()), vec![none, work]),
        ] {
            let message = Seal { page_view: "pv_1".into(), last, link, signals };
            assert_eq!(serde_json::from_str::<Seal>(&seal(&message)).unwrap(), message);
        }
    }
}
