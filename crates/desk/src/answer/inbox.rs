//! What waits for an operator: messages in, messages given up, records set aside (SMS-7, SMS-10).

use proto::desk::{InOutcome, Inbox, InboxItem, InboxKind, InboxQuery, Who};
use proto::field::Sender;
use types::{Instant, MessageId, OrderNumber};

use super::names::{Named, open_phone, service_name};
use super::{count, messages, rows};
use crate::Model;
use crate::model::{InStory, OutStory, SetAsideKept};

/// As many as somebody chooses among at a glance.
const CANDIDATES: usize = 9;

/// Something that waits; it is written out only when it is shown.
enum Waits<'a> {
    In(&'a MessageId),
    Dead(&'a MessageId),
    SetAside(&'a SetAsideKept),
}

pub(super) fn inbox(model: &Model, query: &InboxQuery, now: Instant) -> Inbox {
    let named = Named::of(model);
    let waiting = model.waiting.iter().filter_map(|id| {
        let message = model.messages_in.get(id)?;
        kind_of(message.outcome).map(|_| (message.received_at, Some(id), Waits::In(id)))
    });
    let dead = model.dead.iter().filter_map(|id| {
        let message = model.messages_out.get(id)?;
        Some((message.since, Some(id), Waits::Dead(id)))
    });
    let mut all: Vec<(Instant, Option<&MessageId>, Waits<'_>)> = waiting.chain(dead).collect();
    all.extend(
        model
            .set_aside
            .iter()
            .map(|kept| (kept.at, None, Waits::SetAside(kept))),
    );
    all.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let total = count(all.len());
    let shown = rows(all, query.skip, query.limit).into_iter();
    let items = shown.filter_map(|(_, _, waits)| match waits {
        Waits::In(id) => of_message(&*model.messages_in.get(id)?, &named, now),
        Waits::Dead(id) => Some(of_dead(&*model.messages_out.get(id)?, &named, now)),
        Waits::SetAside(kept) => Some(of_set_aside(kept, now)),
    });
    Inbox {
        items: items.collect(),
        total,
    }
}

/// As what a message waits for somebody; none for one that does not.
const fn kind_of(outcome: InOutcome) -> Option<InboxKind> {
    match outcome {
        InOutcome::NotUnderstood => Some(InboxKind::NotUnderstood),
        InOutcome::Quarantined => Some(InboxKind::Quarantined),
        InOutcome::Asked => Some(InboxKind::Asked),
        InOutcome::CustomerWrote => Some(InboxKind::CustomerWrote),
        InOutcome::Received | InOutcome::Understood | InOutcome::Stopped | InOutcome::AutomaticReply => None,
    }
}

fn of_message(message: &InStory, named: &Named<'_>, now: Instant) -> Option<InboxItem> {
    let kind = kind_of(message.outcome)?;
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
        candidates: candidates(message, named.model),
        mistakes: message.mistakes.clone(),
        reason: None,
        set_aside: None,
    })
}

/// The orders the sender was asked to choose from; otherwise those whose engineers the sender leads now.
fn candidates(message: &InStory, model: &Model) -> Vec<OrderNumber> {
    if !message.candidates.is_empty() {
        return message.candidates.clone();
    }
    let Sender::Staff { person } = &message.received.sender else {
        return Vec::new();
    };
    let open = model.open.iter().filter_map(|number| model.orders.get(number));
    let led = open.filter(|story| story.lead() == Some(person));
    led.map(|story| story.facts.order.clone())
        .take(CANDIDATES)
        .collect()
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

#[cfg(test)]
mod tests {
    use proto::AnyEvent;
    use proto::common::SetAside;
    use proto::desk::Query;
    use proto::field::{
        MessageNotUnderstood, MessageQuarantined, MessageSettled, MessageUnderstood, Mistake, WhichOrderAsked,
    };
    use proto::notify::{MessageDied, MessageDismissed, MessageQueued, WhyDead};
    use types::{Sentence, ServiceName};

    use super::*;
    use crate::testing::{Logs, facts, message, number, person, t, wanted};

    fn kinds(logs: &Logs) -> Vec<InboxKind> {
        inbox_of(logs).items.into_iter().map(|item| item.kind).collect()
    }

    fn inbox_of(logs: &Logs) -> Inbox {
        logs.ask(&Query::Inbox(InboxQuery::default()))
    }

    // rule: SMS-7
    #[test]
    fn a_message_nobody_understood_waits_with_its_mistakes_until_somebody_settles_it() {
        let mut logs = Logs::new();
        logs.opens(facts(1))
            .at("05 09:00")
            .sms("m1", Some("tan"), "我到拉");
        let sentence = Sentence::new("看不懂“我到拉”", "“我到拉” is not understood");
        let mistakes = vec![Mistake {
            code: "SMS-2.unknown_keyword".into(),
            sentence,
        }];
        logs.field(MessageNotUnderstood {
            message: message("m1"),
            order: Some(number(1)),
            mistakes,
        });
        logs.at("05 09:10");
        let item = inbox_of(&logs).items.remove(0);
        assert_eq!(
            (item.kind, item.age_s, item.order),
            (InboxKind::NotUnderstood, 600, Some(number(1)))
        );
        assert_eq!(item.who.map(|who| who.name.zh).as_deref(), Some("谭松"));
        assert_eq!(item.mistakes.len(), 1);
        let settled = MessageSettled {
            message: message("m1"),
            order: Some(number(1)),
            note: "已电话核实".into(),
        };
        logs.by("wei").field(settled);
        assert_eq!(kinds(&logs), []);
    }

    // rule: SMS-5
    #[test]
    fn a_report_that_fits_several_orders_waits_until_its_number_comes() {
        let mut logs = Logs::new();
        logs.opens(facts(1))
            .opens(facts(2))
            .sms("m1", Some("tan"), "到达");
        logs.field(WhichOrderAsked {
            message: message("m1"),
            person: person("tan"),
            candidates: vec![number(1), number(2)],
            valid_until: t("05 10:00"),
        });
        assert_eq!(inbox_of(&logs).items[0].candidates, [number(1), number(2)]);
        logs.sms("m2", Some("tan"), number(2).as_str());
        let completes = Some(message("m1"));
        logs.field(MessageUnderstood {
            message: message("m2"),
            order: number(2),
            completes,
        });
        assert_eq!(kinds(&logs), []);
    }

    // rule: SMS-1, SMS-10
    #[test]
    fn unknown_phones_dead_messages_and_records_set_aside_wait_oldest_first() {
        let mut logs = Logs::new();
        logs.opens(facts(1)).sms("m1", None, "你好");
        logs.field(MessageQuarantined {
            message: message("m1"),
        });
        logs.at("05 09:00").notify(MessageQueued {
            wanted: wanted("s1", &number(1)),
        });
        logs.at("05 09:30").notify(MessageDied {
            message: message("s1"),
            reason: WhyDead::NeverAnswered,
        });
        let set_aside = SetAside {
            log: ServiceName::Field,
            frame: 3,
            stream: proto::stream_of_order(&number(1)),
            version: 1,
            kind: "PlanReported".into(),
            code: "ORD-8.already_over".into(),
            reason: Sentence::new("工单已结束", "the order is over"),
        };
        logs.at("05 09:40");
        logs.record(
            ServiceName::Dispatch,
            AnyEvent::Common(set_aside.into()),
            t("05 09:40"),
        );
        assert_eq!(
            kinds(&logs),
            [InboxKind::Quarantined, InboxKind::Dead, InboxKind::SetAside]
        );
        let dead = inbox_of(&logs).items.remove(1);
        assert_eq!(
            dead.reason.map(|reason| reason.zh).as_deref(),
            Some("发送两次都没有结果")
        );
        logs.notify(MessageDismissed {
            message: message("s1"),
            note: "已打电话".into(),
        });
        assert_eq!(kinds(&logs), [InboxKind::Quarantined, InboxKind::SetAside]);
    }
}
