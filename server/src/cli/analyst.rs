//! `pennyprint analyst add`.

use super::Data;
use clap::{Args, Subcommand, ValueEnum};
use engine::journal::Role;

#[derive(Subcommand)]
pub(super) enum AnalystCommand {
    /// Add somebody, or give them another role and a new password.
    Add(Add),
}

#[derive(Args)]
pub(super) struct Add {
    #[command(flatten)]
    data: Data,
    /// Log-in name.
    name: String,
    /// What they may do.
    #[arg(long, value_enum, default_value = "analyst")]
    role: RoleName,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    Viewer,
    Analyst,
    Admin,
}

impl AnalystCommand {
    #[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let AnalystCommand::Add(add) = self;
        let app = add.data.open().await?;
        let role = match add.role {
            RoleName::Viewer => Role::Viewer,
            RoleName::Analyst => Role::Analyst,
            RoleName::Admin => Role::Admin,
        };
        let password = app.analysts.add(&app.road, &add.name, role).await?;
        println!("name {}, password {password}   (shown only now)", add.name);
        Ok(())
    }
}
