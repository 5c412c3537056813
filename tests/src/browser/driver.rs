//! The process that starts browsers.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::System;
use crate::browser::Window;
use crate::browser::wire::Wire;

const VARIABLE: &str = "FIELDLEDGER_CHROMEDRIVER";
const BY_NAME: &str = "chromedriver";
/// What it says before the port that it listens on.
const LISTENS: &str = "started successfully on port ";
/// Ways to elsewhere that an environment may name; what is tested is on this machine.
const PROXIES: [&str; 6] = [
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
];

/// Starts browsers; dropping it ends it, after its windows.
#[derive(Debug)]
pub struct Browser {
    process: Child,
    port: u16,
}

impl Browser {
    /// Starts Chromium's driver: the one named by `FIELDLEDGER_CHROMEDRIVER`, otherwise the one on the path. None,
    /// said loudly, where there is none.
    ///
    /// # Panics
    /// When there is one that does not start.
    #[expect(clippy::print_stderr, reason = "what is not tested is said with the test")]
    #[must_use]
    pub fn find() -> Option<Self> {
        let named = std::env::var_os(VARIABLE).filter(|path| !path.is_empty());
        let must = named.is_some();
        match start(named.unwrap_or_else(|| BY_NAME.into())) {
            Ok(process) => Some(Self::listening(process)),
            Err(failure) if must => panic!("{VARIABLE} does not start: {failure}"),
            Err(_) => {
                eprintln!(
                    "SKIPPED: no browser looks at the console here; it needs chromium and chromium-driver"
                );
                None
            }
        }
    }

    fn listening(mut process: Child) -> Self {
        let out = process.stdout.take().expect("its output is ours");
        let mut lines = BufReader::new(out).lines().map_while(Result::ok);
        let port = lines.find_map(|line| line.split_once(LISTENS)?.1.trim_end_matches('.').parse().ok());
        // It goes on printing, and must not be held up by a full pipe.
        std::thread::spawn(move || lines.count());
        let port = port.unwrap_or_else(|| {
            let _ = process.kill();
            panic!("chromedriver ended before it listened: {:?}", process.wait())
        });
        Self { process, port }
    }

    /// Opens a browser of somebody's own at a system; nobody is signed in.
    ///
    /// # Panics
    /// When no browser starts.
    #[must_use]
    pub fn window(&self, system: &System) -> Window<'_> {
        let driver = Wire::new(&format!("http://127.0.0.1:{}", self.port));
        Window::open(driver, system.http().base())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn start(program: OsString) -> std::io::Result<Child> {
    let mut command = Command::new(program);
    for proxy in PROXIES {
        command.env_remove(proxy);
    }
    command
        .arg("--port=0")
        .env("LANGUAGE", "zh_CN")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}
