//! Curves as SVG.

use crate::measures::{Scored, rates};
use anyhow::{Result, anyhow};
use plotters::coord::Shift;
use plotters::prelude::*;
use std::path::Path;

const COLOURS: [RGBColor; 11] = [
    RGBColor(11, 110, 153),
    RGBColor(179, 84, 30),
    RGBColor(91, 127, 43),
    RGBColor(118, 66, 138),
    RGBColor(90, 90, 90),
    RGBColor(204, 51, 85),
    RGBColor(0, 150, 136),
    RGBColor(214, 154, 0),
    RGBColor(63, 81, 181),
    RGBColor(121, 85, 72),
    RGBColor(0, 0, 0),
];

/// A named curve, points from 0 to 1 on both axes.
pub struct Curve {
    /// What it is of.
    pub name: String,
    /// Its points.
    pub points: Vec<(f64, f64)>,
}

impl Curve {
    /// Genuine visits refused to the right, impostors refused upwards.
    pub fn of(name: impl Into<String>, scored: &Scored) -> Self {
        let rates = rates(&scored.genuine, &scored.impostor);
        Self { name: name.into(), points: rates.into_iter().map(|at| (at.fnmr, 1.0 - at.fmr)).collect() }
    }
}

/// One of several plots in a file: shares upwards.
pub struct Panel {
    /// What it shows.
    pub title: String,
    /// What is to the right, and what upwards.
    pub axes: (String, String),
    /// Where the axis to the right ends.
    pub until: f64,
    /// Its curves.
    pub curves: Vec<Curve>,
}

/// Draws plots, two in a row.
///
/// # Errors
/// The file cannot be written.
pub fn panels(file: &Path, panels: &[Panel]) -> Result<()> {
    let failed = |error: String| anyhow!("{}: {error}", file.display());
    let rows = panels.len().div_ceil(2);
    let area = SVGBackend::new(file, (960, 340 * rows as u32)).into_drawing_area();
    area.fill(&WHITE).map_err(|error| failed(error.to_string()))?;
    for (panel, area) in panels.iter().zip(area.split_evenly((rows, 2))) {
        let (right, up) = &panel.axes;
        draw(&area, &panel.title, (right, up), panel.until, &panel.curves)
            .map_err(|error| failed(error.to_string()))?;
    }
    area.present().map_err(|error| failed(error.to_string()))
}

/// Draws curves over the unit square.
///
/// # Errors
/// The file cannot be written.
pub fn curves(file: &Path, title: &str, axes: (&str, &str), curves: &[Curve]) -> Result<()> {
    let failed = |error: String| anyhow!("{}: {error}", file.display());
    let area = SVGBackend::new(file, (640, 480)).into_drawing_area();
    area.fill(&WHITE).map_err(|error| failed(error.to_string()))?;
    draw(&area, title, axes, 1.0, curves).map_err(|error| failed(error.to_string()))?;
    area.present().map_err(|error| failed(error.to_string()))
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn draw<'a>(
    area: &Area<'a>,
    title: &str,
    axes: (&str, &str),
    until: f64,
    curves: &[Curve],
) -> Result<(), DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>> {
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 16))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(50)
        .build_cartesian_2d(0.0..until, 0.0..1.0)?;
    chart.configure_mesh().light_line_style(WHITE).x_desc(axes.0).y_desc(axes.1).draw()?;
    for (curve, colour) in curves.iter().zip(COLOURS.iter().cycle()) {
        chart
            .draw_series(LineSeries::new(curve.points.iter().copied(), colour.stroke_width(2)))?
            .label(&curve.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2)));
    }
    chart.configure_series_labels().border_style(BLACK.mix(0.2)).background_style(WHITE.mix(0.8)).draw()
}
