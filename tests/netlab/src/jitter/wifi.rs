//! A wireless network at home: mostly quick, with spells in which neighbours contend for the air, and, for a device on
//! its battery, a radio that sleeps and is told of packets by the next beacon only (IEEE 802.11, power save).

use super::wander::{Spells, Wander};
use super::{Moment, Process};
use crate::dice::{Throws, Way};

/// A wireless network and the wired way behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wifi {
    /// Median of what the air takes while it is free.
    pub air_us: f64,
    /// Standard deviation of its logarithm.
    pub air_sigma: f64,
    /// Mean of what a contended air takes beyond that.
    pub contended_us: f64,
    /// How long the air is contended, in the mean.
    pub spell_us: f64,
    /// How long it is free.
    pub free_us: f64,
    /// Median of what slowly changes: the neighbours' evening, the way behind.
    pub load_us: f64,
    /// Standard deviation of its logarithm.
    pub load_sigma: f64,
    /// How long that is remembered.
    pub load_memory_us: f64,
    /// The radio of a device that saves power.
    pub power_save: Option<PowerSave>,
}

/// A radio that sleeps between beacons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerSave {
    /// It falls asleep after nothing was sent or received for so long.
    pub after_idle_us: u64,
    /// What waits for it is announced this often.
    pub beacon_us: u64,
}

impl Default for PowerSave {
    /// 100 time units of 1,024 µs, the interval that access points come with, and a time-out that phones do.
    fn default() -> Self {
        Self { after_idle_us: 200_000, beacon_us: 102_400 }
    }
}

impl Default for Wifi {
    fn default() -> Self {
        Self {
            air_us: 350.0,
            air_sigma: 0.75,
            contended_us: 2_500.0,
            spell_us: 100_000.0,
            free_us: 3_000_000.0,
            load_us: 70.0,
            load_sigma: 2.3,
            load_memory_us: 1.8e9,
            power_save: None,
        }
    }
}

pub(super) struct Running {
    wifi: Wifi,
    way: Way,
    contended: Spells,
    load: Wander,
    phase: Option<f64>,
}

impl Running {
    pub(super) fn new(wifi: Wifi, way: Way) -> Self {
        Self { wifi, way, contended: Spells::default(), load: Wander::default(), phase: None }
    }
}

impl Process for Running {
    fn delay_us(&mut self, moment: Moment, throws: &mut Throws<'_>) -> f64 {
        let wifi = &self.wifi;
        let throw = throws.uniform();
        let phase = *self.phase.get_or_insert(throw);
        let air = wifi.air_us * (wifi.air_sigma * throws.normal()).exp();
        let waits = throws.exponential(wifi.contended_us);
        let contended = self.contended.at(moment.at_us, wifi.spell_us, wifi.free_us, throws);
        let z = self.load.at(moment.at_us, wifi.load_memory_us, throws);
        let load = wifi.load_us * (wifi.load_sigma * z).exp();
        let asleep = wifi
            .power_save
            .filter(|radio| self.way == Way::Down && moment.idle_for(radio.after_idle_us))
            .map_or(0.0, |radio| {
                moment.until_tick_us(radio.beacon_us, (phase * radio.beacon_us as f64) as u64)
            });
        air + if contended { waits } else { 0.0 } + load + asleep
    }
}
