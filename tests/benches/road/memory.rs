//! What a device costs in memory: resident bytes before and after 100,000 devices with a learned baseline, and what is resident
//! when a million are known, of whom most have to be on disk.

use engine::artifact::Priors;
use engine::fold::learned;
use engine::store::{Row, StateStore};
use models::connection::{Connection, Unseen};
use models::entity::{EntityKey, EntityKind};
use models::observation::{
    ClientSide, Conduct, Exchange, ExchangeKind, Observation, Path, ResourceSide, Timestamp,
};
use models::occasion::Occasion;
use std::sync::Arc;
use tests::Pennyprint;

const DEVICES: u32 = 100_000;
const KNOWN: u32 = 1_000_000;
/// Networks that each device has used.
const NETWORKS: u8 = 2;
const VISITS: u8 = 6;

pub(crate) fn report() {
    let server = Pennyprint::start();
    let before = resident_bytes();
    let encoded: usize = (0..DEVICES).map(|number| know(&server, number)).sum();
    let each = (resident_bytes() - before) / f64::from(DEVICES);
    let state = encoded as f64 / f64::from(DEVICES);
    println!("\nMemory of {DEVICES} devices, {VISITS} visits over {NETWORKS} networks each");
    println!("resident bytes per device {each:.0} (goal 4096), of which learned state {state:.0}");
    (DEVICES..KNOWN).for_each(|number| _ = know(&server, number));
    let resident_mib = resident_bytes() / f64::from(1 << 20);
    println!("resident with {KNOWN} devices known {resident_mib:.0} MiB (goal 4096)");
}

/// Teaches what is to be known of a device; how many bytes that is.
fn know(server: &Pennyprint, number: u32) -> usize {
    let entity = EntityKey { kind: EntityKind::Device, id: u128::from(number).to_be_bytes() };
    let taught = (0..VISITS).fold(Row::default(), |row, visit| {
        learned(&row, &entity, &Priors::default(), Some(&Occasion::of_visit(&observation(entity.id, visit))))
            .unwrap()
    });
    let bytes = taught.states.iter().map(|(_, state)| state.len()).sum();
    server.app.road.store.save(entity, Arc::new(taught));
    bytes
}

pub(crate) fn observation(device: [u8; 16], visit: u8) -> Observation {
    let exchange = |at: u32| Exchange {
        kind: ExchangeKind::Plain,
        server_us: 80,
        held_us: 0,
        arrival_spread_us: None,
        answer_bytes: 90,
        return_gap_us: Some(25_000 + at * 700 + u32::from(visit) * 90),
        client: Some(ClientSide {
            started_us: None,
            total_us: 26_000 + at * 650,
            turnaround_us: Some(900 + at * 30),
            resource: Some(ResourceSide {
                connect_us: if at == 0 { 25_000 } else { 0 },
                reused: at > 0,
                ttfb_us: 25_200 + at * 610 + u32::from(visit) * 80,
                transfer_us: 300,
            }),
        }),
        arrived_us: None,
        tcp: Err(Unseen::Unrecorded),
    };
    Observation {
        opened_at: Timestamp(i64::from(visit) * 86_400_000_000),
        sealed_at: Timestamp(i64::from(visit) * 86_400_000_000 + 9_000_000),
        path: Path::V4([192, 0, visit % NETWORKS]),
        device,
        exchanges: (0..5).map(exchange).collect(),
        signals: Vec::new(),
        events: Vec::new(),
        connection: Connection::default(),
        conduct: Conduct::default(),
    }
}

/// `VmRSS` of `/proc/self/status` (proc(5)).
pub(crate) fn resident_bytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() * 1024.0
}
