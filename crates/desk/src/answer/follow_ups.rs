//! Follow-ups that are not done (ORD-39).

use proto::desk::{FollowUp, FollowUpState, FollowUps, FollowUpsQuery};
use types::Instant;

use super::names::Named;
use super::{count, rows};
use crate::Model;
use crate::model::FollowUpKept;

pub(super) fn follow_ups(model: &Model, query: &FollowUpsQuery, now: Instant) -> FollowUps {
    let named = Named(model);
    let of_all = model.orders.values().flat_map(|order| order.follow_ups.values());
    let open = of_all.filter(|kept| kept.done.is_none());
    let mut all: Vec<FollowUp> = open.map(|kept| shown(kept, &named, now)).collect();
    all.sort_by(|a, b| (a.at, &a.order, a.follow_up).cmp(&(b.at, &b.order, b.follow_up)));
    let due = count(
        all.iter()
            .filter(|follow_up| follow_up.state == FollowUpState::Due)
            .count(),
    );
    let total = count(all.len());
    FollowUps {
        follow_ups: rows(all, query.skip, query.limit),
        due,
        total,
    }
}

pub(super) fn shown(kept: &FollowUpKept, named: &Named<'_>, now: Instant) -> FollowUp {
    let set = &kept.set;
    // rule: ORD-39
    let state = match &kept.done {
        Some(_) => FollowUpState::Done,
        None if set.at <= now => FollowUpState::Due,
        None => FollowUpState::Coming,
    };
    FollowUp {
        order: set.order.clone(),
        follow_up: set.follow_up,
        text: set.text.to_string(),
        at: set.at,
        set_by: set.set_by.as_ref().map(|id| named.person(id)),
        state,
        done_at: kept.done.as_ref().map(|(at, _)| *at),
        note: kept
            .done
            .as_ref()
            .map(|(_, note)| note.clone())
            .unwrap_or_default(),
    }
}
