//! One record in the log, all numbers little end first:
//!
//! | bytes | what |
//! |---|---|
//! | 4 | length of the record |
//! | 4 | CRC-32C of all that follows |
//! | 8 | position of this frame |
//! | 8 | position before which everything was durable when this was written |
//! | … | the record, then zeros up to a multiple of 8 |

use engine::journal::Seq;

/// What stands before a record.
pub(super) const FRONT_BYTES: usize = 24;
/// Frames begin at multiples of this.
pub(super) const ALIGN: u64 = 8;
/// No record is longer: a length beyond is damage.
pub(in super::super) const RECORD_BYTES: usize = 16 << 20;

/// A frame that was read and found sound.
pub(in super::super) struct Frame {
    /// Where it stands.
    pub(in super::super) position: Seq,
    /// Where the next one stands.
    pub(in super::super) next: Seq,
    /// The record.
    pub(in super::super) body: Vec<u8>,
    /// Before this everything was durable when it was written.
    pub(super) durable: Seq,
}

/// The front of a frame.
pub(super) struct Front {
    pub(super) length: usize,
    checksum: u32,
    position: Seq,
    durable: Seq,
}

impl Front {
    /// Reads it; `None` where this cannot be the front of a frame that stands here.
    pub(super) fn read(bytes: &[u8], position: Seq) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk()?;
        let (checksum, rest) = rest.split_first_chunk()?;
        let (stands, rest) = rest.split_first_chunk()?;
        let (durable, _) = rest.split_first_chunk()?;
        let front = Self {
            length: u32::from_le_bytes(*length) as usize,
            checksum: u32::from_le_bytes(*checksum),
            position: u64::from_le_bytes(*stands),
            durable: u64::from_le_bytes(*durable),
        };
        (front.position == position && front.length <= RECORD_BYTES).then_some(front)
    }

    /// The whole frame from bytes that begin with this front; `None` where the checksum says no.
    pub(super) fn frame(&self, bytes: &[u8]) -> Option<Frame> {
        let end = FRONT_BYTES + self.length;
        let body = bytes.get(FRONT_BYTES..end)?;
        if crc32c::crc32c(bytes.get(8..end)?) != self.checksum {
            return None;
        }
        let next = self.position + (end as u64).next_multiple_of(ALIGN);
        Some(Frame { position: self.position, next, body: body.into(), durable: self.durable })
    }
}

/// Appends a frame to a group.
pub(super) fn write(group: &mut Vec<u8>, position: Seq, durable: Seq, body: &[u8]) {
    let positions = [position.to_le_bytes(), durable.to_le_bytes()];
    let checksum = crc32c::crc32c_append(crc32c::crc32c(positions.as_flattened()), body);
    group.extend_from_slice(&(body.len() as u32).to_le_bytes());
    group.extend_from_slice(&checksum.to_le_bytes());
    group.extend_from_slice(positions.as_flattened());
    group.extend_from_slice(body);
    group.resize(group.len().next_multiple_of(ALIGN as usize), 0);
}
