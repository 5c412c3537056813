//! What `deploy` holds, judged by the programs it is for. Where one is missing, what it would judge is skipped loudly.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that finds something wrong fails where it stands, and one that tries nothing says so"
)]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::tempdir;
use whole_system::project_file;

/// Runs a program and gives what it said, both ways; none, loudly, where it is missing.
fn judged<A: AsRef<OsStr>>(
    program: &OsStr,
    arguments: impl IntoIterator<Item = A>,
) -> Option<(bool, String)> {
    let ran = Command::new(program).args(arguments).output();
    let Ok(ran) = ran else {
        eprintln!("SKIPPED, {} is not here to judge deploy", program.display());
        return None;
    };
    let said = [ran.stdout, ran.stderr].concat();
    Some((ran.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

fn promtool(arguments: &[&OsStr]) -> Option<(bool, String)> {
    let named = std::env::var_os("FIELDLEDGER_PROMTOOL").filter(|name| !name.is_empty());
    judged(&named.unwrap_or_else(|| "promtool".into()), arguments)
}

fn alerts() -> BTreeSet<String> {
    let rules = fs::read_to_string(project_file("deploy/prometheus/alerts.yml")).unwrap();
    let names = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "));
    names.map(str::to_owned).collect()
}

#[test]
fn each_alert_has_its_section_in_the_operations_manual_and_each_section_its_alert() {
    let manual = fs::read_to_string(project_file("docs/operations.md")).unwrap();
    let sections = manual
        .lines()
        .filter_map(|line| line.strip_prefix("### Fieldledger"));
    let sections: BTreeSet<String> = sections.map(|name| format!("Fieldledger{name}")).collect();
    assert!(sections.len() > 10);
    assert_eq!(sections, alerts());
}

#[test]
fn prometheus_reads_its_configuration_and_the_alerts_tell_of_what_they_should() {
    for [what, of, file] in [
        ["check", "config", "deploy/prometheus/scrape.yml"],
        ["check", "rules", "deploy/prometheus/alerts.yml"],
        ["test", "rules", "deploy/prometheus/alerts_test.yml"],
    ] {
        let file = project_file(file);
        let Some((good, said)) = promtool(&[what.as_ref(), of.as_ref(), file.as_ref()]) else {
            return;
        };
        assert!(good, "{said}");
    }
}

#[test]
fn prometheus_understands_every_query_of_the_dashboard() {
    let board = fs::read(project_file("deploy/grafana/fieldledger.json")).unwrap();
    let board: Value = serde_json::from_slice(&board).unwrap();
    let mut queries = Vec::new();
    gather(&board, &mut queries);
    assert!(queries.len() > 10, "{queries:?}");
    let rules = queries.iter().zip(0..);
    let rules: Vec<Value> = rules
        .map(|(query, number)| json!({ "record": format!("dashboard:{number}"), "expr": query }))
        .collect();
    let rules = json!({ "groups": [{ "name": "dashboard", "rules": rules }] });
    let dir = tempdir().unwrap();
    let file = dir.path().join("queries.yml");
    fs::write(&file, rules.to_string()).unwrap();
    if let Some((good, said)) = promtool(&["check".as_ref(), "rules".as_ref(), file.as_ref()]) {
        assert!(good, "{said}");
    }
}

/// The queries of a dashboard, wherever they stand in it.
fn gather<'b>(part: &'b Value, queries: &mut Vec<&'b str>) {
    match part {
        Value::Object(fields) => {
            queries.extend(fields.get("expr").and_then(Value::as_str));
            fields.values().for_each(|field| gather(field, queries));
        }
        Value::Array(all) => all.iter().for_each(|one| gather(one, queries)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn systemd_knows_every_setting_of_the_units() {
    let dir = tempdir().unwrap();
    let program = dir.path().join("program");
    fs::copy("/bin/true", &program).unwrap();
    let mut units = Vec::new();
    for unit in fs::read_dir(project_file("deploy/systemd")).unwrap() {
        let unit = unit.unwrap().path();
        let text = fs::read_to_string(&unit).unwrap();
        // The programs need not be installed for the units to be judged.
        let text = ["/usr/bin/fieldledger", "/usr/sbin/nats-server"]
            .iter()
            .fold(text, |text, name| text.replace(name, program.to_str().unwrap()));
        let copy = dir.path().join(unit.file_name().unwrap());
        fs::write(&copy, text).unwrap();
        units.push(copy);
    }
    assert_eq!(units.len(), 3);
    let arguments = ["verify".into(), "--man=no".into()].into_iter().chain(units);
    let Some((good, said)) = judged("systemd-analyze".as_ref(), arguments) else {
        return;
    };
    let of_ours: Vec<&str> = said.lines().filter(|line| line.contains("fieldledger")).collect();
    assert!(good && of_ours.is_empty(), "{said}");
}

#[test]
fn nats_server_takes_its_configuration_with_a_password_for_each_user() {
    let file = project_file("deploy/nats/one-machine.conf");
    let users = fs::read_to_string(project_file("deploy/nats/services.conf")).unwrap();
    let names = users
        .split('$')
        .filter(|rest| rest.starts_with("FIELDLEDGER_NATS_"));
    let names: Vec<&str> = names.filter_map(|rest| rest.split_whitespace().next()).collect();
    assert!(names.len() > 8, "{names:?}");
    let check = |passwords: &[&str]| checked(&file, passwords);
    let (good, said) = check(&names);
    assert!(good, "{said}");
    let (good, said) = check(&names[1..]);
    assert!(!good && said.contains(names[0]), "{said}");
}

/// What nats-server says of its configuration where these passwords are set.
fn checked(file: &Path, passwords: &[&str]) -> (bool, String) {
    let server = kit::nats_server::find(None).unwrap();
    let mut command = Command::new(server);
    command.arg("-t").arg("-c").arg(file).env_clear();
    command.envs(passwords.iter().map(|name| (name, "p0123456789abcdef")));
    let ran = command.output().unwrap();
    (
        ran.status.success(),
        String::from_utf8_lossy(&ran.stderr).into_owned(),
    )
}
