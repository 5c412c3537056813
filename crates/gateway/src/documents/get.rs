//! Giving a document back, as it was put.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use documents::Found;
use futures::stream;
use proto::{Class, Rejection};
use tokio::io::AsyncReadExt;
use tokio::task::spawn_blocking;
use types::{Hash, MediaType};

use super::{Named, disposition, name_or_hash};
use crate::gate::Gate;
use crate::params::{Params, Place};
use crate::refusal::{Refusal, failed};
use crate::who::Caller;

/// What is read at once.
const CHUNK_BYTES: usize = 64 * 1024;

pub(super) async fn get(
    State(gate): State<Gate>,
    _: Caller,
    Place(hash): Place<Hash>,
    Params(named): Params<Named>,
) -> Result<Response, Refusal> {
    streamed(&gate, hash, &named.name).await
}

/// A document's bytes under a name; under its hash when that is empty. They never change, so they may be kept.
pub(crate) async fn streamed(gate: &Gate, hash: Hash, name: &str) -> Result<Response, Refusal> {
    let documents = gate.documents().clone();
    let opened = spawn_blocking(move || documents.open_file(&hash)).await;
    let found = opened
        .map_err(|failure| failed("document.unreadable", &failure))?
        .map_err(|failure| failed("document.unreadable", &failure))?;
    let Found { file, size, media } = found.ok_or_else(|| unknown(&hash))?;
    let name = name_or_hash(name, &hash, media);
    let headers = [
        (CONTENT_TYPE, content_type(media).to_owned()),
        (CONTENT_LENGTH, size.to_string()),
        (ETAG, format!("\"{hash}\"")),
        (CACHE_CONTROL, "private, max-age=31536000, immutable".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    let body = Body::from_stream(stream::try_unfold(tokio::fs::File::from_std(file), next));
    let mut response = (headers, body).into_response();
    let disposition = disposition(&name, media);
    response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
    Ok(response)
}

const fn content_type(media: MediaType) -> &'static str {
    match media {
        MediaType::Text => "text/plain; charset=utf-8",
        other => other.as_str(),
    }
}

async fn next(mut file: tokio::fs::File) -> io::Result<Option<(Bytes, tokio::fs::File)>> {
    let mut chunk = Vec::with_capacity(CHUNK_BYTES);
    file.read_buf(&mut chunk).await?;
    Ok((!chunk.is_empty()).then(|| (Bytes::from(chunk), file)))
}

fn unknown(hash: &Hash) -> Refusal {
    Rejection::new(
        Class::Unknown,
        "document.unknown",
        "没有这个文件，请检查编号",
        "there is no such document; check its hash",
    )
    .with("hash", hash.to_string())
    .into()
}
