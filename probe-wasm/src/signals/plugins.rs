//! Plugins: `[plugins, their media types, 1 where the browser shows PDF files]` (WHATWG HTML, "PDF viewing
//! support"). Browsers that show PDF files list the same five plugins, the others none: any other number is
//! somebody's work.
//!
//! Stability: changes when the PDF viewer is switched off. Cost: 700 µs.

use crate::reflect::{get, global, is, number};
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    let navigator = global("navigator");
    let count = |of| number(&get(&navigator, of), "length") as i64;
    let shows = is(&navigator, "pdfViewerEnabled");
    Reading::Integers(vec![count("plugins"), count("mimeTypes"), shows.into()])
}
