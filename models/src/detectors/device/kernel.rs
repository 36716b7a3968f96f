//! What the two kernels say of the way between them, against what the page says: something that ends the client's TCP
//! connection and passes on what it carries (a relay, a proxy, a remote browser) is invisible to the page and to us, but the
//! kernel's round trip ends there (Chiapponi et al. 2022, BADPASS, doi 10.1007/978-3-031-21280-2_18; Ramesh et al. 2024,
//! CalcuLatency, USENIX Security). A tunnel below TCP leaves no gap.

use super::timing;
use crate::connection::TcpInfo;
use crate::observation::Observation;

/// The shortest round trip that the page saw less the shortest that our kernel saw, and less what those of our kernel vary by, in
/// microseconds: where the way is uneven, the page's few round trips miss its shortest, and what is behind a relay does not show
/// in how the kernel's vary. A gap of some milliseconds is the browser's own time; carriers that end TCP in their network show
/// one too, on all that come through them.
pub(super) fn app_tcp_gap(observation: &Observation) -> Option<f64> {
    let app_us = timing::first_bytes(observation).min_by(f64::total_cmp)?;
    let tcp_us = infos(observation).filter_map(|info| info.min_rtt_us).min()?;
    let uneven_us = infos(observation).map(|info| info.rttvar_us).min()?;
    timing::sane_us((app_us - f64::from(tcp_us) - f64::from(uneven_us)).max(0.0))
}

/// Segments that our kernel sent again during the micro-transactions, over all connections of the visit.
pub(super) fn loss(observation: &Observation) -> Option<f64> {
    let last_of = |connection: u8| {
        infos(observation).filter(|info| info.connection == connection).map(|info| info.retransmits).max()
    };
    let connections = infos(observation).map(|info| info.connection).max()?;
    Some((0..=connections).filter_map(last_of).map(f64::from).sum())
}

fn infos(observation: &Observation) -> impl Iterator<Item = TcpInfo> {
    observation.exchanges.iter().filter_map(|exchange| exchange.tcp.ok())
}
