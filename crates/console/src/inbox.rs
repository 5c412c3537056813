//! The inbox: messages that nobody understood, or that came from nowhere, or did not leave.

mod forms;

use askama::Template;
use proto::desk::{Inbox, InboxItem, InboxKind};
use sla::policy::Policy;
use types::Sentence;

use crate::form::{FormShown, Refused};
use crate::texts::InboxTexts;
use crate::write::{self, Moment};
use crate::{Frame, Unwritten};
pub use forms::message_form;

/// What waits, the oldest first.
#[derive(Debug)]
pub struct InboxView<'a> {
    pub inbox: &'a Inbox,
    pub policy: &'a Policy,
    /// The message whose form was sent and not taken.
    pub refused: Option<(&'a str, Refused<'a>)>,
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    i: &'static InboxTexts,
    total: u64,
    items: Vec<Item>,
}

/// One thing that waits, with what can be done about it.
struct Item {
    id: String,
    kind: String,
    who: String,
    phone: String,
    since: Moment,
    age: String,
    text: String,
    problems: Vec<String>,
    /// The orders it may be about, each with its key.
    candidates: Vec<(String, String, bool)>,
    meanings: Vec<Meaning>,
    settle: Option<FormShown>,
    others: Vec<FormShown>,
}

/// What a message may have meant, with the key that says so.
struct Meaning {
    key: &'static str,
    value: String,
    text: String,
}

impl<'a> InboxView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let page = Page {
            frame,
            i: InboxTexts::of(frame.language()),
            total: self.inbox.total,
            items: self
                .inbox
                .items
                .iter()
                .map(|item| self.item(item, frame))
                .collect(),
        };
        Ok(page.render()?)
    }

    fn item(&self, item: &InboxItem, frame: &Frame<'_>) -> Item {
        let i = InboxTexts::of(frame.language());
        let message = item.message.as_ref().map(ToString::to_string).unwrap_or_default();
        let who = item.who.as_ref().map(|who| frame.text(frame.say(&who.name)));
        let refused = self.refused.as_ref().filter(|(of, _)| *of == message);
        let shown = |command: &str| {
            let form = message_form(command, item, self.policy, frame.language())?;
            let may = frame.visitor.may(self.policy, command);
            let address = format!("/inbox/{message}/{}", command.replace('.', "/"));
            may.then(|| {
                FormShown::of(&form, address, frame, refused.map(|(_, refused)| refused)).within(&message)
            })
        };
        let settle = shown("field.settle-message");
        let others = [
            "field.answer-message",
            "notify.resend-message",
            "notify.dismiss-message",
        ];
        let said = item
            .mistakes
            .iter()
            .map(|mistake| &mistake.sentence)
            .chain(&item.reason);
        let problems = said.map(|sentence: &Sentence| frame.text(frame.say(sentence)));
        Item {
            kind: frame.say(&item.kind.title()).to_owned(),
            who: who.unwrap_or_else(|| i.unknown.to_owned()),
            phone: item
                .phone
                .as_ref()
                .map(|phone| frame.phone(phone))
                .unwrap_or_default(),
            since: frame.moment(&item.since),
            age: write::span(item.age_s, frame.language()),
            text: frame.text(&item.text),
            problems: problems.collect(),
            candidates: forms::candidates(item, refused.map(|(_, refused)| refused.typed)),
            meanings: forms::meanings(self.policy, frame.language()),
            settle: settle.filter(|_| is_incoming(item.kind)),
            others: others.into_iter().filter_map(shown).collect(),
            id: message,
        }
    }
}

const fn is_incoming(kind: InboxKind) -> bool {
    !matches!(kind, InboxKind::Dead | InboxKind::SetAside)
}

#[cfg(test)]
mod tests;
