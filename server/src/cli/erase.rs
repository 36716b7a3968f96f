//! `pennyprint erase`: a user is forgotten.

use super::User;
use crate::clock;
use clap::Args;

#[derive(Args)]
pub(super) struct Erase {
    #[command(flatten)]
    user: User,
}

impl Erase {
    #[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let (app, site, pseudonym) = self.user.open().await?;
        let visits = app.road.erase(&site, pseudonym, clock::now()).await?;
        println!("erased, and {visits} visits with them");
        println!(
            "backups of the keyring that were made before still know them: make new ones in their place"
        );
        Ok(())
    }
}
