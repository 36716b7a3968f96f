//! LEB128 variable-length integers and zig-zag signs (Protocol Buffers encoding).

use alloc::vec::Vec;

pub(crate) fn put(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(crate) fn put_signed(out: &mut Vec<u8>, value: i32) {
    put(out, ((value << 1) ^ (value >> 31)) as u32);
}

/// Takes one integer off the front; `None` where the bytes end or the number exceeds 32 bits.
pub(crate) fn take(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0u32;
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let part = u32::from(byte & 0x7f);
        if shift == 28 && part > 0x0f {
            return None;
        }
        value |= part << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

pub(crate) fn take_signed(bytes: &mut &[u8]) -> Option<i32> {
    let raw = take(bytes)?;
    Some(((raw >> 1) as i32) ^ -((raw & 1) as i32))
}
