//! Runs the system: `up` all of it, `serve` a single part.

mod advice;
mod back_off;
mod children;
mod door;
mod failure;
mod first_sign_in;
mod follow_time;
mod otlp;
mod packages;
mod parts;
mod permissions;
mod record;
mod sandbox;
mod secrets;
mod serve;
mod up;

use std::io::{IsTerminal, stderr};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use documents::DiskLimits;
use tokio::runtime::Runtime;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};
use types::{Instant, Lang};

use self::otlp::Traces;
use crate::cli::Globals;

pub(crate) use self::door::DoorArgs;
pub(crate) use self::parts::Part;

/// The variable with what whoever acts as `local` shows; by it `up` hands a gateway's process the token of `run.json`.
pub(crate) const LOCAL_TOKEN: &str = "FIELDLEDGER_LOCAL_TOKEN";
/// The variable that holds the token for health and numbers.
const METRICS_TOKEN: &str = "FIELDLEDGER_METRICS_TOKEN";
/// The variable that holds the password a part shows to the bus.
const NATS_PASSWORD: &str = "FIELDLEDGER_NATS_PASSWORD";

const UP_EXAMPLES: &str = "\
Examples 例:
  fieldledger up
  fieldledger up --data ./shop --listen 127.0.0.1:8036
  fieldledger up --sandbox --start 2026-01-05T08:00:00+08:00
  fieldledger up --processes
  fieldledger up --log-format json 2>> fieldledger.jsonl";

const SERVE_EXAMPLES: &str = "\
Examples 例:
  fieldledger serve hotline --nats nats://127.0.0.1:4222 --data ./data
  fieldledger serve gateway --nats nats://127.0.0.1:4222 --listen 127.0.0.1:8036";

/// What runs the system.
#[derive(Debug, Subcommand)]
pub(crate) enum RunCommand {
    /// 启动全部服务 Start everything on this machine: nats-server, services, HTTP
    #[command(after_help = UP_EXAMPLES)]
    Up(UpArgs),
    /// 启动单个服务 Start one part as a process of its own
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(ServeArgs),
}

/// Who may look at the system from another machine.
#[derive(Debug, Clone, Args)]
pub(crate) struct WatchArgs {
    /// 监控令牌 What shows health and metrics to another machine, as a bearer token; without it to this one only
    #[arg(
        long,
        value_name = "TOKEN",
        env = METRICS_TOKEN,
        hide_env_values = true
    )]
    pub metrics_token: Option<String>,
}

/// How log lines are written, to standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

impl LogFormat {
    const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

/// What the process writes about itself, and where to.
#[derive(Debug, Clone, Args)]
pub(crate) struct LogArgs {
    /// 日志格式 How log lines are written: text, or json for collectors
    #[arg(
        long,
        value_name = "text|json",
        env = "FIELDLEDGER_LOG_FORMAT",
        default_value = "text"
    )]
    pub log_format: LogFormat,
    /// 链路追踪 Export traces to this collector by OTLP over HTTP; none are exported without it
    #[arg(long, value_name = "URL", env = "OTEL_EXPORTER_OTLP_ENDPOINT")]
    pub otlp: Option<String>,
}

/// How messages leave the house.
#[derive(Debug, Clone, Args)]
pub(crate) struct SmsArgs {
    /// 短信网关 Kannel's sendsms address; without it messages go to a file that the API shows
    #[arg(long, value_name = "URL", env = "FIELDLEDGER_KANNEL_URL")]
    pub kannel_url: Option<String>,
    /// 网关用户名 The user name at Kannel
    #[arg(
        long,
        value_name = "NAME",
        env = "FIELDLEDGER_KANNEL_USER",
        default_value = "fieldledger"
    )]
    pub kannel_user: String,
    /// 网关密码 The password at Kannel
    #[arg(
        long,
        value_name = "PASSWORD",
        env = "FIELDLEDGER_KANNEL_PASSWORD",
        default_value = "",
        hide_env_values = true
    )]
    pub kannel_password: String,
    /// 发送号码 The number messages are sent from
    #[arg(
        long,
        value_name = "PHONE",
        env = "FIELDLEDGER_KANNEL_FROM",
        default_value = "400"
    )]
    pub kannel_from: String,
}

/// When little room on the disk is left.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct DiskArgs {
    /// 磁盘预警 Warn when less than this is left on the disk
    #[arg(long, value_name = "MIB", env = "FIELDLEDGER_DISK_WARN_MIB", default_value_t = DiskLimits::default().warn_mib)]
    pub disk_warn_mib: u64,
    /// 磁盘下限 Take no new orders when less than this is left
    #[arg(long, value_name = "MIB", env = "FIELDLEDGER_DISK_REFUSE_MIB", default_value_t = DiskLimits::default().refuse_mib)]
    pub disk_refuse_mib: u64,
}

impl DiskArgs {
    fn limits(self) -> DiskLimits {
        DiskLimits {
            warn_mib: self.disk_warn_mib,
            refuse_mib: self.disk_refuse_mib,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct UpArgs {
    /// 监听地址 Where HTTP listens: a loopback address, or 0.0.0.0 for every address of this machine
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8036")]
    pub listen: SocketAddr,
    /// 指定 nats-server The nats-server to run; otherwise it is looked for
    #[arg(long, value_name = "PATH")]
    pub nats_server: Option<PathBuf>,
    /// NATS 端口 The port of nats-server; otherwise a free one
    #[arg(long, value_name = "PORT")]
    pub nats_port: Option<u16>,
    /// 各服务独立进程 Give each service a process of its own
    #[arg(long)]
    pub processes: bool,
    /// 沙盒，时间是虚拟的 A sandbox: time is virtual and moves only when told to
    #[arg(long)]
    pub sandbox: bool,
    /// 沙盒起始时间 When the sandbox begins, or what its time advances to
    #[arg(long, value_name = "MOMENT", requires = "sandbox")]
    pub start: Option<Instant>,
    #[command(flatten)]
    pub log: LogArgs,
    #[command(flatten)]
    pub watch: WatchArgs,
    #[command(flatten)]
    pub door: DoorArgs,
    #[command(flatten)]
    pub sms: SmsArgs,
    #[command(flatten)]
    pub disk: DiskArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// 服务名 Which part: directory, hotline, dispatch, field, claims, returns, notify, desk or gateway
    pub part: Part,
    /// NATS 地址 Where nats-server listens
    #[arg(long, value_name = "URL", env = "FIELDLEDGER_NATS")]
    pub nats: String,
    /// NATS 用户 The user at nats-server; the part's own name when missing
    #[arg(long, value_name = "NAME", env = "FIELDLEDGER_NATS_USER")]
    pub nats_user: Option<String>,
    /// NATS 密码 The password at nats-server; without one the server must be open
    #[arg(long, value_name = "PASSWORD", env = NATS_PASSWORD, hide_env_values = true)]
    pub nats_password: Option<String>,
    /// 监听地址 Where HTTP listens (gateway only)
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8036")]
    pub listen: SocketAddr,
    /// 虚拟时间 Run in virtual time, standing at this moment until told otherwise
    #[arg(long, value_name = "MOMENT")]
    pub virtual_time: Option<Instant>,
    /// 随父进程停止 Stop when standard input ends: whoever started this process holds it, and is gone then
    #[arg(long, hide = true)]
    pub held_by_stdin: bool,
    #[command(flatten)]
    pub log: LogArgs,
    #[command(flatten)]
    pub watch: WatchArgs,
    #[command(flatten)]
    pub door: DoorArgs,
    #[command(flatten)]
    pub sms: SmsArgs,
    #[command(flatten)]
    pub disk: DiskArgs,
}

/// Runs until it is told to stop; the exit code says how it went.
pub(crate) fn main(globals: &Globals, command: RunCommand) -> ExitCode {
    match begin_and_run(globals, command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure, globals.lang);
            ExitCode::FAILURE
        }
    }
}

fn begin_and_run(globals: &Globals, command: RunCommand) -> anyhow::Result<()> {
    let runtime = Runtime::new().context("failed to start")?;
    let (log, name) = match &command {
        RunCommand::Up(arguments) => (&arguments.log, "fieldledger".to_owned()),
        RunCommand::Serve(arguments) => (&arguments.log, format!("fieldledger-{}", arguments.part.name())),
    };
    let traces = log
        .otlp
        .as_deref()
        .filter(|collector| !collector.is_empty())
        .map(|collector| Traces::to(collector, name, runtime.handle().clone()))
        .transpose()?;
    tell(log.log_format, traces.as_ref());
    let ran = runtime.block_on(run(globals, command));
    if let Some(traces) = traces {
        traces.finish();
    }
    ran
}

/// Log lines go to standard error, as `RUST_LOG` filters them; warnings and errors without it. Traces go where they are
/// exported.
fn tell(format: LogFormat, traces: Option<&Traces>) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let lines = fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal());
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(traces.map(Traces::layer))
        .init();
}

async fn run(globals: &Globals, command: RunCommand) -> anyhow::Result<()> {
    match command {
        RunCommand::Up(arguments) => up::run(globals, arguments).await,
        RunCommand::Serve(arguments) => serve::run(globals, arguments).await,
    }
}

#[expect(clippy::print_stderr, reason = "this is what the person who started it reads")]
fn complain(failure: &anyhow::Error, lang: Lang) {
    eprintln!("fieldledger: {}", failure::why(failure, lang));
    if let Some(advice) = advice::of(failure) {
        eprintln!("{}", advice.in_language(lang));
    }
}
