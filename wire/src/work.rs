//! A piece of work that a page does to show how fast it computes: a chain of mixings, each of the one before it, so
//! that it cannot be begun before the page view is known, nor shared among processors without a joint that breaks.
//!
//! The step is SplitMix64's (Steele, Lea, Flood: *Fast splittable pseudorandom number generators*, OOPSLA 2014, §5),
//! fed with its own output. The page sends the state after every segment; whoever holds the states checks one
//! segment for 1/[`SEGMENTS`] of the work. That shows *that* the work was done for this page view. How long it
//! took is the page's word: it can be too long or too short, but costs the page the work either way.

/// Segments of the chain, each with its checkpoint.
pub const SEGMENTS: usize = 16;
/// Steps of one segment.
const STEPS: u32 = 1 << 16;
/// The golden ratio in 64 bits, SplitMix64's increment.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// What the chain of a page view is mixed with.
pub fn seed(page_view: &str) -> u64 {
    page_view.bytes().fold(0, |state, byte| mixed(state ^ u64::from(byte)))
}

/// The state one segment later; the chain begins at 0. The seed enters every segment, so that a chain of another
/// page view holds nowhere.
pub fn segment(seed: u64, mut state: u64) -> u64 {
    state ^= seed;
    for _ in 0..STEPS {
        state = mixed(state);
    }
    state
}

/// Whether the segment with this number leads from the checkpoint before it (0, for the first) to its own.
/// Costs one segment. A segment that is not there was not done.
pub fn holds(page_view: &str, checkpoints: &[i64], number: usize) -> bool {
    let state = |at: usize| checkpoints.get(at).map(|checkpoint| *checkpoint as u64);
    let before = if number == 0 { Some(0) } else { state(number - 1) };
    before.map(|before| segment(seed(page_view), before)).is_some_and(|after| state(number) == Some(after))
}

fn mixed(state: u64) -> u64 {
    let state = state.wrapping_add(GOLDEN);
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}
