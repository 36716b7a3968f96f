//! What a packet takes beyond the constant part of its way.

mod cellular;
mod fibre;
mod parametric;
mod replayed;
mod satellite;
mod wander;
mod wifi;

pub use cellular::Cellular;
pub use fibre::Fibre;
pub use parametric::{Parametric, Spread};
pub use replayed::Replayed;
pub use satellite::{Geo, Leo};
pub use wifi::{PowerSave, Wifi};

use crate::dice::{Throws, Way};

/// A process that delays packets, by the kind of network that it stands for. `docs/NETLAB.md` compares the defaults with
/// measured networks.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Jitter {
    /// None at all.
    #[default]
    Still,
    /// A distribution with a memory.
    Parametric(Parametric),
    /// A fibre to the home.
    Fibre(Fibre),
    /// A wireless network at home.
    Wifi(Wifi),
    /// A mobile network.
    Cellular(Cellular),
    /// Satellites in low orbit.
    Leo(Leo),
    /// A satellite that stands still.
    Geo(Geo),
    /// What was measured, again.
    Replayed(Replayed),
}

impl Jitter {
    /// The usual fibre.
    pub fn fibre() -> Self {
        Self::Fibre(Fibre::default())
    }

    /// The usual wireless network.
    pub fn wifi() -> Self {
        Self::Wifi(Wifi::default())
    }

    /// The usual mobile network.
    pub fn cellular() -> Self {
        Self::Cellular(Cellular::default())
    }

    /// The usual satellites in low orbit.
    pub fn leo() -> Self {
        Self::Leo(Leo::default())
    }

    /// The usual satellite that stands still.
    pub fn geo() -> Self {
        Self::Geo(Geo::default())
    }

    pub(crate) fn start(&self, way: Way) -> Box<dyn Process> {
        match self.clone() {
            Self::Still => Box::new(Still),
            Self::Parametric(parametric) => Box::new(parametric::Running::new(parametric)),
            Self::Fibre(fibre) => Box::new(fibre::Running::new(fibre, way)),
            Self::Wifi(wifi) => Box::new(wifi::Running::new(wifi, way)),
            Self::Cellular(cellular) => Box::new(cellular::Running::new(cellular, way)),
            Self::Leo(leo) => Box::new(satellite::Passing::new(leo)),
            Self::Geo(geo) => Box::new(satellite::Standing::new(geo, way)),
            Self::Replayed(replayed) => Box::new(replayed::Running::new(replayed)),
        }
    }
}

/// When a packet enters.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    /// Since the network began.
    pub(crate) at_us: u64,
    /// Since the link last carried one, in either direction; `None` for the first.
    pub(crate) idle_us: Option<u64>,
}

impl Moment {
    /// Whether nothing was carried for so long.
    fn idle_for(&self, us: u64) -> bool {
        self.idle_us.is_none_or(|idle| idle >= us)
    }

    /// How long it is until a clock that ticks every so often ticks next.
    fn until_tick_us(&self, every_us: u64, phase_us: u64) -> f64 {
        match every_us {
            0 => 0.0,
            _ => (every_us - (self.at_us + phase_us) % every_us) as f64,
        }
    }
}

/// The state of one direction. Time may enter what it answers, never which throws are whose.
pub(crate) trait Process: Send {
    fn delay_us(&mut self, moment: Moment, throws: &mut Throws<'_>) -> f64;
}

struct Still;

impl Process for Still {
    fn delay_us(&mut self, _: Moment, _: &mut Throws<'_>) -> f64 {
        0.0
    }
}
