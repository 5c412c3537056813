//! The real client, run as a person would from a shell.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

const BINARY_VARIABLE: &str = "FIELDLEDGER_BIN";

/// The binary under test: the one named by `FIELDLEDGER_BIN`, otherwise the one built beside this test.
///
/// # Panics
/// When there is none, with what to do.
#[must_use]
pub fn binary() -> PathBuf {
    let named = std::env::var_os(BINARY_VARIABLE).map(PathBuf::from);
    let binary = named.unwrap_or_else(|| {
        let test = std::env::current_exe().expect("a test knows its own file");
        let profile = test
            .parent()
            .and_then(Path::parent)
            .expect("tests lie in target/PROFILE/deps");
        profile.join("fieldledger")
    });
    assert!(
        binary.is_file(),
        "{} is not there: run `cargo build --package fieldledger --features faults`, or name it with {BINARY_VARIABLE}",
        binary.display()
    );
    binary
}

/// The client with the options that every command takes.
#[derive(Debug, Clone, Default)]
pub struct CommandLine {
    options: Vec<String>,
    input: String,
}

/// What came of one command.
#[derive(Debug, Clone)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl CommandLine {
    /// Without a system.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For the system that runs on a data directory.
    #[must_use]
    pub fn on(data: &Path) -> Self {
        Self::new().option("--data", &data.to_string_lossy())
    }

    #[must_use]
    pub fn option(mut self, name: &str, value: &str) -> Self {
        self.options.extend([name.to_owned(), value.to_owned()]);
        self
    }

    /// Says who acts.
    #[must_use]
    pub fn acting(self, person: &str) -> Self {
        self.option("--as", person)
    }

    #[must_use]
    pub fn english(self) -> Self {
        self.option("--lang", "en")
    }

    /// What the command reads from its standard input.
    #[must_use]
    pub fn reading(mut self, input: &str) -> Self {
        input.clone_into(&mut self.input);
        self
    }

    /// Runs a command and waits for its end.
    ///
    /// # Panics
    /// When it cannot be run, or was ended by a signal.
    #[must_use]
    pub fn run<T: AsRef<OsStr>>(&self, arguments: &[T]) -> Ran {
        let mut command = self.command(arguments);
        let mut child = command.spawn().expect("the binary can be run");
        let mut input = child.stdin.take().expect("its standard input is ours");
        // Whoever reads nothing closes it.
        let _ = input.write_all(self.input.as_bytes());
        drop(input);
        let output = child.wait_with_output().expect("its output can be read");
        Ran {
            code: output
                .status
                .code()
                .unwrap_or_else(|| panic!("ended by a signal: {}", output.status)),
            out: String::from_utf8(output.stdout).expect("what is printed is UTF-8"),
            err: String::from_utf8(output.stderr).expect("what is printed is UTF-8"),
        }
    }

    /// The command, not yet run; its streams are pipes.
    #[must_use]
    pub fn command<T: AsRef<OsStr>>(&self, arguments: &[T]) -> Command {
        let mut command = Command::new(binary());
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FIELDLEDGER_"))
        {
            command.env_remove(name);
        }
        command.args(&self.options).args(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// What a command prints that does what it was told.
    ///
    /// # Panics
    /// When it fails.
    #[must_use]
    pub fn prints<T: AsRef<OsStr> + std::fmt::Debug>(&self, arguments: &[T]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}\n{}{}", ran.out, ran.err);
        ran.out
    }

    /// The JSON a command prints that does what it was told.
    ///
    /// # Panics
    /// When it fails, or prints no JSON.
    #[must_use]
    pub fn json<T: AsRef<OsStr> + std::fmt::Debug>(&self, arguments: &[T]) -> Value {
        let mut with = self.clone();
        with.options.push("--json".to_owned());
        let out = with.prints(arguments);
        serde_json::from_str(&out).unwrap_or_else(|failure| panic!("{arguments:?} {failure}\n{out}"))
    }

    /// What a command says that is refused or finds something wrong, exit code 1.
    ///
    /// # Panics
    /// When it ends otherwise.
    #[must_use]
    pub fn refused<T: AsRef<OsStr> + std::fmt::Debug>(&self, arguments: &[T]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}\n{}{}", ran.out, ran.err);
        ran.out + &ran.err
    }
}
