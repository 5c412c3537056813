//! Sends what is exported with the HTTP client there is, and says once when nobody takes it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use reqwest::Client;
use tokio::runtime::Handle;
use types::with_causes;

/// A collector is near; one that does not answer within this is away.
const PATIENCE: Duration = Duration::from_secs(3);

/// Sends on a runtime, whichever thread asks for it.
#[derive(Debug)]
pub(super) struct Sending {
    client: Client,
    runtime: Handle,
    /// Whether the last attempt failed.
    failing: AtomicBool,
}

impl Sending {
    pub(super) fn new(runtime: Handle) -> reqwest::Result<Self> {
        let client = Client::builder().no_proxy().timeout(PATIENCE).build()?;
        Ok(Self {
            client,
            runtime,
            failing: AtomicBool::default(),
        })
    }

    /// Warns at the first failure of a row, and says when it is over.
    fn tell(&self, failure: Option<String>) {
        let failed_before = self.failing.swap(failure.is_some(), Ordering::Relaxed);
        match failure {
            Some(failure) if !failed_before => {
                tracing::warn!(failure, "traces cannot be exported; nothing else depends on it");
            }
            None if failed_before => tracing::info!("traces are exported again"),
            Some(_) | None => {}
        }
    }
}

#[async_trait]
impl HttpClient for Sending {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let sent = self.runtime.spawn(send(self.client.clone(), request)).await?;
        self.tell(match &sent {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(format!("the collector answers {}", answer.status())),
            Err(failure) => Some(with_causes(failure)),
        });
        Ok(sent?)
    }
}

async fn send(client: Client, request: Request<Bytes>) -> reqwest::Result<Response<Bytes>> {
    let answer = client.execute(request.try_into()?).await?;
    let status = answer.status();
    let mut response = Response::new(answer.bytes().await?);
    *response.status_mut() = status;
    Ok(response)
}
