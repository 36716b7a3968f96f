//! What is usual for a device follows what changes for good, and no bad visit.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]
#![allow(dead_code, reason = "the simulation is shared")]

mod population;

use models::detectors::Detector;
use models::detectors::device::{self, Device, Priors, State};
use models::evidence::Evidence;
use population::{Machine, Network, visit};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const SLOWER: Machine = Machine { work_us: 15_000.0, overhead_ms: (5.0, 9.0), ..Machine::LAPTOP };

struct Life {
    state: State,
    random: ChaCha8Rng,
}

impl Life {
    /// A laptop that is well known.
    fn begun() -> Self {
        let mut life = Self { state: State::default(), random: ChaCha8Rng::seed_from_u64(1954) };
        (0..20).for_each(|_| life.visits(&Machine::LAPTOP));
        life
    }

    fn visits(&mut self, machine: &Machine) {
        let visit = visit(machine, &Network::CALM, None, &mut self.random);
        Device.learn(&mut self.state, &Priors::default(), &visit);
    }

    fn usual_us(&self, code: &str) -> f64 {
        let profile = device::usual(&self.state, &Priors::default());
        profile.intrinsic.iter().find(|usual| usual.code == code).unwrap().usual
    }

    /// Median p-value of visits that are not learned.
    fn p_value(&mut self, machine: &Machine) -> f64 {
        let mut p_values: Vec<f64> = (0..51)
            .filter_map(|_| {
                let visit = visit(machine, &Network::CALM, None, &mut self.random);
                match Device.score(&self.state, &Priors::default(), &visit) {
                    Evidence::Known(known) => Some(known.p_value),
                    _ => None,
                }
            })
            .collect();
        p_values.sort_by(f64::total_cmp);
        *p_values.get(25).unwrap()
    }
}

#[test]
fn a_machine_that_is_slower_for_good_is_usual_after_three_visits() {
    let mut life = Life::begun();
    let before = life.p_value(&SLOWER);
    (0..3).for_each(|_| life.visits(&SLOWER));
    let after = life.p_value(&SLOWER);
    assert!(before < 0.06 && after > 0.15, "{before} {after}");
    for (code, us) in [("compute_speed", 15_000.0), ("page_pace", 3_500.0)] {
        let usual = life.usual_us(code);
        assert!((usual / us - 1.0).abs() < 0.2, "{code}: {usual}");
    }
}

#[test]
fn a_bad_visit_now_and_then_changes_hardly_anything() {
    let mut life = Life::begun();
    let before = life.usual_us("compute_speed");
    for number in 0..30 {
        life.visits(if number % 6 < 2 && number % 12 < 6 { &SLOWER } else { &Machine::LAPTOP });
    }
    let after = life.usual_us("compute_speed");
    assert!((after / before - 1.0).abs() < 0.2, "{before} {after}");
}
