//! `pennyprint verify`: whether everything that was written can be read, and says the same as what was made of it.

use super::Data;
use crate::app::App;
use crate::clock;
use crate::store::memory::Memory;
use clap::Args;
use engine::fold;
use engine::ids::AssessmentId;
use engine::journal::{AssessedEntry, Body, Journal};
use engine::keyring::{Alias, Keyring};
use engine::retention::LEAST_US;
use models::entity::EntityKey;
use models::observation::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Records between two signs of life.
const PROGRESS: usize = 100_000;

#[derive(Args)]
pub(super) struct Verify {
    #[command(flatten)]
    data: Data,
}

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to whoever typed it")]
impl Verify {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let journal_folder = self.data.data.join("journal");
        anyhow::ensure!(journal_folder.is_dir(), "there is no journal at {}", journal_folder.display());
        let app = self.data.open().await?;
        let (records, entities) = journal(&app).await?;
        println!("{records} records: every checksum fits, every claim is found where it was made");
        println!("the keyring has the key of everybody who was not erased");
        for entity in &entities {
            let (journal, keys, cache) = (&app.road.journal, &app.road.keys, &app.road.store);
            let row = fold::current(journal, keys, cache, entity, true).await?;
            let folded = fold::current(journal, keys, &Memory::default(), entity, true).await?;
            anyhow::ensure!(
                row == folded,
                "the row of {entity:?} differs from its records; delete index.redb and rows.redb and start again"
            );
        }
        println!("{} entities: every row is what its records say", entities.len());
        Ok(())
    }
}

/// Whose assessments the keyring has no key of, and who was erased.
#[derive(Default)]
struct Keyless {
    /// With one of their assessments.
    holders: BTreeMap<Alias, AssessmentId>,
    erased: BTreeSet<Alias>,
}

impl Keyless {
    /// Takes an assessment into account. One that is older than what is forgotten at the earliest may have outlived its key:
    /// the journal forgets whole segments.
    fn assessed(&mut self, app: &App, at: Timestamp, entry: &AssessedEntry) {
        let may_outlive = at.0 < clock::now().0 - LEAST_US;
        if !may_outlive && app.road.keys.key(entry.holder).is_none() {
            self.holders.entry(entry.holder).or_insert(entry.id);
        }
    }

    fn check(&self) -> anyhow::Result<()> {
        let mut missing = self.holders.iter().filter(|(holder, _)| !self.erased.contains(holder));
        match missing.next() {
            None => Ok(()),
            Some((_, assessment)) => anyhow::bail!(
                "assessment {assessment} cannot be read although whoever it is about was not erased: the keyring \
                 is older than the journal ({} keys are missing); put back the newest one",
                1 + missing.count()
            ),
        }
    }
}

/// Reads every record. Returns how many, and the entities that they change.
async fn journal(app: &App) -> anyhow::Result<(usize, BTreeSet<EntityKey>)> {
    let (mut records, mut entities, mut keyless) = (0, BTreeSet::new(), Keyless::default());
    for stored in app.road.journal.records() {
        let stored = stored?;
        for (key, version) in &stored.record.claims {
            let found = app.road.journal.claimed(key, *version).await?;
            anyhow::ensure!(
                found.is_some_and(|found| found.seq == stored.seq),
                "version {version} of {key:?} at byte {} is claimed twice or not indexed",
                stored.seq
            );
            entities.extend(key.entity());
        }
        match &stored.record.body {
            Body::Checkpoint(checkpoint) => drop(entities.insert(checkpoint.entity)),
            Body::Assessed(entry) => keyless.assessed(app, stored.record.at, entry),
            Body::Erased(erased) => drop(keyless.erased.insert(erased.alias)),
            _ => {}
        }
        records += 1;
        if records % PROGRESS == 0 {
            eprintln!("{records} records read");
        }
    }
    keyless.check()?;
    Ok((records, entities))
}
