//! Answers about a moment, from what nothing happened to since and from what was folded again for it.

use proto::Rejection;
use proto::desk::{ClaimQuery, OrderQuery, Query, UnrepairedQuery};
use serde_json::Value;
use types::Instant;

use super::standing::Standing;
use super::{answer, answer_from, board, unrepaired};
use crate::Model;
use crate::model::{Past, Things};

/// What has to be folded again for a question about a moment. None for a question that needs all there is.
pub(crate) fn needed(live: &Model, query: &Query, at: Instant) -> Option<Things> {
    match query {
        Query::Order(OrderQuery { order }) | Query::Claim(ClaimQuery { order }) => Some(Things {
            orders: [order.clone()].into(),
            ..Things::default()
        }),
        Query::Board(query) if !board::shows_ended(query) => {
            let stories = live.orders.values();
            let open = stories.filter(|story| story.may_have_been_open(at));
            Some(Things::of_orders(open))
        }
        Query::Figures(_) => Some(Things {
            orders: Things::of_orders(live.changed_since(at)).orders,
            ..live.apart_changed_since(at)
        }),
        Query::FigureCases(_)
        | Query::FollowUps(_)
        | Query::Claims(_)
        | Query::Parts(_)
        | Query::Ledger(_) => Some(Things::of_orders(live.changed_since(at))),
        Query::Unrepaired(query) => Some(needed_of_unrepaired(live, query, at)),
        Query::Board(_)
        | Query::Inbox(_)
        | Query::Search(_)
        | Query::Call(_)
        | Query::Messages(_)
        | Query::Directory(_)
        | Query::ToDo(_)
        | Query::Consignments(_)
        | Query::Consignment(_) => None,
    }
}

fn needed_of_unrepaired(live: &Model, query: &UnrepairedQuery, at: Instant) -> Things {
    let changed = live.changed_since(at);
    let Some(date) = query.date else {
        return Things::of_orders(changed.filter(|story| story.may_have_been_open(at)));
    };
    let listed = unrepaired::orders_on(live, date);
    Things::of_orders(changed.filter(|story| listed.contains(&story.facts.order)))
}

/// Answers about a moment. What has changed only since the others were put aside is folded again now.
///
/// # Errors
/// What the question itself is refused with.
pub(crate) fn answer_then(
    live: &Model,
    then: &Model,
    past: &Past,
    query: &Query,
    at: Instant,
) -> Result<Value, Rejection> {
    if matches!(query, Query::Order(_) | Query::Board(_) | Query::Claim(_)) {
        // All they are about was folded again.
        return answer(then, query, at);
    }
    let needed = needed(live, query, at).unwrap_or_default();
    let late = Past::of(live, needed.without(&past.things));
    let mut changed_late = Model::default();
    late.fold_into(&mut changed_late, at);
    let folded = [(past, then), (&late, &changed_late)];
    answer_from(&Standing::at(live, folded, at), query)
}

#[cfg(test)]
mod tests;
