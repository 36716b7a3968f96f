//! The command line. One file per command; exit status 0, 1 (failed) or 2 (bad usage).

mod analyst;
mod artifact;
mod backup;
mod erase;
mod eval;
mod export;
mod replay;
mod retain;
mod serve;
mod site;
mod verify;

use crate::app::App;
use crate::config::{Config, Storage};
use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use engine::ids::SiteId;
use engine::keyring::Keyring;
use engine::secrets::Domain;
use engine::site::Site;
use std::path::PathBuf;
use std::sync::Arc;

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
    /// List, show, refit, publish and roll back what the entities of a site share. Run it while the server is stopped.
    #[command(subcommand)]
    Artifact(artifact::ArtifactCommand),
    /// Copy the journal, while the server runs or not.
    Backup(backup::Backup),
    /// Put a backup into a new data folder.
    Restore(backup::Restore),
    /// Measure the models on data sets: the very code that scores visits here.
    Eval(eval::Eval),
    /// Print all that is known of a user. Run it while the server is stopped.
    Export(export::Export),
    /// Erase a user. Run it while the server is stopped.
    Erase(erase::Erase),
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

/// A user of a site, for commands that are about one.
#[derive(Args)]
pub(crate) struct User {
    #[command(flatten)]
    data: Data,
    /// The site.
    #[arg(long)]
    site: String,
    /// The merchant's own id of the user.
    #[arg(long)]
    user: String,
}

impl User {
    /// The application, the site, and the user's pseudonym.
    async fn open(self) -> anyhow::Result<(App, Arc<Site>, [u8; 16])> {
        let app = self.data.open().await?;
        let id = SiteId::parse(&self.site).context("--site")?;
        let site = app.sites.by_id(id).with_context(|| format!("--site: there is no site {id}"))?;
        let pseudonym = app.road.secrets.pseudonym(id, Domain::User, &self.user);
        anyhow::ensure!(app.road.keys.alias(pseudonym).is_some(), "--user: no assessment names this user");
        Ok((app, site, pseudonym))
    }
}

impl Command {
    /// Carries the command out.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Serve(serve) => serve.run().await,
            What::Site(site) => site.run().await,
            What::Analyst(analyst) => analyst.run().await,
            What::Artifact(artifact) => artifact.run().await,
            What::Backup(backup) => backup.run(),
            What::Restore(restore) => restore.run(),
            What::Eval(eval) => eval.run(),
            What::Export(export) => export.run().await,
            What::Erase(erase) => erase.run().await,
            What::Replay(replay) => replay.run().await,
            What::Retain(retain) => retain.run().await,
            What::Verify(verify) => verify.run().await,
        }
    }
}
