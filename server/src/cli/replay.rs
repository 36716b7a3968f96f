//! `pennyprint replay`: a back-test of a policy on the evidence that is in the journal.

use super::Data;
use crate::store::embedded::disk::FileSystem;
use crate::store::embedded::log::reader;
use anyhow::Context;
use clap::Args;
use engine::ids::SiteId;
use engine::policy::Policy;
use engine::replay::{Count, DECISIONS, Replay, Truth};
use models::threshold::Thresholds;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Records between two signs of life.
const PROGRESS: usize = 100_000;

#[derive(Args)]
pub(super) struct ReplayCommand {
    #[command(flatten)]
    data: Data,
    /// The policy (TOML): `prior_nats` and `[thresholds]` with `step_up_share`, `review_share`, `block_share`; what is
    /// left out is as shipped.
    #[arg(long)]
    policy: PathBuf,
    /// Only this site.
    #[arg(long)]
    site: Option<String>,
}

/// A policy as people write it.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PolicyFile {
    prior_nats: f64,
    thresholds: Thresholds,
}

impl Default for PolicyFile {
    fn default() -> Self {
        let Policy { prior_nats, thresholds, .. } = Policy::SHIPPED;
        Self { prior_nats, thresholds }
    }
}

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to whoever typed it")]
impl ReplayCommand {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let policy = read(&self.policy)?;
        let site = self.site.as_deref().map(SiteId::parse).transpose().context("--site")?;
        let folder = self.data.data.join("journal");
        anyhow::ensure!(folder.is_dir(), "there is no journal at {}", folder.display());
        let mut replay = Replay::new(policy, site);
        for (number, record) in (1..).zip(reader::records(&FileSystem, &folder)?) {
            replay.hear(&record?);
            if number % PROGRESS == 0 {
                eprintln!("{number} records read");
            }
        }
        print(&replay);
        Ok(())
    }
}

fn read(file: &Path) -> anyhow::Result<Policy> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let not_acceptable = || format!("the policy {} is not acceptable", file.display());
    let PolicyFile { prior_nats, thresholds } = toml::from_str(&text).with_context(not_acceptable)?;
    let policy = Policy { version: 0, prior_nats, thresholds };
    policy.check().with_context(not_acceptable)?;
    Ok(policy)
}

#[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
fn print(replay: &Replay) {
    let (assessments, changed) = (replay.assessments(), replay.changed());
    println!("{assessments} assessments, {changed} would be decided otherwise");
    println!("{:<8} {:>21} {:>21} {:>21}", "", "fraud", "legitimate", "unknown");
    println!("{:<8}{}", "", format!(" {:>10} {:>10}", "was", "would be").repeat(3));
    let counts = replay.counts();
    for decision in DECISIONS {
        let row = [Truth::Fraud, Truth::Legitimate, Truth::Unknown].map(|truth| {
            let Count { was, would_be } = counts.get(&(decision, truth)).copied().unwrap_or_default();
            format!(" {was:>10} {would_be:>10}")
        });
        println!("{:<8}{}", decision.name(), row.concat());
    }
}
