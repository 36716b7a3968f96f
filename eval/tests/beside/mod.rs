//! The data sets, which stand beside the repository and are no part of it.

use std::path::{Path, PathBuf};

/// One of them; `None` where it is not there.
pub(crate) fn data(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(path);
    if !file.exists() {
        eprintln!("skipped: no {path} in ../shared/data beside this checkout");
    }
    file.exists().then_some(file)
}
