//! What somebody would build without us: an event table in PostgreSQL with an expected version, driven by pgbench.

use std::fmt::Write as _;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

/// Streams with their versions, events with their order, and one function that appends when nobody else did.
const SCHEMA: &str = include_str!("postgres.sql");

/// Where Debian and others keep the server's programs.
const PLACES: [&str; 6] = [
    "/usr/lib/postgresql/15/bin",
    "/usr/lib/postgresql/17/bin",
    "/usr/lib/postgresql/16/bin",
    "/usr/lib/postgresql/14/bin",
    "/usr/local/bin",
    "/usr/bin",
];

/// Bytes of one event, as in the log's own records.
const EVENT_BYTES: usize = 176;

/// A PostgreSQL of the bench's own, on a socket in its directory.
pub(crate) struct Postgres {
    bin: PathBuf,
    directory: PathBuf,
    /// Streams given so far, so that each stretch begins with new ones.
    given: usize,
    pub(crate) version: String,
}

/// The folder of the newest installed server, when there is one with pgbench.
pub(crate) fn installed() -> Option<PathBuf> {
    let whole = |folder: &PathBuf| ["initdb", "pg_ctl"].iter().all(|name| folder.join(name).exists());
    PLACES.iter().map(PathBuf::from).find(whole)
}

/// A program of the server's package, or of the path.
pub(crate) fn program(bin: &Path, name: &str) -> PathBuf {
    let beside = bin.join(name);
    if beside.exists() {
        beside
    } else {
        PathBuf::from(name)
    }
}

impl Postgres {
    /// Starts a server over a new database in a directory, as somebody other than root.
    pub(crate) fn start(bin: PathBuf, directory: PathBuf) -> Result<Self> {
        fs::create_dir_all(&directory)?;
        let mut postgres = Self {
            bin,
            directory,
            given: 0,
            version: String::new(),
        };
        postgres.hand_over()?;
        let cluster = postgres.directory.join("cluster");
        postgres.run("initdb", |initdb| {
            initdb
                .arg("-D")
                .arg(&cluster)
                .args(["-U", "bench", "-A", "trust", "--no-locale", "-E", "UTF8"]);
        })?;
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c synchronous_commit=on -c fsync=on \
             -c wal_sync_method=fdatasync -c shared_buffers=512MB -c max_connections=200 -c max_wal_size=4GB",
            postgres.directory.display()
        );
        let log = postgres.directory.join("log");
        postgres.run("pg_ctl", |pg_ctl| {
            pg_ctl
                .arg("-D")
                .arg(&cluster)
                .arg("-l")
                .arg(&log)
                .args(["-w", "-o", &options, "start"]);
        })?;
        postgres.psql(SCHEMA)?;
        postgres.version = postgres.psql("show server_version")?;
        Ok(postgres)
    }

    /// Gives the directory to whoever the server runs as, since it refuses root.
    fn hand_over(&self) -> Result<()> {
        if !is_root()? {
            return Ok(());
        }
        let user = unprivileged()?;
        let owned = Command::new("chown").arg(user).arg(&self.directory).status()?;
        ensure!(
            owned.success(),
            "failed to give {} to {user}",
            self.directory.display()
        );
        fs::set_permissions(&self.directory, Permissions::from_mode(0o711))?;
        Ok(())
    }

    fn run(&self, name: &str, arguments: impl FnOnce(&mut Command)) -> Result<Output> {
        let mut command = as_somebody(&program(&self.bin, name))?;
        arguments(&mut command);
        // A server that keeps our pipes would keep us waiting for their end.
        let keeps_running = name == "pg_ctl";
        let pipe = || {
            if keeps_running {
                Stdio::null()
            } else {
                Stdio::piped()
            }
        };
        let output = command
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(pipe())
            .stderr(pipe())
            .output()
            .with_context(|| format!("failed to run {name}"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success(),
            "{name}: {} {}",
            output.status,
            said.trim()
        );
        Ok(output)
    }

    fn psql(&self, statement: &str) -> Result<String> {
        let output = self.run("psql", |psql| {
            psql.arg("-h").arg(&self.directory).args([
                "-U",
                "bench",
                "-d",
                "postgres",
                "-v",
                "ON_ERROR_STOP=1",
            ]);
            psql.args(["-q", "-A", "-t", "-c", statement]);
        })?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Events per second of so many clients, each appending to streams of its own.
    pub(crate) fn events_per_second(&mut self, clients: usize, during: Duration) -> Result<f64> {
        self.given += 1;
        let script = self.directory.join("append.sql");
        fs::write(&script, script_of(self.given))?;
        fs::set_permissions(&script, Permissions::from_mode(0o644))?;
        let output = self.run("pgbench", |pgbench| {
            pgbench
                .arg("-h")
                .arg(&self.directory)
                .args(["-U", "bench", "-n", "-M", "prepared"]);
            pgbench
                .args(["-D", "sent=0"])
                .args(["-c", &clients.to_string(), "-j", "2"]);
            pgbench
                .args(["-T", &during.as_secs().max(1).to_string()])
                .arg("-f")
                .arg(&script)
                .arg("postgres");
        })?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(!said.contains("failed transactions: 1"), "pgbench: {said}");
        tps(&said).with_context(|| format!("pgbench did not say how many: {said}"))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let cluster = self.directory.join("cluster");
        let stopped = self.run("pg_ctl", |pg_ctl| {
            pg_ctl
                .arg("-D")
                .arg(&cluster)
                .args(["-m", "immediate", "-w", "stop"]);
        });
        if let Err(failure) = stopped {
            println!(
                "   PostgreSQL may still run in {}: {failure:#}",
                self.directory.display()
            );
        }
    }
}

/// Eight events for each stream, one transaction each.
fn script_of(stretch: usize) -> String {
    let mut script = String::new();
    let bytes = "5a".repeat(EVENT_BYTES);
    let _ = writeln!(
        script,
        "\\set stream ({stretch} * 1000 + :client_id) * 10000000 + :sent / 8"
    );
    let _ = writeln!(script, "\\set version :sent % 8");
    let _ = writeln!(script, "\\set sent :sent + 1");
    let _ = writeln!(
        script,
        "SELECT append(:stream, :version, gen_random_uuid(), '\\x{bytes}');"
    );
    script
}

fn tps(said: &str) -> Option<f64> {
    let line = said.lines().rev().find(|line| line.starts_with("tps = "))?;
    line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok()
}

fn is_root() -> Result<bool> {
    Ok(fs::metadata("/proc/self")
        .context("failed to see who runs this")?
        .uid()
        == 0)
}

/// Who runs the server when we are root.
fn unprivileged() -> Result<&'static str> {
    let known = |user: &&&str| {
        let asked = Command::new("id")
            .arg(user)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        asked.is_ok_and(|status| status.success())
    };
    match ["postgres", "nobody"].iter().find(known) {
        Some(user) => Ok(user),
        None => bail!("PostgreSQL refuses root, and there is neither a user postgres nor nobody"),
    }
}

/// A program run by somebody other than root.
fn as_somebody(program: &Path) -> Result<Command> {
    if !is_root()? {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("runuser");
    command.args(["-u", unprivileged()?, "--"]).arg(program);
    Ok(command)
}

/// What `pg_test_fsync` says of fdatasync on a file: microseconds per write.
pub(crate) fn test_fsync(bin: &Path, file: &Path) -> Option<f64> {
    let program = program(bin, "pg_test_fsync");
    let output = Command::new(program)
        .args(["-s", "1", "-f"])
        .arg(file)
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = said
        .lines()
        .find(|line| line.trim_start().starts_with("fdatasync"))?;
    line.split_whitespace().rev().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pgbench_says_is_read() {
        let said = "latency average = 1.9 ms\ninitial connection time = 12.5 ms\ntps = 8423.51 (without initial connection time)\n";
        assert_eq!(tps(said), Some(8423.51));
        assert_eq!(tps("nothing"), None);
    }
}
