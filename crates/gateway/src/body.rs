//! Bodies, with a limit to their size and to the patience with them.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;

use crate::gate::Gate;
use crate::refusal::{Refusal, malformed, too_large};

/// The largest JSON body: what fits into one message on the bus, with room for headers.
pub(crate) const JSON_BYTES: usize = 1024 * 1024 - 8 * 1024;
/// The largest file to import.
pub(crate) const IMPORT_BYTES: usize = 8 * 1024 * 1024;

/// How long a client may take to send a body.
const PATIENCE: Duration = Duration::from_secs(30);

/// A body of at most `MAX` bytes.
#[derive(Debug)]
pub(crate) struct Body<const MAX: usize>(pub(crate) Vec<u8>);

impl<const MAX: usize> FromRequest<Gate> for Body<MAX> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _gate: &Gate) -> Result<Self, Refusal> {
        let read = tokio::time::timeout(PATIENCE, read(request.into_body(), MAX)).await;
        let late = |_| malformed(format!("the body did not come within {} s", PATIENCE.as_secs()));
        read.map_err(late)?.map(Self)
    }
}

async fn read(body: axum::body::Body, limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.next().await {
        bytes.extend_from_slice(
            &chunk.map_err(|failure| malformed(format!("the body broke off: {failure}")))?,
        );
        if bytes.len() > limit {
            return Err(too_large(limit));
        }
    }
    Ok(bytes)
}

/// An answer that is JSON already.
pub(crate) fn json(bytes: impl Into<Bytes>) -> Response {
    (
        [(axum::http::header::CONTENT_TYPE, "application/json")],
        bytes.into(),
    )
        .into_response()
}
