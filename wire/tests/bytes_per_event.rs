//! The sizes that the documentation quotes.
#![allow(missing_docs, clippy::print_stdout)]

mod trace;

use trace::{checkout, costs};

#[test]
fn a_keystroke_takes_at_most_nine_bytes_and_a_pointer_move_at_most_four_and_a_half() {
    let [down, up, moved, _] = costs(&checkout());
    assert!(down.events >= 70 && down.events == up.events && moved.events >= 250, "the trace is too thin");
    let keystroke = down.mean() + up.mean();
    println!("keystroke {keystroke:.2} bytes, pointer move {:.2} bytes", moved.mean());
    assert!(keystroke <= 9.0, "a keystroke takes {keystroke:.2} bytes");
    assert!(moved.mean() <= 4.5, "a pointer move takes {:.2} bytes", moved.mean());
}

#[test]
fn the_trace_survives_the_wire() {
    let events = checkout();
    let mut encoder = wire::codec::Encoder::default();
    events.iter().for_each(|event| encoder.push(event));
    let decoded = wire::codec::decode(&encoder.take()).unwrap();
    assert_eq!(decoded.len(), events.len());
    for (sent, read) in events.iter().zip(&decoded) {
        assert_eq!(sent.what, read.what);
        assert!(sent.at - read.at < 10);
    }
}
