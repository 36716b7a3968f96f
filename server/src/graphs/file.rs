//! What is known of a site as a file, so that a start need not read every interaction again: a cache, which may be deleted. It says how far in
//! the journal it goes, and what it has of what stands behind that.

use super::{Followed, Graphs, Known, lock};
use crate::app::Road;
use crate::clock;
use crate::store::embedded::disk::{Disk, replace};
use engine::ids::{InteractionId, SiteId};
use engine::journal::{Journal, Key, KeyKind, Seq};
use models::MODEL_VERSION;
use models::mitigation::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Its folder in the data folder.
const FOLDER: &str = "graphs";
/// Magic and format.
const MAGIC: [u8; 8] = *b"PPRINTG\x01";
/// How long is waited for what was on its way to the journal when the file was made.
const PATIENCE: Duration = Duration::from_secs(10);

/// What stands before the graph in the file.
#[derive(Serialize, Deserialize)]
struct Head {
    model_version: u32,
    /// Everything of the site up to here is in it.
    until: Seq,
    /// And these that stand behind that.
    beyond: BTreeSet<InteractionId>,
    level: Level,
    /// Who moves together.
    groups: Vec<u8>,
    /// Of all that stands behind this.
    crc: u32,
}

/// What a file says.
pub(super) struct Written {
    pub(super) known: Known,
    pub(super) until: Seq,
    pub(super) beyond: BTreeSet<InteractionId>,
}

impl Written {
    /// There is none.
    pub(super) fn nothing(site: SiteId) -> Self {
        Self { known: Known::new(site), until: 0, beyond: BTreeSet::new() }
    }
}

/// Where the files are.
pub struct Files {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
}

impl Files {
    /// In this data folder.
    pub fn open(disk: Arc<dyn Disk>, data: &Path) -> io::Result<Self> {
        let folder = data.join(FOLDER);
        disk.make_folder(&folder)?;
        Ok(Self { disk, folder })
    }

    /// The file of a site; `None` where there is none that these models read.
    pub(super) fn read(&self, site: SiteId) -> Option<Written> {
        let path = self.folder.join(site.to_string());
        let is_there = self.disk.list(&self.folder).ok()?.contains(&path);
        let file = self.disk.open(&path).ok().filter(|_| is_there)?;
        let mut bytes = vec![0; usize::try_from(file.size().ok()?).ok()?];
        let got = file.read_at(&mut bytes, 0).ok()?;
        bytes.truncate(got);
        let (head, graph) = postcard::take_from_bytes::<Head>(bytes.strip_prefix(&MAGIC)?).ok()?;
        let is_ours = head.model_version == MODEL_VERSION && head.crc == crc32c::crc32c(graph);
        let known = is_ours.then(|| Known::of(site, graph, &head.groups, head.level))??;
        Some(Written { known, until: head.until, beyond: head.beyond })
    }

    /// There is none of any site from here on.
    pub fn remove(&self) -> io::Result<()> {
        self.remove_where(|_| true)
    }

    /// There is none of this site from here on.
    pub(super) fn remove_of(&self, site: SiteId) -> io::Result<()> {
        let path = self.folder.join(site.to_string());
        self.remove_where(|file| *file == path)
    }

    fn remove_where(&self, is_meant: impl Fn(&PathBuf) -> bool) -> io::Result<()> {
        let files = self.disk.list(&self.folder)?;
        files.iter().filter(|file| is_meant(file)).try_for_each(|file| self.disk.remove(file))?;
        self.disk.sync_folder(&self.folder)
    }

    fn write(&self, site: SiteId, head: &Head, graph: &[u8]) -> io::Result<()> {
        let bytes = postcard::to_extend(head, MAGIC.to_vec()).map_err(io::Error::other)?;
        replace(&*self.disk, &self.folder, &site.to_string(), &[&bytes[..], graph].concat())
    }
}

impl Graphs {
    /// Writes down what is known of every site that has changed.
    pub async fn write_down(&self, road: &Road) {
        let sites: Vec<SiteId> = self.sites.iter().map(|site| *site.key()).collect();
        for site in sites {
            if let Err(error) = self.write_site_down(road, site).await {
                tracing::warn!(%site, %error, "what is known of a site was not written down");
            }
        }
    }

    /// The same of one site, without what is too old. Where that fails it is tried again with the next.
    async fn write_site_down(&self, road: &Road, site: SiteId) -> anyhow::Result<()> {
        if !lock(&self.of(site)).begin_writing() {
            return Ok(());
        }
        let written = self.write_lent(road, site).await;
        if !matches!(written, Ok(true)) {
            lock(&self.of(site)).is_unwritten = true;
        }
        written.map(drop)
    }

    /// Says whether it was written. While the bytes are made, which takes a second or two of a large site, interactions wait to be noted, and
    /// their answers say `degraded`.
    async fn write_lent(&self, road: &Road, site: SiteId) -> anyhow::Result<bool> {
        let followed = self.of(site);
        let key = Key { kind: KeyKind::InteractionsOf, id: site.0 };
        let newest = road.journal.mentions(&key, None, 1).await;
        let Some((mut known, beyond)) = lock(&followed).lend() else { return Ok(false) };
        let (now, bounds) = (clock::now(), self.config.clone());
        let made = tokio::task::spawn_blocking(move || {
            known.tidy(now, &bounds);
            let groups = postcard::to_allocvec(&known.groups);
            (known.graph.to_bytes(), groups, known)
        });
        let made = made.await;
        if made.is_err() {
            // It is gone with whoever had it, and has to be read anew.
            lock(&followed).is_stale = true;
        }
        let (bytes, groups, known) = made?;
        let level = known.level;
        lock(&followed).begin(known, &BTreeSet::new(), &self.config);
        let until = newest?.first().map_or(0, |stored| stored.seq);
        self.become_durable(site, &beyond).await;
        let (groups, crc) = (groups?, crc32c::crc32c(&bytes));
        let head = Head { model_version: MODEL_VERSION, until, beyond, level, groups, crc };
        let files = self.files.lock().await;
        // Somebody may have been erased meanwhile, or something of it never became durable.
        if !lock(&followed).is_sound(&head.beyond) {
            return Ok(false);
        }
        let file = Arc::clone(&files);
        tokio::task::spawn_blocking(move || file.write(site, &head, &bytes)).await??;
        Ok(true)
    }

    /// Waits until none of these is under way.
    async fn become_durable(&self, site: SiteId, all: &BTreeSet<InteractionId>) {
        let followed = self.of(site);
        let patience = tokio::time::Instant::now() + PATIENCE;
        while lock(&followed).under_way.keys().any(|id| all.contains(id))
            && tokio::time::Instant::now() < patience
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Followed {
    /// From here on what is noted is noted twice: whatever is on its way may come to stand behind the position that is read next. Whether
    /// there is anything to write down.
    fn begin_writing(&mut self) -> bool {
        let is_free = self.known.is_some() && self.since.is_none() && !self.is_stale;
        if !is_free || !std::mem::take(&mut self.is_unwritten) {
            return false;
        }
        self.since = Some(self.under_way.clone().into_iter().collect());
        true
    }

    /// Hands out what is known, and which of it may stand behind the position.
    fn lend(&mut self) -> Option<(Known, BTreeSet<InteractionId>)> {
        let known = self.known.take()?;
        let beyond = self.since.replace(Vec::new()).unwrap_or_default();
        Some((known, beyond.into_iter().map(|(id, _)| id).collect()))
    }

    /// Whether what was lent has nothing that it should not have.
    fn is_sound(&self, beyond: &BTreeSet<InteractionId>) -> bool {
        !self.is_stale && !self.under_way.keys().any(|id| beyond.contains(id))
    }
}
