//! `pennyprint export`: all that is known of a user.

use super::User;
use crate::{clock, export};
use anyhow::Context;
use clap::Args;
use engine::keyring::Keyring;
use futures_util::StreamExt;
use std::io::{Write, stdout};
use std::pin::pin;

#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    user: User,
}

impl Export {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let user_id = self.user.user.clone();
        let (app, _, pseudonym) = self.user.open().await?;
        let alias = app.road.keys.alias(pseudonym).context("the user is being erased")?;
        let mut pieces = pin!(export::document(app.road.clone(), &user_id, alias, clock::now()));
        while let Some(piece) = pieces.next().await {
            stdout().write_all(&piece?).context("standard output")?;
        }
        writeln!(stdout()).context("standard output")
    }
}
