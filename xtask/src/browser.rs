//! Getting Chromium and its driver, for the tests of the console in a real browser.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::shell;

/// The environment variable that names the driver the tests start browsers with.
pub(crate) const VARIABLE: &str = "FIELDLEDGER_CHROMEDRIVER";

const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];
/// Letters of Chinese, for pictures of the pages; what a page says is tested without any.
const FONT: &str = "fonts-noto-cjk";

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

/// Installs a font with Chinese letters where the machine has none.
///
/// # Errors
/// When there is none to be had.
pub(crate) fn ensure_font() -> Result<()> {
    let listed = Command::new("fc-list").arg(":lang=zh-cn").output();
    if listed.is_ok_and(|listed| !listed.stdout.is_empty()) {
        return Ok(());
    }
    shell::apt_install(&[FONT])
}

/// The driver on the path, where the browser is there, too.
fn found() -> Option<PathBuf> {
    let works = |program: &str| shell::succeeds(Command::new(program).arg("--version"));
    (works("chromedriver") && works("chromium")).then(|| "chromedriver".into())
}
