//! `cargo xtask schema`: schemathesis asks a running server whatever its OpenAPI document allows. No fault of ours, no status and no
//! content type that the document does not name.

use crate::shell::{cargo, command, has, run as run_command, say, target_dir};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Stdio};

const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// What it must find true of every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance";
/// How long it may ask, in seconds.
const SECONDS: &str = "45";

pub(crate) fn run() -> Result<()> {
    let schemathesis = installed()?;
    run_command(cargo().args(["build", "--package", "server"]))?;
    let pennyprint = target_dir()?.join("debug/pennyprint");
    let data = target_dir()?.join("schema/data");
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    let secret_key = site(&pennyprint, &data)?;
    let server = Server::start(&pennyprint, &data)?;
    say("asking whatever /openapi.json allows");
    run_command(
        command(schemathesis)
            .arg("run")
            .arg(format!("{}/openapi.json", server.url))
            .args(["--checks", CHECKS, "--max-time", SECONDS, "--phases", "examples,coverage,fuzzing"])
            .args(["--seed", "1", "--generation-database", "none", "--suppress-health-check", "all"])
            .args([
                "--header",
                &format!("Authorization: Bearer {secret_key}"),
                "--header",
                "Origin: https://shop.example",
            ]),
    )
}

/// Into a virtual environment of its own under target/.
fn installed() -> Result<PathBuf> {
    let venv = target_dir()?.join("schema/venv");
    let program = venv.join("bin/schemathesis");
    if !program.exists() {
        ensure!(has("python3"), "install Python 3.10 or later and try again");
        say("installing schemathesis");
        run_command(command("python3").args(["-m", "venv"]).arg(&venv)).context("install python3-venv")?;
        run_command(command(venv.join("bin/pip")).args(["install", "--quiet", SCHEMATHESIS]))?;
    }
    Ok(program)
}

/// Makes a site, and says its secret key.
fn site(pennyprint: &Path, data: &Path) -> Result<String> {
    let made = command(pennyprint)
        .args(["site", "create", "--name", "Shop", "--origin", "https://shop.example", "--data"])
        .arg(data)
        .output()?;
    ensure!(made.status.success(), "no site was made: {}", String::from_utf8_lossy(&made.stderr));
    let said = String::from_utf8(made.stdout)?;
    let key = said.split_whitespace().find(|word| word.starts_with("sk_"));
    Ok(key.with_context(|| format!("no secret key in {said}"))?.to_owned())
}

/// A server that is stopped when it is dropped.
struct Server {
    process: Child,
    url: String,
    /// Held open: it goes on speaking.
    _said: BufReader<ChildStdout>,
}

impl Server {
    fn start(pennyprint: &Path, data: &Path) -> Result<Self> {
        let log = fs::File::create(data.join("server.log"))?;
        let mut process = command(pennyprint)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let mut said = BufReader::new(process.stdout.take().context("the server says nothing")?);
        let mut line = String::new();
        said.read_line(&mut line)?;
        let url = line.trim_end().strip_prefix("Pennyprint  ").map(str::to_owned);
        let server = Self { process, url: url.unwrap_or_default(), _said: said };
        let log = data.join("server.log");
        ensure!(!server.url.is_empty(), "the server did not start; see {}", log.display());
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
