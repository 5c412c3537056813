//! How a system is started.

use std::process::{Command, Stdio};

use types::Instant;

use crate::{Data, Kannel, Machine, binary};

/// How a system is started.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    pub(crate) data: &'a Data,
    sandbox: bool,
    start: Option<Instant>,
    processes: bool,
    /// MiB of room below which no new work is taken.
    disk_refuse: Option<u64>,
    /// What is written to its log, as JSON lines.
    lines: Option<&'a str>,
    /// Where traces are exported to.
    otlp: Option<&'a str>,
    /// The machine it runs on, and that machine's time zone.
    machine: Option<(&'a Machine, &'a str)>,
    /// What texts go through.
    kannel: Option<&'a Kannel>,
}

impl<'a> Options<'a> {
    /// A sandbox that begins, or goes on, at a moment.
    #[must_use]
    pub fn sandbox(data: &'a Data, start: Instant) -> Self {
        Self {
            start: Some(start),
            ..Self::sandbox_again(data)
        }
    }

    /// A sandbox that goes on where it stood.
    #[must_use]
    pub fn sandbox_again(data: &'a Data) -> Self {
        Self {
            sandbox: true,
            ..Self::real_time(data)
        }
    }

    /// Time is the machine's own.
    #[must_use]
    pub fn real_time(data: &'a Data) -> Self {
        Self {
            data,
            sandbox: false,
            start: None,
            processes: false,
            disk_refuse: None,
            lines: None,
            otlp: None,
            machine: None,
            kannel: None,
        }
    }

    /// Writes log lines as JSON, filtered as `RUST_LOG` does it; [`System::stop_and_tell`] gives them.
    #[must_use]
    pub fn writing_lines(self, filter: &'a str) -> Self {
        Self {
            lines: Some(filter),
            ..self
        }
    }

    /// Exports traces to a collector.
    #[must_use]
    pub fn exporting_to(self, collector: &'a str) -> Self {
        Self {
            otlp: Some(collector),
            ..self
        }
    }

    /// Runs on a machine whose time is set by the test, in a time zone of that machine.
    #[must_use]
    pub fn on(self, machine: &'a Machine, zone: &'a str) -> Self {
        Self {
            machine: Some((machine, zone)),
            ..self
        }
    }

    /// Sends texts through a Kannel and believes that one only.
    #[must_use]
    pub fn sending_through(self, kannel: &'a Kannel) -> Self {
        Self {
            kannel: Some(kannel),
            ..self
        }
    }

    /// Each part a process of its own.
    #[must_use]
    pub fn processes(self) -> Self {
        Self {
            processes: true,
            ..self
        }
    }

    /// Takes no new work when less than so many MiB are left on the disk.
    #[must_use]
    pub fn refusing_below(self, mib: u64) -> Self {
        Self {
            disk_refuse: Some(mib),
            ..self
        }
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(binary());
        command
            .arg("up")
            .arg("--listen")
            .arg("127.0.0.1:0")
            .arg("--data")
            .arg(self.data.path());
        if self.sandbox {
            command.arg("--sandbox");
        }
        if let Some(start) = self.start {
            command.arg("--start").arg(start.to_string());
        }
        if self.processes {
            command.arg("--processes");
        }
        if let Some(mib) = self.disk_refuse {
            command.args(["--disk-refuse-mib", &mib.to_string()]);
        }
        if let Some(filter) = self.lines {
            command.args(["--log-format", "json"]).env("RUST_LOG", filter);
        }
        if let Some((machine, zone)) = self.machine {
            machine.runs(&mut command, zone);
        }
        if let Some(kannel) = self.kannel {
            kannel.is_told_to(&mut command);
        }
        command
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", self.otlp.unwrap_or_default())
            .args(["--lang", "en"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}
