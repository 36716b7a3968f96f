//! A data folder with one site, and the real server on it.

use engine::ids::SiteId;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// The origin of the shop.
pub(crate) const ORIGIN: &str = "https://shop.example";

/// The folder. It stays where the test fails.
pub(crate) struct Folder {
    root: TempDir,
    pub(crate) site: SiteId,
    pub(crate) publishable_key: String,
    pub(crate) secret_key: String,
}

impl Folder {
    pub(crate) fn with_a_site() -> Self {
        // Beside the build, so that commits reach the disk that a product would use.
        let mut root = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        root.disable_cleanup(true);
        let data = root.path().join("data");
        // The server would make an admin itself at its first start. In a debug build that takes longer than a life.
        run(pennyprint(&["analyst", "add", "admin", "--role", "admin"]).arg("--data").arg(&data));
        let site = ["site", "create", "--name", "Shop", "--origin", ORIGIN];
        let said = run(pennyprint(&site).arg("--data").arg(&data));
        let word =
            |prefix: &str| said.split_whitespace().find(|word| word.starts_with(prefix)).unwrap().to_owned();
        Self {
            root,
            site: SiteId::parse(&word("site_")).unwrap(),
            publishable_key: word("pk_test_"),
            secret_key: word("sk_test_"),
        }
    }

    /// Where the data is.
    pub(crate) fn path(&self) -> PathBuf {
        self.root.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.root.path().join("server.log")
    }

    /// How many lines of the server's log say this.
    pub(crate) fn logged(&self, what: &str) -> usize {
        std::fs::read_to_string(self.log()).unwrap().lines().filter(|line| line.contains(what)).count()
    }

    fn spawn(&self) -> Child {
        let log = File::options().create(true).append(true).open(self.log()).unwrap();
        let mut serve = pennyprint(&["serve", "--listen", "127.0.0.1:0", "--undisputed-s", "0"]);
        serve.arg("--data").arg(self.path()).env("PENNYPRINT_LOG", "warn");
        serve.stdout(Stdio::piped()).stderr(log).spawn().unwrap()
    }

    /// Starts the server and waits until it listens.
    pub(crate) fn start(&self) -> Server {
        let mut child = self.spawn();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let Some(url) = line.split_whitespace().find(|word| word.starts_with("http://")) else {
            let status = child.wait().unwrap();
            let log = std::fs::read_to_string(self.log()).unwrap();
            panic!("the server did not start ({status}), {}:\n{log}", self.path().display());
        };
        Server { url: url.to_owned(), process: Process(child.into()), _stdout: stdout }
    }

    /// Kills a server that may not have come as far as listening.
    pub(crate) async fn begin_to_start_and_kill(&self, after: Duration) {
        let process = Process(self.spawn().into());
        tokio::time::sleep(after).await;
        drop(process);
    }

    /// Removes it: the test has passed.
    pub(crate) fn remove(self) {
        self.root.close().unwrap();
    }
}

/// Nothing of the environment changes what it does.
fn pennyprint(arguments: &[&str]) -> Command {
    let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_pennyprint")));
    command.args(arguments).env_clear();
    command
}

/// What a command said that must not fail.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A server that listens.
pub(crate) struct Server {
    pub(crate) url: String,
    process: Process,
    /// Open, so that what the server prints later does not fail.
    _stdout: BufReader<ChildStdout>,
}

/// A process that is killed when it is dropped.
struct Process(std::cell::RefCell<Child>);

impl Drop for Process {
    fn drop(&mut self) {
        let child = self.0.get_mut();
        // SIGKILL; fails where it has ended by itself.
        let _ = child.kill();
        child.wait().unwrap();
    }
}

impl Server {
    /// SIGKILL.
    pub(crate) fn kill(self) {
        drop(self.process);
    }

    /// SIGTERM.
    pub(crate) fn terminate(&self) {
        let id = self.process.0.borrow().id();
        let sent = Command::new("sh").args(["-c", &format!("kill -TERM {id}")]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until it has ended by itself, as it should.
    pub(crate) async fn ended(self) {
        for _ in 0..1_000 {
            if let Some(status) = self.process.0.borrow_mut().try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the server does not stop");
    }
}
