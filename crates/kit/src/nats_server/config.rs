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
    /// These users, each within its own permissions.
    Users(Vec<User>),
}

/// A user of the bus, and what it may do there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub name: String,
    pub password: Password,
    pub permissions: Permissions,
}

/// Where the server has a user's password from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Password {
    /// It stands in the file itself.
    Text(String),
    /// A variable of the server's environment.
    Variable(String),
}

/// Subjects, with the wildcards of NATS. Whoever is asked may answer, once for each request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions {
    pub publish: Vec<String>,
    /// Refused although `publish` allows it.
    pub never_publish: Vec<String>,
    pub subscribe: Vec<String>,
}

/// How long an answer is allowed after its request: verifying a log may take minutes.
const ANSWER_WITHIN: &str = "15m";

/// The users of a server, as its configuration file holds them.
///
/// # Errors
/// [`NatsServerError::Credential`] when a name or password does not fit between quotes.
pub fn authorization(users: &[User]) -> Result<String, NatsServerError> {
    let users: Result<String, NatsServerError> = users.iter().map(of_user).collect();
    Ok(format!(
        "authorization {{\n  timeout: 5\n  users: [\n{}  ]\n}}\n",
        users?
    ))
}

fn of_user(user: &User) -> Result<String, NatsServerError> {
    let password = match &user.password {
        Password::Text(text) => quoted(text)?,
        Password::Variable(name) => format!("${name}"),
    };
    let Permissions {
        publish,
        never_publish,
        subscribe,
    } = &user.permissions;
    let subjects = |subjects: &[String]| {
        let quoted: Result<Vec<_>, _> = subjects.iter().map(|subject| quoted(subject)).collect();
        quoted.map(|quoted| quoted.join(", "))
    };
    Ok(format!(
        "    {{\n      user: {}\n      password: {password}\n      permissions: {{\n        \
         publish: {{ allow: [{}], deny: [{}] }}\n        subscribe: {{ allow: [{}] }}\n        \
         allow_responses: {{ max: 1, expires: \"{ANSWER_WITHIN}\" }}\n      }}\n    }}\n",
        quoted(&user.name)?,
        subjects(publish)?,
        subjects(never_publish)?,
        subjects(subscribe)?,
    ))
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
        Access::Users(users) => write!(text, "{}", authorization(users)?),
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
        let user = |password: &str| User {
            name: "desk".to_owned(),
            password: Password::Text(password.to_owned()),
            permissions: Permissions::default(),
        };
        assert!(authorization(&[user("a\"b")]).is_err());
        assert!(
            authorization(&[user("s3 cret")])
                .unwrap()
                .contains("password: \"s3 cret\"")
        );
    }
}
