//! A Python with nats-py and schemathesis, for the tests in which somebody else's client calls our services and somebody
//! else's judge reads our API's document.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::shell;

const WHAT_TO_DO: &str =
    "the tests call the services with nats-py and schemathesis, and no Python could be set up for them. One of these helps:
  apt-get install python3 python3-venv     (Debian, Ubuntu; as root)
  any Python 3.10 or later with pip in PATH as python3
then run the same command again.";

/// What is installed, each with all it needs, by version and hash.
const REQUIREMENTS: [&str; 2] = [
    "tests/nats_py/requirements.txt",
    "tests/schemathesis/requirements.txt",
];

/// A Python that can import both.
pub(crate) struct Python {
    /// The interpreter.
    pub(crate) program: PathBuf,
    /// Where they are, for `PYTHONPATH`, when they are not the interpreter's own.
    pub(crate) path: Option<PathBuf>,
}

/// Sets up a Python with them under `.tools`: a virtual environment, else a folder beside the system's Python.
pub(crate) fn ensure(project: &Project) -> Result<Python> {
    if let Some(python) = ready(project) {
        return Ok(python);
    }
    let requirements = REQUIREMENTS.map(|file| project.root().join(file));
    if let Some(program) = environment(project).or_else(|| installed_environment(project)) {
        for file in &requirements {
            shell::run(
                pip(&program)
                    .args(["install", "--require-hashes", "-r"])
                    .arg(file),
            )?;
        }
    } else {
        let folder = project.tools().join("python");
        for file in &requirements {
            if let Err(error) = install_into(project, file, &folder) {
                bail!("{WHAT_TO_DO}\n({error:#})");
            }
        }
    }
    match ready(project) {
        Some(python) => Ok(python),
        None => bail!(WHAT_TO_DO),
    }
}

/// Installs pinned requirements into a folder, with whichever pip there is.
pub(crate) fn install_into(project: &Project, requirements: &Path, folder: &Path) -> Result<()> {
    let program = environment(project).unwrap_or_else(|| PathBuf::from("python3"));
    let install = [
        "install",
        "--upgrade",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--target",
    ];
    shell::run(
        pip(&program)
            .args(install)
            .arg(folder)
            .arg("-r")
            .arg(requirements),
    )
}

fn ready(project: &Project) -> Option<Python> {
    let own = Python {
        program: environment_python(project),
        path: None,
    };
    let beside = Python {
        program: PathBuf::from("python3"),
        path: Some(project.tools().join("python")),
    };
    [own, beside].into_iter().find(|python| {
        let mut import = Command::new(&python.program);
        import.args(["-c", "import nats, schemathesis"]);
        if let Some(path) = &python.path {
            import.env("PYTHONPATH", path);
        }
        shell::succeeds(&mut import)
    })
}

/// The project's virtual environment, made when it is missing; `None` where this Python cannot make one.
fn environment(project: &Project) -> Option<PathBuf> {
    let python = environment_python(project);
    if shell::succeeds(&mut pip_version(&python)) {
        return Some(python);
    }
    let folder = project.tools().join("venv");
    let made = shell::run(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    );
    made.ok().map(|()| python)
}

/// The same, after getting what Debian keeps apart from its Python.
fn installed_environment(project: &Project) -> Option<PathBuf> {
    shell::apt_install(&["python3", "python3-venv"]).ok()?;
    environment(project)
}

fn environment_python(project: &Project) -> PathBuf {
    project.tools().join("venv/bin/python")
}

fn pip_version(python: &Path) -> Command {
    let mut pip = pip(python);
    pip.arg("--version");
    pip
}

fn pip(python: &Path) -> Command {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "--disable-pip-version-check", "--quiet"]);
    pip
}
