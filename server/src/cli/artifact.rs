//! `pennyprint artifact list|show|refit|choose|publish|rollback`.

use super::Data;
use crate::app::App;
use crate::clock::{self, rfc3339};
use crate::routes::artifact_view;
use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use engine::artifact::{self, Content, InForce, Kind, Priors, Publication};
use engine::ids::SiteId;
use engine::journal::{Body, Journal};
use models::detectors;

/// Newest artifacts of a kind that are listed.
const LISTED: usize = 100;

#[derive(Subcommand)]
pub(super) enum ArtifactCommand {
    /// List the newest hundred of each kind, and which one holds.
    List(List),
    /// Print one, whole, as JSON.
    Show(One),
    /// Refit calibration and priors from the journal, and publish what is new unless its kind is pinned.
    Refit(Of),
    /// Draft priors like those that hold, with settings of detectors as you want them.
    Choose(Choose),
    /// Let one hold from now on.
    Publish(Publish),
    /// Let the one hold that held before, and pin it.
    Rollback(Rollback),
}

#[derive(Args)]
pub(super) struct Of {
    #[command(flatten)]
    data: Data,
    /// `site_…`.
    #[arg(long)]
    site: String,
}

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    of: Of,
    /// Only this kind.
    #[arg(long, value_enum)]
    kind: Option<KindName>,
}

#[derive(Args)]
pub(super) struct One {
    #[command(flatten)]
    of: Of,
    /// Which kind.
    #[arg(long, value_enum)]
    kind: KindName,
    /// Its number; 0 is as shipped.
    number: u32,
}

#[derive(Args)]
pub(super) struct Choose {
    #[command(flatten)]
    of: Of,
    /// `DETECTOR.SETTING=VALUE`, for example `spending.test=acceptance spending.window=10 spending.threshold=0.5`; `spending.test` takes
    /// `predictive`, `acceptance` and `reclustering`.
    #[arg(required = true)]
    settings: Vec<String>,
}

#[derive(Args)]
pub(super) struct Publish {
    #[command(flatten)]
    one: One,
    /// It stays whatever refits make, until one is published without this.
    #[arg(long)]
    pin: bool,
}

#[derive(Args)]
pub(super) struct Rollback {
    #[command(flatten)]
    of: Of,
    /// Which kind.
    #[arg(long, value_enum)]
    kind: KindName,
}

#[derive(Clone, Copy, ValueEnum)]
enum KindName {
    Policy,
    Calibration,
    Weights,
    Priors,
}

impl From<KindName> for Kind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Policy => Self::Policy,
            KindName::Calibration => Self::Calibration,
            KindName::Weights => Self::Weights,
            KindName::Priors => Self::Priors,
        }
    }
}

impl Of {
    async fn open(self) -> anyhow::Result<(App, SiteId)> {
        let site = SiteId::parse(&self.site).context("--site")?;
        let app = self.data.open().await?;
        anyhow::ensure!(app.sites.by_id(site).is_some(), "there is no site {site}");
        Ok((app, site))
    }
}

/// Changes one setting of one detector; `None` where there is none like that.
fn choose(priors: &mut Priors, setting: &str) -> Option<()> {
    let (setting, value) = setting.split_once('=')?;
    let (detector, setting) = setting.split_once('.')?;
    let named = detectors::ALL.iter().find(|known| known.name() == detector)?;
    let chosen = named.choose(priors.of(detector), setting, value)?;
    priors.0.insert(detector.into(), chosen);
    Some(())
}

#[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
impl ArtifactCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self {
            ArtifactCommand::List(list) => {
                let (app, site) = list.of.open().await?;
                let kinds = list.kind.map_or(Kind::ALL.to_vec(), |kind| vec![kind.into()]);
                for kind in kinds {
                    print_kind(&app, site, kind).await?;
                }
            }
            ArtifactCommand::Show(One { of, kind, number }) => {
                let (app, site) = of.open().await?;
                let (kind, view) = (Kind::from(kind), artifact_view(&app, site, kind.into(), number).await);
                let view = view.with_context(|| format!("{} {number}", kind.name()))?;
                println!("{}", serde_json::to_string_pretty(&view)?);
            }
            ArtifactCommand::Refit(of) => {
                let (app, site) = of.open().await?;
                let made = app.published.refit(&app.road, site).await?;
                if made.is_empty() {
                    println!("too little is known yet; nothing was made");
                }
                for made in made {
                    let holds = if made.in_force { "holds" } else { "is a draft: another one is pinned" };
                    println!("{} {} {holds}", made.kind.name(), made.number);
                }
            }
            ArtifactCommand::Choose(Choose { of, settings }) => {
                let (app, site) = of.open().await?;
                let held = InForce::read(&app.road.journal, site).await?;
                let mut priors = Priors::clone(&held.priors.content);
                for setting in &settings {
                    choose(&mut priors, setting).with_context(|| format!("{setting:?} is no setting"))?;
                }
                let (journal, content) = (&app.road.journal, Content::Priors(priors));
                let number = artifact::draft(journal, site, clock::now(), None, content).await?;
                println!("priors {number} is a draft: artifact publish lets it hold");
            }
            ArtifactCommand::Publish(Publish { one: One { of, kind, number }, pin }) => {
                let (app, site) = of.open().await?;
                let publication = Publication::new(kind.into(), number, pin);
                let published = app.published.publish(&app.road, site, publication).await;
                published.with_context(|| format!("{} {number}", publication.kind.name()))?;
                print_holds(publication);
            }
            ArtifactCommand::Rollback(Rollback { of, kind }) => {
                let (app, site) = of.open().await?;
                let kind = Kind::from(kind);
                let held = artifact::publication(&app.road.journal, site, kind).await?.publication;
                anyhow::ensure!(held.number > 0, "the shipped {} holds; nothing held before it", kind.name());
                print_holds(app.published.roll_back(&app.road, site, kind).await?);
            }
        }
        Ok(())
    }
}

#[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
async fn print_kind(app: &App, site: SiteId, kind: Kind) -> anyhow::Result<()> {
    let journal = &app.road.journal;
    let held = artifact::publication(journal, site, kind).await?.publication;
    let mark = |number| match held.number == number {
        true if held.pinned => "holds, pinned",
        true => "holds",
        false => "",
    };
    for stored in journal.mentions(&kind.key(site), None, LISTED).await? {
        if let Body::Artifact(artifact) = stored.record.body {
            let of = artifact.made_of.map_or("by hand".into(), |made| format!("of {}", made.count));
            let (at, number) = (rfc3339(artifact.made_at), artifact.number);
            println!("{}\t{number}\t{at}\t{of}\t{}", kind.name(), mark(number));
        }
    }
    println!("{}\t0\t\tas shipped\t{}", kind.name(), mark(0));
    Ok(())
}

#[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
fn print_holds(publication: Publication) {
    let pinned = if publication.pinned { ", pinned" } else { "" };
    println!("{} {} holds{pinned}", publication.kind.name(), publication.number);
}
