//! Each part in a process of its own, started again when it dies.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use rustix::process::Signal;
use timesource::Time;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::back_off::BackOff;
use super::secrets::Secrets;
use super::{DiskArgs, DoorArgs, LogArgs, Part, SmsArgs};

/// How long a process may take to finish what it was given.
const DRAIN: Duration = Duration::from_secs(30);

/// What the processes are started with.
#[derive(Clone)]
pub(crate) struct Plan {
    pub data: PathBuf,
    pub nats: String,
    pub listen: SocketAddr,
    pub time: Time,
    pub sms: SmsArgs,
    pub disk: DiskArgs,
    pub door: DoorArgs,
    pub local_token: String,
    pub secrets: Secrets,
    pub log: LogArgs,
    pub metrics_token: Option<String>,
}

/// All parts, one process each.
pub(crate) struct Children {
    stop: watch::Sender<bool>,
    supervisors: Vec<JoinHandle<()>>,
    pids: Arc<Mutex<BTreeMap<String, u32>>>,
    changed: watch::Receiver<u64>,
}

impl Children {
    /// Starts every part and keeps it running.
    pub(crate) fn start(plan: &Plan) -> anyhow::Result<Self> {
        let (stop, stopping) = watch::channel(false);
        let (change, changed) = watch::channel(0);
        let change = Arc::new(change);
        let pids = Arc::new(Mutex::new(BTreeMap::new()));
        let mut supervisors = Vec::new();
        for part in Part::ALL {
            let child = spawn(part, plan)?;
            note(&pids, part, &child);
            let supervisor = Supervisor {
                part,
                plan: plan.clone(),
                pids: Arc::clone(&pids),
                change: Arc::clone(&change),
                stopping: stopping.clone(),
            };
            supervisors.push(tokio::spawn(supervisor.run(child)));
        }
        Ok(Self {
            stop,
            supervisors,
            pids,
            changed,
        })
    }

    pub(crate) fn pids(&self) -> BTreeMap<String, u32> {
        self.pids.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until a process was started again.
    pub(crate) async fn restarted(&mut self) {
        if self.changed.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Tells every process to stop, and waits.
    pub(crate) async fn stop(self) {
        // A supervisor that is gone has nothing left to stop.
        let _ = self.stop.send(true);
        for supervisor in self.supervisors {
            let _ = supervisor.await;
        }
    }
}

struct Supervisor {
    part: Part,
    plan: Plan,
    pids: Arc<Mutex<BTreeMap<String, u32>>>,
    change: Arc<watch::Sender<u64>>,
    stopping: watch::Receiver<bool>,
}

impl Supervisor {
    async fn run(mut self, first: Child) {
        let mut back_off = BackOff::default();
        let mut running = Some(first);
        loop {
            let started = Instant::now();
            let killed = match running.take() {
                Some(mut child) => {
                    // It ends when this does, by whatever death of ours.
                    let _lifeline = child.stdin.take();
                    tokio::select! {
                        ended = child.wait() => {
                            tracing::warn!(part = self.part.name(), ?ended, "a process ended and is started again");
                            ended.is_ok_and(was_killed)
                        }
                        () = told(&mut self.stopping) => {
                            end(&mut child).await;
                            return;
                        }
                    }
                }
                None => false,
            };
            let pause = back_off.after(started.elapsed(), killed);
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = told(&mut self.stopping) => return,
            }
            match spawn(self.part, &self.plan) {
                Ok(child) => {
                    note(&self.pids, self.part, &child);
                    self.change.send_modify(|count| *count += 1);
                    running = Some(child);
                }
                Err(failure) => {
                    tracing::error!(part = self.part.name(), %failure, "failed to start a process");
                }
            }
        }
    }
}

/// Whether somebody ended it, which says nothing about the process itself.
fn was_killed(status: ExitStatus) -> bool {
    let by_somebody = [Signal::KILL, Signal::TERM].map(Signal::as_raw);
    status
        .signal()
        .is_some_and(|signal| by_somebody.contains(&signal))
}

/// Waits until the processes are to stop.
async fn told(stopping: &mut watch::Receiver<bool>) {
    // Whoever could still say so is gone: that means the same.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

fn note(pids: &Mutex<BTreeMap<String, u32>>, part: Part, child: &Child) {
    if let Some(pid) = child.id() {
        pids.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(part.name().to_owned(), pid);
    }
}

fn spawn(part: Part, plan: &Plan) -> anyhow::Result<Child> {
    let binary = std::env::current_exe().context("failed to find this program's own file")?;
    let mut command = Command::new(binary);
    command
        .arg("serve")
        .arg(part.name())
        .arg("--nats")
        .arg(&plan.nats)
        .arg("--data")
        .arg(&plan.data)
        .arg("--listen")
        .arg(plan.listen.to_string())
        .arg("--kannel-user")
        .arg(&plan.sms.kannel_user)
        .arg("--kannel-from")
        .arg(&plan.sms.kannel_from)
        .arg("--disk-warn-mib")
        .arg(plan.disk.disk_warn_mib.to_string())
        .arg("--disk-refuse-mib")
        .arg(plan.disk.disk_refuse_mib.to_string())
        .arg("--session-idle")
        .arg(plan.door.session_idle.to_string())
        .arg("--session-whole")
        .arg(plan.door.session_whole.to_string())
        // A password is nobody's to read in a list of processes.
        .env(super::LOCAL_TOKEN, &plan.local_token)
        .env(super::NATS_PASSWORD, plan.secrets.password(part.name()))
        .arg("--log-format")
        .arg(plan.log.log_format.name())
        .env("FIELDLEDGER_KANNEL_PASSWORD", &plan.sms.kannel_password)
        .arg("--held-by-stdin")
        .stdin(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    if let Some(url) = &plan.sms.kannel_url {
        command.arg("--kannel-url").arg(url);
    }
    if let Some(collector) = &plan.log.otlp {
        command.arg("--otlp").arg(collector);
    }
    if !plan.door.webhooks.is_empty() {
        command.env(super::door::WEBHOOKS, plan.door.written());
    }
    if plan.door.https {
        command.arg("--https");
    }
    if let Some(token) = &plan.metrics_token {
        command.env(super::METRICS_TOKEN, token);
    }
    if plan.time.is_virtual() {
        command.arg("--virtual-time").arg(plan.time.now().to_string());
    }
    command
        .spawn()
        .with_context(|| format!("failed to start the process of {}", part.name()))
}

async fn end(child: &mut Child) {
    if let Some(pid) = child
        .id()
        .and_then(|pid| i32::try_from(pid).ok())
        .and_then(rustix::process::Pid::from_raw)
    {
        // It may have ended by itself in between.
        let _ = rustix::process::kill_process(pid, Signal::TERM);
    }
    if tokio::time::timeout(DRAIN, child.wait()).await.is_err() {
        let _ = child.kill().await;
    }
}
