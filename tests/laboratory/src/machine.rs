//! Machines: what those of one model share, and what one has of its own.

use netlab::Stack;
use rand::RngExt as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution as _, LogNormal, Normal};

/// What machines of one model share. Times are medians in microseconds: the workstation's are those of Chromium on this machine
/// (`cargo run -p laboratory --example page_time`), the others' are assumed multiples of them.
#[derive(Debug, PartialEq)]
pub(crate) struct Model {
    name: &'static str,
    pub(crate) system: System,
    /// From the call of `fetch` to the request, and from the answer to the page, together.
    overhead_us: f64,
    /// From an answer to the next call.
    turnaround_us: f64,
    /// The same after an error.
    error_turnaround_us: f64,
    /// For the work of `wire::work`.
    work_us: f64,
    /// Step of `performance.now()`.
    clock_step_us: u64,
    /// How its browser names itself.
    agent: &'static str,
}

/// Operating systems. Those with Linux kernels have them set up as theirs are; the SYN of the others is written by the router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    Linux,
    ChromeOs,
    Android,
    Windows,
    MacOs,
}

impl System {
    pub(crate) fn has_linux_kernel(self) -> bool {
        !matches!(self, Self::Windows | Self::MacOs)
    }
}

macro_rules! agent {
    ($system:literal, $chrome:literal, $end:literal) => {
        concat!(
            "Mozilla/5.0 (",
            $system,
            ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
            $chrome,
            ".0.0.0 ",
            $end,
            "Safari/537.36"
        )
    };
}

const MODELS: [Model; 12] = [
    Model {
        name: "workstation",
        system: System::Linux,
        overhead_us: 2_600.0,
        turnaround_us: 120.0,
        error_turnaround_us: 130.0,
        work_us: 4_600.0,
        clock_step_us: 100,
        agent: agent!("X11; Linux x86_64", "141", ""),
    },
    Model {
        name: "laptop",
        system: System::Linux,
        overhead_us: 3_700.0,
        turnaround_us: 170.0,
        error_turnaround_us: 190.0,
        work_us: 7_100.0,
        clock_step_us: 100,
        agent: agent!("X11; Linux x86_64", "141", ""),
    },
    Model {
        name: "old laptop",
        system: System::Linux,
        overhead_us: 7_900.0,
        turnaround_us: 370.0,
        error_turnaround_us: 420.0,
        work_us: 14_000.0,
        clock_step_us: 1_000,
        agent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    },
    Model {
        name: "chromebook",
        system: System::ChromeOs,
        overhead_us: 7_200.0,
        turnaround_us: 330.0,
        error_turnaround_us: 370.0,
        work_us: 13_000.0,
        clock_step_us: 100,
        agent: agent!("X11; CrOS x86_64 14541.0.0", "140", ""),
    },
    Model {
        name: "quick chromebook",
        system: System::ChromeOs,
        overhead_us: 4_300.0,
        turnaround_us: 200.0,
        error_turnaround_us: 220.0,
        work_us: 7_800.0,
        clock_step_us: 100,
        agent: agent!("X11; CrOS x86_64 14541.0.0", "141", ""),
    },
    Model {
        name: "flagship phone",
        system: System::Android,
        overhead_us: 6_500.0,
        turnaround_us: 290.0,
        error_turnaround_us: 330.0,
        work_us: 7_700.0,
        clock_step_us: 100,
        agent: agent!("Linux; Android 10; K", "141", "Mobile "),
    },
    Model {
        name: "middling phone",
        system: System::Android,
        overhead_us: 11_500.0,
        turnaround_us: 530.0,
        error_turnaround_us: 600.0,
        work_us: 16_500.0,
        clock_step_us: 100,
        agent: agent!("Linux; Android 10; K", "141", "Mobile "),
    },
    Model {
        name: "cheap phone",
        system: System::Android,
        overhead_us: 20_000.0,
        turnaround_us: 950.0,
        error_turnaround_us: 1_050.0,
        work_us: 35_000.0,
        clock_step_us: 100,
        agent: agent!("Linux; Android 10; K", "139", "Mobile "),
    },
    Model {
        name: "desktop",
        system: System::Windows,
        overhead_us: 3_000.0,
        turnaround_us: 140.0,
        error_turnaround_us: 150.0,
        work_us: 5_300.0,
        clock_step_us: 100,
        agent: agent!("Windows NT 10.0; Win64; x64", "141", ""),
    },
    Model {
        name: "office notebook",
        system: System::Windows,
        overhead_us: 5_400.0,
        turnaround_us: 250.0,
        error_turnaround_us: 280.0,
        work_us: 9_800.0,
        clock_step_us: 100,
        agent: agent!("Windows NT 10.0; Win64; x64", "141", ""),
    },
    Model {
        name: "notebook from Apple",
        system: System::MacOs,
        overhead_us: 2_300.0,
        turnaround_us: 110.0,
        error_turnaround_us: 120.0,
        work_us: 4_100.0,
        clock_step_us: 100,
        agent: agent!("Macintosh; Intel Mac OS X 10_15_7", "141", ""),
    },
    Model {
        name: "old notebook from Apple",
        system: System::MacOs,
        overhead_us: 4_600.0,
        turnaround_us: 210.0,
        error_turnaround_us: 240.0,
        work_us: 8_400.0,
        clock_step_us: 100,
        agent: agent!("Macintosh; Intel Mac OS X 10_15_7", "140", ""),
    },
];

/// How alike somebody else's machine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Distance {
    SameModel,
    SameSystem,
    Other,
}

impl Distance {
    pub(crate) const ALL: [Self; 3] = [Self::SameModel, Self::SameSystem, Self::Other];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SameModel => "same_model",
            Self::SameSystem => "same_system",
            Self::Other => "other",
        }
    }
}

/// One machine.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(crate) model: &'static Model,
    /// How much slower than its model it is.
    slowness: f64,
    pub(crate) clock: Clock,
}

/// Its clock against the truth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    offset_us: f64,
    /// 0 where it is set again and again.
    skew_ppm: f64,
    /// How exactly it is set, where it is.
    wander_us: f64,
}

/// Share of clocks that nothing sets.
const FREE_CLOCKS: f64 = 0.1;

impl Machine {
    /// Any machine.
    pub(crate) fn any(random: &mut ChaCha8Rng) -> Self {
        Self::of(MODELS.choose(random).unwrap(), random)
    }

    /// Somebody else's, as alike as that.
    pub(crate) fn like(&self, distance: Distance, random: &mut ChaCha8Rng) -> Self {
        let fits = |model: &&'static Model| match distance {
            Distance::SameModel => *model == self.model,
            Distance::SameSystem => model.system == self.model.system && *model != self.model,
            Distance::Other => model.system != self.model.system,
        };
        let models: Vec<&'static Model> = MODELS.iter().filter(fits).collect();
        Self::of(models.choose(random).copied().unwrap(), random)
    }

    fn of(model: &'static Model, random: &mut ChaCha8Rng) -> Self {
        let slowness = LogNormal::new(0.0, 0.05).unwrap().sample(random);
        let normal = |sd: f64, random: &mut ChaCha8Rng| Normal::new(0.0, sd).unwrap().sample(random);
        let clock = match random.random_bool(FREE_CLOCKS) {
            true => Clock { offset_us: normal(30e6, random), skew_ppm: normal(20.0, random), wander_us: 0.0 },
            false => Clock { offset_us: normal(12e3, random), skew_ppm: 0.0, wander_us: 4e3 },
        };
        Self { model, slowness, clock }
    }

    /// The kernel's settings.
    pub(crate) fn stack(&self) -> Stack {
        let usual = Stack::default();
        match self.model.system {
            System::Linux => usual,
            System::ChromeOs => Stack { receive_buffer_bytes: Some([4_096, 262_144, 4_194_304]), ..usual },
            System::Android => Stack { receive_buffer_bytes: Some([524_288, 1_048_576, 8_388_608]), ..usual },
            System::Windows => Stack::windows(),
            System::MacOs => Stack::apple(),
        }
    }

    /// How the browser names itself.
    pub(crate) fn agent(&self) -> &'static str {
        self.model.agent
    }

    /// How it is today: `strain` is 1 on a usual day, and more where something else keeps it busy.
    pub(crate) fn today(&self, strain: f64, random: &mut ChaCha8Rng) -> Today {
        let slowness = self.slowness * strain * LogNormal::new(0.0, 0.06).unwrap().sample(random);
        let Model { overhead_us, turnaround_us, error_turnaround_us, work_us, clock_step_us, .. } =
            *self.model;
        let wander_us = Normal::new(0.0, self.clock.wander_us).unwrap().sample(random);
        Today {
            overhead_us: overhead_us * slowness,
            turnaround_us: turnaround_us * slowness,
            error_turnaround_us: error_turnaround_us * slowness,
            work_us: work_us * slowness * LogNormal::new(0.0, 0.03).unwrap().sample(random),
            clock_step_us,
            clock_offset_us: self.clock.offset_us + wander_us,
            clock_skew_ppm: self.clock.skew_ppm,
        }
    }
}

/// A machine on one day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Today {
    pub(crate) overhead_us: f64,
    pub(crate) turnaround_us: f64,
    pub(crate) error_turnaround_us: f64,
    pub(crate) work_us: f64,
    pub(crate) clock_step_us: u64,
    clock_offset_us: f64,
    clock_skew_ppm: f64,
}

impl Today {
    /// How far its clock is ahead after so many days, in microseconds.
    pub(crate) fn clock_ahead_us(&self, day: u32) -> i64 {
        (self.clock_offset_us + f64::from(day) * 86_400.0 * self.clock_skew_ppm) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng as _;

    #[test]
    fn every_machine_has_others_as_alike_as_that() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for model in &MODELS {
            let own = Machine::of(model, &mut random);
            let other = |distance, random: &mut ChaCha8Rng| own.like(distance, random).model;
            assert_eq!(other(Distance::SameModel, &mut random), model);
            let near = other(Distance::SameSystem, &mut random);
            assert_eq!((near.system, near == model), (model.system, false), "{}", model.name);
            assert_ne!(other(Distance::Other, &mut random).system, model.system);
        }
    }
}
