//! Anybody's NATS client: nats-py, which knows nothing of ours.

use std::env;
use std::process::Command;

use whole_system::{Data, Options, System, at, project_file};

const PYTHON: &str = "FIELDLEDGER_PYTHON";

#[test]
fn a_client_in_another_language_discovers_the_services_sends_json_and_gets_errors_as_agreed() {
    let python = env::var_os(PYTHON).unwrap_or_else(|| {
        panic!("{PYTHON} names no Python with nats-py: run `cargo xtask test`, or install tests/nats_py/requirements.txt")
    });
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    system.import_sample();
    let script = project_file("tests/nats_py/any_client.py");
    let ran = Command::new(python)
        .arg(script)
        .arg(system.nats())
        .args(["--as", "P101"])
        .output()
        .unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    );
    assert!(ran.status.success(), "{said}");
    assert!(said.contains("all as the contract says"), "{said}");
    system.stop();
}
