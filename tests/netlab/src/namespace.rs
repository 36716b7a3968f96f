//! A kernel network stack of its own. It has no name, only a descriptor: nothing is left of it when the process ends,
//! however it ends.

use crate::error::Error;
use crate::host::{HostSetup, Stack};
use crate::kernel;
use rustix::io::Errno;
use std::fs::File;
use std::io::Write;
use std::net::Ipv4Addr;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::process::{Command, Stdio};

/// As Linux calls the first network card: Chromium takes `tun0` for a virtual network and `eth0` for a real one.
const CARD: &str = "eth0";

pub(crate) struct Namespace(File);

impl Namespace {
    /// A namespace whose only card is a TUN device, and the descriptor at the far end of it.
    pub(crate) fn new(setup: &HostSetup) -> Result<(Self, OwnedFd), Error> {
        on_another_thread(|| {
            let (namespace, card) = Self::with_card()?;
            apply(&setup.stack)?;
            let mut lines = format!(
                "link set lo up\nlink set {CARD} mtu {} txqueuelen 1000 up\naddress add {address}/32 dev {CARD}\n\
                 route add default dev {CARD} src {address}\n",
                setup.mtu,
                address = setup.address
            );
            for prefix in &setup.prefixes {
                lines += &format!("route add local {prefix} dev lo\n");
            }
            ip(&lines)?;
            Ok((namespace, card))
        })
    }

    /// Says why not, where this process may not do such things.
    pub(crate) fn permitted() -> Result<(), Error> {
        on_another_thread(|| Self::with_card().and_then(|_| ip("link set lo up\n")))
    }

    fn with_card() -> Result<(Self, OwnedFd), Error> {
        kernel::leave_for_an_empty_network().map_err(refused("a network namespace"))?;
        let namespace = File::open("/proc/thread-self/ns/net")
            .map_err(|why| Error::System { doing: "opening the namespace", why })?;
        let card = kernel::tun(CARD).map_err(refused("a TUN device"))?;
        Ok((Self(namespace), card))
    }

    /// Runs something on a thread in the namespace.
    pub(crate) fn within<T: Send>(&self, act: impl FnOnce() -> T + Send) -> T {
        on_another_thread(|| {
            if let Err(errno) = rustix::thread::move_into_link_name_space(self.0.as_fd(), None) {
                unreachable!("a namespace that is open lets its maker in: {errno}");
            }
            act()
        })
    }

    /// A command that becomes the program in the namespace, with the same process id.
    pub(crate) fn command(&self, program: &str) -> Command {
        let path = format!("/proc/{}/fd/{}", std::process::id(), self.0.as_raw_fd());
        let mut command = Command::new("nsenter");
        command.arg(format!("--net={path}")).arg("--").arg(program);
        command
    }

    /// The host has another address from now on, and the old one no longer.
    pub(crate) fn readdress(&self, old: Ipv4Addr, new: Ipv4Addr) -> Result<(), Error> {
        self.within(|| {
            ip(&format!(
                "address add {new}/32 dev {CARD}\nroute replace default dev {CARD} src {new}\n\
                 address delete {old}/32 dev {CARD}\n"
            ))
        })
    }
}

fn refused(what: &'static str) -> impl Fn(Errno) -> Error {
    move |errno| match errno {
        Errno::PERM | Errno::ACCESS | Errno::NOENT | Errno::NODEV | Errno::NOSYS => {
            Error::NotPermitted(format!("{what}: {errno}"))
        }
        other => Error::system(what)(other),
    }
}

/// Namespaces belong to threads: whoever changes one does it on a thread that ends with the change.
fn on_another_thread<T: Send>(act: impl FnOnce() -> T + Send) -> T {
    let outcome = std::thread::scope(|scope| scope.spawn(act).join());
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn apply(stack: &Stack) -> Result<(), Error> {
    // The laboratory speaks IPv4: a kernel that also has IPv6 would only ask for routers that are not there.
    if std::path::Path::new("/proc/sys/net/ipv6").exists() {
        set("ipv6/conf/all/disable_ipv6", "1")?;
    }
    for (setting, value) in stack.settings() {
        set(setting, &value)?;
    }
    Ok(())
}

fn set(setting: &str, value: &str) -> Result<(), Error> {
    std::fs::write(format!("/proc/sys/net/{setting}"), value).map_err(|error| Error::Stack {
        setting: setting.into(),
        value: value.into(),
        why: error.to_string(),
    })
}

/// Runs lines of `ip -batch` in the calling thread's namespace.
fn ip(lines: &str) -> Result<(), Error> {
    let run = || {
        let mut child = Command::new("ip")
            .args(["-batch", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(lines.as_bytes())?;
        }
        child.wait_with_output()
    };
    let done = run().map_err(|error| Error::NotPermitted(format!("ip of iproute2: {error}")))?;
    match done.status.success() {
        true => Ok(()),
        false => Err(Error::Ip(String::from_utf8_lossy(&done.stderr).trim().into())),
    }
}
