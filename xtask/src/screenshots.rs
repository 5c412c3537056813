//! `cargo xtask screenshots`.

use std::fs;

use anyhow::{Context as _, Result};

use crate::project::Project;
use crate::{browser, nats, shell, test};

/// Where the pictures stand, with the page that shows them.
const FOLDER: &str = "docs/console";
/// The environment variable that names the folder to the test that takes them.
const VARIABLE: &str = "FIELDLEDGER_SCREENSHOTS";
const TEST: &str = "pictures_of_every_page_are_taken";

/// Starts a sandbox with a day's work in it and writes `docs/console` anew: a picture of each page.
pub(crate) fn run(project: &Project) -> Result<()> {
    let nats_server = nats::ensure(project)?;
    let driver = browser::ensure().context("pictures are taken in Chromium")?;
    browser::ensure_font()?;
    test::build(project)?;
    let folder = project.root().join(FOLDER);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).with_context(|| format!("failed to make {}", folder.display()))?;
    let mut taking = project.cargo();
    taking
        .args(["test", "--test", "browser_pages"])
        .args(test::WORKSPACE)
        .args(["--", "--ignored", "--exact", "--nocapture", TEST])
        .env(nats::VARIABLE, nats_server)
        .env(browser::VARIABLE, driver)
        .env("FIELDLEDGER_BIN", project.fieldledger("debug"))
        .env(VARIABLE, folder);
    shell::run(&mut taking)
}
