//! Getting libfaketime, for the test in which a machine's time jumps under the whole system.

use std::fs;

use crate::shell;

const PACKAGE: &str = "libfaketime";
/// Where the package puts it, below the name of the machine's kind.
const LIBRARY: &str = "faketime/libfaketime.so.1";

/// Installs it where apt-get can, and says loudly when that test will be skipped.
pub(crate) fn ensure() {
    if is_there() {
        return;
    }
    if let Err(error) = shell::apt_install(&[PACKAGE]) {
        println!("not by apt-get: {error:#}");
    }
    if !is_there() {
        println!("SKIPPED: no system time jumps here; it needs {PACKAGE}");
    }
}

fn is_there() -> bool {
    let kinds = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    kinds.into_iter().any(|kind| kind.path().join(LIBRARY).is_file())
}
