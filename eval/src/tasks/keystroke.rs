//! To come.

use super::{Findings, Options};
use anyhow::{Result, bail};
use clap::Args;
use std::path::PathBuf;

/// The task.
#[derive(Args)]
pub struct Keystroke {
    /// The data.
    #[arg(long)]
    pub data: PathBuf,
    #[command(flatten)]
    pub(super) options: Options,
}

impl Keystroke {
    pub(super) fn measure(&self) -> Result<Findings> {
        bail!("{}: not yet", self.data.display())
    }
}
