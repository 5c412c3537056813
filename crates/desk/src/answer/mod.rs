//! Answers: one file for each query.

mod actions;
mod board;
mod call;
mod claims;
mod clock;
mod closing;
mod directory;
mod figures;
mod follow_ups;
mod inbox;
mod messages;
mod moment;
mod names;
mod order;
mod parts;
mod report;
mod search;
mod standing;
mod to_do;
mod unrepaired;

use proto::Rejection;
use proto::desk::{Query, ROWS};
use serde::Serialize;
use serde_json::Value;
use types::Instant;

use crate::Model;
use standing::Standing;

pub(crate) use moment::{answer_then, needed};
pub(crate) use names::{Named, told};

/// Answers a query as things stand at `now`.
///
/// # Errors
/// `order.unknown`, `directory.unknown`, `consignment.unknown` or `DIR-5.text_required`.
pub(crate) fn answer(model: &Model, query: &Query, now: Instant) -> Result<Value, Rejection> {
    answer_from(&Standing::of(model, now), query)
}

fn answer_from(standing: &Standing<'_>, query: &Query) -> Result<Value, Rejection> {
    let (model, now) = (standing.named().model, standing.now);
    match query {
        Query::Board(query) => written(&board::board(model, query, now)),
        Query::Order(query) => written(&order::page(model, query, now)?),
        Query::Inbox(query) => written(&inbox::inbox(model, query, now)),
        Query::FollowUps(query) => written(&follow_ups::follow_ups(standing, query)),
        Query::Search(query) => written(&search::search(model, query, now)?),
        Query::Call(query) => written(&call::call(model, query)),
        Query::Messages(query) => written(&messages::messages(model, query)),
        Query::Figures(query) => written(&figures::figures(standing, query)),
        Query::FigureCases(query) => written(&figures::figure_cases(standing, query)),
        Query::Directory(query) => written(&directory::list(model, query, now)?),
        Query::ToDo(query) => written(&to_do::to_do(model, query, now)),
        Query::Unrepaired(query) => written(&unrepaired::unrepaired(standing, query)),
        Query::Claims(query) => written(&claims::claims(standing, query)),
        Query::Claim(query) => written(&claims::page(model, query, now)?),
        Query::Parts(query) => written(&parts::parts(standing, query)),
        Query::Consignments(query) => written(&parts::consignments(model, query)),
        Query::Consignment(query) => written(&parts::consignment(model, query, now)?),
        Query::Ledger(query) => written(&parts::ledger(standing, query)),
    }
}

fn written(answer: &impl Serialize) -> Result<Value, Rejection> {
    serde_json::to_value(answer).map_err(|failure| decider::unwritable(&failure))
}

/// The rows asked for, never more than fit into an answer.
fn rows<T>(all: Vec<T>, skip: Option<u32>, limit: Option<u32>) -> Vec<T> {
    let skip = usize::try_from(skip.unwrap_or_default()).unwrap_or(usize::MAX);
    let limit = usize::try_from(limit.unwrap_or(ROWS).min(ROWS)).unwrap_or(usize::MAX);
    all.into_iter().skip(skip).take(limit).collect()
}

/// How many of all, from the first, hold the rows asked for.
fn upto(skip: Option<u32>, limit: Option<u32>) -> usize {
    let count = u64::from(skip.unwrap_or_default()) + u64::from(limit.unwrap_or(ROWS).min(ROWS));
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// A length as a count.
fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A length as a small count.
fn few(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
