//! What waits for an operator: messages in, messages given up, records set aside (SMS-7, SMS-10).

use proto::desk::{InOutcome, Inbox, InboxItem, InboxKind, InboxQuery, Who};
use types::Instant;

use super::names::{Named, open_phone, service_name};
use super::{count, messages, rows};
use crate::Model;
use crate::model::{InStory, OutStory, SetAsideKept};

pub(super) fn inbox(model: &Model, query: &InboxQuery, now: Instant) -> Inbox {
    let named = Named(model);
    let waiting = model.waiting.iter().filter_map(|id| model.messages_in.get(id));
    let dead = model.dead.iter().filter_map(|id| model.messages_out.get(id));
    let mut items: Vec<InboxItem> = waiting
        .filter_map(|message| of_message(message, &named, now))
        .collect();
    items.extend(dead.map(|message| of_dead(message, &named, now)));
    items.extend(model.set_aside.iter().map(|kept| of_set_aside(kept, now)));
    items.sort_by(|a, b| (a.since, &a.message).cmp(&(b.since, &b.message)));
    let total = count(items.len());
    Inbox {
        items: rows(items, query.skip, query.limit),
        total,
    }
}

fn of_message(message: &InStory, named: &Named<'_>, now: Instant) -> Option<InboxItem> {
    let kind = match message.outcome {
        InOutcome::NotUnderstood => InboxKind::NotUnderstood,
        InOutcome::Quarantined => InboxKind::Quarantined,
        InOutcome::Asked => InboxKind::Asked,
        InOutcome::CustomerWrote => InboxKind::CustomerWrote,
        InOutcome::Received | InOutcome::Understood | InOutcome::Stopped | InOutcome::AutomaticReply => {
            return None;
        }
    };
    let received = &message.received;
    Some(InboxItem {
        kind,
        message: Some(received.message.clone()),
        since: message.received_at,
        age_s: now.since(message.received_at).as_seconds(),
        phone: open_phone(&received.from),
        who: messages::sender(message, named),
        text: received.text.to_string(),
        order: message.order.clone(),
        candidates: message.candidates.clone(),
        mistakes: message.mistakes.clone(),
        reason: None,
        set_aside: None,
    })
}

fn of_dead(message: &OutStory, named: &Named<'_>, now: Instant) -> InboxItem {
    let wanted = &message.wanted;
    InboxItem {
        kind: InboxKind::Dead,
        message: Some(wanted.message.clone()),
        since: message.since,
        age_s: now.since(message.since).as_seconds(),
        phone: message.to.as_ref().and_then(open_phone),
        who: Some(named.recipient(wanted)),
        text: wanted.text.to_string(),
        order: wanted.order.clone(),
        candidates: Vec::new(),
        mistakes: Vec::new(),
        reason: message.reason.clone(),
        set_aside: None,
    }
}

fn of_set_aside(kept: &SetAsideKept, now: Instant) -> InboxItem {
    InboxItem {
        kind: InboxKind::SetAside,
        message: None,
        since: kept.at,
        age_s: now.since(kept.at).as_seconds(),
        phone: None,
        who: Some(Who {
            id: kept.by.to_string(),
            name: service_name(kept.by),
        }),
        text: kept.what.kind.clone(),
        order: proto::order_of_stream(&kept.what.stream),
        candidates: Vec::new(),
        mistakes: Vec::new(),
        reason: Some(kept.what.reason.clone()),
        set_aside: Some(kept.what.clone()),
    }
}
