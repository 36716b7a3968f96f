//! What a device is recognised by. The visible list: a trait is one line.
//!
//! Devices of one model share most of what can be read, so a trait counts only for what it adds to others, its `given`:
//! where the graphics processor agrees, the canvas usually does, and then says nothing more. The numbers are
//! assumptions of the order that is reported for web browsers (Vastel et al., "FP-Stalker", IEEE S&P 2018; Gómez-Boix et al.,
//! "Hiding in the Crowd", WWW 2018); what a site has seen outweighs `common`, and none of them was fitted to a simulation.

/// Where a trait is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    /// A part of the signal of this name.
    Signal(&'static str, Part),
    /// The network's prefix.
    Path,
    /// The larger block that the prefix is of: a provider's in a region, /16 for IPv4 and /32 for IPv6.
    Block,
    /// A part of what the server saw of the connection.
    Connection(fn(&crate::connection::Connection) -> Option<u16>),
}

/// Which part of a reading.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// These numbers or texts of a list.
    Items(&'static [usize]),
    /// Its letters: names without versions, in whatever order.
    Letters,
    /// Its digits: versions without names, in whatever order.
    Digits,
    /// A number, to within a quarter.
    Size,
}

/// One trait.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trait {
    /// Stable snake_case name.
    pub(super) name: &'static str,
    /// Where it is read.
    pub(super) source: Source,
    /// The traits that it depends on most; they stand before this one.
    pub(super) given: &'static [&'static str],
    /// Probability that two strangers share it where they share `given`: stands in until a site has seen enough.
    pub(super) common: f64,
    /// Days after which half of all devices have another value.
    pub(super) lasts_days: f64,
    /// Share of visits that show another value for a while: another screen, another network, a private window.
    pub(super) slips: f64,
    /// Probability that two devices of one household or office share it where they share `given`.
    pub(super) shared: f64,
    /// Probability that two machines that were made and set up alike share it, as far as it does not change in the meantime: what
    /// their users choose and plug in, they do not.
    pub(super) set_up: f64,
    /// The look-up keys that it is part of, one bit each: few devices share all traits of a key.
    pub(super) keys: u8,
}

/// How many keys there are.
pub(super) const KEYS: usize = 6;

const HOME: u8 = 1 << 0;
const BODY: u8 = 1 << 1;
const PLACE: u8 = 1 << 2;
const TONGUE: u8 = 1 << 3;
const DISK: u8 = 1 << 4;
const ROAD: u8 = 1 << 5;

macro_rules! list {
    ($($name:literal $source:expr, $given:expr, $common:literal, $lasts:literal, $slips:literal, $shared:literal, $set_up:literal, $keys:expr;)*) => {
        /// The visible list. A trait stands behind those that it depends on.
        pub(super) const TRAITS: &[Trait] = &[$(Trait {
            name: $name,
            source: $source,
            given: $given,
            common: $common,
            lasts_days: $lasts,
            slips: $slips,
            shared: $shared,
            set_up: $set_up,
            keys: $keys,
        },)*];
    };
}

use crate::math::hash::Hash;
use Part::{Digits, Items, Letters, Size, Whole};
use Source::{Block, Connection, Path, Signal};

list! {
//  name               where it is read                         given                                             common  lasts    slips  shared set_up keys
    "platform"         Signal("ua_hints", Items(&[0, 1])),      &[],                                              0.35,   3_000.0, 0.005, 0.50, 0.97,  HOME | DISK | ROAD;
    "system"           Signal("user_agent", Items(&[1, 2])),    &["platform"],                                    0.50,   2_000.0, 0.005, 0.80, 0.97,  HOME;
    "browser"          Signal("user_agent", Letters),           &["platform", "system"],                          0.60,   2_000.0, 0.010, 0.75, 0.97,  0;
    "brand"            Signal("ua_hints", Letters),             &["platform", "system", "browser"],               0.80,   2_000.0, 0.010, 0.90, 0.97,  0;
    "browser_version"  Signal("user_agent", Digits),            &["browser"],                                     0.50,      20.0, 0.020, 0.60, 0.97,  0;
    "brand_version"    Signal("ua_hints", Digits),              &["brand", "browser_version"],                    0.80,      20.0, 0.020, 0.90, 0.97,  0;
    "model"            Signal("ua_details", Items(&[0, 1, 2])), &["system", "browser"],                           0.20,   2_000.0, 0.010, 0.40, 0.97,  HOME | ROAD;
    "system_version"   Signal("ua_details", Items(&[3])),       &["system", "model"],                             0.30,      30.0, 0.010, 0.50, 0.97,  0;
    "gpu"              Signal("webgl", Items(&[0, 1])),         &["system", "browser", "model"],                  0.10,   1_000.0, 0.030, 0.30, 0.97,  BODY | PLACE | DISK;
    "gpu_features"     Signal("webgl", Items(&[2])),            &["browser", "browser_version", "gpu"],           0.80,     100.0, 0.030, 0.95, 0.97,  0;
    "display"          Signal("screen", Items(&[0, 1, 6, 7])),  &["system", "model", "gpu"],                      0.20,   1_000.0, 0.060, 0.50, 0.85,  BODY | PLACE | ROAD;
    "desk"             Signal("screen", Items(&[2, 3])),        &["system", "display"],                           0.50,     300.0, 0.060, 0.70, 0.85,  0;
    "cores"            Signal("cores", Whole),                  &["system", "model", "gpu", "display"],           0.40,   2_000.0, 0.010, 0.70, 0.97,  BODY;
    "memory"           Signal("memory", Whole),                 &["system", "model", "gpu"],                      0.50,   2_000.0, 0.010, 0.80, 0.97,  BODY;
    "touch"            Signal("touch", Whole),                  &["platform", "system"],                          0.85,   1_000.0, 0.010, 0.95, 0.97,  0;
    "maths"            Signal("maths", Whole),                  &["system", "browser", "browser_version"],        0.90,     500.0, 0.010, 0.97, 0.97,  0;
    "audio"            Signal("audio", Whole),                  &["system", "browser", "gpu"],                    0.70,     700.0, 0.040, 0.90, 0.97,  0;
    "canvas"           Signal("canvas", Whole),                 &["system", "browser", "model", "gpu"],           0.40,     300.0, 0.040, 0.70, 0.97,  BODY;
    "text_metrics"     Signal("text_metrics", Whole),           &["system", "browser", "model"],                  0.70,     300.0, 0.010, 0.90, 0.97,  0;
    "fonts"            Signal("fonts", Whole),                  &["system", "model", "gpu", "display"],           0.25,     300.0, 0.020, 0.50, 0.97,  TONGUE;
    "storage_quota"    Signal("storage_quota", Whole),          &["system", "model", "gpu"],                      0.25,     500.0, 0.080, 0.50, 0.90,  DISK;
    "storage"          Signal("storage", Whole),                &["system", "browser"],                           0.90,   1_000.0, 0.060, 0.95, 0.97,  0;
    "media_queries"    Signal("media_queries", Items(&[0, 1, 2, 3, 4])), &["platform", "system", "gpu"],                0.70,     500.0, 0.060, 0.70, 0.90,  0;
    "colour_scheme"    Signal("media_queries", Items(&[5])),    &["platform", "system"],                          0.60,     300.0, 0.120, 0.00, 0.00,  0;
    "preferences"      Signal("media_queries", Items(&[6, 7, 8])), &["platform", "system"],                       0.80,     500.0, 0.020, 0.00, 0.00,  0;
    "media_devices"    Signal("media_devices", Whole),          &["platform", "system"],                          0.60,     300.0, 0.080, 0.70, 0.90,  0;
    "permissions"      Signal("permissions", Whole),            &["system", "browser"],                           0.80,     300.0, 0.100, 0.85, 0.00,  0;
    "plugins"          Signal("plugins", Whole),                &["system", "browser"],                           0.90,     500.0, 0.010, 0.95, 0.97,  0;
    "automation"       Signal("automation", Whole),             &["browser"],                                     0.97,   2_000.0, 0.005, 0.99, 0.97,  0;
    "clock_resolution" Signal("clock_resolution", Size),        &["system", "browser"],                           0.80,     300.0, 0.100, 0.90, 0.97,  0;
    "compute_speed"    Signal("compute_speed", Size),           &["system", "model", "gpu", "display", "cores"],  0.60,     300.0, 0.300, 0.70, 0.80,  0;
    "time_zone"        Signal("time_zone", Whole),              &[],                                              0.40,   1_000.0, 0.030, 0.98, 0.97,  PLACE | TONGUE | DISK;
    "languages"        Signal("languages", Whole),              &["time_zone"],                                   0.60,   1_000.0, 0.010, 0.85, 0.97,  PLACE | TONGUE | DISK | ROAD;
    "intl"             Signal("intl", Whole),                   &["browser", "languages"],                        0.85,   1_000.0, 0.010, 0.95, 0.97,  0;
    "voices"           Signal("speech_voices", Whole),          &["system", "browser", "languages"],              0.40,     300.0, 0.080, 0.60, 0.97,  TONGUE;
    "block"            Block,                                   &["time_zone"],                                   0.050,    500.0, 0.350, 0.80, 0.60,  ROAD;
    "path"             Path,                                    &["block"],                                       0.020,     60.0, 0.250, 0.80, 0.90,  HOME;
    "kernel"           Connection(|seen| seen.syn.known().map(|syn| Hash::of_value(&syn.kernel()).mark())), &["platform", "system", "model", "gpu", "display"], 0.90, 1_000.0, 0.100, 0.95, 0.97,  0;
    "tls"              Connection(|seen| seen.ja4.known().map(|ja4| Hash::of_value(ja4).mark())), &["browser", "browser_version"],                      0.90,     60.0, 0.100, 0.95, 0.97,  0;
    "request_head"     Connection(|seen| seen.request.known().map(|head| Hash::of_value(head).mark())), &["browser", "browser_version"],                  0.90,    100.0, 0.100, 0.95, 0.97,  0;
}

/// How many there are.
pub(super) const COUNT: usize = TRAITS.len();

/// Where the network stands, and the block that it is of.
pub(super) const PATH: usize = position("path", COUNT);
pub(super) const BLOCK: usize = position("block", COUNT);

/// What machines share that were made and set up alike, one bit each.
pub(super) const IMAGE: u64 =
    bits(&["system", "browser", "model", "gpu", "cores", "memory", "fonts", "time_zone", "languages"], COUNT);

/// What browsers draw anew each time that do not want to be told apart, one bit each.
pub(super) const DRAWN: u64 = bits(&["audio", "canvas"], COUNT);

/// For each trait, which ones it depends on, one bit each.
pub(super) const GIVEN: [u64; COUNT] = givens();

#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const fn givens() -> [u64; COUNT] {
    let mut givens = [0; COUNT];
    let mut at = 0;
    while at < COUNT {
        // A trait depends on those that stand before it.
        givens[at] = bits(TRAITS[at].given, at);
        at += 1;
    }
    givens
}

#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const fn bits(names: &[&str], before: usize) -> u64 {
    let (mut bits, mut one) = (0, 0);
    while one < names.len() {
        bits |= 1 << position(names[one], before);
        one += 1;
    }
    bits
}

/// Where a trait stands, before another one.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const fn position(name: &str, before: usize) -> usize {
    let mut at = 0;
    while !same(TRAITS[at].name.as_bytes(), name.as_bytes()) {
        at += 1;
        assert!(at < before, "there is no such trait");
    }
    at
}

#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}
