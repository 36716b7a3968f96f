//! `pennyprint verify`: whether everything that was written can be read, and says the same as what was made of it.

use super::Data;
use crate::app::App;
use crate::store::memory::Memory;
use clap::Args;
use engine::fold;
use engine::journal::{Body, Journal};
use models::entity::EntityKey;
use std::collections::BTreeSet;

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
        for entity in &entities {
            let (journal, keys, cache) = (&app.road.journal, &app.road.keys, &app.road.store);
            let row = fold::current(journal, keys, cache, entity, true).await?;
            let folded = fold::current(journal, keys, &Memory::default(), entity, true).await?;
            anyhow::ensure!(
                row == folded,
                "the row of {entity:?} differs from its records; delete index.redb and start again"
            );
        }
        println!("{} entities: every row is what its records say", entities.len());
        Ok(())
    }
}

/// Reads every record. Returns how many, and the entities that they change.
async fn journal(app: &App) -> anyhow::Result<(usize, BTreeSet<EntityKey>)> {
    let (mut records, mut entities) = (0, BTreeSet::new());
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
        if let Body::Checkpoint(checkpoint) = &stored.record.body {
            entities.insert(checkpoint.entity);
        }
        records += 1;
        if records % PROGRESS == 0 {
            eprintln!("{records} records read");
        }
    }
    Ok((records, entities))
}
