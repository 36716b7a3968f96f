//! How well a crowd of simulated devices is recognised after it has cleared its storage.
#![allow(clippy::print_stdout, reason = "the table is the result")]

#[path = "../tests/crowd/mod.rs"]
mod crowd;

use crowd::trial::{self, point};

fn main() {
    let args: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let (devices, worlds) = (args[0], args[1] as u64);
    for world in 0..worlds {
        let t = trial::run(1000 + world, devices, (devices / 2).min(20_000));
        let mut best = (0.0, 0.0, 0.0);
        let mut t2 = 0.0;
        let mut bestu = (0.0, 0.0, 0.0);
        let mut ths: Vec<f64> = t.asked.iter().map(|a| a.confidence).collect();
        ths.sort_by(f64::total_cmp);
        for i in (0..ths.len()).step_by(100) {
            let th = ths[i];
            if th < 0.3 {
                continue;
            }
            let p = point(t.asked.iter(), th);
            if p.precision >= 0.99 && p.unseen_matched <= 0.001 && p.coverage > best.0 {
                best = (p.coverage, th, p.unseen_matched);
            }
            if p.unseen_matched <= 0.001 && p.coverage > bestu.0 {
                bestu = (p.coverage, th, p.precision);
            }
            t2 += 0.0;
        }
        println!("SCAN both {best:?} U-only {bestu:?}");
        print!("{world}: ");
        for th in [0.5, 0.8, 0.9, 0.95, 0.96, 0.97, 0.98, 0.99] {
            let p = point(t.asked.iter(), th);
            print!("[{th}: P {:.4} C {:.3} U {:.5}] ", p.precision, p.coverage, p.unseen_matched);
        }
        println!();
        for class in crowd::CLASSES {
            let p = point(t.asked.iter().filter(|a| a.class == class && !a.noisy), 0.99);
            print!("  {class:?} P {:.4} C {:.3} U {:.5}", p.precision, p.coverage, p.unseen_matched);
        }
        let p = point(t.asked.iter().filter(|a| a.noisy), 0.99);
        println!("  noisy P {:.4} C {:.3} U {:.5}", p.precision, p.coverage, p.unseen_matched);
        print!("  calibration:");
        for w in [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.01].windows(2) {
            let b: Vec<_> = t.asked.iter().filter(|a| a.confidence >= w[0] && a.confidence < w[1]).collect();
            let n = b.len();
            let r = b.iter().filter(|a| a.right).count() as f64 / n.max(1) as f64;
            let c = b.iter().map(|a| a.confidence).sum::<f64>() / n.max(1) as f64;
            print!(" {c:.4}:{r:.4}({n})");
        }
        let mut l = t.look_ups.clone();
        l.sort();
        println!(
            "\n  bytes {:.0} remember {:?} look p50 {:?} p99 {:?}",
            t.bytes_per_device,
            t.remember / devices as u32,
            l[l.len() / 2],
            l[l.len() * 99 / 100]
        );
    }
}
