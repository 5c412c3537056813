//! The state: messages and where each is on its way, orders as hotline tells them, phones that want nothing more.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use decider::shelf::{Archive, Rests, Shelf};
use proto::clock::ClockId;
use proto::notify::{
    Delivery, DeliveryReported, NotifyEvent, NotifyOrderNoted, Purpose, Recipient, SendStarted, Wanted,
    WhyDead,
};
use proto::order::OrderFacts;
use serde::{Deserialize, Serialize};
use types::{Instant, MessageId, OrderNumber, PersonId, Personal, Phone};

/// The fold of notify's log.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NotifyState {
    orders: Archive<OrderNumber, KnownOrder>,
    /// Those of which nothing more is expected are put away.
    pub(crate) messages: Archive<MessageId, Message>,
    /// Phones of customers who asked for no more messages (SMS-14).
    pub(crate) stopped: BTreeSet<Phone>,
    /// Messages with an attempt that has no answer yet.
    pub(crate) sending: BTreeSet<MessageId>,
    /// Messages that wait for a moment: their next try, or the end of the wait for a delivery report.
    pub(crate) waiting: BTreeSet<(Instant, MessageId)>,
    /// Messages given up that nobody has seen to yet.
    pub(crate) dead: BTreeSet<MessageId>,
}

/// What notify knows of an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KnownOrder {
    pub(crate) facts: OrderFacts,
    pub(crate) cancelled: bool,
    /// Who last left the machine.
    pub(crate) engineer: Option<PersonId>,
    /// Who was told of which clock's breach, so that they hear when it is lifted.
    told_of_breach: Vec<(ClockId, PersonId)>,
}

/// One message and how far it got.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) wanted: Wanted,
    pub(crate) way: Way,
    /// Where the last attempt went.
    pub(crate) to: Option<Personal<Phone>>,
    /// The last attempt, counted from 1; 0 before the first.
    pub(crate) attempt: u32,
    /// Attempts before the message was last given up and then sent again by hand: back-off counts from there.
    attempts_given_up: u32,
    /// Whether it was already sent once more because nobody knew what came of an attempt.
    pub(crate) sent_once_more: bool,
    /// What carriers said since the message was last given up.
    pub(crate) reports: BTreeSet<Delivery>,
}

/// Where a message is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Way {
    Queued,
    Sending,
    /// The gateway or the carrier has it.
    Accepted,
    Retrying {
        at: Instant,
    },
    Uncertain {
        until: Instant,
    },
    Delivered,
    Suppressed,
    Dead {
        reason: WhyDead,
    },
    Dismissed,
}

impl Way {
    /// The state as JSON and people read it.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Retrying { .. } => "retrying",
            Self::Uncertain { .. } => "uncertain",
            Self::Delivered => "delivered",
            Self::Suppressed => "suppressed",
            Self::Dead { .. } => "dead",
            Self::Dismissed => "dismissed",
        }
    }
}

impl Rests for KnownOrder {
    type Mark = ();

    /// What becomes of an order is not told here: it is read when somebody is to hear of it.
    fn rests(&self) -> bool {
        true
    }

    fn mark(&self) {}
}

impl Rests for Message {
    type Mark = ();

    fn rests(&self) -> bool {
        match self.way {
            Way::Accepted | Way::Delivered | Way::Suppressed | Way::Dismissed => true,
            Way::Queued | Way::Sending | Way::Retrying { .. } | Way::Uncertain { .. } | Way::Dead { .. } => {
                false
            }
        }
    }

    fn mark(&self) {}
}

impl Message {
    /// How many attempts of the present series were made, the open one included.
    pub(crate) fn tries(&self) -> u32 {
        self.attempt.saturating_sub(self.attempts_given_up)
    }
}

impl NotifyState {
    pub(crate) fn shelve(&mut self, shelf: &Arc<dyn Shelf>) {
        self.orders.put_onto(shelf);
        self.messages.put_onto(shelf);
    }

    pub(crate) fn order(&self, number: &OrderNumber) -> Option<Cow<'_, KnownOrder>> {
        self.orders.get(number)
    }

    /// Folds one record of the log.
    pub(crate) fn evolve(&mut self, event: &NotifyEvent) {
        match event {
            NotifyEvent::MessageQueued(queued) => self.queue(&queued.wanted),
            NotifyEvent::MessageSuppressed(suppressed) => self.moves(&suppressed.message, Way::Suppressed),
            NotifyEvent::SendStarted(started) => self.start(started),
            NotifyEvent::SendAccepted(accepted) => self.moves(&accepted.message, Way::Accepted),
            NotifyEvent::SendFailed(failed) => {
                if let Some(at) = failed.retry_at {
                    self.moves(&failed.message, Way::Retrying { at });
                }
            }
            NotifyEvent::SendUncertain(uncertain) => {
                self.moves(
                    &uncertain.message,
                    Way::Uncertain {
                        until: uncertain.wait_until,
                    },
                );
            }
            NotifyEvent::DeliveryReported(reported) => self.report(reported),
            NotifyEvent::MessageDied(died) => {
                self.moves(
                    &died.message,
                    Way::Dead {
                        reason: died.reason.clone(),
                    },
                );
            }
            NotifyEvent::MessageDismissed(dismissed) => self.moves(&dismissed.message, Way::Dismissed),
            NotifyEvent::PhoneStopped(stopped) => self.stopped.extend(stopped.phone.open().cloned()),
            NotifyEvent::NotifyOrderNoted(noted) => self.note(noted),
        }
    }

    fn queue(&mut self, wanted: &Wanted) {
        if let (Purpose::Breach, Recipient::Person { person }, Some(clock)) =
            (wanted.purpose, &wanted.recipient, &wanted.clock)
        {
            self.orders.change(&clock.order, |order| {
                order.told_of_breach.push((clock.clone(), person.clone()));
            });
        }
        let message = Message {
            wanted: wanted.clone(),
            way: Way::Queued,
            to: wanted.to.clone(),
            attempt: 0,
            attempts_given_up: 0,
            sent_once_more: false,
            reports: BTreeSet::new(),
        };
        self.messages.insert(wanted.message.clone(), message);
    }

    fn start(&mut self, started: &SendStarted) {
        self.change(&started.message, |message| {
            match &message.way {
                Way::Dead { .. } | Way::Dismissed | Way::Suppressed => {
                    message.attempts_given_up = message.attempt;
                    message.sent_once_more = false;
                    message.reports.clear();
                }
                Way::Uncertain { .. } => message.sent_once_more = true,
                Way::Queued | Way::Sending | Way::Accepted | Way::Retrying { .. } | Way::Delivered => {}
            }
            message.attempt = started.attempt;
            message.to = Some(started.to.clone());
            message.way = Way::Sending;
        });
    }

    /// A report that the carrier has the message answers an open attempt; `Delivered` is the last word.
    fn report(&mut self, reported: &DeliveryReported) {
        self.change(&reported.message, |message| {
            message.reports.insert(reported.delivery);
            let open = matches!(
                message.way,
                Way::Sending | Way::Retrying { .. } | Way::Uncertain { .. }
            );
            match reported.delivery {
                Delivery::Delivered => message.way = Way::Delivered,
                Delivery::Accepted | Delivery::Queued if open => message.way = Way::Accepted,
                Delivery::Accepted | Delivery::Queued | Delivery::Failed | Delivery::Refused => {}
            }
        });
    }

    fn note(&mut self, noted: &NotifyOrderNoted) {
        let told_of_breach = self
            .orders
            .get(&noted.facts.order)
            .map(|known| known.into_owned().told_of_breach)
            .unwrap_or_default();
        let order = KnownOrder {
            facts: noted.facts.clone(),
            cancelled: noted.cancelled,
            engineer: noted.engineer.clone(),
            told_of_breach,
        };
        self.orders.insert(noted.facts.order.clone(), order);
    }

    fn moves(&mut self, id: &MessageId, way: Way) {
        self.change(id, |message| message.way = way);
    }

    /// Changes a message, and keeps the lists of what is under way in step.
    fn change(&mut self, id: &MessageId, change: impl FnOnce(&mut Message)) {
        let changed = self.messages.change(id, |message| {
            let before = message.way.clone();
            change(message);
            (before, message.way.clone())
        });
        let Some((before, now)) = changed else {
            return;
        };
        match before {
            Way::Sending => {
                self.sending.remove(id);
            }
            Way::Retrying { at } | Way::Uncertain { until: at } => {
                self.waiting.remove(&(at, id.clone()));
            }
            Way::Dead { .. } => {
                self.dead.remove(id);
            }
            Way::Queued | Way::Accepted | Way::Delivered | Way::Suppressed | Way::Dismissed => {}
        }
        match now {
            Way::Sending => {
                self.sending.insert(id.clone());
            }
            Way::Retrying { at } | Way::Uncertain { until: at } => {
                self.waiting.insert((at, id.clone()));
            }
            Way::Dead { .. } => {
                self.dead.insert(id.clone());
            }
            Way::Queued | Way::Accepted | Way::Delivered | Way::Suppressed | Way::Dismissed => {}
        }
    }
}

impl KnownOrder {
    /// Everybody who was told that this clock ran out.
    pub(crate) fn told_of_breach(&self, clock: &ClockId) -> impl Iterator<Item = &PersonId> {
        self.told_of_breach
            .iter()
            .filter(move |(told, _)| told == clock)
            .map(|(_, person)| person)
    }
}
