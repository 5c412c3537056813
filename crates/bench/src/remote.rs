//! Hotline and an echo behind NATS, in a process of their own, and the clients that ask them.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use bus::{Bus, Envelope, PATIENCE};
use bytes::Bytes;
use kit::nats_server::{Access, NatsServer, Settings, find};
use proto::wire::{endpoint, subject};
use proto::{Command as _, Encoding};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use types::OrderNumber;

use crate::loops::Client;
use crate::operators::Operator;
use crate::serve::{ECHO, READY};

/// A nats-server and the serving process beside it.
pub(crate) struct Remote {
    bus: Bus,
    child: Child,
    nats: NatsServer,
}

impl Remote {
    /// Starts both over a data directory.
    pub(crate) async fn start(data: &Path) -> Result<Self> {
        let settings = Settings {
            binary: find(None)?,
            directory: data.join("nats"),
            port: None,
            access: Access::Open,
        };
        let nats = NatsServer::start(&settings).await?;
        let program = std::env::current_exe().context("failed to find this program")?;
        let mut child = Command::new(program)
            .args(["serve", "--nats", &nats.url(), "--data"])
            .arg(data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let said = child.stdout.take().context("no standard output")?;
        let first = BufReader::new(said).lines().next_line().await?;
        ensure!(
            first.as_deref() == Some(READY),
            "the serving process did not start"
        );
        let bus = Bus::connect(&nats.url(), None, "bench-clients").await?;
        Ok(Self { bus, child, nats })
    }

    pub(crate) fn sending(&self, operator: Operator) -> Sending {
        Sending {
            bus: self.bus.clone(),
            operator,
        }
    }

    /// Somebody who has the same bytes sent back.
    pub(crate) fn echoed(&self, bytes: usize) -> Echoed {
        Echoed {
            bus: self.bus.clone(),
            body: vec![b'x'; bytes].into(),
        }
    }

    pub(crate) fn asking(&self, order: OrderNumber) -> Asking {
        Asking {
            bus: self.bus.clone(),
            order,
        }
    }

    /// Lets the serving process finish and ends the server.
    pub(crate) async fn stop(mut self) -> Result<()> {
        drop(self.child.stdin.take());
        let ended = self.child.wait().await?;
        ensure!(ended.success(), "the serving process ended with {ended}");
        self.nats.stop().await?;
        Ok(())
    }
}

/// An operator whose commands go over NATS as JSON, with actor and request id.
pub(crate) struct Sending {
    bus: Bus,
    pub(crate) operator: Operator,
}

impl Client for Sending {
    async fn once(&mut self) -> Result<()> {
        let call = self.operator.next()?;
        let subject = subject("hotline", call.command.name());
        let envelope = Envelope {
            actor: Some(call.actor),
            request_id: Some(call.id),
            ..Envelope::default()
        };
        let body = crate::operators::body(&call.command)?;
        let answer = self
            .bus
            .request_raw(&subject, &envelope, Encoding::Json, body.into(), PATIENCE)
            .await?;
        if self.operator.opened() {
            self.operator.learn(&answer)?;
        }
        Ok(())
    }
}

/// A request that is sent back as it is.
pub(crate) struct Echoed {
    bus: Bus,
    body: Bytes,
}

impl Client for Echoed {
    async fn once(&mut self) -> Result<()> {
        let answer = self.bus.client().request(ECHO, self.body.clone()).await?;
        ensure!(
            answer.payload.len() == self.body.len(),
            "the echo is not what was said"
        );
        Ok(())
    }
}

/// Asks for one whole order.
pub(crate) struct Asking {
    bus: Bus,
    order: OrderNumber,
}

impl Client for Asking {
    async fn once(&mut self) -> Result<()> {
        let subject = subject("hotline", endpoint::QUERY);
        let body = serde_json::to_vec(&json!({ "order": self.order }))?;
        self.bus
            .request_raw(
                &subject,
                &Envelope::default(),
                Encoding::Json,
                body.into(),
                PATIENCE,
            )
            .await?;
        Ok(())
    }
}
