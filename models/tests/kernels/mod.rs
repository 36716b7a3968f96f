//! SYNs as kernels write them; also for the black-box tests.

use models::connection::Syn;

/// Of Windows 10 and 11, with this time to live on arrival.
pub(crate) fn windows(ttl: u8) -> Syn {
    Syn {
        ttl,
        ip_version: 4,
        window: 64_240,
        mss: Some(1_460),
        window_scale: Some(8),
        options: vec![2, 1, 3, 1, 1, 4],
        dont_fragment: true,
        ecn: false,
    }
}
