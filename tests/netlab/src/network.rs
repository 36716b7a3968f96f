//! The network: a star of hosts around one router.

use crate::error::Error;
use crate::host::{Host, HostSetup};
use crate::namespace::Namespace;
use crate::router::{self, HostId, Router};
use rustix::event::{EventfdFlags, epoll, eventfd};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;

/// A network of hosts. Dropping it stops the router; hosts that are left reach nobody any more.
pub struct Network {
    shared: Arc<Shared>,
    router: Option<JoinHandle<()>>,
}

/// What hosts and the router's thread work on together.
pub(crate) struct Shared {
    pub(crate) epoll: OwnedFd,
    pub(crate) stop: OwnedFd,
    router: Mutex<Router>,
}

impl Network {
    /// An empty network whose links draw from this seed; [`Error::NotPermitted`] where this process may not make one.
    pub fn new(seed: u64) -> Result<Self, Error> {
        Namespace::permitted()?;
        let epoll =
            epoll::create(epoll::CreateFlags::CLOEXEC).map_err(Error::system("waiting for packets"))?;
        let stop = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)
            .map_err(Error::system("waiting for the end"))?;
        epoll::add(&epoll, &stop, epoll::EventData::new_u64(router::STOP), epoll::EventFlags::IN)
            .map_err(Error::system("waiting for the end"))?;
        let shared = Arc::new(Shared { epoll, stop, router: Mutex::new(Router::new(seed)) });
        let on_thread = Arc::clone(&shared);
        let router = std::thread::Builder::new()
            .name("netlab".into())
            .spawn(move || router::run(&on_thread))
            .map_err(|why| Error::System { doing: "starting the router", why })?;
        Ok(Self { shared, router: Some(router) })
    }

    /// The same for tests: where it is not permitted, says so and gives none.
    pub fn or_skip(seed: u64) -> Option<Self> {
        match Self::new(seed) {
            Ok(network) => Some(network),
            Err(Error::NotPermitted(why)) => {
                eprintln!("skipped: no network can be made here: {why}");
                None
            }
            Err(other) => unreachable!("a network is permitted here, and yet: {other}"),
        }
    }

    /// A new host on it.
    pub fn host(&self, setup: HostSetup) -> Result<Host, Error> {
        Host::new(&setup, Arc::clone(&self.shared))
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        let _ = rustix::io::write(&self.shared.stop, &1_u64.to_ne_bytes());
        if let Some(router) = self.router.take() {
            let _ = router.join();
        }
    }
}

impl Shared {
    pub(crate) fn router(&self) -> MutexGuard<'_, Router> {
        self.router.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Connects the far end of a host's card to the router.
    pub(crate) fn plug_in(&self, card: OwnedFd, setup: &HostSetup) -> Result<HostId, Error> {
        let mut router = self.router();
        let id = router.next_id();
        epoll::add(&self.epoll, card.as_fd(), epoll::EventData::new_u64(id.0), epoll::EventFlags::IN)
            .map_err(Error::system("waiting for a host's packets"))?;
        router.plug_in(id, card, setup)?;
        Ok(id)
    }
}
