//! Fault points for tests: a service kills itself, as SIGKILL would, where a file in its directory orders it to.

use std::path::Path;

/// The order to die between append and answer; it is used up by dying.
pub const AFTER_APPEND: &str = "kill-after-append";

/// The frame is on disk, nobody has been answered.
pub(crate) fn after_append(directory: &Path) {
    let order = directory.join(AFTER_APPEND);
    if order.exists() && std::fs::remove_file(&order).is_ok() {
        // The process is gone when this returns, or the signal was refused and the test sees no kill.
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}
