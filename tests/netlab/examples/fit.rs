//! Measured access networks beside the shapes that stand for them, as a table:
//! `cargo run --release -p netlab --example fit -- --pings FOLDER`.
//!
//! The folder holds `ping_raw.csv.gz` (rounds of three pings, as `netlab::read_pings` wants them) and, for each kind of
//! network, `matched_pings_KIND.csv`: probes on it, wired probes nearby, and the mean round trip of both.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use flate2::read::MultiGzDecoder;
use netlab::{Direction, Jitter, Link, Round, read_pings};
use std::collections::BTreeSet;
use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Its name, its column of probes, and its shape.
type Kind = (&'static str, &'static str, fn() -> Jitter);
/// The wired probes of the set are beside all kinds; the others have a file each.
const KINDS: [Kind; 4] = [
    ("wired", "Lan", Jitter::fibre),
    ("wifi", "Wifi", Jitter::wifi),
    ("cellular", "Cellular", Jitter::cellular),
    ("satellite", "Satellite", Jitter::leo),
];
/// Probes that are simulated of each kind, and their rounds: as many as a measured one has.
const PROBES: u64 = 400;
const ROUNDS: u64 = 23;
const ROUND_US: u64 = 7_200_000_000;
/// From the access network to the machine that was pinged, and back.
const BEYOND_US: u64 = 130_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some("--pings"), Some(folder)) = (arguments.next().as_deref(), arguments.next().map(PathBuf::from))
    else {
        return Err("usage: fit --pings FOLDER".into());
    };
    let measured = read_pings(MultiGzDecoder::new(File::open(folder.join("ping_raw.csv.gz"))?))?;
    let matched = |kind: &str| matched(&folder.join(format!("matched_pings_{kind}.csv")));
    let others = [matched("wifi")?, matched("cellular")?, matched("satellite")?];
    println!("| network | figure | measured: median of the probes (least, most) | shape: the same |");
    println!("|---|---|---|---|");
    for (kind, _, shape) in KINDS {
        let (on_it, excess_ms): (Vec<u64>, Option<Vec<f64>>) = match KINDS.iter().position(|of| of.0 == kind)
        {
            Some(place @ 1..) => {
                let pairs = others.get(place - 1).into_iter().flatten();
                (
                    pairs.clone().map(|pair| pair.probe).collect(),
                    Some(pairs.map(|pair| pair.excess_ms).collect()),
                )
            }
            _ => {
                let on_none = |probe: &u64| others.iter().flatten().all(|pair| pair.probe != *probe);
                (measured.keys().copied().filter(on_none).collect(), None)
            }
        };
        let probes: BTreeSet<u64> = on_it.into_iter().collect();
        let rounds = probes.iter().filter_map(|probe| measured.get(probe)).map(Vec::as_slice);
        let data: Vec<Figures> = rounds.filter_map(Figures::of).collect();
        let link = Link::both(Direction { jitter: shape(), ..Direction::default() });
        let simulated: Vec<Vec<Round>> = (0..PROBES).map(|seed| simulate(&link, seed)).collect();
        let shape: Vec<Figures> = simulated.iter().filter_map(|rounds| Figures::of(rounds)).collect();
        for (name, figure) in FIGURES {
            let measured = summary(data.iter().map(figure).collect());
            let measured = measured.map_or("none".into(), |[mid, least, most]| {
                format!("{mid:.2} ms ({least:.2}, {most:.2}; {} probes)", data.len())
            });
            let [shape, ..] = summary(shape.iter().map(figure).collect()).ok_or("nothing was simulated")?;
            println!("| {kind} | {name} | {measured} | {shape:.2} ms |");
        }
        if let Some(excess) = excess_ms {
            let pairs = excess.len();
            let [mid, ..] = summary(excess).ok_or("no pairs")?;
            let means = simulated.iter().map(|rounds| mean_ms(rounds) - BEYOND_US as f64 / 1e3);
            let [shape, ..] = summary(means.collect()).ok_or("nothing was simulated")?;
            println!(
                "| {kind} | mean beyond a wired probe nearby, median of {pairs} pairs | {mid:.1} ms | {shape:.1} ms |",
            );
        }
    }
    Ok(())
}

/// A probe that is on the network, and how much longer its pings take in the mean than a wired one's nearby.
struct Pair {
    probe: u64,
    excess_ms: f64,
}

fn matched(file: &Path) -> Result<Vec<Pair>, Box<dyn Error>> {
    let mut lines = csv::Reader::from_path(file)?;
    let heading = lines.headers()?.clone();
    let probe = heading.iter().position(|name| KINDS.iter().any(|kind| kind.1 == name));
    let excess = heading.iter().position(|name| name == "Diff");
    let (Some(probe), Some(excess)) = (probe, excess) else {
        return Err(format!("{}: no column of probes or no column Diff", file.display()).into());
    };
    let mut pairs = Vec::new();
    for record in lines.records() {
        let record = record?;
        let (Some(probe), Some(excess_ms)) = (record.get(probe), record.get(excess)) else { continue };
        pairs.push(Pair { probe: probe.parse()?, excess_ms: excess_ms.parse()? });
    }
    Ok(pairs)
}

/// What a probe's rounds look like, in milliseconds.
struct Figures {
    spread: [f64; 2],
    step: [f64; 2],
}

type Figure = fn(&Figures) -> f64;
const FIGURES: [(&str, Figure); 4] = [
    ("spread of three pings, a second apart: median", |figures| figures.spread[0]),
    ("… 90 %", |figures| figures.spread[1]),
    ("step of the quickest from a round to the next, two hours later: median", |figures| figures.step[0]),
    ("… 90 %", |figures| figures.step[1]),
];

impl Figures {
    fn of(rounds: &[Round]) -> Option<Self> {
        let ends = |round: &Round| {
            let mut ms: Vec<f64> = round.answered_us().map(|us| us / 1e3).collect();
            ms.sort_by(f64::total_cmp);
            (ms.len() == 3).then(|| Some((*ms.first()?, *ms.last()?)))?
        };
        let ends: Vec<(f64, f64)> = rounds.iter().filter_map(ends).collect();
        let spread = ends.iter().map(|(least, most)| most - least).collect();
        let step = ends.windows(2).filter_map(|two| Some((two.last()?.0 - two.first()?.0).abs())).collect();
        Some(Self { spread: quantiles(spread, [0.5, 0.9])?, step: quantiles(step, [0.5, 0.9])? })
    }
}

/// Rounds as the probes made them. A probe also does other things, so its radio was used a second before.
fn simulate(link: &Link, seed: u64) -> Vec<Round> {
    let sent_at_us = |round| (0..4).map(move |ping| round * ROUND_US + ping * 1_000_000);
    let sent_at_us: Vec<u64> = (0..ROUNDS).flat_map(sent_at_us).collect();
    let trips = link.round_trips_us(seed, &sent_at_us, BEYOND_US);
    let rounds = trips.chunks(4).filter_map(|trips| <[Option<f64>; 4]>::try_from(trips).ok());
    rounds.map(|[_, first, second, third]| Round { at_s: 0, rtt_us: [first, second, third] }).collect()
}

fn mean_ms(rounds: &[Round]) -> f64 {
    let all = rounds.iter().flat_map(Round::answered_us);
    let (sum_us, count) = all.fold((0.0, 0.0), |(sum_us, count), us| (sum_us + us, count + 1.0));
    sum_us / count / 1e3
}

fn quantiles<const N: usize>(mut values: Vec<f64>, at: [f64; N]) -> Option<[f64; N]> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some(at.map(|at| values.get((at * last as f64).round() as usize).copied().unwrap_or(f64::NAN)))
}

/// Median, least and most.
fn summary(values: Vec<f64>) -> Option<[f64; 3]> {
    quantiles(values, [0.5, 0.0, 1.0])
}
