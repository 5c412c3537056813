//! The API against its own document, by schemathesis: thousands of requests as the document allows them and as it does
//! not. `FIELDLEDGER_API_EXAMPLES=200` tries longer than a test should.

use std::env;
use std::fs;
use std::process::Command;

use whole_system::{Data, Options, System, story_begins};

const PYTHON: &str = "FIELDLEDGER_PYTHON";
/// How many random requests each operation gets, beside the written cases of the coverage phase.
const EXAMPLES: &str = "FIELDLEDGER_API_EXAMPLES";
const FEW: &str = "3";
const SETTINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemathesis/schemathesis.toml");

/// What a run is not held against.
const LEFT_OUT: [&str; 2] = [
    // Moving a sandbox's time on by centuries is answered when every clock on the way has been heard.
    "--exclude-path",
    "/api/v1/time/advance",
];

#[test]
fn schemathesis_finds_nothing_that_the_document_does_not_promise() {
    let python = env::var_os(PYTHON).unwrap_or_else(|| {
        panic!("{PYTHON} names no Python with schemathesis: run `cargo xtask test`, or install tests/schemathesis/requirements.txt")
    });
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()));
    let _story = system.play_story();
    let document = data.path().join("openapi.json");
    fs::write(&document, system.http().get("/api/v1/openapi.json").send().body).unwrap();
    let examples = env::var(EXAMPLES).unwrap_or_else(|_| FEW.to_owned());
    let ran = Command::new(python)
        .args(["-m", "schemathesis.cli", "--config-file"])
        .arg(SETTINGS)
        .arg("run")
        .arg(&document)
        .args(["--url", system.http().base()])
        .args(["--header", &format!("Authorization: Bearer {}", system.token())])
        .args(["--checks", "all", "--phases", "examples,coverage,fuzzing"])
        .args(LEFT_OUT)
        .args([
            "--max-examples",
            &examples,
            "--seed",
            "1",
            "--generation-database",
            "none",
        ])
        .args(["--continue-on-failure", "--warnings", "off", "--no-color"])
        .current_dir(data.path())
        .output()
        .unwrap();
    let said = [ran.stdout, ran.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(ran.status.success(), "{said}");
    assert!(said.contains("No issues found"), "{said}");
    system.stop();
}
