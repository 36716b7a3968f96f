//! How far a task is, on standard error where a person looks on; standard output belongs to the result.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar for so many steps.
pub(crate) fn bar(what: &'static str, steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:<28} {bar:32} {pos}/{len} {elapsed}");
    let bar = ProgressBar::new(steps as u64).with_message(what);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
