//! Getting Chromium and its driver, for the tests of the console in a real browser.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::shell;

/// The environment variable that names the driver the tests start browsers with.
pub(crate) const VARIABLE: &str = "FIELDLEDGER_CHROMEDRIVER";

const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Finds the driver or installs it where apt-get can; `None`, loudly, where there is none to be had.
pub(crate) fn ensure() -> Option<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        return Some(named.into());
    }
    if let Some(found) = found() {
        return Some(found);
    }
    if let Err(error) = shell::apt_install(&PACKAGES) {
        println!("not by apt-get: {error:#}");
    }
    let found = found();
    if found.is_none() {
        println!(
            "SKIPPED: no browser looks at the console here; it needs {}",
            PACKAGES.join(" and ")
        );
    }
    found
}

/// The driver on the path, where the browser is there, too.
fn found() -> Option<PathBuf> {
    let works = |program: &str| shell::succeeds(Command::new(program).arg("--version"));
    (works("chromedriver") && works("chromium")).then(|| "chromedriver".into())
}
