//! Names model and answers as one reader.

use std::sync::Arc;

use decider::shelf::Shelf;
use decider::{Follow, Foreign, Reader};
use proto::claims::ClaimsEvent;
use proto::desk::{NAME, Query};
use proto::dispatch::DispatchEvent;
use proto::field::FieldEvent;
use proto::hotline::HotlineEvent;
use proto::notify::NotifyEvent;
use proto::returns::ReturnsEvent;
use proto::{Class, Event, Kind, Rejection};
use serde::Deserialize;
use serde_json::Value;
use types::{Instant, ServiceName};

use crate::answer;
use crate::{Model, Past};

/// The read side across logs.
#[derive(Debug)]
pub struct Desk;

/// Beside a log's own kinds: what its service could make nothing of.
const SET_ASIDE: &str = "SetAside";

const HOTLINE: [&str; HotlineEvent::KINDS.len() + 1] = own_and_set_aside(HotlineEvent::KINDS);
const DISPATCH: [&str; DispatchEvent::KINDS.len() + 1] = own_and_set_aside(DispatchEvent::KINDS);
const FIELD: [&str; FieldEvent::KINDS.len() + 1] = own_and_set_aside(FieldEvent::KINDS);
const NOTIFY: [&str; NotifyEvent::KINDS.len() + 1] = own_and_set_aside(NotifyEvent::KINDS);
const CLAIMS: [&str; ClaimsEvent::KINDS.len() + 1] = own_and_set_aside(ClaimsEvent::KINDS);
const RETURNS: [&str; ReturnsEvent::KINDS.len() + 1] = own_and_set_aside(ReturnsEvent::KINDS);

#[expect(
    clippy::indexing_slicing,
    reason = "computed by the compiler, which checks every index"
)]
const fn own_and_set_aside<const N: usize>(own: &[Kind]) -> [&'static str; N] {
    let mut names = [SET_ASIDE; N];
    let mut index = 0;
    while index < own.len() {
        names[index] = own[index].name;
        index += 1;
    }
    names
}

const fn follow(log: ServiceName, kinds: &'static [&'static str]) -> Follow {
    Follow { log, kinds }
}

impl Reader for Desk {
    const NAME: &'static str = NAME;
    const FOLLOWS: &'static [Follow] = &[
        follow(ServiceName::Directory, &[]),
        follow(ServiceName::Hotline, &HOTLINE),
        follow(ServiceName::Dispatch, &DISPATCH),
        follow(ServiceName::Field, &FIELD),
        follow(ServiceName::Notify, &NOTIFY),
        follow(ServiceName::Claims, &CLAIMS),
        follow(ServiceName::Returns, &RETURNS),
    ];

    const FOLD_VERSION: u32 = 1;

    type Model = Model;

    fn shelve(model: &mut Model, shelf: Arc<dyn Shelf>) {
        model.put_onto(shelf);
    }

    fn fold(model: &mut Model, record: &Foreign, depth: u64) {
        model.fold(record, depth);
    }

    type Past = Past;

    fn past(live: &Model, question: &Value, at: Instant) -> Option<Past> {
        let query = Query::deserialize(question).ok()?;
        Some(Past::of(live, answer::needed(live, &query, at)?))
    }

    fn fold_past(then: &mut Model, past: &Past, at: Instant) {
        past.fold_into(then, at);
    }

    fn answer_then(
        live: &Model,
        then: &Model,
        past: &Past,
        question: &Value,
        at: Instant,
    ) -> Result<Value, Rejection> {
        let query = Query::deserialize(question).map_err(|failure| malformed(&failure))?;
        answer::answer_then(live, then, past, &query, at)
    }

    fn answer(model: &Model, question: &Value, now: Instant) -> Result<Value, Rejection> {
        let query = Query::deserialize(question).map_err(|failure| malformed(&failure))?;
        answer::answer(model, &query, now)
    }
}

fn malformed(failure: &serde_json::Error) -> Rejection {
    Rejection::new(
        Class::Malformed,
        "query.malformed",
        format!("无法读取查询：{failure}"),
        format!("the question cannot be read: {failure}"),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_own_kind_of_every_log_is_followed_and_what_was_set_aside() {
        for follow in Desk::FOLLOWS {
            let own = proto::AnyEvent::kinds(follow.log)
                .into_iter()
                .filter(|kind| kind.schema >= 100);
            // No names stand for all own kinds.
            assert!(follow.kinds.is_empty() || own.clone().all(|kind| follow.kinds.contains(&kind.name)));
            assert!(follow.log == ServiceName::Directory || follow.kinds.contains(&SET_ASIDE));
        }
        assert_eq!(Desk::FOLLOWS.len(), ServiceName::ALL.len());
    }

    #[test]
    fn a_question_of_another_shape_is_refused() {
        let now = Instant::EPOCH;
        for question in [
            json!({"weather": {}}),
            json!({"board": {"statoin": "north"}}),
            json!("board"),
        ] {
            assert_eq!(
                Desk::answer(&Model::default(), &question, now).unwrap_err().code,
                "query.malformed"
            );
        }
        assert!(Desk::answer(&Model::default(), &json!({"board": {}}), now).is_ok());
    }
}
