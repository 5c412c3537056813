//! Receiving a document: passed on to disk as it comes, and nothing until it is whole.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use documents::{DocumentFailure, Documents, Incoming, Room, Stored};
use futures::StreamExt;
use proto::{Class, Encoding, Rejection};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::{Named, Put, name_or_hash};
use crate::body::{HEARD_OUT_BYTES, json};
use crate::gate::Gate;
use crate::params::Params;
use crate::refusal::{Refusal, failed, malformed};
use crate::who::Caller;

/// The largest document anybody may put. The policy sets a lower limit to what may be attached.
const LIMIT_BYTES: u64 = 64 * 1024 * 1024;
/// How long a client may be silent in the middle of a document.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pieces that wait for the disk.
const WAITING: usize = 16;

pub(super) async fn put(
    State(gate): State<Gate>,
    _: Caller,
    Params(named): Params<Named>,
    body: Body,
) -> Result<Response, Refusal> {
    if let Some(room) = gate.disk().is_nearly_full() {
        return Err(disk_nearly_full(room).into());
    }
    let incoming = receive(gate.documents().clone(), body).await?;
    let finished = spawn_blocking(|| incoming.finish()).await;
    let Stored { hash, size, media } = finished
        .map_err(|failure| failed("document.unwritable", &failure))?
        .map_err(refused)?;
    let put = Put {
        hash,
        size,
        media_type: media.as_str(),
        name: name_or_hash(&named.name, &hash, media),
    };
    Encoding::Json.write(&put).map(json).map_err(malformed)
}

/// Photos take far more room than words: what is left is for the log.
fn disk_nearly_full(room: Room) -> Rejection {
    Rejection::new(
        Class::Busy,
        "disk.nearly_full",
        "磁盘快满了，暂不接收照片和文件；请保留原件，稍后再传",
        "the disk is nearly full, so no photos or papers are taken; keep them and send them later",
    )
    .with("free_mib", room.free_mib)
}

/// Writes a body to disk. A client that goes away drops what came until then.
async fn receive(documents: Documents, body: Body) -> Result<Incoming, Refusal> {
    let (pieces, waiting) = mpsc::channel(WAITING);
    let writing = spawn_blocking(move || write(&documents, waiting));
    let passed = pass_on(body, pieces).await;
    let written = writing
        .await
        .map_err(|failure| failed("document.unwritable", &failure))?;
    let incoming = written.map_err(refused)?;
    passed.map(|()| incoming)
}

fn write(documents: &Documents, mut waiting: mpsc::Receiver<Bytes>) -> Result<Incoming, DocumentFailure> {
    let mut incoming = documents.receive(LIMIT_BYTES)?;
    while let Some(piece) = waiting.blocking_recv() {
        incoming.write(&piece)?;
    }
    Ok(incoming)
}

/// Passes a body's pieces on. What comes after the writer gave up is heard out for a while: a client that is still
/// sending when its connection ends may never see why.
async fn pass_on(body: Body, pieces: mpsc::Sender<Bytes>) -> Result<(), Refusal> {
    let mut stream = body.into_data_stream();
    let mut unheard = 0;
    loop {
        let next = tokio::time::timeout(PATIENCE, stream.next()).await;
        let late = |_| malformed(format!("nothing came for {} s", PATIENCE.as_secs()));
        let Some(piece) = next.map_err(late)? else {
            return Ok(());
        };
        let piece = piece.map_err(|failure| malformed(format!("the body broke off: {failure}")))?;
        let length = piece.len();
        if pieces.send(piece).await.is_err() {
            unheard += length;
            if unheard > HEARD_OUT_BYTES {
                return Ok(());
            }
        }
    }
}

fn refused(failure: DocumentFailure) -> Refusal {
    match failure {
        DocumentFailure::TooLarge { limit_bytes } => {
            let mebibytes = limit_bytes / (1024 * 1024);
            Rejection::new(
                Class::TooLarge,
                "document.too_large",
                format!("文件超过{mebibytes} MiB，请压缩或拆分后再上传"),
                format!("the file is larger than {mebibytes} MiB; make it smaller or split it"),
            )
            .with("limit_bytes", limit_bytes)
            .into()
        }
        DocumentFailure::Empty => Rejection::new(
            Class::Malformed,
            "document.empty",
            "文件是空的，请重新选择文件",
            "the file is empty; choose it again",
        )
        .into(),
        DocumentFailure::UnknownType => Refusal::with_status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Rejection::new(
                Class::Malformed,
                "document.unknown_type",
                "只接受照片（JPEG、PNG、WebP、HEIC）、PDF、ZIP和UTF-8文本",
                "only pictures (JPEG, PNG, WebP, HEIC), PDF, ZIP and UTF-8 text are taken",
            ),
        ),
        DocumentFailure::Disk { .. } => failed("document.unwritable", &failure),
    }
}
