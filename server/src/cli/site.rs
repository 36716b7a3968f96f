//! `pennyprint site create|list|rotate-key`.

use super::Data;
use crate::sites::Issued;
use clap::{Args, Subcommand};
use engine::ids::SiteId;
use engine::site::Environment;

#[derive(Subcommand)]
pub(super) enum SiteCommand {
    /// Make a site and print its keys. The secret key is shown only now.
    Create(Create),
    /// List the sites.
    List(Data),
    /// Give a site a new secret key; the old one is refused from then on.
    RotateKey(RotateKey),
}

#[derive(Args)]
pub(super) struct Create {
    #[command(flatten)]
    data: Data,
    /// For people.
    #[arg(long)]
    name: String,
    /// Origin whose pages may speak for the site, like https://shop.example; may be given again.
    #[arg(long = "origin", required = true)]
    origins: Vec<String>,
    /// Live keys. A live site begins in monitor mode: decisions are shown, not enforced.
    #[arg(long)]
    live: bool,
}

#[derive(Args)]
pub(super) struct RotateKey {
    #[command(flatten)]
    data: Data,
    /// `site_…`.
    site: String,
}

#[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
impl SiteCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self {
            SiteCommand::Create(create) => {
                let app = create.data.open().await?;
                let environment = if create.live { Environment::Live } else { Environment::Test };
                let made = app.sites.create(&app.road, &create.name, environment, create.origins).await;
                print_issued(&made?);
            }
            SiteCommand::List(data) => {
                for site in data.open().await?.sites.all() {
                    let origins = site.allowed_origins.join(" ");
                    println!(
                        "{}\t{}\t{:?}\t{}\t{origins}",
                        site.id, site.name, site.mode, site.publishable_key
                    );
                }
            }
            SiteCommand::RotateKey(rotate) => {
                let app = rotate.data.open().await?;
                let rotated = app.sites.rotate_key(&app.road, SiteId::parse(&rotate.site)?).await;
                print_issued(&rotated?);
            }
        }
        Ok(())
    }
}

#[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
fn print_issued(issued: &Issued) {
    println!("site             {}", issued.site.id);
    println!("publishable key  {}", issued.site.publishable_key);
    println!("secret key       {}   (shown only now)", issued.secret_key);
}
