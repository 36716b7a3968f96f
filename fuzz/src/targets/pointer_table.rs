//! A recorded session of a mouse, as `eval pointer` reads it: events that can be measured, or an error that names the file.

use super::Target;
use eval::data::{balabit, rows_of};
use models::detectors::behaviour::pointer::measured;
use std::io::Cursor;
use std::path::Path;

pub(crate) const TARGET: Target = Target { name: "pointer_table", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    let mut session = String::from("record timestamp,client timestamp,button,state,x,y\n");
    for step in 0..12 {
        session += &format!("{step},{}.5,NoButton,Move,{},{}\n", step / 4, 7 * step, step * step);
    }
    session += "3,3.1,Left,Pressed,90,121\n3,3.2,Left,Drag,95,121\n3,3.3,Left,Released,99,121\n3,3.4,Scroll,Down,0,0\n";
    let strange = "client timestamp,button,state,x,y\n1e300,,Move,-1e300,65535\n0,Right,Up,1,1\n";
    vec![session.into_bytes(), strange.into()]
}

fn check(bytes: &[u8]) {
    let table = rows_of(Path::new("FILE"), Cursor::new(bytes.to_vec()));
    match table.and_then(balabit::session_of) {
        Ok(events) => _ = measured(&events),
        Err(error) => assert!(error.to_string().starts_with("FILE"), "{error}"),
    }
}
