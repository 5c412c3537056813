//! The bench runs: every figure is measured once, none is held against its promise.

use std::process::Command;

#[test]
fn a_smoke_run_measures_every_figure_and_writes_them_into_the_page() {
    let directory = tempfile::tempdir().unwrap();
    let page = directory.path().join("performance.md");
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/performance.md");
    std::fs::copy(shipped, &page).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_fieldledger-bench"))
        .arg("--quick")
        .arg("--data")
        .arg(directory.path())
        .arg("--write")
        .arg(&page)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let written = std::fs::read_to_string(&page).unwrap();
    for figure in [
        "commands in process / append + fdatasync, 64 clients",
        "commands over NATS / echo, 128 in flight",
        "p99 over NATS / echo's, 64 in flight",
        "query of one order over NATS",
        "disk / payload",
        "full replay into the desk's model",
        "cold start without snapshot",
    ] {
        assert!(
            said.contains(figure) && written.contains(figure),
            "{figure} is missing in: {said}"
        );
    }
    assert!(written.contains("## Where the time goes"));
}
