//! The operating system: the one that the browser claims, and the one whose kernel opened the connection. Options and their order
//! are compiled into kernels (Zalewski, p0f v3, `p0f.fp`'s format; our own table, read off the kernels themselves).

use super::Claim;
use crate::connection::{Os, Syn};
use crate::observation::Observation;
use alloc::format;

/// Whoever comes through a proxy that ends TCP (of a company, a carrier, iCloud's private relay) shows its kernel, most often Linux:
/// so many that alone it is a reason and no alarm. That a device's own kernel changed is rarer, and a habit of its own.
pub(super) static AS_CLAIMED: Claim = Claim {
    code: "os_mismatch",
    frequency: 0.05,
    broken: |Observation { connection, .. }| {
        let kernel = Kernel::of(connection.syn.known()?)?;
        let claimed = connection.claimed.os;
        let runs_on = kernel_of(claimed)?;
        (kernel != runs_on).then(|| {
            format!(
                "the browser says {}, and the connection was opened by {}",
                named(claimed),
                kernel.named()
            )
        })
    },
};

/// Kernels that can be told apart by a SYN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kernel {
    Windows,
    /// Of macOS, iOS and all others from Apple.
    Darwin,
    /// Also of Android and ChromeOS.
    Linux,
    FreeBsd,
    /// Its options are one kernel's, and its time to live is another's: somebody turned a screw.
    Altered,
}

/// Order of the options, the initial time to live, the kernel. Linux leaves options out where they are switched off.
const KERNELS: [(&[u8], u8, Kernel); 10] = [
    (&[2, 4, 8, 1, 3], 64, Kernel::Linux),
    (&[2, 1, 1, 4, 1, 3], 64, Kernel::Linux),
    (&[2, 4, 8], 64, Kernel::Linux),
    (&[2, 1, 1, 8, 1, 3], 64, Kernel::Linux),
    (&[2, 1, 1, 4], 64, Kernel::Linux),
    (&[2, 1, 3, 1, 1, 4], 128, Kernel::Windows),
    (&[2, 1, 3, 1, 1, 8, 4], 128, Kernel::Windows),
    (&[2, 1, 3, 1, 1, 8, 4, 0], 64, Kernel::Darwin),
    (&[2, 1, 3, 1, 1, 4, 0], 64, Kernel::Darwin),
    (&[2, 1, 3, 4, 8], 64, Kernel::FreeBsd),
];

impl Kernel {
    /// The kernel that sends such a SYN; `None` where the table does not know it.
    pub(crate) fn of(syn: &Syn) -> Option<Self> {
        let initial_ttl = syn.initial_ttl();
        let by_options = || KERNELS.iter().filter(|(options, ..)| *options == syn.options);
        by_options().next()?;
        let exact = by_options().find(|(_, ttl, _)| *ttl == initial_ttl);
        Some(exact.map_or(Kernel::Altered, |(.., kernel)| *kernel))
    }

    fn named(self) -> &'static str {
        match self {
            Kernel::Windows => "Windows",
            Kernel::Darwin => "a system from Apple",
            Kernel::Linux => "Linux",
            Kernel::FreeBsd => "FreeBSD",
            Kernel::Altered => "a kernel that was altered to look like another",
        }
    }
}

fn kernel_of(os: Os) -> Option<Kernel> {
    match os {
        Os::Windows => Some(Kernel::Windows),
        Os::MacOs | Os::Ios => Some(Kernel::Darwin),
        Os::Android | Os::Linux | Os::ChromeOs => Some(Kernel::Linux),
        Os::Other => None,
    }
}

fn named(os: Os) -> &'static str {
    match os {
        Os::Windows => "Windows",
        Os::MacOs => "macOS",
        Os::Ios => "iOS",
        Os::Android => "Android",
        Os::Linux => "Linux",
        Os::ChromeOs => "ChromeOS",
        Os::Other => "another system",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    fn syn(ttl: u8, options: &[u8]) -> Syn {
        Syn {
            ttl,
            ip_version: 4,
            window: 64_240,
            mss: Some(1_460),
            window_scale: Some(7),
            options: options.into(),
            dont_fragment: true,
            ecn: false,
        }
    }

    #[test]
    fn kernels_are_known_some_hops_away() {
        for (ttl, options, kernel) in [
            (52, vec![2, 4, 8, 1, 3], Some(Kernel::Linux)),
            (117, vec![2, 1, 3, 1, 1, 4], Some(Kernel::Windows)),
            (55, vec![2, 1, 3, 1, 1, 8, 4, 0], Some(Kernel::Darwin)),
            (117, vec![2, 4, 8, 1, 3], Some(Kernel::Altered)),
            (250, vec![2, 4, 8, 1, 3], Some(Kernel::Altered)),
            (64, vec![1, 1, 1, 2], None),
        ] {
            assert_eq!(Kernel::of(&syn(ttl, &options)), kernel, "{ttl} {options:?}");
        }
    }
}
