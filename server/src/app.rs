//! The application: everything that lives as long as the server, and how it is started.

use crate::admission::Admission;
use crate::analysts::Analysts;
use crate::clock::{self, Tick};
use crate::config::Config;
use crate::console::login::Logins;
use crate::graphs::{self, Files, Graphs};
use crate::keyring::{self, Keys};
use crate::limits::Limits;
use crate::mte::Mte;
use crate::published::Published;
use crate::recognition::{self, Looks};
use crate::sites::Sites;
use crate::store::embedded::disk::{Disk, FileSystem};
use crate::store::embedded::{Bounds, Embedded, SEGMENT_BYTES};
use crate::tries::{self, Tries};
use crate::{entropy, listening};
use actix_web::dev::Server;
use actix_web::web;
use anyhow::Context;
use engine::pipeline::Pipeline;
use engine::retention::Retained;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use models::observation::Timestamp;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior};

/// The road over the embedded store.
pub type Road = Pipeline<Arc<Embedded>, Arc<Embedded>, Arc<Keys>>;

/// How often idle page views are forgotten and counters are tidied.
const SWEEP: Duration = Duration::from_secs(5);
/// How long after the start what is shared is first refitted: it may as well wait until the start is over.
const FIRST_REFIT: Duration = Duration::from_secs(3_600);
/// How often it is refitted from then on.
const REFIT: Duration = Duration::from_secs(24 * 3_600);
/// How long after the start old records are first forgotten: a machine's clock may be wrong when it boots, and what was forgotten
/// because of it is gone.
const FIRST_FORGET: Duration = Duration::from_secs(3_600);
/// How often they are from then on.
const FORGET: Duration = Duration::from_secs(24 * 3_600);

/// Everything that lives as long as the server.
pub struct App {
    /// From observation to decision.
    pub road: Road,
    /// Page views under way.
    pub mte: Mte,
    /// How much anybody may ask for.
    pub limits: Limits,
    /// Who is connected.
    pub admission: Admission,
    /// The sites.
    pub sites: Sites,
    /// What is in force at them.
    pub published: Published,
    /// What their devices look like.
    pub looks: Looks,
    /// What was tried at them lately.
    pub tries: Tries,
    /// Who dealt with whom at them.
    pub graphs: Graphs,
    /// When it was opened.
    started: Timestamp,
    /// The people at the console.
    pub analysts: Analysts,
    /// Who is logged in.
    pub logins: Logins,
    /// Held while somebody is erased: one at a time.
    pub erasing: tokio::sync::Mutex<()>,
    /// Settings.
    pub config: Config,
    /// What fills a large answer.
    pub filler: String,
    /// Counters.
    pub metrics: PrometheusHandle,
}

/// A server that is listening.
pub struct Serving {
    /// Where.
    pub address: SocketAddr,
    /// Await it to serve; stop it by its handle.
    pub server: Server,
}

impl App {
    /// Opens the data folder and reads what is needed to serve.
    pub async fn open(config: Config) -> anyhow::Result<Self> {
        Self::open_on(Arc::new(FileSystem), config).await
    }

    /// The same with the store on any disk.
    pub async fn open_on(disk: Arc<dyn Disk>, config: Config) -> anyhow::Result<Self> {
        config.check()?;
        let tries = Tries::new(config.attempts.clone())?;
        let folder = &config.storage.data;
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the data folder {} cannot be made", folder.display()))?;
        let secrets = keyring::master::open(folder)?;
        Keys::check(&*disk, folder)?;
        let storage = &config.storage;
        let bounds = Bounds {
            cache_bytes: storage.cache_mib << 20,
            rows_bytes: storage.rows_mib << 20,
            segment_bytes: SEGMENT_BYTES,
        };
        let store = Embedded::open_on(Arc::clone(&disk), folder, bounds)
            .with_context(|| format!("the store in {} cannot be opened", folder.display()))?;
        let store = Arc::new(store);
        let graphs = Files::open(Arc::clone(&disk), folder)?;
        let keys = Arc::new(Keys::open(disk, folder, clock::now())?);
        let road = Pipeline { journal: Arc::clone(&store), store, keys, secrets };
        let completed = road.complete_erasures(clock::now()).await?;
        if completed > 0 {
            graphs.remove()?;
            tracing::warn!(completed, "erasures that had been interrupted are complete");
        }
        let sites = Sites::load(&road).await?;
        let published = Published::load(&road, &sites).await?;
        let analysts = Analysts::load(&road).await?;
        Ok(Self {
            road,
            mte: Mte::new(config.limits.page_views_mib << 20),
            limits: Limits::new(&config.limits),
            admission: Admission::new(&config.limits),
            sites,
            published,
            looks: Looks::new(config.recognition.clone()),
            tries,
            graphs: Graphs::new(config.trust.clone(), graphs),
            started: clock::now(),
            analysts,
            logins: Logins::default(),
            erasing: tokio::sync::Mutex::default(),
            filler: filler(config.probe.filler_bytes),
            config,
            metrics: recorder(),
        })
    }
}

/// Starts listening. Returns before the first request is served.
pub fn serve(app: web::Data<App>) -> anyhow::Result<Serving> {
    let (sweeper, learner, refitter) = (app.clone(), app.clone(), app.clone());
    let (forgetter, keeper, follower, reader) = (app.clone(), app.clone(), app.clone(), app.clone());
    let (address, server) = listening::start(app)?;
    actix_web::rt::spawn(async move {
        let mut every = tokio::time::interval(SWEEP);
        loop {
            every.tick().await;
            sweeper.mte.sweep(Tick::now());
            // Without it histograms keep every sample until somebody reads them.
            sweeper.metrics.run_upkeep();
        }
    });
    actix_web::rt::spawn(learn(learner));
    actix_web::rt::spawn(refit(refitter));
    actix_web::rt::spawn(recognition::follow(follower));
    let started = reader.started;
    actix_web::rt::spawn(graphs::follow(reader.clone()));
    actix_web::rt::spawn(tries::read(reader, started));
    actix_web::rt::spawn(async move {
        let mut every = tokio::time::interval(keyring::EPOCH / 5);
        loop {
            every.tick().await;
            if let Err(error) = keeper.road.keys.pass_time(clock::now()).await {
                tracing::warn!(%error, "the present epoch goes on");
            }
        }
    });
    actix_web::rt::spawn(forget(forgetter));
    Ok(Serving { address, server })
}

/// Learns allowed visits once they have stayed undisputed long enough.
async fn learn(app: web::Data<App>) {
    let undisputed_s = app.config.learning.undisputed_s;
    let every_s = (undisputed_s / 24).clamp(1, 3_600);
    let mut every = tokio::time::interval(Duration::from_secs(every_s.into()));
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        let now = clock::now();
        let since = Timestamp(now.0 - i64::from(undisputed_s) * 1_000_000);
        match app.road.learn_undisputed(now, since).await {
            Ok(0) => {}
            Ok(learned) => tracing::info!(learned, "undisputed visits were learned"),
            Err(error) => tracing::warn!(%error, "undisputed visits were not all learned; the rest is next"),
        }
    }
}

/// Refits every site's artifacts.
async fn refit(app: web::Data<App>) {
    let mut every = tokio::time::interval_at(Instant::now() + FIRST_REFIT, REFIT);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        for site in app.sites.all() {
            match app.published.refit(&app.road, site.id).await {
                Ok(made) => made.iter().for_each(|made| {
                    let (kind, number, in_force) = (made.kind.name(), made.number, made.in_force);
                    tracing::info!(site = %site.id, kind, number, in_force, "refitted");
                }),
                Err(error) => {
                    tracing::warn!(site = %site.id, %error, "not refitted; tomorrow is another day")
                }
            }
        }
    }
}

/// Forgets what is older than it has to be.
async fn forget(app: web::Data<App>) {
    let mut every = tokio::time::interval_at(Instant::now() + FIRST_FORGET, FORGET);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        let began = Tick::now();
        match app.road.retain(clock::now(), app.config.storage.retention_us()).await {
            Ok(Retained { old: 0, .. }) => {}
            Ok(Retained { old, checkpoints, carried, forgotten, begin }) => {
                metrics::counter!("retention_records_old").increment(old as u64);
                metrics::counter!("retention_checkpoints").increment(checkpoints as u64);
                metrics::counter!("retention_entities_forgotten").increment(forgotten as u64);
                metrics::gauge!("journal_begin").set(begin as f64);
                let seconds = Tick::now().since_s(began);
                tracing::info!(
                    old,
                    checkpoints,
                    carried,
                    forgotten,
                    begin,
                    seconds,
                    "old records were forgotten"
                );
            }
            Err(error) => tracing::warn!(%error, "old records were not all forgotten; the rest is next"),
        }
        match app.road.destroy_orphans().await {
            Ok(0) => {}
            Ok(keys) => tracing::info!(keys, "keys of people and devices that are forgotten were destroyed"),
            Err(error) => tracing::warn!(%error, "keys of the forgotten were not destroyed; they are next"),
        }
    }
}

/// Letters that do not compress well, so that a proxy which compresses cannot make a large answer small.
fn filler(bytes: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let random = std::iter::repeat_with(entropy::bytes::<64>).flatten();
    random
        .take(bytes)
        .filter_map(|byte| LETTERS.get(usize::from(byte % 64)))
        .map(|&letter| letter as char)
        .collect()
}

/// One recorder serves all applications of a process.
fn recorder() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder is installed; /metrics will be empty");
        }
        handle
    };
    HANDLE.get_or_init(install).clone()
}
