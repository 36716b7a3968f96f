//! A file of repetitions of one text, as `eval keystroke` reads it: rhythms of finite numbers, or an error that names the file.

use super::Target;
use eval::data::{rows_of, typing};
use std::io::Cursor;
use std::path::Path;

pub(crate) const TARGET: Target = Target { name: "typing_table", seeds, check };

const HEADER: &str = "subject,sessionIndex,rep,H.a,DD.a.b,UD.a.b,H.b,DD.b.c,UD.b.c,H.c,DD.c.d,UD.c.d,H.d\n";
const ROWS: &str =
    "one,1,1,0.1,0.2,0.1,0.1,0.2,0.1,0.1,0.05,-0.05,0.1\ntwo,1,1,0,0,0,29.9,29.9,0,1e-5,0,0,0.1\n";

fn seeds() -> Vec<Vec<u8>> {
    vec![
        format!("{HEADER}{ROWS}").into_bytes(),
        b"subject,rep,H.a\n\"one\",NaN,-1".to_vec(),
        b"\x1f\x8b".to_vec(),
    ]
}

fn check(bytes: &[u8]) {
    let table = rows_of(Path::new("FILE"), Cursor::new(bytes.to_vec()));
    match table.and_then(typing::typists_of) {
        Ok(typists) => {
            for rhythm in typists.iter().flat_map(|typist| &typist.repetitions) {
                assert_eq!(rhythm.numbers.len(), 3 * usize::from(rhythm.keys) - 2);
                assert!(rhythm.numbers.iter().all(|number| number.is_finite()));
            }
        }
        Err(error) => assert!(error.to_string().starts_with("FILE"), "{error}"),
    }
}
