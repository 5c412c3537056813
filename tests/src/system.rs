//! The whole system as a process of its own, or several.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ExitStatus};
use std::thread::JoinHandle;

use rustix::process::Signal;
use serde_json::{Value, json};
use types::Instant;

use crate::parts::{RunRecord, signal};
use crate::{Answer, CommandLine, Http, Options};

/// A running system; dropping it ends it.
#[derive(Debug)]
pub struct System {
    data: PathBuf,
    record: RunRecord,
    http: Http,
    process: Process,
}

/// A system that did not start, and what it said about it.
#[derive(Debug)]
pub struct Refused {
    pub code: Option<i32>,
    pub err: String,
}

impl System {
    /// Starts a system and waits until it answers.
    ///
    /// # Panics
    /// When it does not start, with what it said.
    #[must_use]
    pub fn start(options: &Options<'_>) -> Self {
        Self::try_start(options).unwrap_or_else(|refused| panic!("the system did not start: {refused:?}"))
    }

    /// Starts a system and waits until it answers, or ends.
    ///
    /// # Errors
    /// [`Refused`] when it ended.
    ///
    /// # Panics
    /// When it neither answers nor ends as it should.
    pub fn try_start(options: &Options<'_>) -> Result<Self, Refused> {
        let mut process = Process::start(options);
        if !process.greets() {
            return Err(process.ended());
        }
        let data = options.data.path().to_owned();
        let record = RunRecord::read(&data).expect("a system that greets has written run.json");
        let http = Http::new(&record.http, &record.token);
        if !http.until_it_answers("/healthz", || process.is_alive()) {
            return Err(process.ended());
        }
        Ok(Self {
            data,
            record,
            http,
            process,
        })
    }

    #[must_use]
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// What the owner of the machine shows.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.record.token
    }

    /// Where its NATS server listens, with the user and password of clients.
    #[must_use]
    pub fn nats(&self) -> &str {
        &self.record.nats
    }

    /// A connection to its NATS server, as the client that `run.json` names.
    ///
    /// # Panics
    /// When there is none to be had.
    pub async fn bus(&self) -> async_nats::Client {
        let address: async_nats::ServerAddr = self.record.nats.parse().expect("run.json names an address");
        let [user, password] = [address.username(), address.password()]
            .map(|part| part.expect("an address with user and password").to_owned());
        let options = async_nats::ConnectOptions::with_user_and_password(user, password);
        options
            .connect(address)
            .await
            .expect("the bus lets its client in")
    }

    /// The client, speaking to this system.
    #[must_use]
    pub fn cli(&self) -> CommandLine {
        CommandLine::on(&self.data)
    }

    /// The client as a person.
    #[must_use]
    pub fn cli_as(&self, person: &str) -> CommandLine {
        self.cli().acting(person)
    }

    /// The answer to a question that is allowed.
    ///
    /// # Panics
    /// When it is refused.
    #[must_use]
    pub fn ask(&self, path: &str) -> Value {
        self.http.get(&format!("/api/v1/{path}")).send().taken()
    }

    /// Sends a command as a person, `hotline/open-order`.
    #[must_use]
    pub fn act(&self, person: &str, command: &str, body: &Value) -> Answer {
        self.http
            .post(&format!("/api/v1/{command}"))
            .acting(person)
            .json(body)
            .send()
    }

    /// An order's page.
    #[must_use]
    pub fn page(&self, order: &str) -> Value {
        self.ask(&format!("orders/{order}"))["answer"].clone()
    }

    /// The SHA-256 over everything that the services know.
    #[must_use]
    pub fn digest(&self) -> String {
        let status = self.ask("status?digest=true");
        status["digest"]
            .as_str()
            .unwrap_or_else(|| panic!("no digest in {status}"))
            .to_owned()
    }

    /// Waits until everybody says to be ready, whoever was killed before.
    ///
    /// # Panics
    /// When the system ends instead.
    pub fn until_ready(&mut self) {
        let process = &mut self.process;
        let ready = self.http.until_it_answers("/ready", || process.is_alive());
        assert!(ready, "the system ended: {}", self.process.err());
    }

    /// What the sandbox's clock says.
    ///
    /// # Panics
    /// When this is no sandbox.
    #[must_use]
    pub fn now(&self) -> Instant {
        let shown = self.ask("time");
        serde_json::from_value(shown["now"].clone()).unwrap_or_else(|failure| panic!("{failure}: {shown}"))
    }

    /// Waits until nothing is left to do.
    ///
    /// # Panics
    /// When something holds it up.
    pub fn settle(&self) {
        self.http
            .post("/api/v1/time/settle")
            .json(&json!({}))
            .send()
            .taken();
    }

    /// Moves time on by a span, `37h`, and waits until nothing is left to do.
    ///
    /// # Panics
    /// When something holds it up.
    pub fn advance(&self, by: &str) {
        self.http
            .post("/api/v1/time/advance")
            .json(&json!({ "by": by }))
            .send()
            .taken();
    }

    /// Moves time on to a moment, and waits until nothing is left to do.
    ///
    /// # Panics
    /// When something holds it up.
    pub fn advance_to(&self, to: Instant) {
        self.http
            .post("/api/v1/time/advance")
            .json(&json!({ "to": to }))
            .send()
            .taken();
    }

    /// How much memory the system's own process holds now, in bytes; all of it when its parts are no processes.
    ///
    /// # Panics
    /// When the operating system does not tell.
    #[must_use]
    pub fn resident_bytes(&self) -> u64 {
        resident(self.process.child.id(), "VmRSS:")
    }

    /// How much memory of its own each part holds that is a process, in bytes and without the program's pages.
    ///
    /// # Panics
    /// When the operating system does not tell.
    #[must_use]
    pub fn resident_by_part(&self) -> BTreeMap<String, u64> {
        let parts = RunRecord::read(&self.data)
            .map(|record| record.processes)
            .unwrap_or_default();
        parts
            .into_iter()
            .map(|(part, pid)| (part, resident(pid, "RssAnon:")))
            .collect()
    }

    /// The process id of a part that runs on its own.
    #[must_use]
    pub fn pid(&self, part: &str) -> Option<u32> {
        RunRecord::read(&self.data)?.processes.get(part).copied()
    }

    /// Kills a part without a word; the system starts it again. Gives the process id it had.
    pub fn kill(&self, part: &str) -> Option<u32> {
        let pid = self.pid(part)?;
        signal(pid, Signal::KILL);
        Some(pid)
    }

    /// Waits until the system has ended by itself.
    ///
    /// # Panics
    /// When it cannot be waited for.
    #[must_use]
    pub fn ended(self) -> Refused {
        self.process.ended()
    }

    /// Tells the system to stop and waits until it has.
    ///
    /// # Panics
    /// When it ends otherwise than in good order.
    pub fn stop(self) {
        self.stop_and_tell();
    }

    /// Tells the system to stop, waits until it has, and gives what it wrote to its error stream.
    ///
    /// # Panics
    /// When it ends otherwise than in good order.
    pub fn stop_and_tell(mut self) -> String {
        signal(self.process.child.id(), Signal::TERM);
        let status = self.process.wait();
        let err = self.process.err();
        assert!(status.success(), "the system ended with {status}: {err}");
        err
    }

    /// Holds a part's process still, so that it answers nothing, or lets it go on.
    ///
    /// # Panics
    /// When the part has no process of its own.
    pub fn hold(&self, part: &str, still: bool) {
        let pid = self.pid(part).expect("a part with a process of its own");
        signal(pid, if still { Signal::STOP } else { Signal::CONT });
    }
}

/// The process of `fieldledger up`, with what it prints.
#[derive(Debug)]
struct Process {
    data: PathBuf,
    child: Child,
    /// Reads what it complains of until it ends.
    complaints: Option<JoinHandle<String>>,
}

impl Process {
    fn start(options: &Options<'_>) -> Self {
        let mut child = options.command().spawn().expect("the binary can be run");
        let mut err = child.stderr.take().expect("its error stream is ours");
        let complaints = std::thread::spawn(move || {
            let mut text = Vec::new();
            // What is left of a stream that breaks off is still worth showing.
            let _ = err.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        Self {
            data: options.data.path().to_owned(),
            child,
            complaints: Some(complaints),
        }
    }

    /// Reads what it prints until it says that it is up; false when it ends before.
    fn greets(&mut self) -> bool {
        let out = self.child.stdout.take().expect("its output is ours");
        let mut lines = BufReader::new(out).lines();
        let greets = lines
            .by_ref()
            .any(|line| line.is_ok_and(|line| line == "fieldledger is up"));
        // It goes on printing, and must not be held up by a full pipe.
        std::thread::spawn(move || lines.count());
        greets
    }

    fn is_alive(&mut self) -> bool {
        self.child
            .try_wait()
            .expect("a child can be asked whether it ended")
            .is_none()
    }

    fn wait(&mut self) -> ExitStatus {
        self.child.wait().expect("a child can be waited for")
    }

    fn err(&mut self) -> String {
        let complaints = self.complaints.take();
        complaints
            .and_then(|reader| reader.join().ok())
            .unwrap_or_default()
    }

    fn ended(mut self) -> Refused {
        let code = self.wait().code();
        Refused {
            code,
            err: self.err(),
        }
    }
}

impl Drop for Process {
    #[expect(
        clippy::print_stderr,
        reason = "what the system said is shown with the test that failed"
    )]
    fn drop(&mut self) {
        if !self.is_alive() {
            return;
        }
        // A test failed. The parts are told first, or they would be left behind.
        let parts = RunRecord::read(&self.data)
            .map(|record| record.processes)
            .unwrap_or_default();
        let _ = self.child.kill();
        for pid in parts.into_values() {
            signal(pid, Signal::KILL);
        }
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("the system said:\n{}", self.err());
        }
    }
}

fn resident(pid: u32, what: &str) -> u64 {
    let status =
        std::fs::read_to_string(format!("/proc/{pid}/status")).expect("a running process has a status");
    let resident = status.lines().find_map(|line| line.strip_prefix(what));
    let kilobytes = resident.and_then(|rest| rest.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.expect("a status names the resident memory") * 1024
}
