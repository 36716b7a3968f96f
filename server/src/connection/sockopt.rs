//! Socket options that no library covers: the two system calls behind `TCP_INFO` and `TCP_SAVE_SYN` (tcp(7)).

#![allow(unsafe_code, reason = "a system call; each is checked here and nowhere else")]

use std::io;
use std::os::fd::{AsFd, AsRawFd};

/// The listener keeps the headers of SYN packets (Linux 4.3, `include/uapi/linux/tcp.h`).
const TCP_SAVE_SYN: libc::c_int = 27;
/// The headers of the connection's SYN; can be read once.
const TCP_SAVED_SYN: libc::c_int = 28;

/// Makes a listener keep the SYN of every connection until somebody asks for it.
pub(super) fn save_syn(listener: impl AsFd) -> io::Result<()> {
    let on: libc::c_int = 1;
    // SAFETY: the descriptor is open while it is borrowed, and the kernel reads the four bytes of `on`.
    let failed = unsafe {
        libc::setsockopt(
            listener.as_fd().as_raw_fd(),
            libc::IPPROTO_TCP,
            TCP_SAVE_SYN,
            (&raw const on).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// IP and TCP headers of the SYN; empty where none was kept. Reading frees it: the second time there is none.
pub(super) fn saved_syn(stream: impl AsFd, into: &mut [u8]) -> io::Result<&[u8]> {
    get(stream, TCP_SAVED_SYN, into)
}

/// `struct tcp_info`, as much of it as this kernel has and `into` holds.
pub(super) fn tcp_info(stream: impl AsFd, into: &mut [u8]) -> io::Result<&[u8]> {
    get(stream, libc::TCP_INFO, into)
}

fn get(stream: impl AsFd, option: libc::c_int, into: &mut [u8]) -> io::Result<&[u8]> {
    let mut length = libc::socklen_t::try_from(into.len()).unwrap_or(libc::socklen_t::MAX);
    // SAFETY: the descriptor is open while it is borrowed, and the kernel writes no more than `length` bytes, which
    // `into` has, and says how many.
    let failed = unsafe {
        libc::getsockopt(
            stream.as_fd().as_raw_fd(),
            libc::IPPROTO_TCP,
            option,
            into.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    match failed {
        0 => Ok(into.get(..length as usize).unwrap_or_default()),
        _ => Err(io::Error::last_os_error()),
    }
}
