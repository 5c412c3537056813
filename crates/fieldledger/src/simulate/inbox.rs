//! Working off the inbox in the afternoon (SMS-7, SMS-10): what was meant is asked by phone.

use chrono::NaiveDate;
use proto::desk::{InboxItem, InboxKind};
use proto::field::{AnswerMessage, Happened, SettleMessage};
use proto::notify::{DismissMessage, ResendMessage};
use types::{MessageId, OrderNumber, PersonId};

use super::deeds::{Deed, Look, tell};
use super::texts::{REASONS, Said, personal};
use super::world::{Received, World};

impl World {
    pub(super) fn look_into_inbox(&mut self, day: NaiveDate) -> Vec<Deed> {
        vec![Deed::Look(Look::Inbox {
            actor: self.operator(day),
        })]
    }

    /// What an operator does about what he found there.
    pub(super) fn work_off(&mut self, operator: &PersonId, items: &[InboxItem]) -> Vec<Deed> {
        items
            .iter()
            .flat_map(|item| self.settle(operator, item))
            .collect()
    }

    fn settle(&mut self, operator: &PersonId, item: &InboxItem) -> Vec<Deed> {
        let Some(message) = item.message.clone() else {
            return Vec::new();
        };
        match item.kind {
            InboxKind::NotUnderstood | InboxKind::Asked => vec![self.settle_report(operator, item, message)],
            InboxKind::Quarantined => vec![settled(operator, message, None, "陌生号码，与工单无关")],
            InboxKind::CustomerWrote => self.answer_customer(operator, item, message),
            InboxKind::Dead => vec![self.see_to_dead(operator, item, message)],
            InboxKind::SetAside => Vec::new(),
        }
    }

    /// The sender says by phone what he meant, unless he has sent it again since.
    fn settle_report(&mut self, operator: &PersonId, item: &InboxItem, message: MessageId) -> Deed {
        let meant = item
            .phone
            .clone()
            .and_then(|phone| self.meant.remove(&(phone, item.text.clone())));
        let Some((order, said)) = meant else {
            return settled(operator, message, None, "已另行上报");
        };
        let happened = happened(&said);
        if matches!(said, Said::Plan { .. } | Said::Solved { .. }) {
            self.reply_again(&order);
        }
        let note = "已电话核实".to_owned();
        tell(
            operator,
            SettleMessage {
                message,
                order: Some(order),
                happened,
                note,
            },
        )
    }

    fn answer_customer(&mut self, operator: &PersonId, item: &InboxItem, message: MessageId) -> Vec<Deed> {
        let answered = self.dice("answer", &message).chance(40);
        let text = personal("您好，工程师已在安排，请留意短信。");
        let answer = answered.then(|| {
            tell(
                operator,
                AnswerMessage {
                    message: message.clone(),
                    text,
                },
            )
        });
        answer
            .into_iter()
            .chain([settled(operator, message, item.order.clone(), "已回电")])
            .collect()
    }

    /// Whoever did not get it is told by phone.
    fn see_to_dead(&mut self, operator: &PersonId, item: &InboxItem, message: MessageId) -> Deed {
        if let Some(to) = item.phone.clone() {
            let (at, text, id) = (self.now, item.text.clone(), message.clone());
            self.read(&Received { at, to, text, id });
        }
        if self.dice("dead", &message).chance(50) {
            return tell(operator, ResendMessage { message });
        }
        let note = "已打电话告知".to_owned();
        tell(operator, DismissMessage { message, note })
    }
}

fn settled(operator: &PersonId, message: MessageId, order: Option<OrderNumber>, note: &str) -> Deed {
    tell(
        operator,
        SettleMessage {
            message,
            order,
            happened: None,
            note: note.to_owned(),
        },
    )
}

/// What an operator can enter for an engineer; a manager's plan he enters himself.
fn happened(said: &Said) -> Option<Happened> {
    match said {
        Said::Departed { eta, with } => Some(Happened::Departed {
            eta: *eta,
            companions: with.clone(),
        }),
        Said::Arrived => Some(Happened::Arrived),
        Said::Repaired => Some(Happened::Repaired),
        Said::Unrepaired { reason } => {
            let code = REASONS
                .iter()
                .find(|(words, _)| words == reason)
                .map_or("other", |(_, code)| code);
            Some(Happened::LeftUnrepaired {
                reason: code.to_owned(),
                words: (*reason).to_owned(),
            })
        }
        Said::Acknowledged => Some(Happened::Acknowledged),
        Said::Eta { .. }
        | Said::Plan { .. }
        | Said::Solved { .. }
        | Said::Corrected { .. }
        | Said::Parts { .. }
        | Said::Number => None,
    }
}
