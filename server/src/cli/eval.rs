//! `pennyprint eval`: measures the models on data sets.

use clap::Args;
use eval::Task;
use std::io::stdout;

#[derive(Args)]
pub(super) struct Eval {
    #[command(subcommand)]
    task: Task,
}

impl Eval {
    pub(super) fn run(self) -> anyhow::Result<()> {
        self.task.run(&mut stdout().lock())
    }
}
