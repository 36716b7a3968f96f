//! `laboratory`: the laboratory as a command.

use anyhow::Result;
use clap::Parser as _;
use laboratory::Laboratory;

fn main() -> Result<()> {
    Laboratory::parse().run()
}
