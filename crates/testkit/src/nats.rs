//! A nats-server for one test.

#![expect(
    clippy::panic,
    reason = "a test that cannot have its server must fail and say why"
)]

use kit::nats_server::{Access, NatsServer, NatsServerError, Settings, find};
use tempfile::TempDir;

/// A nats-server of a test's own, on a free port of loopback; it ends when this is dropped.
#[derive(Debug)]
pub struct Nats {
    server: NatsServer,
    _directory: TempDir,
}

impl Nats {
    /// Where clients connect: `nats://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The server itself, to ask for its pid or version.
    pub fn server(&self) -> &NatsServer {
        &self.server
    }
}

/// Starts a nats-server in a directory of its own.
///
/// # Panics
/// When no nats-server is installed, with what to do about it, or when it does not start.
pub async fn nats() -> Nats {
    match start().await {
        Ok(nats) => nats,
        Err(error) => panic!("this test needs a nats-server: {error} (`cargo xtask test` installs it)"),
    }
}

async fn start() -> Result<Nats, NatsServerError> {
    let binary = find(None)?;
    let directory = tempfile::tempdir().map_err(|source| NatsServerError::Config {
        path: std::env::temp_dir(),
        source,
    })?;
    let settings = Settings {
        binary,
        directory: directory.path().to_owned(),
        port: None,
        access: Access::Open,
    };
    let server = NatsServer::start(&settings).await?;
    Ok(Nats {
        server,
        _directory: directory,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn two_tests_have_two_servers() {
        let (one, other) = (nats().await, nats().await);
        assert_ne!(one.url(), other.url());
    }
}
