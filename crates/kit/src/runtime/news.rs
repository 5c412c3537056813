//! Hearing that a log goes on.

use async_nats::Subscriber;
use futures::StreamExt;
use proto::wire::{endpoint, subject};
use tokio::sync::broadcast::{self, error::RecvError};
use types::ServiceName;

use super::neighbours::Logs;

/// How many wakes may wait for whoever is slow to take them; then all logs are taken to go on.
pub(super) const WAITING: usize = 1_024;

/// Wakes, from this process where every service runs in it, otherwise from the bus.
pub(super) enum News {
    Here(broadcast::Receiver<ServiceName>),
    Bus(Subscriber),
}

/// What goes on.
pub(super) enum Woken {
    Log(ServiceName),
    Any,
}

impl News {
    /// Begins to listen; nothing when the bus cannot be asked now.
    pub(super) async fn listen(logs: &Logs) -> Option<Self> {
        if let Some(wakes) = logs.neighbours.wakes() {
            return Some(Self::Here(wakes));
        }
        let wakes = logs.bus.client().subscribe(subject("*", endpoint::WAKE)).await;
        wakes.ok().map(Self::Bus)
    }

    /// Waits for the next wake; nothing when no more come this way.
    pub(super) async fn next(&mut self) -> Option<Woken> {
        match self {
            Self::Here(wakes) => match wakes.recv().await {
                Ok(log) => Some(Woken::Log(log)),
                Err(RecvError::Lagged(_)) => Some(Woken::Any),
                Err(RecvError::Closed) => None,
            },
            Self::Bus(wakes) => loop {
                let message = wakes.next().await?;
                let log = message
                    .subject
                    .split('.')
                    .nth(1)
                    .and_then(|name| name.parse().ok());
                if let Some(log) = log {
                    return Some(Woken::Log(log));
                }
            },
        }
    }
}
