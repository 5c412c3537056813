//! Bodies, with a limit to their size and to the patience with them.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use proto::{Class, Rejection};
use serde::de::IgnoredAny;

use crate::gate::Gate;
use crate::refusal::{Refusal, malformed, too_large};

/// The largest JSON body: what fits into one message on the bus, with room for headers.
pub(crate) const JSON_BYTES: usize = 1024 * 1024 - 8 * 1024;
/// The largest file to import.
pub(crate) const IMPORT_BYTES: usize = 8 * 1024 * 1024;

/// How much beyond the limit is read and left: a client that is still sending when its connection ends may never see
/// why.
pub(crate) const HEARD_OUT_BYTES: usize = 8 * 1024 * 1024;

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

/// A body that is JSON, as it came.
///
/// Another content type is refused, though the bytes may be JSON: it is what a web page from elsewhere can send
/// through a browser without asking first.
#[derive(Debug)]
pub(crate) struct Json(pub(crate) Vec<u8>);

impl FromRequest<Gate> for Json {
    type Rejection = Refusal;

    async fn from_request(request: Request, gate: &Gate) -> Result<Self, Refusal> {
        if !is_json(request.headers()) {
            return Err(not_json());
        }
        let Body(bytes) = Body::<JSON_BYTES>::from_request(request, gate).await?;
        serde_json::from_slice::<IgnoredAny>(&bytes).map_err(|failure| malformed(failure.to_string()))?;
        Ok(Self(bytes))
    }
}

/// Whoever says nothing means JSON.
fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_none_or(|value| {
        let text = value.to_str().unwrap_or_default();
        let media = text.split(';').next().unwrap_or_default().trim();
        media.eq_ignore_ascii_case("application/json")
    })
}

fn not_json() -> Refusal {
    Rejection::new(
        Class::Malformed,
        "request.not_json",
        "请求内容须为JSON，并注明Content-Type: application/json",
        "the body is JSON, and says so: Content-Type: application/json",
    )
    .into()
}

async fn read(body: axum::body::Body, limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut passed) = (Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|failure| malformed(format!("the body broke off: {failure}")))?;
        passed += chunk.len();
        if passed <= limit {
            bytes.extend_from_slice(&chunk);
        } else if passed > limit + HEARD_OUT_BYTES {
            break;
        }
    }
    if passed > limit {
        Err(too_large(limit))
    } else {
        Ok(bytes)
    }
}

/// An answer that is JSON already.
pub(crate) fn json(bytes: impl Into<Bytes>) -> Response {
    (
        [(axum::http::header::CONTENT_TYPE, "application/json")],
        bytes.into(),
    )
        .into_response()
}
