//! Follows one request through every log it touches: its own records, and what followed from them elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use proto::Cause;
use serde::Deserialize;
use serde_json::Value;
use types::{Instant, RequestId, ServiceName};

use super::{Shown, Source, offline, records};
use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::files;
use crate::client::session::{Session, json};
use crate::client::words::Word;

#[derive(Debug, Args)]
pub(crate) struct TraceArgs {
    /// 请求号 The request's id: Idempotency-Key or X-Request-Id of HTTP, Fl-Request-Id of an answer
    #[arg(value_name = "REQUEST")]
    request: RequestId,
}

/// A record's name among all logs.
type Place = (ServiceName, String, u64);

/// The part of a record by which it is followed.
#[derive(Debug, Deserialize)]
struct Link {
    log: ServiceName,
    stream: String,
    version: u64,
    recorded_at: Instant,
    position: u64,
    cause: Cause,
}

/// What was found of one request, in the order it was recorded.
struct Trace {
    request: RequestId,
    places: BTreeSet<Place>,
    found: BTreeMap<(Instant, ServiceName, u64), Value>,
}

impl Trace {
    fn of(request: RequestId) -> Self {
        Self {
            request,
            places: BTreeSet::new(),
            found: BTreeMap::new(),
        }
    }

    /// Takes a record that belongs to it. One that this program cannot read has no cause to be followed by.
    fn see(&mut self, record: &Value) {
        let Ok(link) = Link::deserialize(record) else {
            return;
        };
        if self.follows(&link) {
            self.places.insert((link.log, link.stream, link.version));
            let order = (link.recorded_at, link.log, link.position);
            self.found.insert(order, record.clone());
        }
    }

    fn follows(&self, link: &Link) -> bool {
        match &link.cause {
            Cause::Request { id } => *id == self.request,
            Cause::Record { log, stream, version } => self.places.contains(&(*log, stream.clone(), *version)),
            Cause::Effect { of } => self.asked_for(link.log, of),
            Cause::Due { .. } => false,
        }
    }

    /// Whether a record found before asked for an effect, `ID#ATTEMPT`, of its stream `message/ID`.
    fn asked_for(&self, log: ServiceName, effect: &str) -> bool {
        let of = effect.rsplit_once('#').map_or(effect, |(of, _)| of);
        let from = (log, String::new(), 0);
        let own = self
            .places
            .range(from..)
            .take_while(|(known, _, _)| *known == log);
        own.into_iter()
            .any(|(_, stream, _)| stream.rsplit('/').next() == Some(of))
    }
}

pub(super) async fn run(session: &Session, source: &Source, args: TraceArgs) -> Result<(), ClientFailure> {
    let mut trace = Trace::of(args.request);
    // What follows may stand in a log that was read before its cause was known: once more, until nothing is new.
    loop {
        let before = trace.places.len();
        for log in ServiceName::ALL {
            match source {
                Source::Running(connection) => {
                    let export = Request::get(&["logs", log.as_str(), "export"]);
                    let mut response = connection.response(export).await?;
                    let mut rest = Vec::new();
                    while let Some(chunk) = files::next(&mut response).await? {
                        rest = lines(rest, &chunk, &mut trace);
                    }
                }
                Source::Offline => {
                    offline::each(&session.globals.data, log, |record| {
                        trace.see(&record);
                        Ok(())
                    })?;
                }
            }
        }
        if trace.places.len() == before {
            break;
        }
    }
    let found: Vec<&Value> = trace.found.values().collect();
    let text = String::from_utf8_lossy(&json(&found)?).into_owned();
    session.show(&text, |all: &Vec<Shown>, view| {
        if all.is_empty() {
            view.say(Word::NoRecordOfRequest, &[trace.request.as_str()])
        } else {
            records(all.iter(), view)
        }
    })
}

/// Takes the whole lines of what has come so far. Gives back the beginning of one that is still coming.
fn lines(before: Vec<u8>, chunk: &[u8], trace: &mut Trace) -> Vec<u8> {
    let all = [before, chunk.to_vec()].concat();
    let mut pieces: Vec<&[u8]> = all.split(|byte| *byte == b'\n').collect();
    let rest = pieces.pop().unwrap_or_default().to_vec();
    for piece in pieces {
        if let Ok(record) = serde_json::from_slice(piece) {
            trace.see(&record);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(log: &str, stream: &str, version: u64, cause: &Value) -> Value {
        json!({
            "log": log, "stream": stream, "version": version, "cause": cause, "position": version,
            "recorded_at": "2026-01-05T00:00:00Z", "kind": "Any",
        })
    }

    #[test]
    fn what_follows_from_a_request_is_found_in_every_log_and_nothing_else() {
        let by = |id: &str| json!({ "request": { "id": id } });
        let after =
            |log: &str, stream: &str| json!({ "record": { "log": log, "stream": stream, "version": 1 } });
        let all = [
            record("notify", "message/m1", 2, &json!({ "effect": { "of": "m1#1" } })),
            record("notify", "message/m2", 2, &json!({ "effect": { "of": "m2#1" } })),
            record("notify", "message/m1", 1, &after("dispatch", "order/1")),
            record("dispatch", "order/1", 1, &after("hotline", "order/1")),
            record("hotline", "order/1", 1, &by("r1")),
            record("hotline", "order/2", 1, &by("r2")),
            record("dispatch", "order/2", 1, &after("hotline", "order/2")),
        ];
        let mut text: Vec<u8> = all
            .iter()
            .flat_map(|record| format!("{record}\n").into_bytes())
            .collect();
        let mut trace = Trace::of(RequestId::new("r1").unwrap());
        for _ in 0..4 {
            let (one, other) = text.split_at_mut(100);
            let rest = lines(Vec::new(), one, &mut trace);
            assert!(lines(rest, other, &mut trace).is_empty());
        }
        let places = trace
            .places
            .into_iter()
            .map(|(log, stream, version)| format!("{log} {stream} {version}"));
        let mut places: Vec<String> = places.collect();
        places.sort();
        assert_eq!(
            places,
            [
                "dispatch order/1 1",
                "hotline order/1 1",
                "notify message/m1 1",
                "notify message/m1 2"
            ]
        );
    }
}
