//! A Kannel of a test's own, set up by `deploy/kannel`, with phones that fakesmsc plays.

mod carrier;
mod ports;
mod relay;

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

pub use self::carrier::Received;
use self::carrier::received;
use self::ports::Ports;
pub use self::relay::{Relay, Seen};
use crate::{Http, project_file, until};

/// Names the folder below which Kannel's programs lie as Debian's packages have them.
const VARIABLE: &str = "FIELDLEDGER_KANNEL";

const BEARERBOX: &str = "usr/sbin/bearerbox";
const SMSBOX: &str = "usr/sbin/smsbox";
const FAKESMSC: &str = "usr/lib/kannel/test/fakesmsc";

const ADMIN: &str = "admin-0123456789";
const SENDSMS: &str = "sendsms-0123456789";
const SECRET: &str = "webhook-0123456789abcdef";

/// Kannel's programs, its ports and its settings; nothing runs yet, so that a system can be told of it first.
#[derive(Debug)]
pub struct Kannel {
    root: PathBuf,
    folder: TempDir,
    ports: Ports,
}

/// A Kannel that runs, with fakesmsc in the place of its carrier; dropping it ends them.
#[derive(Debug)]
pub struct RunningKannel {
    settings: Kannel,
    carrier: Option<Program>,
    _boxes: [Program; 2],
}

/// A process that ends with its value, and the file it talks to.
#[derive(Debug)]
struct Program {
    child: Child,
    talk: PathBuf,
}

impl Kannel {
    /// Makes ready for a Kannel; none where its programs are not to be had.
    ///
    /// # Panics
    /// When there is no room for its files.
    #[must_use]
    pub fn find() -> Option<Self> {
        let root = std::env::var_os(VARIABLE).filter(|root| !root.is_empty())?;
        Some(Self {
            root: root.into(),
            folder: tempfile::tempdir().expect("a directory for Kannel"),
            ports: Ports::hold(),
        })
    }

    /// Tells `fieldledger up` where it sends, and what it is to believe.
    pub(crate) fn is_told_to(&self, command: &mut Command) {
        let sendsms = format!("http://127.0.0.1:{}/cgi-bin/sendsms", self.ports.sendsms());
        command
            .env("FIELDLEDGER_KANNEL_URL", sendsms)
            .env("FIELDLEDGER_KANNEL_PASSWORD", SENDSMS)
            .env("FIELDLEDGER_WEBHOOKS", format!("kannel=secret:{SECRET}"));
    }

    /// Starts it, texts in going to the relay, and waits until its parts have found each other and the carrier.
    ///
    /// # Panics
    /// When they do not, with what Kannel said.
    #[must_use]
    pub fn start(self, relay: &Relay) -> RunningKannel {
        let file = self.write_settings(relay);
        let admin = Http::new(&format!("http://127.0.0.1:{}", self.ports.admin()), ADMIN);
        let bearerbox = self.runs(BEARERBOX, &[&file]);
        until_status(&admin, &bearerbox, "Status: running");
        let smsbox = self.runs(SMSBOX, &[&file]);
        until_status(&admin, &smsbox, "smsbox:");
        let mut running = RunningKannel {
            settings: self,
            carrier: None,
            _boxes: [smsbox, bearerbox],
        };
        running.carrier_is_there();
        running
    }

    /// The files of `deploy/kannel` with the ports, folders and passwords of this test in place of an operator's.
    fn write_settings(&self, relay: &Relay) -> String {
        let read = |file: &str| fs::read_to_string(project_file(&format!("deploy/kannel/{file}")));
        let folder = self.folder.path().to_str().expect("a path of plain letters");
        let replaced = self.ports.replaced().into_iter().chain([
            ("127.0.0.1:8036".to_owned(), relay.address()),
            ("/etc/kannel".to_owned(), folder.to_owned()),
            ("/var/log/kannel".to_owned(), folder.to_owned()),
            ("/var/spool/kannel".to_owned(), folder.to_owned()),
            ("CHANGE-admin".to_owned(), ADMIN.to_owned()),
            ("CHANGE-sendsms".to_owned(), SENDSMS.to_owned()),
            ("CHANGE-webhook-secret".to_owned(), SECRET.to_owned()),
        ]);
        let replaced: Vec<_> = replaced.collect();
        for (file, name) in [
            ("kannel.conf", "kannel.conf"),
            ("carrier-fakesmsc.conf", "carrier.conf"),
        ] {
            let text = read(file).expect("deploy has an example for Kannel");
            let text = replaced
                .iter()
                .fold(text, |text, (from, to)| text.replace(from, to));
            fs::write(self.folder.path().join(name), text).expect("a file in a directory of ours");
        }
        for spool in ["store", "dlr"] {
            fs::create_dir(self.folder.path().join(spool)).expect("a directory in one of ours");
        }
        format!("{folder}/kannel.conf")
    }

    fn runs(&self, program: &str, arguments: &[&str]) -> Program {
        let name = Path::new(program).file_name().unwrap_or_default();
        let taken = fs::read_dir(self.folder.path())
            .expect("a directory of ours")
            .count();
        let talk = self.folder.path().join(format!("{}-{taken}.out", name.display()));
        let out = File::create(&talk).expect("a file in a directory of ours");
        let err = out.try_clone().expect("a file has two handles");
        let mut command = Command::new(self.root.join(program));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err);
        if self.root != Path::new("/") {
            command.env("LD_LIBRARY_PATH", self.libraries());
        }
        let child = command.spawn().expect("Kannel's programs can be run");
        Program { child, talk }
    }

    /// Unpacked packages have their libraries below folders that are named for the machine's kind.
    fn libraries(&self) -> OsString {
        let folders = ["usr/lib", "lib"].map(|folder| self.root.join(folder));
        let kinds = folders.iter().filter_map(|folder| fs::read_dir(folder).ok());
        let kinds = kinds.flatten().filter_map(|kind| Some(kind.ok()?.path()));
        std::env::join_paths(kinds).expect("paths of plain letters")
    }
}

impl RunningKannel {
    /// Connects the carrier, whom texts out wait for.
    pub fn carrier_is_there(&mut self) {
        let port = self.settings.ports.carrier().to_string();
        let arguments = ["-H", "127.0.0.1", "-r", &port, "-m", "0", "0 0 text -"];
        self.carrier = Some(self.settings.runs(FAKESMSC, &arguments));
    }

    /// Every text that reached a phone, in the order the carrier had them.
    ///
    /// # Panics
    /// When one came as no phone reads it.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        let talk = self.carrier.as_ref().map(Program::said).unwrap_or_default();
        received(&talk)
    }

    /// Sends a text from a phone, in UCS-2 as phones write Chinese, and waits until Kannel heard that it was taken.
    ///
    /// # Panics
    /// When it is not taken.
    pub fn phone_sends(&self, relay: &Relay, from: &str, text: &str) {
        let bytes: String = text
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .map(|byte| format!("%{byte:02x}"))
            .collect();
        self.sends(relay, from, text, &[format!("ucs2 {bytes}")]);
    }

    /// Sends a text from a phone in two parts, as phones do with long ones, and waits until it was taken as one.
    ///
    /// # Panics
    /// When it is not taken.
    pub fn phone_sends_in_parts(&self, relay: &Relay, from: &str, first: &str, second: &str) {
        let part = |number: u8, text: &str| format!("udh-text %05%00%03%2a%02%{number:02x} {text}");
        let text = format!("{first}{second}");
        self.sends(relay, from, &text, &[part(1, first), part(2, second)]);
    }

    /// Kannel listens to one fakesmsc at that port: the next is heard when the one before has gone.
    fn sends(&self, relay: &Relay, from: &str, text: &str, messages: &[String]) {
        let port = self.settings.ports.phones().to_string();
        let before = relay.seen().len();
        for message in messages {
            let message = format!("{from} 106900 {message}");
            let phone = ["-H", "127.0.0.1", "-r", &port, "-m", "1", "-i", "0.01", &message];
            let phone = self.settings.runs(FAKESMSC, &phone);
            until("a phone sends", || phone.says("sent message 1"));
        }
        relay.until_taken(before, from, text);
    }
}

impl Program {
    fn said(&self) -> String {
        let talk = fs::read(&self.talk).expect("the file it talks to");
        String::from_utf8_lossy(&talk).into_owned()
    }

    fn says(&self, words: &str) -> Result<(), String> {
        let said = self.said();
        if said.contains(words) { Ok(()) } else { Err(said) }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn until_status(admin: &Http, program: &Program, words: &str) {
    until("Kannel runs", || {
        let asked = admin.get("/status.txt").with("password", ADMIN).try_send();
        let status = asked.map(|answer| answer.body).unwrap_or_default();
        if status.contains(words) {
            Ok(())
        } else {
            Err(format!("{status}\n{}", program.said()))
        }
    });
}
