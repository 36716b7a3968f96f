//! `pennyprint replay`: a back-test of a policy on the evidence that is in the journal.

use super::Data;
use crate::keyring;
use crate::store::embedded::disk::FileSystem;
use crate::store::embedded::log::reader;
use anyhow::Context;
use clap::Args;
use engine::ids::SiteId;
use engine::journal::Body;
use engine::keyring::Alias;
use engine::locked::SecretKey;
use engine::policy::Policy;
use engine::reading;
use engine::refold::Refold;
use engine::replay::{Count, DECISIONS, Replay, Truth};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The keys of a keyring that another process may have open.
type Opener = HashMap<Alias, SecretKey>;

/// Records between two signs of life.
const PROGRESS: usize = 100_000;

#[derive(Args)]
pub(super) struct ReplayCommand {
    #[command(flatten)]
    data: Data,
    /// The policy (TOML): `prior_nats` and `[thresholds]` with `step_up_share`, `review_share`, `block_share`; what is
    /// left out is as shipped.
    #[arg(long, required_unless_present = "refold")]
    policy: Option<PathBuf>,
    /// Also learn and score everything anew with the models of this program. Run it while the server is stopped, or on
    /// a restored backup.
    #[arg(long)]
    refold: bool,
    /// Only this site.
    #[arg(long)]
    site: Option<String>,
}

impl ReplayCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let policy = self.policy.as_deref().map(read).transpose()?.unwrap_or(Policy::SHIPPED);
        let site = self.site.as_deref().map(SiteId::parse).transpose().context("--site")?;
        let folder = self.data.data.join("journal");
        anyhow::ensure!(folder.is_dir(), "there is no journal at {}", folder.display());
        let mut replay = Replay::new(policy, site);
        if self.refold {
            let app = self.data.open().await?;
            let (journal, keys) = (&*app.road.journal, &*app.road.keys);
            let mut refold = Refold::new(journal, keys);
            for (number, stored) in (1..).zip(journal.records()) {
                let record = stored?.record;
                let answer = match &record.body {
                    Body::Assessed(entry) => reading::answer(keys, entry)?.open(),
                    _ => None,
                };
                replay.hear(&record, answer.as_deref(), refold.hear(&record).await?.as_deref());
                sign_of_life(number);
            }
        } else {
            let people = keyring::read_people(&FileSystem, &self.data.data)?;
            let keys: Opener = people.into_iter().map(|person| (person.alias, *person.key)).collect();
            for (number, record) in (1..).zip(reader::records(&FileSystem, &folder)?) {
                let record = record?;
                let answer = match &record.body {
                    Body::Assessed(entry) => reading::opened(keys.get(&entry.holder), entry)?.open(),
                    _ => None,
                };
                replay.hear(&record, answer.as_deref(), None);
                sign_of_life(number);
            }
        }
        print(&replay);
        Ok(())
    }
}

#[allow(clippy::print_stderr, reason = "a command speaks to whoever typed it")]
fn sign_of_life(number: usize) {
    if number.is_multiple_of(PROGRESS) {
        eprintln!("{number} records read");
    }
}

fn read(file: &Path) -> anyhow::Result<Policy> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let not_acceptable = || format!("the policy {} is not acceptable", file.display());
    let policy: Policy = toml::from_str(&text).with_context(not_acceptable)?;
    policy.check().with_context(not_acceptable)?;
    Ok(policy)
}

#[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
fn print(replay: &Replay) {
    let (assessments, changed) = (replay.assessments(), replay.changed());
    println!("{assessments} assessments, {changed} would be decided otherwise");
    if replay.erased() > 0 {
        println!("{} more were about people who have been erased", replay.erased());
    }
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
