//! How a service stands, asked by whoever holds virtual time in the same process.

use std::pin::Pin;
use std::sync::Arc;

use decider::Service;
use proto::Rejection;
use proto::wire::{Probe, Probed};
use types::ServiceName;

use super::endpoints::malformed;
use super::handle::Handle;
use crate::core::{Answer, Input};

type Asked = Pin<Box<dyn Future<Output = Result<Probed, Rejection>> + Send>>;

/// Probes one service; clones probe the same one.
#[derive(Clone)]
pub struct Prober {
    service: ServiceName,
    ask: Arc<dyn Fn(Probe) -> Asked + Send + Sync>,
}

impl Prober {
    pub(super) fn of<S: Service>(handle: Handle<S>) -> Self {
        let ask = move |probe| -> Asked {
            let handle = handle.clone();
            Box::pin(async move { probed(&handle, probe).await })
        };
        Self {
            service: S::NAME,
            ask: Arc::new(ask),
        }
    }

    #[must_use]
    pub const fn service(&self) -> ServiceName {
        self.service
    }

    /// Says how the service stands once it has read what the probe names and nothing moves in it.
    ///
    /// # Errors
    /// The service has stopped, or has too much to do.
    pub async fn ask(&self, probe: Probe) -> Result<Probed, Rejection> {
        (self.ask)(probe).await
    }
}

/// Hands a probe to the writer and waits for its answer.
pub(super) async fn probed<S: Service>(handle: &Handle<S>, probe: Probe) -> Result<Probed, Rejection> {
    handle.time.set_if_later(probe.now);
    match handle.ask(move |ticket| Input::Probe { ticket, probe }).await? {
        Answer::Probed(probed) => Ok(probed),
        other => Err(malformed(format!("not an answer to a probe: {other:?}"))),
    }
}
