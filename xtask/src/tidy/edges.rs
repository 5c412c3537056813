//! Arrows between the workspace's crates point one way.

use serde_json::Value;

use super::Problem;
use super::files::File;
use crate::project::Project;

const SERVICE: &[&str] = &["types", "sla", "proto", "decider"];
const ALL: &[&str] = &[
    "types",
    "access",
    "sla",
    "proto",
    "decider",
    "eventlog",
    "timesource",
    "bus",
    "documents",
    "papers",
    "console",
    "kit",
    "directory",
    "hotline",
    "dispatch",
    "field",
    "claims",
    "returns",
    "notify",
    "desk",
    "sheets",
    "gateway",
];

/// What each crate may depend on inside the workspace.
const ALLOWED: &[(&str, &[&str])] = &[
    ("types", &[]),
    ("sla", &["types"]),
    ("proto", &["types", "sla"]),
    ("decider", &["types", "sla", "proto"]),
    ("access", &["types"]),
    ("eventlog", &["types"]),
    ("timesource", &["types"]),
    ("bus", &["types", "proto"]),
    ("documents", &["types"]),
    ("papers", &["types", "sla", "proto"]),
    ("console", &["types", "sla", "proto"]),
    ("directory", SERVICE),
    ("hotline", SERVICE),
    ("dispatch", SERVICE),
    ("field", SERVICE),
    ("claims", SERVICE),
    ("returns", SERVICE),
    ("notify", SERVICE),
    ("desk", SERVICE),
    (
        "kit",
        &[
            "types",
            "sla",
            "proto",
            "decider",
            "timesource",
            "eventlog",
            "bus",
            "documents",
        ],
    ),
    ("sheets", &[]),
    (
        "gateway",
        &[
            "access",
            "types",
            "sla",
            "proto",
            "timesource",
            "bus",
            "documents",
            "papers",
            "console",
            "sheets",
        ],
    ),
    (
        "testkit",
        &[
            "types",
            "sla",
            "proto",
            "decider",
            "timesource",
            "eventlog",
            "bus",
            "kit",
        ],
    ),
    (
        "badinput",
        &[
            "types",
            "sla",
            "proto",
            "decider",
            "eventlog",
            "directory",
            "hotline",
            "dispatch",
            "field",
            "claims",
            "returns",
            "notify",
            "sheets",
        ],
    ),
    (
        "simworld",
        &[
            "types",
            "sla",
            "proto",
            "decider",
            "timesource",
            "eventlog",
            "papers",
            "kit",
            "directory",
            "hotline",
            "dispatch",
            "field",
            "claims",
            "returns",
            "notify",
            "desk",
        ],
    ),
    ("fieldledger", ALL),
    ("bench", ALL),
    ("tests", ALL),
    ("xtask", &[]),
];

/// Crates that do no I/O, proved by what they do not depend on.
const PURE: &[&str] = &[
    "types",
    "sla",
    "proto",
    "decider",
    "directory",
    "hotline",
    "dispatch",
    "field",
    "claims",
    "returns",
    "notify",
    "desk",
    "papers",
    "console",
    "sheets",
];
const IO: &[&str] = &["async-nats", "axum", "reqwest", "sled", "tokio"];

/// A dependency as a manifest states it.
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    in_workspace: bool,
    for_tests: bool,
}

pub(super) fn check(project: &Project, files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let names: Vec<&str> = project
        .packages()
        .filter_map(|package| text(package, "name"))
        .collect();
    for package in project.packages() {
        let Some(from) = text(package, "name").map(short) else {
            continue;
        };
        let manifest = manifest_of(package, project, files);
        for dependency in package
            .get("dependencies")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let Some(name) = text(dependency, "name") else {
                continue;
            };
            let for_tests = text(dependency, "kind") == Some("dev");
            let edge = Edge {
                from,
                to: short(name),
                in_workspace: names.contains(&name),
                for_tests,
            };
            if let Some(why) = objection(&edge) {
                problems.push(at_line(manifest, edge.to, why));
            }
        }
    }
    problems
}

fn objection(edge: &Edge<'_>) -> Option<String> {
    let Edge { from, to, .. } = *edge;
    if !edge.in_workspace {
        let refused = PURE.contains(&from) && IO.contains(&to);
        return refused.then(|| format!("{from} does no I/O and must not depend on {to}"));
    }
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == from) else {
        return Some(format!(
            "{from} has no row in the table of allowed dependencies (xtask/src/tidy/edges.rs)"
        ));
    };
    let in_tests_only = edge.for_tests || from == "tests";
    if allowed.contains(&to) || (to == "testkit" && in_tests_only) || (to == "fieldledger" && from == "tests")
    {
        return None;
    }
    let allowed = if allowed.is_empty() {
        "nothing here".to_owned()
    } else {
        allowed.join(", ")
    };
    Some(format!("{from} must not depend on {to}; it may on: {allowed}"))
}

fn at_line(manifest: Option<&File>, dependency: &str, why: String) -> Problem {
    let Some(manifest) = manifest else {
        return Problem::new("Cargo.toml", 0, why);
    };
    let names_it = |line: &str| {
        let rest = line.trim_start().strip_prefix(dependency);
        rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
    };
    let line = manifest
        .lines()
        .find(|(_, line)| names_it(line))
        .map_or(0, |(number, _)| number);
    Problem::new(&manifest.path, line, why)
}

fn manifest_of<'a>(package: &Value, project: &Project, files: &'a [File]) -> Option<&'a File> {
    let path = std::path::Path::new(text(package, "manifest_path")?);
    let below = path.strip_prefix(project.root()).ok()?.to_str()?;
    files.iter().find(|file| file.path == below)
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

/// `fieldledger-hotline` is called `hotline` among ourselves.
fn short(package: &str) -> &str {
    package.strip_prefix("fieldledger-").unwrap_or(package)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(from: &str, to: &str, in_workspace: bool, for_tests: bool) -> bool {
        objection(&Edge {
            from,
            to,
            in_workspace,
            for_tests,
        })
        .is_some()
    }

    #[test]
    fn services_know_neither_each_other_nor_any_io() {
        assert!(refused("hotline", "dispatch", true, false));
        assert!(refused("hotline", "kit", true, false));
        assert!(refused("hotline", "tokio", false, false));
        assert!(!refused("hotline", "decider", true, false));
        assert!(!refused("kit", "tokio", false, false));
    }

    #[test]
    fn testkit_is_for_tests_only() {
        assert!(!refused("kit", "testkit", true, true));
        assert!(refused("kit", "testkit", true, false));
        assert!(!refused("tests", "testkit", true, false));
    }

    #[test]
    fn a_crate_without_a_row_is_refused() {
        assert!(refused("billing", "types", true, false));
    }
}
