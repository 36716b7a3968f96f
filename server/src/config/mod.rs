//! Configuration: defaults < file (TOML) < environment (`PENNYPRINT_…`) < flags. One struct per topic.

mod attempting;
mod learning;
mod limits;
mod listen;
mod recognising;
mod storage;
mod trusting;

pub use crate::mte::PlanConfig;
pub use attempting::Attempting;
pub use learning::Learning;
pub use limits::{Limits, Rate};
pub use listen::{Listen, Tls};
pub use recognising::Recognising;
pub use storage::Storage;
pub use trusting::Trusting;

use engine::retention;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A century: whatever is longer is a slip, and its microseconds might not fit.
const MOST_RETENTION_DAYS: u32 = 36_500;

/// Devices of a site that are remembered at most: some gigabytes.
const MOST_DEVICES: usize = 20_000_000;

/// Everything that can be configured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: Listen,
    /// Where to keep data.
    pub storage: Storage,
    /// What to ask of the probe.
    pub probe: PlanConfig,
    /// When a visit is trusted.
    pub learning: Learning,
    /// What is remembered of what was tried lately.
    pub attempts: Attempting,
    /// What is remembered of who dealt with whom.
    pub trust: Trusting,
    /// Whether devices are recognised that cleared their storage.
    pub recognition: Recognising,
    /// How much anybody may ask for.
    pub limits: Limits,
}

impl Config {
    /// Defaults, overlaid by a file.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        use anyhow::Context;
        match file {
            None => Ok(Self::default()),
            Some(file) => {
                let text = std::fs::read_to_string(file)
                    .with_context(|| format!("the configuration file {} cannot be read", file.display()))?;
                toml::from_str(&text)
                    .with_context(|| format!("the configuration file {} is not acceptable", file.display()))
            }
        }
    }

    /// Refuses what cannot work, naming the setting.
    pub fn check(&self) -> anyhow::Result<()> {
        let probe = &self.probe;
        anyhow::ensure!(
            (1..=wire::limits::STEPS).contains(&probe.micro_transactions),
            "probe.micro_transactions must be between 1 and {}",
            wire::limits::STEPS
        );
        anyhow::ensure!(
            probe.hold_ms.0 <= probe.hold_ms.1 && probe.hold_ms.1 <= 1_000,
            "probe.hold_ms must not fall and end at 1000 at most"
        );
        anyhow::ensure!(probe.filler_bytes <= 1 << 20, "probe.filler_bytes must be at most 1048576");
        for (name, mib) in [("cache_mib", self.storage.cache_mib), ("rows_mib", self.storage.rows_mib)] {
            anyhow::ensure!(mib <= 1 << 20, "storage.{name} must be at most 1048576");
        }
        anyhow::ensure!(
            self.storage.retention_days <= MOST_RETENTION_DAYS,
            "storage.retention_days must be at most {MOST_RETENTION_DAYS}"
        );
        anyhow::ensure!(
            self.storage.retention_us() >= retention::LEAST_US,
            "storage.retention_days must be at least 250: a visit may be taken back until then"
        );
        anyhow::ensure!(
            usize::from(probe.pad_bytes) <= wire::limits::PAD_BYTES,
            "probe.pad_bytes must be at most {}",
            wire::limits::PAD_BYTES
        );
        anyhow::ensure!(
            !self.listen.proxy_protocol || !self.listen.trusted_proxies.is_empty(),
            "listen.proxy_protocol needs listen.trusted_proxies: nobody could connect"
        );
        anyhow::ensure!(
            (1..=MOST_RETENTION_DAYS).contains(&self.attempts.days),
            "attempts.days must be between 1 and {MOST_RETENTION_DAYS}"
        );
        self.attempts.machines()?;
        anyhow::ensure!(
            self.attempts.assessments <= MOST_DEVICES,
            "attempts.assessments must be at most {MOST_DEVICES}"
        );
        anyhow::ensure!(
            (1..=MOST_DEVICES).contains(&self.recognition.devices),
            "recognition.devices must be between 1 and {MOST_DEVICES}"
        );
        anyhow::ensure!(
            (1..=self.storage.retention_days).contains(&self.recognition.days),
            "recognition.days must be between 1 and storage.retention_days"
        );
        self.trust.check()?;
        anyhow::ensure!(self.listen.workers != Some(0), "listen.workers must be at least 1");
        self.limits.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_setting_is_refused_and_named() {
        let error = toml::from_str::<Config>("[probe]\nbudget = 3").err().map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.contains("budget")));
    }

    #[test]
    fn records_that_may_still_be_taken_back_are_not_forgotten_and_none_is_kept_longer_than_a_century() {
        let mut config = Config::default();
        config.storage.retention_days = 249;
        let refused = config.check().err().map(|error| error.to_string());
        assert!(refused.is_some_and(|error| error.contains("storage.retention_days")));
        for most in [250, MOST_RETENTION_DAYS] {
            config.storage.retention_days = most;
            assert!(config.check().is_ok());
        }
        for more in [MOST_RETENTION_DAYS + 1, u32::MAX] {
            config.storage.retention_days = more;
            let refused = config.check().err().map(|error| error.to_string());
            assert!(
                refused
                    .is_some_and(|error| error.contains("storage.retention_days") && error.contains("36500"))
            );
        }
    }

    #[test]
    fn what_is_printed_can_be_read_again() {
        let config = Config::default();
        let text = toml::to_string(&config).unwrap();
        assert_eq!(toml::from_str::<Config>(&text).unwrap(), config);
    }
}
