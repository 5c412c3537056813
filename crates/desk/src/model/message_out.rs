//! A message to a phone and how far it got (SMS-10).

use decider::shelf::Rests;
use proto::desk::OutState;
use proto::notify::{Delivery, DeliveryReported, MessageQueued, NotifyEvent, Purpose, Wanted};
use serde::{Deserialize, Serialize};
use types::{Instant, MessageId, OrderNumber, Personal, Phone, Sentence};

use super::Kept;

/// A message out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OutStory {
    pub(crate) wanted: Wanted,
    /// Where the last attempt went.
    pub(crate) to: Option<Personal<Phone>>,
    pub(crate) queued_at: Instant,
    /// When something was recorded of it last.
    changed_at: Instant,
    pub(crate) state: OutState,
    pub(crate) attempts: u32,
    pub(crate) last_attempt_at: Option<Instant>,
    pub(crate) next_at: Option<Instant>,
    pub(crate) delivery: Option<Delivery>,
    pub(crate) delivered_at: Option<Instant>,
    /// Why the last attempt failed or the message was given up.
    pub(crate) reason: Option<Sentence>,
    /// When the state was reached.
    pub(crate) since: Instant,
    pub(crate) records: Vec<Kept>,
}

/// What lists and counts need of a message out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OutMark {
    pub(crate) at: Instant,
    /// When something was recorded of it last.
    pub(crate) changed_at: Instant,
    pub(crate) order: Option<OrderNumber>,
    pub(crate) state: OutState,
    pub(crate) purpose: Purpose,
}

impl Rests for OutStory {
    type Mark = OutMark;

    fn rests(&self) -> bool {
        match self.state {
            OutState::Accepted | OutState::Delivered | OutState::Suppressed | OutState::Dismissed => true,
            OutState::Queued
            | OutState::Sending
            | OutState::Retrying
            | OutState::Uncertain
            | OutState::Dead => false,
        }
    }

    fn mark(&self) -> OutMark {
        OutMark {
            at: self.queued_at,
            changed_at: self.changed_at,
            order: self.wanted.order.clone(),
            state: self.state,
            purpose: self.wanted.purpose,
        }
    }
}

/// The message an event of notify's log is about, when it is about one.
pub(crate) const fn message_of(event: &NotifyEvent) -> Option<&MessageId> {
    match event {
        NotifyEvent::MessageQueued(event) => Some(&event.wanted.message),
        NotifyEvent::MessageSuppressed(event) => Some(&event.message),
        NotifyEvent::SendStarted(event) => Some(&event.message),
        NotifyEvent::SendAccepted(event) => Some(&event.message),
        NotifyEvent::SendFailed(event) => Some(&event.message),
        NotifyEvent::SendUncertain(event) => Some(&event.message),
        NotifyEvent::DeliveryReported(event) => Some(&event.message),
        NotifyEvent::MessageDied(event) => Some(&event.message),
        NotifyEvent::MessageDismissed(event) => Some(&event.message),
        NotifyEvent::PhoneStopped(_) | NotifyEvent::NotifyOrderNoted(_) => None,
    }
}

impl OutStory {
    pub(crate) fn queued(queued: &MessageQueued, at: Instant) -> Self {
        Self {
            wanted: queued.wanted.clone(),
            to: queued.wanted.to.clone(),
            queued_at: at,
            changed_at: at,
            state: OutState::Queued,
            attempts: 0,
            last_attempt_at: None,
            next_at: None,
            delivery: None,
            delivered_at: None,
            reason: None,
            since: at,
            records: Vec::new(),
        }
    }

    pub(crate) fn evolve(&mut self, event: &NotifyEvent, at: Instant) {
        self.changed_at = at;
        match event {
            NotifyEvent::MessageQueued(_) => self.moves(OutState::Queued, at, None),
            NotifyEvent::MessageSuppressed(_) => self.moves(OutState::Suppressed, at, None),
            NotifyEvent::SendStarted(started) => {
                self.attempts = started.attempt;
                self.to = Some(started.to.clone());
                self.last_attempt_at = Some(at);
                self.reason = None;
                self.moves(OutState::Sending, at, None);
            }
            NotifyEvent::SendAccepted(_) => {
                if self.state != OutState::Delivered {
                    self.moves(OutState::Accepted, at, None);
                }
            }
            NotifyEvent::SendFailed(failed) => {
                self.reason = Some(Sentence::new(&failed.reason, &failed.reason));
                self.moves(OutState::Retrying, at, failed.retry_at);
            }
            NotifyEvent::SendUncertain(uncertain) => {
                self.reason = Some(Sentence::new(&uncertain.reason, &uncertain.reason));
                self.moves(OutState::Uncertain, at, Some(uncertain.wait_until));
            }
            NotifyEvent::DeliveryReported(reported) => self.report(reported, at),
            NotifyEvent::MessageDied(died) => {
                self.reason = Some(died.reason.sentence());
                self.moves(OutState::Dead, at, None);
            }
            NotifyEvent::MessageDismissed(_) => self.moves(OutState::Dismissed, at, None),
            NotifyEvent::PhoneStopped(_) | NotifyEvent::NotifyOrderNoted(_) => {}
        }
    }

    /// A report that the carrier has the message answers an open attempt; `Delivered` is the last word.
    fn report(&mut self, reported: &DeliveryReported, at: Instant) {
        let open = matches!(
            self.state,
            OutState::Sending | OutState::Retrying | OutState::Uncertain
        );
        self.delivery = Some(reported.delivery);
        match reported.delivery {
            Delivery::Delivered => {
                self.delivered_at = Some(reported.at);
                self.reason = None;
                self.moves(OutState::Delivered, at, None);
            }
            Delivery::Accepted | Delivery::Queued if open => self.moves(OutState::Accepted, at, None),
            Delivery::Accepted | Delivery::Queued | Delivery::Failed | Delivery::Refused => {}
        }
    }

    fn moves(&mut self, state: OutState, at: Instant, next_at: Option<Instant>) {
        (self.state, self.since, self.next_at) = (state, at, next_at);
    }
}
