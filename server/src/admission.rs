//! Who may hold how many connections, and for how long without reading: what a flood of clients that are slow on purpose costs is
//! bounded before anything is read from them.

use crate::address::counted_as;
use crate::config::Limits;
use actix_web::rt::net::TcpStream;
use dashmap::DashMap;
use dashmap::mapref::entry::Entry;
use socket2::SockRef;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Open connections by address.
#[derive(Clone)]
pub struct Admission {
    most: u32,
    unread: Duration,
    open: Arc<DashMap<IpAddr, u32>>,
}

/// One open connection; dropping it closes the account.
pub struct Permit {
    address: IpAddr,
    open: Arc<DashMap<IpAddr, u32>>,
}

impl Admission {
    /// Nobody is connected yet.
    pub fn new(limits: &Limits) -> Self {
        let unread = Duration::from_secs(limits.unread_s.into());
        Self { most: limits.connections_per_address, unread, open: Arc::default() }
    }

    /// Counts one more connection of an address; `None` where it holds as many as it may. Keep the permit as long as the connection.
    pub fn admit(&self, address: IpAddr) -> Option<Permit> {
        let address = counted_as(address);
        let mut held = self.open.entry(address).or_insert(0);
        if self.most > 0 && *held >= self.most {
            metrics::counter!("connections_refused_total").increment(1);
            return None;
        }
        *held += 1;
        Some(Permit { address, open: Arc::clone(&self.open) })
    }

    /// Connections that an address holds open.
    pub fn held_by(&self, address: IpAddr) -> u32 {
        self.open.get(&counted_as(address)).map_or(0, |held| *held)
    }

    /// Lets the kernel close a connection whose client has left bytes unacknowledged, or its window shut, for too long
    /// (`TCP_USER_TIMEOUT`, tcp(7); RFC 5482).
    pub fn bound_unread(&self, stream: &TcpStream) {
        if let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(self.unread)) {
            tracing::debug!(%error, "a client may leave answers unread");
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Entry::Occupied(mut held) = self.open.entry(self.address) {
            *held.get_mut() -= 1;
            if *held.get() == 0 {
                held.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_as_many_connections_as_it_may_and_gets_them_back() {
        let admission = Admission::new(&Limits { connections_per_address: 2, ..Limits::default() });
        let (here, there) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let (first, second) = (admission.admit(here), admission.admit(here));
        assert!(first.is_some() && second.is_some());
        assert!(admission.admit(here).is_none());
        assert!(admission.admit(there).is_some());
        drop(first);
        assert!(admission.admit(here).is_some());
        drop(second);
        assert_eq!(admission.held_by(here), 0);
        assert!(admission.open.is_empty(), "who has left is forgotten");
    }

    #[test]
    fn nought_is_no_limit() {
        let admission = Admission::new(&Limits { connections_per_address: 0, ..Limits::default() });
        let held: Vec<_> = (0..10_000).map(|_| admission.admit(IpAddr::from([192, 0, 2, 1]))).collect();
        assert!(held.iter().all(Option::is_some));
    }
}
