//! The configuration file of our own nats-server.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use super::{NatsServerError, Settings};

/// Who may connect to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Everybody on this machine.
    Open,
    /// Whoever knows the token.
    Token(String),
    /// One user with a password.
    User {
        /// The user's name.
        name: String,
        /// The password.
        password: String,
    },
}

/// Writes `nats-server.conf` into the settings' directory and returns its path.
pub(super) fn write(settings: &Settings) -> Result<PathBuf, NatsServerError> {
    let text = text(settings.port, &settings.access)?;
    let path = settings.directory.join("nats-server.conf");
    let written = std::fs::create_dir_all(&settings.directory).and_then(|()| {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)?;
        file.write_all(text.as_bytes())
    });
    match written {
        Ok(()) => Ok(path),
        Err(source) => Err(NatsServerError::Config { path, source }),
    }
}

/// Port -1 is the server's own way of asking for a free one; it reports it in its log.
fn text(port: Option<u16>, access: &Access) -> Result<String, NatsServerError> {
    let mut text = String::from("# Written anew at every start.\nhost: \"127.0.0.1\"\n");
    let port = port.map_or(-1, i32::from);
    let _ = writeln!(
        text,
        "port: {port}\nserver_name: \"fieldledger\"\nmax_payload: 8388608\nlogtime: false"
    );
    let _ = match access {
        Access::Open => Ok(()),
        Access::Token(token) => writeln!(text, "authorization {{ token: {} }}", quoted(token)?),
        Access::User { name, password } => {
            writeln!(
                text,
                "authorization {{ user: {}, password: {} }}",
                quoted(name)?,
                quoted(password)?
            )
        }
    };
    Ok(text)
}

fn quoted(credential: &str) -> Result<String, NatsServerError> {
    let fits = |c: char| (c.is_ascii_graphic() || c == ' ') && c != '"' && c != '\\';
    if credential.is_empty() || !credential.chars().all(fits) {
        return Err(NatsServerError::Credential);
    }
    Ok(format!("\"{credential}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_port_is_asked_for_with_minus_one() {
        assert!(text(None, &Access::Open).unwrap().contains("port: -1\n"));
        assert!(text(Some(4333), &Access::Open).unwrap().contains("port: 4333\n"));
    }

    #[test]
    fn a_credential_cannot_end_its_quotes() {
        for bad in ["", "a\"b", "a\\b", "a\nb", "密码"] {
            let refused = text(None, &Access::Token(bad.to_owned()));
            assert!(matches!(refused, Err(NatsServerError::Credential)), "{bad:?}");
        }
        let user = Access::User {
            name: "desk".to_owned(),
            password: "s3 cret".to_owned(),
        };
        assert!(
            text(None, &user)
                .unwrap()
                .contains("{ user: \"desk\", password: \"s3 cret\" }")
        );
    }
}
