//! The work that shows how fast a page computes.
#![allow(missing_docs)]

use wire::work::{SEGMENTS, holds, seed, segment};

fn done(page_view: &str) -> Vec<i64> {
    let mut state = 0;
    let segments = (0..SEGMENTS).map(|_| {
        state = segment(seed(page_view), state);
        state as i64
    });
    segments.collect()
}

#[test]
fn every_segment_of_work_that_was_done_holds() {
    let checkpoints = done("pv_1");
    assert!((0..SEGMENTS).all(|number| holds("pv_1", &checkpoints, number)));
}

#[test]
fn a_checkpoint_that_was_made_up_breaks_the_segments_on_both_sides_of_it() {
    let mut checkpoints = done("pv_1");
    checkpoints[7] ^= 1;
    let broken = (0..SEGMENTS).filter(|number| !holds("pv_1", &checkpoints, *number));
    assert_eq!(broken.collect::<Vec<_>>(), [7, 8]);
}

#[test]
fn work_for_another_page_view_or_cut_short_does_not_hold() {
    let checkpoints = done("pv_1");
    assert!((0..SEGMENTS).all(|number| !holds("pv_2", &checkpoints, number)));
    assert!(!holds("pv_1", &checkpoints[..4], 4));
    assert!(!holds("pv_1", &[], 0));
}

#[test]
fn the_chain_is_the_same_everywhere() {
    // SplitMix64 from 0 begins with this number (Vigna's splitmix64.c).
    assert_eq!(seed("\0"), 0xe220_a839_7b1d_cdaf);
}
