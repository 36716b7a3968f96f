//! What was locked in format 2: visits before the server looked at connections, answers before there was recognition.

use super::{AssessedRecord, SealedRecord};
use crate::ids::{DeviceId, SealId, SessionId};
use crate::locked::{Format, Shut, Written as _};
use crate::recognition::Recognition;
use alloc::vec::Vec;
use models::connection::{Connection, Unseen};
use models::observation as now;
use serde::Deserialize;

#[derive(Deserialize)]
struct Visit {
    seal: SealId,
    session: SessionId,
    device: DeviceId,
    ledger_minor: u32,
    observation: Observation,
    conduct: Conduct,
}

#[derive(Deserialize)]
struct Observation {
    opened_at: now::Timestamp,
    sealed_at: now::Timestamp,
    path: now::Path,
    device: [u8; 16],
    exchanges: Vec<Exchange>,
    signals: Vec<now::Signal>,
    events: Vec<now::Event>,
}

#[derive(Deserialize)]
struct Exchange {
    kind: now::ExchangeKind,
    server_us: u32,
    held_us: u32,
    arrival_spread_us: Option<u32>,
    answer_bytes: u32,
    return_gap_us: Option<u32>,
    client: Option<ClientSide>,
}

#[derive(Deserialize)]
struct ClientSide {
    total_us: u32,
    turnaround_us: Option<u32>,
    resource: Option<now::ResourceSide>,
}

#[derive(Deserialize)]
struct Conduct {
    refused: u32,
    lost_reports: u32,
    events_cut: u32,
}

/// Reads an answer: it ended before [`AssessedRecord::recognition`], which was not asked for.
pub(super) fn answer(bytes: &[u8]) -> Result<AssessedRecord, Shut> {
    let unasked = postcard::to_allocvec(&Recognition::Unasked).map_err(|_| Shut)?;
    AssessedRecord::read(Format::Three, &[bytes, &unasked].concat())
}

/// Reads a visit. What it did not hold is [`Unseen::Unrecorded`], or `None`.
pub(super) fn visit(bytes: &[u8]) -> Result<SealedRecord, Shut> {
    let visit: Visit = postcard::from_bytes(bytes).map_err(|_| Shut)?;
    let Visit { seal, session, device, ledger_minor, observation: seen, conduct } = visit;
    let Conduct { refused, lost_reports, events_cut } = conduct;
    let observation = now::Observation {
        opened_at: seen.opened_at,
        sealed_at: seen.sealed_at,
        path: seen.path,
        device: seen.device,
        exchanges: seen.exchanges.into_iter().map(exchange).collect(),
        signals: seen.signals,
        events: seen.events,
        connection: Connection::default(),
        conduct: now::Conduct { refused, lost_reports, events_cut, forged_work: false },
    };
    Ok(SealedRecord { seal, session, device, ledger_minor, observation, link: None })
}

fn exchange(then: Exchange) -> now::Exchange {
    now::Exchange {
        kind: then.kind,
        server_us: then.server_us,
        held_us: then.held_us,
        arrival_spread_us: then.arrival_spread_us,
        answer_bytes: then.answer_bytes,
        return_gap_us: then.return_gap_us,
        client: then.client.map(|client| now::ClientSide {
            started_us: None,
            total_us: client.total_us,
            turnaround_us: client.turnaround_us,
            resource: client.resource,
        }),
        arrived_us: None,
        tcp: Err(Unseen::Unrecorded),
    }
}
