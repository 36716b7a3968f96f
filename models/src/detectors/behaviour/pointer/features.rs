//! An action, measured.

use super::actions::{Action, Kind, Point};
use super::catalogue::{Cells, Grids, MEASURES};
use super::motion::{Motion, mean, mean_size, mean_spread, median, range, share};
use alloc::vec::Vec;
use core::f64::consts::{PI, TAU};
use libm::{atan2, fabs, floor, hypot, log};

/// The cells of every action.
pub(super) fn of(actions: &[Action]) -> Vec<Cells> {
    let (grids, mut motion) = (Grids::new(), Motion::default());
    actions.iter().map(|action| grids.cells(&values(&mut motion, action))).collect()
}

fn values(motion: &mut Motion, action: &Action) -> [Option<f64>; MEASURES] {
    motion.follow(&action.points);
    let kind = match action.kind {
        Kind::Move => 0.5,
        Kind::Click => 1.5,
        Kind::Drag => 2.5,
    };
    let (duration, path) = (motion.dt.iter().sum::<f64>(), motion.length.iter().sum::<f64>());
    let (x, y) = (motion.dx.iter().sum::<f64>(), motion.dy.iter().sum::<f64>());
    let chord = hypot(x, y);
    let direction = (chord > 0.0).then(|| atan2(y, x));
    let speed = path / duration;
    let third = motion.speed.len().div_ceil(3);
    let (first, last) = (motion.speed.get(..third), motion.speed.get(motion.speed.len() - third..));
    let (bow, overshoot) = shape(&action.points, x, y, chord);
    let (_, top) = range(&motion.speed);
    let mut passed = 0.0;
    let before_top = motion.speed.iter().zip(&motion.dt).take_while(|(speed, _)| **speed < top);
    before_top.for_each(|(_, dt)| passed += dt);
    let mut started = 0.0;
    let rising = motion.acceleration.iter().zip(motion.dt.iter().skip(1)).take_while(|(by, _)| **by >= 0.0);
    rising.for_each(|(_, dt)| started += dt);
    let bursts =
        motion.speed.windows(3).filter(|three| matches!(three, [a, b, c] if a < b && b >= c)).count();
    let turns = !motion.turn.is_empty();
    let slanted = motion.dx.iter().zip(&motion.dy).filter(|(dx, dy)| **dx != 0.0 && fabs(**dx) == fabs(**dy));
    let end = action.points.last();
    let coarse = |value: f64, low: f64, high: f64| {
        floor((log(value.max(low) / low) / log(high / low) * 8.0).clamp(0.0, 7.0))
    };
    let octant = direction.map(|angle| floor(((angle + PI) / TAU * 8.0).clamp(0.0, 7.0)));
    let (_, speed_spread) = mean_spread(&motion.speed);
    let (across, across_spread) = mean_spread(&motion.across);
    let (down, down_spread) = mean_spread(&motion.down);
    let (acceleration, acceleration_spread) = mean_spread(&motion.acceleration);
    let (braking, acceleration_most) = range(&motion.acceleration);
    let (_, jerk_spread) = mean_spread(&motion.jerk);
    let (_, jerk_most) = range(&motion.jerk);
    let (turning, turning_spread) = mean_spread(&motion.turning);
    let (_, curvature_spread) = mean_spread(&motion.curvature);
    let (_, interval_spread) = mean_spread(&motion.dt);
    let (_, pause) = range(&motion.dt);
    let (_, step_most) = range(&motion.moved);
    let interval_least = motion.dt.iter().copied().fold(f64::INFINITY, f64::min);
    let [level, plumb] = [&motion.dy, &motion.dx].map(|steps| share(steps, |by| by == 0.0));
    let slanted = slanted.count() as f64 / motion.dx.len().max(1) as f64;
    let has_moved = !motion.moved.is_empty();
    let turned = motion.turn.iter().map(|turn| fabs(*turn)).sum();
    let (interval, step) = (median(&motion.dt), median(&motion.moved));
    [
        Some(kind),
        direction,
        Some(duration),
        Some(path),
        Some(chord),
        (path > 0.0).then(|| chord / path),
        Some(action.points.len() as f64),
        action.rest_s,
        action.held_s,
        action.settled_s,
        Some(speed),
        Some(speed_spread),
        Some(top),
        first.map(mean),
        last.map(mean),
        Some(across),
        Some(down),
        Some(across_spread),
        Some(down_spread),
        Some(acceleration),
        Some(acceleration_spread),
        Some(acceleration_most),
        Some(-braking),
        Some(jerk_spread),
        Some(jerk_most),
        turns.then(|| mean_size(&motion.turning)),
        turns.then_some(turning_spread),
        turns.then_some(turning),
        turns.then(|| mean_size(&motion.curvature)),
        turns.then_some(curvature_spread),
        turns.then_some(turned),
        turns.then(|| share(&motion.turn, |turn| fabs(turn) > PI / 4.0)),
        bow,
        overshoot,
        Some(passed / duration),
        Some(started),
        Some(bursts as f64 / duration),
        Some(pause),
        Some(interval),
        Some(interval_least),
        Some(interval_spread),
        has_moved.then_some(step),
        has_moved.then_some(step_most),
        Some(level),
        Some(plumb),
        Some(slanted),
        end.map(|end| end.x),
        end.map(|end| end.y),
        Some(8.0 * coarse(chord, 4.0, 1500.0) + coarse(duration, 0.1, 8.0)),
        octant.map(|octant| 8.0 * octant + coarse(speed, 30.0, 2000.0)),
    ]
}

/// The greatest distance from the straight line, to its right above zero, and how far the way went beyond its end; both as
/// shares of the distance.
pub(in crate::detectors::behaviour) fn shape(
    points: &[Point],
    x: f64,
    y: f64,
    chord: f64,
) -> (Option<f64>, Option<f64>) {
    let Some(first) = points.first().filter(|_| chord >= 5.0) else { return (None, None) };
    let (mut bow, mut reach) = (0.0, 0.0);
    for point in points {
        let (px, py) = (point.x - first.x, point.y - first.y);
        let beside = x * py - y * px;
        if fabs(beside) > fabs(bow) {
            bow = beside;
        }
        reach = f64::max(reach, px * x + py * y);
    }
    let square = chord * chord;
    (Some(bow / square), Some(reach / square - 1.0))
}
