//! The command line. One file per command; exit status 0, 1 (failed) or 2 (bad usage).

mod analyst;
mod backup;
mod replay;
mod retain;
mod serve;
mod site;
mod verify;

use crate::app::App;
use crate::config::{Config, Storage};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Tells whether the person and the device at the checkout are who they claim to be.
#[derive(Parser)]
#[command(name = "pennyprint", version, about)]
pub struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Serve pages, back ends and the console.
    Serve(serve::Serve),
    /// Make, list and re-key sites. Run it while the server is stopped.
    #[command(subcommand)]
    Site(site::SiteCommand),
    /// Add people to the console. Run it while the server is stopped.
    #[command(subcommand)]
    Analyst(analyst::AnalystCommand),
    /// Copy the journal, while the server runs or not.
    Backup(backup::Backup),
    /// Put a backup into a new data folder.
    Restore(backup::Restore),
    /// What another policy, or these models, would have decided on the journal's evidence.
    Replay(replay::ReplayCommand),
    /// Forget what is older than `storage.retention_days`. Run it while the server is stopped; running, it does so once a day.
    Retain(retain::Retain),
    /// Check every checksum, and every state against its records. Run it while the server is stopped.
    Verify(verify::Verify),
}

/// Where the data is, for commands other than `serve`.
#[derive(Args)]
pub(crate) struct Data {
    /// Folder with the journal and the master key.
    #[arg(long, env = "PENNYPRINT_DATA", default_value = "data")]
    data: PathBuf,
}

impl Data {
    async fn open(self) -> anyhow::Result<App> {
        let storage = Storage { data: self.data, ..Storage::default() };
        App::open(Config { storage, ..Config::default() }).await
    }
}

impl Command {
    /// Carries the command out.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Serve(serve) => serve.run().await,
            What::Site(site) => site.run().await,
            What::Analyst(analyst) => analyst.run().await,
            What::Backup(backup) => backup.run(),
            What::Restore(restore) => restore.run(),
            What::Replay(replay) => replay.run().await,
            What::Retain(retain) => retain.run().await,
            What::Verify(verify) => verify.run().await,
        }
    }
}
