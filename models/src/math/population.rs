//! What the members of a population have in common, from what was seen of each (empirical Bayes: Morris 1983, JASA 78:47), each moment
//! as a median, so that a minority of wild members moves none of them.

use super::moments::Moments;
use super::predictive::Prior;
use super::robust::low_median;
use alloc::vec::Vec;

/// Values before a member has a say: its own mean and scale are of use then.
const VALUES: f64 = 8.0;
/// A mean stays within so many shipped spreads of the shipped one, a spread or scale within this factor: a population
/// that is that unlike all others is more likely a fault of measurement.
const BOUND: f64 = 3.0;
/// The median absolute deviation of normal values is the standard deviation divided by this.
const MAD_TO_SD: f64 = 1.4826;

/// The prior that these members speak for, no further from `shipped` than [`BOUND`] allows; `None` where fewer than `enough` of
/// them are known well.
pub fn fit(shipped: &Prior, enough: usize, members: impl Iterator<Item = Moments>) -> Option<Prior> {
    let known: Vec<Moments> = members.filter(|seen| seen.n() >= VALUES).collect();
    if known.len() < enough {
        return None;
    }
    let median = |values: Vec<f64>| low_median(&values);
    let within = |seen: &Moments| seen.scatter() / (seen.n() - 1.0);
    let mean = median(known.iter().map(Moments::mean).collect())?;
    let deviation = median(known.iter().map(|seen| (seen.mean() - mean).abs()).collect())?;
    let variance = median(known.iter().map(within).collect())?;
    // Part of what the means differ by is chance within the members.
    let chance = median(known.iter().map(|seen| within(seen) / seen.n()).collect())?;
    let between = MAD_TO_SD * MAD_TO_SD * deviation * deviation - chance;
    let bounded = |value: f64, shipped: f64| value.clamp(shipped / BOUND, shipped * BOUND);
    Some(Prior {
        mean: mean.clamp(shipped.mean - BOUND * shipped.spread, shipped.mean + BOUND * shipped.spread),
        spread: bounded(libm::sqrt(between.max(0.0)), shipped.spread),
        scale: bounded(libm::sqrt(variance), shipped.scale),
        df: shipped.df,
    })
}
