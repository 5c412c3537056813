//! What the bus of this data directory is locked with: one secret, made at the first start, and passwords that follow from it.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::Context;
use bus::Login;
use types::Hash;

use super::failure::CannotRun;

const FILE: &str = "nats.secret";
/// Everybody's rights to a file but its owner's.
const OTHERS: u32 = 0o077;

/// The secret of one data directory. Whoever may read its file may speak on the bus as anybody.
#[derive(Clone)]
pub(crate) struct Secrets([u8; 32]);

impl Secrets {
    /// Reads the secret, or makes it where there is none yet.
    pub(crate) fn open(data: &Path) -> anyhow::Result<Self> {
        let path = data.join(FILE);
        match fs::metadata(&path) {
            Ok(metadata) => {
                if metadata.permissions().mode() & OTHERS != 0 {
                    return Err(CannotRun::SecretOpen { path }.into());
                }
            }
            Err(failure) if failure.kind() == ErrorKind::NotFound => make(data)?,
            Err(failure) => {
                return Err(failure).with_context(|| format!("failed to read {}", path.display()));
            }
        }
        let bytes = fs::read(&path).with_context(|| format!("failed to read {}", path.display()))?;
        match bytes.try_into() {
            Ok(secret) => Ok(Self(secret)),
            Err(_) => Err(CannotRun::SecretLength { path }.into()),
        }
    }

    /// A user's password. It begins with a letter, so that no reader of a configuration takes it for a number.
    pub(crate) fn password(&self, user: &str) -> String {
        format!("p{}", Hash::of(&[b"nats", &self.0, user.as_bytes()]))
    }

    pub(crate) fn login(&self, user: &str) -> Login {
        Login {
            user: user.to_owned(),
            password: self.password(user),
        }
    }
}

/// Whoever makes it holds the directory's lock, so nobody else does at the same time.
fn make(data: &Path) -> anyhow::Result<()> {
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh).context("failed to draw a secret")?;
    let temporary = data.join(format!("{FILE}.tmp"));
    // What a crash left behind may be readable by others.
    if let Err(failure) = fs::remove_file(&temporary)
        && failure.kind() != ErrorKind::NotFound
    {
        return Err(failure).with_context(|| format!("failed to remove {}", temporary.display()));
    }
    let written = || {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&temporary)?;
        file.write_all(&fresh)?;
        file.sync_all()?;
        fs::rename(&temporary, data.join(FILE))?;
        File::open(data)?.sync_all()
    };
    written().with_context(|| format!("failed to write {}", temporary.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_start_makes_a_secret_for_its_owner_only_and_later_ones_keep_it() {
        let data = tempfile::tempdir().unwrap();
        let first = Secrets::open(data.path()).unwrap();
        let mode = fs::metadata(data.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let again = Secrets::open(data.path()).unwrap();
        assert_eq!(first.password("hotline"), again.password("hotline"));
        assert_ne!(first.password("hotline"), first.password("field"));
        let elsewhere = tempfile::tempdir().unwrap();
        let other = Secrets::open(elsewhere.path()).unwrap();
        assert_ne!(first.password("hotline"), other.password("hotline"));
    }

    #[test]
    fn a_secret_that_others_may_read_is_refused() {
        let data = tempfile::tempdir().unwrap();
        Secrets::open(data.path()).unwrap();
        let open = fs::Permissions::from_mode(0o644);
        fs::set_permissions(data.path().join(FILE), open).unwrap();
        let refused = Secrets::open(data.path()).err().unwrap();
        assert!(refused.to_string().contains("chmod 600"), "{refused}");
    }
}
