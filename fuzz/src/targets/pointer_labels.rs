//! The labels of recorded sessions, as `eval pointer` reads them: read, or an error that names the file.

use super::Target;
use eval::data::{balabit, rows_of};
use std::io::Cursor;
use std::path::Path;

pub(crate) const TARGET: Target = Target { name: "pointer_labels", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    vec![
        b"filename,is_illegal\nsession_1,0\nsession_2,1\n".to_vec(),
        b"is_illegal,filename\nperhaps,\"a\nb\"".to_vec(),
    ]
}

fn check(bytes: &[u8]) {
    let table = rows_of(Path::new("FILE"), Cursor::new(bytes.to_vec()));
    if let Err(error) = table.and_then(balabit::labels_of) {
        assert!(error.to_string().starts_with("FILE"), "{error}");
    }
}
