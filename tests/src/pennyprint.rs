//! A real server: its own thread, its own data folder, a free port.

use actix_web::dev::ServerHandle;
use actix_web::web;
use engine::site::{Environment, Site};
use server::app::{self, App};
use server::config::Config;
use server::store::embedded::disk::{Disk, FileSystem};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use tempfile::TempDir;

/// The origin of the test shop.
pub(crate) const ORIGIN: &str = "https://shop.example";

/// A server that stops when it is dropped, seen by one of its sites.
pub struct Pennyprint {
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    /// Where it listens.
    pub address: SocketAddr,
    /// What it works with.
    pub app: web::Data<App>,
    /// A test site, enforced.
    pub site: Arc<Site>,
    /// `sk_test_…` of the site.
    pub secret_key: String,
    running: Arc<Running>,
}

/// The server's thread and folder, shared by all sites of it.
struct Running {
    handle: ServerHandle,
    thread: Mutex<Option<JoinHandle<()>>>,
    _data: TempDir,
}

impl Pennyprint {
    /// Starts a server with the default configuration.
    pub fn start() -> Self {
        Self::with(|_| {})
    }

    /// Starts a server with a changed configuration.
    pub fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::on(Arc::new(FileSystem), change)
    }

    /// Starts a server whose store is on this disk.
    pub fn on(disk: Arc<dyn Disk>, change: impl FnOnce(&mut Config)) -> Self {
        // Another test of this process may have installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Beside the build, so that commits reach the disk that a product would use.
        let beside = std::env::current_exe().unwrap();
        let data = tempfile::tempdir_in(beside.parent().unwrap()).unwrap();
        let mut config = Config::default();
        config.listen.address = SocketAddr::from(([127, 0, 0, 1], 0));
        config.listen.workers = Some(1);
        config.storage.data = data.path().into();
        change(&mut config);
        let (started, starting) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = web::Data::new(App::open_on(disk, config).await.unwrap());
                let origins = vec![ORIGIN.to_owned()];
                let issued =
                    app.sites.create(&app.road, "Test shop", Environment::Test, origins).await.unwrap();
                let serving = app::serve(app.clone()).unwrap();
                started.send((app, issued, serving.address, serving.server.handle())).unwrap();
                serving.server.await.unwrap();
            });
        });
        let (app, issued, address, handle) = starting.recv().expect("the server starts");
        Self {
            url: format!("http://{address}"),
            address,
            app,
            site: issued.site,
            secret_key: issued.secret_key,
            running: Arc::new(Running { handle, thread: Mutex::new(Some(thread)), _data: data }),
        }
    }

    /// The same server as another site sees it.
    pub async fn another_site(&self) -> Self {
        let origins = vec![ORIGIN.to_owned()];
        let issued =
            self.app.sites.create(&self.app.road, "Other shop", Environment::Test, origins).await.unwrap();
        Self {
            url: self.url.clone(),
            address: self.address,
            app: self.app.clone(),
            site: issued.site,
            secret_key: issued.secret_key,
            running: Arc::clone(&self.running),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.lock().unwrap().take() {
            let _ = thread.join();
        }
    }
}
