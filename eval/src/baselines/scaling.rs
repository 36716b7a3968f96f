//! Every value by its own centre and spread; one that never varied is moved and not stretched.

/// Centres and spreads.
pub(super) struct Scaling(Vec<(f64, f64)>);

impl Scaling {
    /// By what `of` says of each value's column: its centre and its spread.
    pub(super) fn new(points: &[Vec<f64>], of: fn(&mut [f64]) -> (f64, f64)) -> Self {
        let values = points.first().map_or(0, Vec::len);
        let column = |at: usize| {
            let mut column: Vec<f64> = points.iter().filter_map(|point| point.get(at).copied()).collect();
            let (centre, spread) = of(&mut column);
            (centre, if spread > 1e-12 { spread } else { 1.0 })
        };
        Self((0..values).map(column).collect())
    }

    /// To mean 0 and standard deviation 1.
    pub(super) fn standard(points: &[Vec<f64>]) -> Self {
        Self::new(points, |column| crate::measures::mean_sd(column))
    }

    /// A point so moved and stretched.
    pub(super) fn of<'s>(&'s self, point: &'s [f64]) -> impl Iterator<Item = f64> + 's {
        point.iter().zip(&self.0).map(|(value, (centre, spread))| (value - centre) / spread)
    }
}
