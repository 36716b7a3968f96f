//! The system calls that no library covers safely: a namespace of one's own, a TUN device in it, and to be woken first.

#![allow(unsafe_code, reason = "three system calls; each is checked here and nowhere else")]

use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use rustix::ioctl::{Setter, ioctl};
use rustix::thread::{UnshareFlags, unshare_unsafe};
use std::os::fd::OwnedFd;

/// `TUNSETIFF`, `IFF_TUN`, `IFF_NO_PI`: `include/uapi/linux/if_tun.h`.
const TUNSETIFF: u32 = 0x4004_54ca;
const IFF_TUN: u16 = 0x0001;
const IFF_NO_PI: u16 = 0x1000;

/// `struct ifreq`, as far as TUN reads it.
#[repr(C)]
struct InterfaceRequest {
    name: [u8; 16],
    flags: u16,
    _rest: [u8; 22],
}

/// Moves the calling thread into a new, empty network. Threads and processes that it starts are born there.
pub(crate) fn leave_for_an_empty_network() -> Result<(), Errno> {
    // SAFETY: only unsharing descriptor tables is unsafe, and this unshares the network.
    unsafe { unshare_unsafe(UnshareFlags::NEWNET) }
}

/// A TUN device in the calling thread's network. It is gone when the descriptor is closed.
pub(crate) fn tun(name: &str) -> Result<OwnedFd, Errno> {
    let device = open("/dev/net/tun", OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC, Mode::empty())?;
    let mut request = InterfaceRequest { name: [0; 16], flags: IFF_TUN | IFF_NO_PI, _rest: [0; 22] };
    let room = request.name.iter_mut().take(15); // the last byte stays zero
    room.zip(name.bytes()).for_each(|(into, byte)| *into = byte);
    // SAFETY: TUNSETIFF reads a `struct ifreq`, which this is, to its full 40 bytes.
    unsafe { ioctl(&device, Setter::<TUNSETIFF, InterfaceRequest>::new(request))? };
    Ok(device)
}

/// The calling thread runs as soon as it has something to do, whoever else is running.
pub(crate) fn run_first() -> std::io::Result<()> {
    let lowest_of_the_first = libc::sched_param { sched_priority: 1 };
    // SAFETY: 0 is the calling thread, and the kernel reads the parameter while it is borrowed.
    match unsafe { libc::sched_setscheduler(0, libc::SCHED_FIFO, &raw const lowest_of_the_first) } {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}
