//! Everything on one machine: nats-server, the services, HTTP, and in a sandbox the holder of time.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use access::OneTimeCode;
use anyhow::Context;
use bus::Bus;
use kit::nats_server::{Access, NatsServer, Password, Settings as NatsSettings, find};
use kit::runtime::Neighbours;
use proto::wire::Advance;
use timesource::Time;
use tokio::net::TcpSocket;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use types::{Lang, Sentence};

use super::UpArgs;
use super::children::{Children, Plan};
use super::failure::CannotRun;
use super::first_sign_in::first_code;
use super::parts::{self, Part, RunningPart, Surroundings};
use super::permissions::{self, CLIENT, UP};
use super::record::RunRecord;
use super::sandbox::{Probers, Sandbox};
use super::secrets::Secrets;
use crate::cli::Globals;

/// Runs the whole system until Ctrl-C.
pub(crate) async fn run(globals: &Globals, arguments: UpArgs) -> anyhow::Result<()> {
    let listens_at = arguments.listen.ip();
    if !listens_at.is_loopback() && !listens_at.is_unspecified() {
        return Err(CannotRun::OneAddress.into());
    }
    std::fs::create_dir_all(&globals.data)
        .with_context(|| format!("failed to make {}", globals.data.display()))?;
    let data = globals
        .data
        .canonicalize()
        .with_context(|| format!("failed to find {}", globals.data.display()))?;
    let _only_one = lock(&data)?;
    let secrets = Secrets::open(&data)?;
    let mut nats = start_nats(&data, &arguments, &secrets).await?;
    let ran = run_beside(globals, &data, &arguments, &secrets, &mut nats).await;
    RunRecord::remove(&data);
    nats.stop().await?;
    ran
}

/// Holds the data directory for this process; the system releases it however the process ends.
fn lock(data: &Path) -> anyhow::Result<std::fs::File> {
    let path = data.join("up.lock");
    let file = std::fs::File::create(&path).with_context(|| format!("failed to write {}", path.display()))?;
    file.try_lock().map_err(|_| CannotRun::AlreadyUp {
        data: data.to_owned(),
    })?;
    Ok(file)
}

async fn start_nats(data: &Path, arguments: &UpArgs, secrets: &Secrets) -> anyhow::Result<NatsServer> {
    let binary = find(arguments.nats_server.as_deref())?;
    let users = permissions::users(|name| Password::Text(secrets.password(name)));
    let settings = NatsSettings {
        binary,
        directory: data.to_owned(),
        port: arguments.nats_port,
        access: Access::Users(users),
    };
    Ok(NatsServer::start(&settings).await?)
}

async fn run_beside(
    globals: &Globals,
    data: &Path,
    arguments: &UpArgs,
    secrets: &Secrets,
    nats: &mut NatsServer,
) -> anyhow::Result<()> {
    let url = nats.url();
    let bus = Bus::connect(&url, Some(&secrets.login(UP)), "fieldledger-up").await?;
    let sandbox = if arguments.sandbox {
        Some(Sandbox::open(data, arguments.start, bus.clone())?)
    } else {
        None
    };
    let time = sandbox
        .as_ref()
        .map_or_else(Time::system, |sandbox| sandbox.time().clone());
    let (fatal, died) = unbounded_channel();
    let (_held, listen) = hold_port(arguments.listen)?;
    let token = fresh_token()?;
    let now = time.now();
    let first_code = first_code(data, arguments.start.unwrap_or(now).max(now))?;
    let mut whole = if arguments.processes {
        let plan = Plan {
            data: data.to_owned(),
            nats: url.clone(),
            listen,
            time,
            sms: arguments.sms.clone(),
            disk: arguments.disk,
            door: arguments.door.clone(),
            local_token: token.clone(),
            secrets: secrets.clone(),
            log: arguments.log.clone(),
            metrics_token: arguments.watch.metrics_token.clone(),
        };
        Whole::Processes(Children::start(&plan)?, listen)
    } else {
        let around = Surroundings {
            data: data.to_owned(),
            bus,
            neighbours: Neighbours::of_everybody(),
            time,
            listen,
            sms: arguments.sms.clone(),
            disk: arguments.disk,
            local_token: Some(token.clone()),
            door: arguments.door.clone(),
            metrics_token: arguments.watch.metrics_token.clone(),
            fatal,
        };
        Whole::InProcess(start_all(&around, &url, secrets).await?)
    };
    let start = Start {
        globals,
        data,
        arguments,
        token,
        first_code,
        client: client_url(&url, secrets),
    };
    let worked = work(&start, sandbox.as_ref(), &mut whole, nats, died).await;
    whole.stop().await;
    worked
}

/// What `local` is known by while this system runs: whoever may read `run.json` has it.
fn fresh_token() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("failed to draw a token")?;
    Ok(types::Hash::of(&[&bytes]).to_string())
}

/// Holds the port where HTTP is to listen, so that it is nobody else's before the gateway listens there nor while one is
/// started again. Port 0 becomes a free one here, because several processes must agree on it.
fn hold_port(listen: SocketAddr) -> anyhow::Result<(Option<TcpSocket>, SocketAddr)> {
    let hold = || {
        let socket = if listen.is_ipv4() {
            TcpSocket::new_v4()?
        } else {
            TcpSocket::new_v6()?
        };
        socket.set_reuseaddr(true)?;
        socket.bind(listen)?;
        let address = socket.local_addr()?;
        Ok::<_, io::Error>((socket, address))
    };
    let (socket, address) = hold().map_err(|source| CannotRun::Port { listen, source })?;
    // Elsewhere nobody can listen on a port that is held, not even with the same option.
    Ok((cfg!(target_os = "linux").then_some(socket), address))
}

/// Where anybody's NATS client connects, with the user and password it does that by.
fn client_url(nats: &str, secrets: &Secrets) -> String {
    let password = secrets.password(CLIENT);
    nats.replacen("://", &format!("://{CLIENT}:{password}@"), 1)
}

/// Starts a part with a connection of its own, so that the bus holds it to its own permissions.
async fn start_one(
    part: Part,
    around: &Surroundings,
    url: &str,
    secrets: &Secrets,
) -> anyhow::Result<RunningPart> {
    let name = part.name();
    let bus = Bus::connect(url, Some(&secrets.login(name)), &format!("fieldledger-{name}")).await?;
    let around = Surroundings {
        bus,
        ..around.clone()
    };
    parts::start(part, &around).await
}

async fn start_all(around: &Surroundings, url: &str, secrets: &Secrets) -> anyhow::Result<Vec<RunningPart>> {
    let mut running = Vec::new();
    for part in Part::ALL {
        match start_one(part, around, url, secrets).await {
            Ok(started) => running.push(started),
            Err(failure) => {
                for part in running {
                    part.stop().await;
                }
                return Err(CannotRun::Part {
                    part: part.name(),
                    source: failure,
                }
                .into());
            }
        }
    }
    Ok(running)
}

enum Whole {
    InProcess(Vec<RunningPart>),
    Processes(Children, SocketAddr),
}

impl Whole {
    fn http(&self) -> Option<SocketAddr> {
        let address = match self {
            Self::InProcess(parts) => parts.iter().find_map(RunningPart::http),
            Self::Processes(_, listen) => Some(*listen),
        };
        address.map(parts::seen_from_here)
    }

    fn record(&self, nats: &str, sandbox: bool, token: &str) -> RunRecord {
        RunRecord {
            http: self
                .http()
                .map(|address| format!("http://{address}"))
                .unwrap_or_default(),
            nats: nats.to_owned(),
            pid: std::process::id(),
            sandbox,
            token: token.to_owned(),
            processes: match self {
                Self::InProcess(_) => std::collections::BTreeMap::new(),
                Self::Processes(children, _) => children.pids(),
            },
        }
    }

    /// What asks the services of this process how they stand; nothing when each has a process of its own.
    fn probers(&self) -> Probers {
        match self {
            Self::InProcess(parts) => parts
                .iter()
                .filter_map(RunningPart::prober)
                .map(|prober| (prober.service(), prober.clone()))
                .collect(),
            Self::Processes(..) => Probers::new(),
        }
    }

    async fn restarted(&mut self) {
        match self {
            Self::InProcess(_) => std::future::pending().await,
            Self::Processes(children, _) => children.restarted().await,
        }
    }

    async fn stop(self) {
        match self {
            // Whoever asks goes first, then those who answer.
            Self::InProcess(parts) => {
                for part in parts.into_iter().rev() {
                    part.stop().await;
                }
            }
            Self::Processes(children, _) => children.stop().await,
        }
    }
}

/// What was asked for, and where.
struct Start<'a> {
    globals: &'a Globals,
    data: &'a Path,
    arguments: &'a UpArgs,
    token: String,
    /// What the owner signs in by for the first time.
    first_code: Option<OneTimeCode>,
    /// Where clients connect to the bus, with their password.
    client: String,
}

async fn work(
    start: &Start<'_>,
    sandbox: Option<&Arc<Sandbox>>,
    whole: &mut Whole,
    nats: &mut NatsServer,
    mut died: UnboundedReceiver<String>,
) -> anyhow::Result<()> {
    let url = nats.url();
    let mut stop = std::pin::pin!(told_to_stop());
    // Time is offered for as long as this is held.
    let _offered = tokio::select! {
        offered = offer_time(sandbox, whole.probers(), start.arguments) => offered?,
        ended = ending(stop.as_mut(), &mut died, nats) => return ended,
    };
    let record = |whole: &Whole| {
        whole
            .record(&start.client, start.arguments.sandbox, &start.token)
            .write(start.data)
    };
    record(whole)?;
    greet(start, whole, &url, sandbox);
    loop {
        tokio::select! {
            ended = ending(stop.as_mut(), &mut died, nats) => return ended,
            () = whole.restarted() => record(whole)?,
        }
    }
}

/// Waits for whatever ends the system: somebody says so, a service cannot go on, the bus is gone.
async fn ending(
    stop: Pin<&mut impl Future<Output = ()>>,
    died: &mut UnboundedReceiver<String>,
    nats: &mut NatsServer,
) -> anyhow::Result<()> {
    tokio::select! {
        () = stop => Ok(()),
        reason = died.recv() => Err(CannotRun::CannotGoOn { reason: reason.unwrap_or_default() }.into()),
        status = nats.ended() => Err(CannotRun::BusEnded {
            status: status.context("failed to wait for nats-server")?,
        }
        .into()),
    }
}

async fn offer_time(
    sandbox: Option<&Arc<Sandbox>>,
    probers: Probers,
    arguments: &UpArgs,
) -> anyhow::Result<Option<async_nats::service::Service>> {
    let Some(sandbox) = sandbox else { return Ok(None) };
    sandbox.ask_here(probers).await;
    let offered = sandbox.serve().await?;
    catch_up(sandbox, arguments).await?;
    Ok(Some(offered))
}

/// What came due while the sandbox was down is fired on the way to where it starts now.
async fn catch_up(sandbox: &Arc<Sandbox>, arguments: &UpArgs) -> anyhow::Result<()> {
    let now = sandbox.time().now();
    let to = arguments.start.unwrap_or(now).max(now);
    let advance = Advance {
        by: None,
        to: Some(to),
        without: Vec::new(),
    };
    sandbox
        .advance(&advance)
        .await
        .map_err(|rejection| anyhow::anyhow!(rejection.sentence.en))?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "this is what the person who started it reads")]
fn greet(start: &Start<'_>, whole: &Whole, nats: &str, sandbox: Option<&Arc<Sandbox>>) {
    let globals = start.globals;
    let http = whole
        .http()
        .map(|address| format!("http://{address}"))
        .unwrap_or_default();
    let lines = [
        Sentence::new("fieldledger 已启动", "fieldledger is up"),
        Sentence::new(
            format!("  HTTP 接口  {http}/api/v1"),
            format!("  HTTP API  {http}/api/v1"),
        ),
        Sentence::new(format!("  NATS       {nats}"), format!("  NATS      {nats}")),
        Sentence::new(
            format!("  数据目录   {}", globals.data.display()),
            format!("  data      {}", globals.data.display()),
        ),
    ];
    for line in &lines {
        println!("{}", line.in_language(globals.lang));
    }
    if let Some(sandbox) = sandbox {
        let now = sandbox.time().now().local(globals.zone).format("%Y-%m-%d %H:%M");
        let line = Sentence::new(
            format!("  沙盒时间   {now}（用 fieldledger time advance 37h 推进）"),
            format!("  sandbox   {now} (move on with fieldledger time advance 37h)"),
        );
        println!("{}", line.in_language(globals.lang));
    }
    if let Some(code) = &start.first_code {
        let line = Sentence::new(
            format!("  首次登录   {http}/sign-in  工号 local，一次性登录码 {code}（24小时内有效）"),
            format!("  sign in   {http}/sign-in as local, by the one-time code {code} (good for 24 hours)"),
        );
        println!("{}", line.in_language(globals.lang));
    }
    let next = match globals.lang {
        Lang::Zh => "下一步：另开一个终端，输入 fieldledger board 或 fieldledger --help。按 Ctrl-C 停止。",
        Lang::En => {
            "Next: in another terminal, type fieldledger board or fieldledger --help. Ctrl-C stops it."
        }
    };
    println!("{next}");
}

/// Waits for Ctrl-C or SIGTERM.
pub(crate) async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = match signal(SignalKind::terminate()) {
        Ok(terminated) => terminated,
        Err(failure) => {
            tracing::warn!(%failure, "SIGTERM will not be heard");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}
