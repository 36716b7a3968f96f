//! `pennyprint export`: all that is known of a user.

use super::User;
use crate::view::behaviour::{BehaviourView, learned};
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
        let (app, site, pseudonym) = self.user.open().await?;
        let alias = app.road.keys.alias(pseudonym).context("the user is being erased")?;
        let priors = &app.published.of(site.id).priors.content;
        let (state, priors) = learned(&app.road, priors, alias).await?;
        let behaviour = BehaviourView::of(&state, &priors);
        let mut pieces = pin!(export::document(app.road.clone(), &user_id, alias, behaviour, clock::now()));
        while let Some(piece) = pieces.next().await {
            stdout().write_all(&piece?).context("standard output")?;
        }
        writeln!(stdout()).context("standard output")
    }
}
