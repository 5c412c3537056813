//! Where a backup's frames come from: a running system, or the logs where they lie.

use std::collections::BTreeMap;
use std::path::Path;

use eventlog::{Log, LogCopy};
use proto::Rejection;
use proto::wire::Status;
use serde::Deserialize;
use types::ServiceName;

use super::{Source, offline};
use crate::client::connection::{Connection, Request};
use crate::client::failure::ClientFailure;
use crate::client::files;
use crate::client::session::read;

/// Logs that can be read frame by frame.
pub(super) enum Frames<'a> {
    Running(&'a Connection),
    Lying(BTreeMap<ServiceName, Option<Log>>),
}

/// Where a log ends, and which log it is; no id while it is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) id: Option<String>,
    pub(super) frame: u64,
}

#[derive(Deserialize)]
struct Standing {
    services: Vec<Status>,
    away: BTreeMap<ServiceName, Rejection>,
}

impl<'a> Frames<'a> {
    pub(super) fn of(source: &'a Source, data: &Path) -> Result<Self, ClientFailure> {
        match source {
            Source::Running(connection) => Ok(Self::Running(connection)),
            Source::Offline => Self::lying(data),
        }
    }

    /// The logs of a directory that no system holds.
    pub(super) fn lying(data: &Path) -> Result<Self, ClientFailure> {
        let open = |name| Ok((name, offline::open(data, name)?));
        let logs: Result<_, ClientFailure> = ServiceName::ALL.into_iter().map(open).collect();
        Ok(Self::Lying(logs?))
    }

    /// Where every log ends by now.
    pub(super) async fn heads(&self) -> Result<BTreeMap<ServiceName, Known>, ClientFailure> {
        match self {
            Self::Running(connection) => heads_of(connection).await,
            Self::Lying(logs) => Ok(logs
                .iter()
                .map(|(name, log)| {
                    let known = Known {
                        id: log.as_ref().map(|log| log.id().as_str().to_owned()),
                        frame: log.as_ref().map_or(0, |log| log.head().frame),
                    };
                    (*name, known)
                })
                .collect()),
        }
    }

    /// Carries a log on to a frame.
    pub(super) async fn carry(
        &self,
        log: ServiceName,
        upto: u64,
        copy: &mut LogCopy,
    ) -> Result<(), ClientFailure> {
        match self {
            Self::Running(connection) => fetch(connection, log, upto, copy).await?,
            Self::Lying(logs) => {
                if let Some(Some(log)) = logs.get(&log) {
                    for number in copy.frame() + 1..=upto {
                        copy.take(&log.stored(number)?)?;
                    }
                }
            }
        }
        copy.finish()?;
        if copy.frame() < upto {
            let what = format!("frames of {log} end at {}, before {upto}", copy.frame());
            return Err(ClientFailure::StrangeAnswer { what });
        }
        Ok(())
    }
}

async fn heads_of(connection: &Connection) -> Result<BTreeMap<ServiceName, Known>, ClientFailure> {
    let text = connection.text(Request::get(&["status"])).await?;
    let standing: Standing = read(&text)?;
    if let Some((service, rejection)) = standing.away.into_iter().next() {
        let rejection = rejection.with("service", service.as_str());
        return Err(ClientFailure::Refused {
            raw: serde_json::to_string(&rejection).unwrap_or_default(),
            rejection: Box::new(rejection),
            hint: None,
        });
    }
    let known = |status: Status| {
        let name = status.service.parse().ok()?;
        let id = (status.head > 0).then_some(status.log_id);
        Some((
            name,
            Known {
                id,
                frame: status.head,
            },
        ))
    };
    Ok(standing.services.into_iter().filter_map(known).collect())
}

async fn fetch(
    connection: &Connection,
    log: ServiceName,
    upto: u64,
    copy: &mut LogCopy,
) -> Result<(), ClientFailure> {
    let request = Request::get(&["logs", log.as_str(), "frames"])
        .with("after", copy.frame())
        .with("upto", upto);
    let mut response = connection.response(request).await?;
    let mut pieces = Pieces::default();
    while let Some(chunk) = files::next(&mut response).await? {
        pieces.buffer.extend_from_slice(&chunk);
        while let Some(frame) = pieces.next() {
            copy.take(&frame)?;
        }
    }
    Ok(())
}

/// Cuts what comes in pieces of any size into frames again.
#[derive(Default)]
struct Pieces {
    buffer: Vec<u8>,
}

impl Pieces {
    fn next(&mut self) -> Option<Vec<u8>> {
        let (length, _) = self.buffer.split_first_chunk::<4>()?;
        let end = usize::try_from(u32::from_be_bytes(*length))
            .ok()?
            .checked_add(4)?;
        if self.buffer.len() < end {
            return None;
        }
        let rest = self.buffer.split_off(end);
        let frame = std::mem::replace(&mut self.buffer, rest);
        Some(frame.into_iter().skip(4).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_found_however_they_come_in_pieces() {
        let sent: Vec<u8> = [&b"\0\0\0\x05first"[..], b"\0\0\0\0", b"\0\0\0\x03two"].concat();
        for size in 1..=sent.len() {
            let (mut pieces, mut found) = (Pieces::default(), Vec::new());
            for piece in sent.chunks(size) {
                pieces.buffer.extend_from_slice(piece);
                found.extend(std::iter::from_fn(|| pieces.next()));
            }
            assert_eq!(found, [b"first".to_vec(), Vec::new(), b"two".to_vec()]);
            assert!(pieces.buffer.is_empty());
        }
    }
}
