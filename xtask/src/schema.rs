//! `cargo xtask schema`: schemathesis asks a running server whatever its OpenAPI document allows. No fault of ours; no status, no content
//! type and no body that the document does not name; nothing for whoever has no key; and no operation that never succeeds: the hooks
//! in `schema/` make what there is to ask about.

use crate::shell::{cargo, command, has, root, run as run_command, say, target_dir};
use anyhow::{Context as _, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Stdio};

const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// What it must find true of every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_schema_conformance,response_headers_conformance,ignored_auth";
/// How long it may ask, in seconds.
const SECONDS: &str = "45";

pub(crate) fn run() -> Result<()> {
    let schemathesis = installed()?;
    run_command(cargo().args(["build", "--package", "server"]))?;
    let pennyprint = target_dir()?.join("debug/pennyprint");
    let work = target_dir()?.join("schema/work");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    let (data, answers) = (work.join("data"), work.join("answers.tsv"));
    let keys = site(&pennyprint, &data)?;
    let server = Server::start(&pennyprint, &data)?;
    say("asking whatever /openapi.json allows");
    let asked = run_command(
        command(schemathesis)
            // Schemathesis keeps notes where it runs, and goes by what it finds of them.
            .current_dir(&work)
            .env("SCHEMATHESIS_HOOKS", root().join("xtask/schema/hooks.py"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PENNYPRINT_URL", &server.url)
            .env("PENNYPRINT_PUBLISHABLE_KEY", &keys.publishable)
            .env("PENNYPRINT_SECRET_KEY", &keys.secret)
            .env("PENNYPRINT_ANSWERS", &answers)
            .arg("run")
            .arg(format!("{}/openapi.json", server.url))
            .args(["--checks", CHECKS, "--max-time", SECONDS, "--phases", "examples,coverage,fuzzing"])
            .args(["--seed", "1", "--generation-database", "none", "--suppress-health-check", "all"])
            .args(["--warnings", "off"])
            .args([
                "--header",
                &format!("Authorization: Bearer {}", keys.secret),
                "--header",
                "Origin: https://shop.example",
            ]),
    );
    let told = fs::read_to_string(&answers).context("the hooks did not say what was answered")?;
    let never = never_done(&told)?;
    asked?;
    ensure!(never.is_empty(), "never answered with a 2xx: {}", never.join(", "));
    Ok(())
}

/// Prints how often each operation was answered with which status, and names those that never did what they are for.
fn never_done(told: &str) -> Result<Vec<&str>> {
    let mut operations: BTreeMap<&str, BTreeMap<u16, u32>> = BTreeMap::new();
    for line in told.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let [operation, status, count] = parts[..] else {
            bail!("not an operation, a status, a count: {line}")
        };
        operations.entry(operation).or_default().insert(status.parse()?, count.parse()?);
    }
    ensure!(!operations.is_empty(), "the document names no operation");
    println!("{:<38}{:>6}{:>6}  by status", "operation", "2xx", "all");
    let mut never = Vec::new();
    for (operation, answers) in operations {
        let done: u32 = answers.range(200..300).map(|(_, count)| count).sum();
        let all: u32 = answers.values().sum();
        let each: Vec<String> = answers.iter().map(|(status, count)| format!("{status}: {count}")).collect();
        println!("{operation:<38}{done:>6}{all:>6}  {}", each.join(", "));
        never.extend((done == 0).then_some(operation));
    }
    Ok(never)
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

/// The keys of a site.
struct Keys {
    publishable: String,
    secret: String,
}

/// Makes a site.
fn site(pennyprint: &Path, data: &Path) -> Result<Keys> {
    let made = command(pennyprint)
        .args(["site", "create", "--name", "Shop", "--origin", "https://shop.example", "--data"])
        .arg(data)
        .output()?;
    ensure!(made.status.success(), "no site was made: {}", String::from_utf8_lossy(&made.stderr));
    let said = String::from_utf8(made.stdout)?;
    let key = |begins: &str| {
        let key = said.split_whitespace().find(|word| word.starts_with(begins));
        Ok::<_, anyhow::Error>(key.with_context(|| format!("no {begins}… in {said}"))?.to_owned())
    };
    Ok(Keys { publishable: key("pk_")?, secret: key("sk_")? })
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
