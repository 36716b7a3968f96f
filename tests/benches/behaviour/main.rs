//! What judging a visit costs: a realistic one against a customer who is well known, part by part; a report of 2,000 events on its
//! way from bytes to measures; the timing of a device; a promise of a party; an edge, an interaction between parties, and one in a large
//! graph of trust; a purchase, and the hidden Markov model beside hmmlearn's; and the isolation forest beside scikit-learn's.
//!
//! `cargo xtask bench`. One thread, medians. The forest's figures, and those beside networkx, are ratios within one run; the others hang on the machine.

mod attempts;
mod clock;
mod customer;
mod device;
mod edges;
mod forest;
mod graph;
mod intention;
mod report;
mod spending;
mod visit;

/// As in the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let tables: [(&str, fn()); 9] = [
        ("visit", visit::report),
        ("report", report::report),
        ("device", device::report),
        ("intention", intention::report),
        ("attempts", attempts::report),
        ("edges", edges::report),
        ("forest", forest::report),
        ("graph", graph::report),
        ("spending", spending::report),
    ];
    // `cargo bench` adds flags of its own; a plain word picks one table.
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    for (name, report) in tables {
        if wanted.as_deref().is_none_or(|wanted| wanted == name) {
            report();
        }
    }
}
