//! Messages both ways, and the inbox.

use proto::desk::{
    Inbox, InboxItem, InboxQuery, MessageIn, MessageOut, Messages, MessagesQuery, Query, ROWS, TextMessage,
    Who,
};
use sheets::Cell;

use super::column::{Column, Part, Reader, column, count, minutes, several, text};
use super::{List, behind};

const MESSAGES: &[Column<TextMessage>] = &[
    column("编号", "message", |row, _| {
        either(
            row,
            |row| Cell::text(row.message.as_str()),
            |row| Cell::text(row.message.as_str()),
        )
    }),
    column("方向", "direction", |row, reader| {
        let inward = matches!(row, TextMessage::In(_));
        Cell::text(if inward {
            reader.word("收", "in")
        } else {
            reader.word("发", "out")
        })
    }),
    column("时间", "at", |row, reader| {
        either(
            row,
            |row| reader.moment(row.received_at),
            |row| reader.moment(row.queued_at),
        )
    }),
    column("电话", "phone", |row, _| {
        either(row, |row| text(row.from.as_ref()), |row| text(row.to.as_ref()))
    }),
    column("对方", "who", |row, reader| {
        either(
            row,
            |row| who(row.sender.as_ref(), reader),
            |row| who(Some(&row.recipient), reader),
        )
    }),
    column("工单号", "order", |row, _| {
        either(
            row,
            |row| text(row.order.as_ref()),
            |row| text(row.order.as_ref()),
        )
    }),
    column("用途", "purpose", |row, reader| {
        either(row, |_| Cell::Empty, |row| reader.says(&row.purpose.title()))
    }),
    column("状态", "state", |row, reader| {
        either(
            row,
            |row| reader.says(&row.outcome.title()),
            |row| reader.says(&row.state.title()),
        )
    }),
    column("内容", "text", |row, _| {
        either(row, |row| Cell::text(&row.text), |row| Cell::text(&row.text))
    }),
    column("发送次数", "attempts", |row, _| {
        either(row, |_| Cell::Empty, |row| count(row.attempts))
    }),
    column("送达时间", "delivered at", |row, reader| {
        either(row, |_| Cell::Empty, |row| reader.moment_of(row.delivered_at))
    }),
    column("原因", "reason", |row, reader| {
        either(
            row,
            |row| reader.sentences(row.mistakes.iter().map(|mistake| &mistake.sentence)),
            |row| Cell::of(row.reason.as_ref(), |reason| reader.says(reason)),
        )
    }),
    column("处理时间", "settled at", |row, reader| {
        either(
            row,
            |row| reader.moment_of(row.settled.as_ref().map(|settled| settled.at)),
            |_| Cell::Empty,
        )
    }),
];

fn either(
    message: &TextMessage,
    inward: impl FnOnce(&MessageIn) -> Cell,
    outward: impl FnOnce(&MessageOut) -> Cell,
) -> Cell {
    match message {
        TextMessage::In(message) => inward(message),
        TextMessage::Out(message) => outward(message),
    }
}

fn who(who: Option<&Who>, reader: &Reader) -> Cell {
    Cell::of(who, |who| reader.says(&who.name))
}

impl List for MessagesQuery {
    type Answer = Messages;

    fn name(&self) -> &'static str {
        "messages"
    }

    fn title(&self, reader: &Reader) -> String {
        reader.word("短信", "Messages").to_owned()
    }

    fn query(self) -> Query {
        Query::Messages(self)
    }

    fn part(answer: &Messages, reader: &Reader) -> Part {
        Part::of(MESSAGES, &answer.messages, reader)
    }

    /// What is behind the last message; a page that is not full was the last.
    fn rest(&self, answer: &Messages) -> Option<Self> {
        let last = match answer.messages.last()? {
            TextMessage::In(message) => &message.message,
            TextMessage::Out(message) => &message.message,
        };
        let shown = u32::try_from(answer.messages.len()).unwrap_or(u32::MAX);
        let left = self.limit.map(|limit| limit.saturating_sub(shown));
        let full = shown >= self.limit.map_or(ROWS, |limit| limit.min(ROWS));
        (full && left != Some(0)).then(|| Self {
            after: Some(last.clone()),
            limit: left,
            ..self.clone()
        })
    }
}

const INBOX: &[Column<InboxItem>] = &[
    column("类型", "kind", |row, reader| reader.says(&row.kind.title())),
    column("时间", "since", |row, reader| reader.moment(row.since)),
    column("等待分钟", "minutes waiting", |row, _| minutes(row.age_s)),
    column("电话", "phone", |row, _| text(row.phone.as_ref())),
    column("对方", "who", |row, reader| who(row.who.as_ref(), reader)),
    column("内容", "text", |row, _| Cell::text(&row.text)),
    column("工单号", "order", |row, _| text(row.order.as_ref())),
    column("候选工单", "candidates", |row, _| {
        several(row.candidates.iter())
    }),
    column("问题", "mistakes", |row, reader| {
        reader.sentences(row.mistakes.iter().map(|mistake| &mistake.sentence))
    }),
    column("原因", "reason", |row, reader| {
        let set_aside = row.set_aside.as_ref().map(|set_aside| &set_aside.reason);
        Cell::of(row.reason.as_ref().or(set_aside), |reason| reader.says(reason))
    }),
    column("短信编号", "message", |row, _| text(row.message.as_ref())),
];

impl List for InboxQuery {
    type Answer = Inbox;

    fn name(&self) -> &'static str {
        "inbox"
    }

    fn title(&self, reader: &Reader) -> String {
        reader.word("收件箱", "Inbox").to_owned()
    }

    fn query(self) -> Query {
        Query::Inbox(self)
    }

    fn part(answer: &Inbox, reader: &Reader) -> Part {
        Part::of(INBOX, &answer.items, reader)
    }

    fn rest(&self, answer: &Inbox) -> Option<Self> {
        let (skip, limit) = behind((self.skip, self.limit), answer.items.len(), answer.total)?;
        Some(Self { skip, limit })
    }
}
