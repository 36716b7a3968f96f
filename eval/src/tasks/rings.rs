//! Rings put among the parties of a real network of ratings: whether they are found within each member's first three acts, and how many
//! honest parties are named with them.
//!
//! Three shapes ([`injected`]), six sizes, one ring of each: `recall` is the share of members that are in a named group right after their third
//! act, most of whose members are of the same ring; `precision` is those members among them and all others that were in any group at
//! any time. `size_N.…` and `shape_….…` divide them; an honest party that no ring's group has named counts against all of them together
//! alone. `manners` are rings made otherwise: what is not found shows there.

mod injected;
mod texts;

use self::injected::{Act, Manner, PROMISED, Ring, Scene, Shape};
use self::texts::Texts;
use super::{Findings, Options};
use crate::data::otc::{Rated, ratings};
use crate::progress::bar;
use crate::report::{Row, Table};
use anyhow::{Result, bail};
use clap::Args;
use models::groups::Groups;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

const SIZES: [usize; 6] = [5, 8, 12, 20, 35, 50];
const SHAPES: [(&str, Shape); 3] =
    [("mutual", Shape::Mutual), ("star", Shape::Star), ("cycle", Shape::Cycle)];
/// A member has to be named after so many acts.
const ACTS: usize = 3;
/// Ties that an interaction is given, and what is settled after each.
const BUDGET: usize = 512;
/// Fewest ratings that rings can hide among.
const FEWEST: usize = 2_000;

/// The task.
#[derive(Args)]
pub struct Rings {
    #[command(flatten)]
    pub(super) options: Options,
    /// `source,target,rating,time`, plain or gzipped.
    #[arg(long, value_name = "FILE.csv")]
    data: PathBuf,
}

impl Rings {
    pub(super) fn measure(&self) -> Result<Findings> {
        let honest = ratings(&self.data)?;
        if honest.len() < FEWEST {
            bail!("{}: fewer than {FEWEST} ratings", self.data.display());
        }
        let manners = [
            ("promised", PROMISED),
            ("no_texts", Manner { texts: false, ..PROMISED }),
            ("usual_praise", Manner { praises: false, ..PROMISED }),
            ("not_in_turn", Manner { in_turn: false, ..PROMISED }),
            ("more_camouflage", Manner { camouflage: 0.6, ..PROMISED }),
            ("known_before", Manner { before: 5, ..PROMISED }),
        ];
        let mut findings = Findings::default();
        let mut table = Table {
            title: "Rings made otherwise".into(),
            heads: vec!["precision", "recall", "in the end", "honest named"],
            rows: Vec::new(),
        };
        let bar = bar("rings", manners.len());
        for (name, manner) in manners {
            let found = Found::of(&honest, manner, self.options.seed);
            if name == "promised" {
                found.report(&mut findings);
            }
            let named = found.honest_named.len() as f64;
            let cells = [found.precision(|_| true), found.recall(|_| true), found.in_the_end(), named];
            for (key, value) in ["precision", "recall", "recall_in_the_end", "honest_named"].iter().zip(cells)
            {
                findings.figures.push(format!("rings.manners.{name}.{key}"), value);
            }
            table.rows.push(Row(name.into(), cells.map(Some).into()));
            bar.inc(1);
        }
        bar.finish_and_clear();
        findings.tables.push(table);
        Ok(findings)
    }
}

/// What became of rings.
struct Found {
    rings: Vec<Ring>,
    /// Members who were in a group of their ring right after their third act, and those who were at any time.
    in_time: BTreeSet<[u8; 16]>,
    ever: BTreeSet<[u8; 16]>,
    /// Others who were in a group at any time, with the ring whose group it was.
    honest_named: BTreeMap<[u8; 16], Option<usize>>,
}

impl Found {
    fn of(honest: &[Rated], manner: Manner, seed: u64) -> Self {
        let random = &mut ChaCha8Rng::seed_from_u64(seed);
        let texts = Texts::new(random);
        let mut scene = Scene { honest, texts: &texts, manner, random };
        let mut acts: Vec<Act> = honest.iter().map(|rated| scene.rated(rated)).collect();
        let mut rings = Vec::new();
        for size in SIZES {
            for (_, shape) in SHAPES {
                // Behind the first fifth: a site has to have seen something.
                let place = scene.random.random_range(honest.len() / 5..honest.len() * 19 / 20);
                let (ring, of_ring) = scene.ring(rings.len(), shape, size, place);
                rings.push(ring);
                acts.extend(of_ring);
            }
        }
        acts.sort_by_key(|act| act.interaction.at);
        let mut found =
            Self { rings, in_time: BTreeSet::new(), ever: BTreeSet::new(), honest_named: BTreeMap::new() };
        found.watch(&acts, seed);
        found
    }

    fn watch(&mut self, acts: &[Act], seed: u64) {
        let of: BTreeMap<[u8; 16], usize> = self
            .rings
            .iter()
            .enumerate()
            .flat_map(|(number, ring)| ring.members.iter().map(move |member| (*member, number)))
            .collect();
        let mut groups = Groups::new(seed);
        let mut done: BTreeMap<[u8; 16], usize> = BTreeMap::new();
        for act in acts {
            groups.note(&act.interaction, BUDGET);
            groups.settle(BUDGET);
            for group in groups.list() {
                let mut rings: BTreeMap<usize, usize> = BTreeMap::new();
                let of_rings = group.members.iter().filter_map(|member| of.get(member));
                of_rings.for_each(|ring| *rings.entry(*ring).or_default() += 1);
                let most = rings.into_iter().max_by_key(|(_, members)| *members);
                let ring =
                    most.filter(|(_, members)| 2 * members > group.members.len()).map(|(ring, _)| ring);
                for member in &group.members {
                    match of.get(member) {
                        None => _ = self.honest_named.entry(*member).or_insert(ring),
                        Some(own) if ring == Some(*own) => _ = self.ever.insert(*member),
                        Some(_) => {}
                    }
                }
            }
            if act.ring.is_some() && act.counts {
                let from = act.interaction.from;
                let number = done.entry(from).or_default();
                *number += 1;
                let ring = of.get(&from).copied();
                if *number == ACTS && groups.of(&from).is_some_and(|group| self.is_of(ring, &group.members)) {
                    self.in_time.insert(from);
                }
            }
        }
    }

    /// Whether most of a group are members of a ring.
    fn is_of(&self, ring: Option<usize>, group: &[[u8; 16]]) -> bool {
        let ring = ring.and_then(|ring| self.rings.get(ring));
        let of_ring = |ring: &Ring| group.iter().filter(|member| ring.members.contains(*member)).count();
        ring.is_some_and(|ring| 2 * of_ring(ring) > group.len())
    }

    fn members(&self, which: impl Fn(&Ring) -> bool) -> BTreeSet<[u8; 16]> {
        self.rings.iter().filter(|ring| which(ring)).flat_map(|ring| ring.members.iter().copied()).collect()
    }

    fn recall(&self, which: impl Fn(&Ring) -> bool) -> f64 {
        let members = self.members(which);
        members.intersection(&self.in_time).count() as f64 / members.len() as f64
    }

    fn in_the_end(&self) -> f64 {
        self.ever.len() as f64 / self.members(|_| true).len() as f64
    }

    /// Of all rings: honest parties that no ring's group has named are counted too.
    fn precision(&self, which: impl Fn(&Ring) -> bool) -> f64 {
        let found = self.members(&which).intersection(&self.in_time).count() as f64;
        let all = self.rings.iter().all(&which);
        let counts = |ring: &Option<usize>| match ring.and_then(|ring| self.rings.get(ring)) {
            Some(ring) => which(ring),
            None => all,
        };
        found / (found + self.honest_named.values().filter(|ring| counts(ring)).count() as f64)
    }

    fn report(&self, findings: &mut Findings) {
        let figures = &mut findings.figures;
        figures.push("rings.precision", self.precision(|_| true));
        figures.push("rings.recall", self.recall(|_| true));
        figures.push("rings.members", self.members(|_| true).len() as f64);
        figures.push("rings.honest_named", self.honest_named.len() as f64);
        figures.push(
            "rings.honest_named_apart",
            self.honest_named.values().filter(|ring| ring.is_none()).count() as f64,
        );
        let mut table = Table {
            title: format!(
                "Members named right after their act number {ACTS}, and honest parties named with them"
            ),
            heads: vec!["precision", "recall"],
            rows: Vec::new(),
        };
        let mut add = |name: String, precision: f64, recall: f64| {
            figures.push(format!("rings.{name}.precision"), precision);
            figures.push(format!("rings.{name}.recall"), recall);
            table.rows.push(Row(name, vec![Some(precision), Some(recall)]));
        };
        for size in SIZES {
            let of_size = |ring: &Ring| ring.size == size;
            add(format!("size_{size}"), self.precision(of_size), self.recall(of_size));
        }
        for (name, shape) in SHAPES {
            let of_shape = |ring: &Ring| ring.shape == shape;
            add(format!("shape_{name}"), self.precision(of_shape), self.recall(of_shape));
        }
        let all = vec![Some(self.precision(|_| true)), Some(self.recall(|_| true))];
        table.rows.push(Row("all".into(), all));
        findings.tables.push(table);
    }
}
