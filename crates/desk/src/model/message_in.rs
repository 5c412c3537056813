//! A message from a phone and what became of it (SMS-7).

use decider::Foreign;
use decider::shelf::Rests;
use proto::desk::{Answer, InOutcome};
use proto::field::{FieldEvent, MessageReceived, MessageUnderstood, Mistake};
use serde::{Deserialize, Serialize};
use types::{Actor, Instant, MessageId, OrderNumber};

use super::Kept;

/// A message in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct InStory {
    pub(crate) received: MessageReceived,
    pub(crate) received_at: Instant,
    /// When something was recorded of it last.
    changed_at: Instant,
    pub(crate) outcome: InOutcome,
    pub(crate) order: Option<OrderNumber>,
    pub(crate) candidates: Vec<OrderNumber>,
    pub(crate) mistakes: Vec<Mistake>,
    pub(crate) answers: Vec<Answer>,
    /// The messages that brought its order's number, the last one last.
    pub(crate) completed_by: Vec<MessageId>,
    pub(crate) settled: Option<Settlement>,
    pub(crate) records: Vec<Kept>,
}

/// What a person made of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Settlement {
    pub(crate) at: Instant,
    pub(crate) by: Actor,
    pub(crate) note: String,
}

/// What lists and counts need of a message in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct InMark {
    pub(crate) at: Instant,
    /// When something was recorded of it last.
    pub(crate) changed_at: Instant,
    pub(crate) order: Option<OrderNumber>,
    pub(crate) outcome: InOutcome,
    pub(crate) waits: bool,
    pub(crate) is_settled: bool,
    pub(crate) given: u32,
    pub(crate) withheld: u32,
}

impl Rests for InStory {
    type Mark = InMark;

    fn rests(&self) -> bool {
        !self.waits() && self.outcome != InOutcome::Received
    }

    fn mark(&self) -> InMark {
        let (mut given, mut withheld) = (0, 0);
        for answer in &self.answers {
            match answer {
                Answer::Given { .. } => given += 1,
                Answer::Withheld { .. } => withheld += 1,
            }
        }
        InMark {
            at: self.received_at,
            changed_at: self.changed_at,
            order: self.order.clone(),
            outcome: self.outcome,
            waits: self.waits(),
            is_settled: self.settled.is_some(),
            given,
            withheld,
        }
    }
}

/// The message an event of field's log is about, when its stream is a message's.
pub(crate) const fn message_of(event: &FieldEvent) -> Option<&MessageId> {
    match event {
        FieldEvent::MessageReceived(event) => Some(&event.message),
        FieldEvent::MessageNotUnderstood(event) => Some(&event.message),
        FieldEvent::MessageQuarantined(event) => Some(&event.message),
        FieldEvent::CustomerWrote(event) => Some(&event.message),
        FieldEvent::MessagesStopped(event) => Some(&event.message),
        FieldEvent::AutomaticReplyKept(event) => Some(&event.message),
        FieldEvent::WhichOrderAsked(event) => Some(&event.message),
        FieldEvent::MessageUnderstood(event) => Some(&event.message),
        FieldEvent::AnswerGiven(event) => Some(&event.message),
        FieldEvent::AnswerWithheld(event) => Some(&event.message),
        FieldEvent::MessageSettled(event) => Some(&event.message),
        FieldEvent::Departed(_)
        | FieldEvent::Arrived(_)
        | FieldEvent::Repaired(_)
        | FieldEvent::LeftUnrepaired(_)
        | FieldEvent::Acknowledged(_)
        | FieldEvent::PlanReported(_)
        | FieldEvent::PhoneSolutionReported(_)
        | FieldEvent::ReportCorrected(_)
        | FieldEvent::ReportFlagged(_)
        | FieldEvent::FieldOrderNoted(_)
        | FieldEvent::AssignmentNoted(_)
        | FieldEvent::FieldOrderEnded(_)
        | FieldEvent::FieldOrderClosed(_)
        | FieldEvent::FieldOrderReopened(_)
        | FieldEvent::ServiceReportFiled(_)
        | FieldEvent::PartReplaced(_)
        | FieldEvent::PartCorrected(_)
        | FieldEvent::DocumentAttached(_)
        | FieldEvent::DocumentWithdrawn(_)
        | FieldEvent::ServiceReportJudged(_)
        | FieldEvent::ClockStarted(_)
        | FieldEvent::ClockPaused(_)
        | FieldEvent::ClockResumed(_)
        | FieldEvent::ClockWarned(_)
        | FieldEvent::ClockBreached(_)
        | FieldEvent::BreachLifted(_)
        | FieldEvent::ClockMet(_)
        | FieldEvent::ClockStopped(_)
        | FieldEvent::ClockCancelled(_) => None,
    }
}

impl InStory {
    pub(crate) fn received(received: &MessageReceived, received_at: Instant) -> Self {
        Self {
            received: received.clone(),
            received_at,
            changed_at: received_at,
            outcome: InOutcome::Received,
            order: None,
            candidates: Vec::new(),
            mistakes: Vec::new(),
            answers: Vec::new(),
            completed_by: Vec::new(),
            settled: None,
            records: Vec::new(),
        }
    }

    /// Whether it waits for somebody to look at it (SMS-7).
    pub(crate) const fn waits(&self) -> bool {
        self.settled.is_none()
            && matches!(
                self.outcome,
                InOutcome::NotUnderstood
                    | InOutcome::Quarantined
                    | InOutcome::CustomerWrote
                    | InOutcome::Asked
            )
    }

    /// A later message brought its order's number (SMS-5).
    pub(crate) fn complete(&mut self, by: &MessageUnderstood, at: Instant) {
        self.changed_at = at;
        self.outcome = InOutcome::Understood;
        self.order = Some(by.order.clone());
        self.completed_by.push(by.message.clone());
    }

    pub(crate) fn evolve(&mut self, event: &FieldEvent, record: &Foreign) {
        let at = record.recorded_at;
        self.changed_at = at;
        match event {
            FieldEvent::MessageNotUnderstood(said) => {
                self.became(InOutcome::NotUnderstood, said.order.as_ref());
                self.mistakes.clone_from(&said.mistakes);
            }
            FieldEvent::MessageQuarantined(_) => self.became(InOutcome::Quarantined, None),
            FieldEvent::CustomerWrote(said) => self.became(InOutcome::CustomerWrote, said.order.as_ref()),
            FieldEvent::MessagesStopped(_) => self.became(InOutcome::Stopped, None),
            FieldEvent::AutomaticReplyKept(_) => self.became(InOutcome::AutomaticReply, None),
            FieldEvent::WhichOrderAsked(asked) => {
                self.became(InOutcome::Asked, None);
                self.candidates.clone_from(&asked.candidates);
            }
            FieldEvent::MessageUnderstood(said) => self.became(InOutcome::Understood, Some(&said.order)),
            FieldEvent::AnswerGiven(given) => {
                let (kind, text) = (given.kind, given.text.to_string());
                self.answers.push(Answer::Given { kind, text, at });
                self.is_about(given.order.as_ref());
            }
            FieldEvent::AnswerWithheld(withheld) => {
                let reason = withheld.reason.clone();
                self.answers.push(Answer::Withheld { reason, at });
            }
            FieldEvent::MessageSettled(settled) => {
                let (by, note) = (record.actor.clone(), settled.note.clone());
                self.settled = Some(Settlement { at, by, note });
                if settled.order.is_some() {
                    self.order.clone_from(&settled.order);
                }
            }
            FieldEvent::MessageReceived(_)
            | FieldEvent::Departed(_)
            | FieldEvent::Arrived(_)
            | FieldEvent::Repaired(_)
            | FieldEvent::LeftUnrepaired(_)
            | FieldEvent::Acknowledged(_)
            | FieldEvent::PlanReported(_)
            | FieldEvent::PhoneSolutionReported(_)
            | FieldEvent::ReportCorrected(_)
            | FieldEvent::ReportFlagged(_)
            | FieldEvent::FieldOrderNoted(_)
            | FieldEvent::AssignmentNoted(_)
            | FieldEvent::FieldOrderEnded(_)
            | FieldEvent::FieldOrderClosed(_)
            | FieldEvent::FieldOrderReopened(_)
            | FieldEvent::ServiceReportFiled(_)
            | FieldEvent::PartReplaced(_)
            | FieldEvent::PartCorrected(_)
            | FieldEvent::DocumentAttached(_)
            | FieldEvent::DocumentWithdrawn(_)
            | FieldEvent::ServiceReportJudged(_)
            | FieldEvent::ClockStarted(_)
            | FieldEvent::ClockPaused(_)
            | FieldEvent::ClockResumed(_)
            | FieldEvent::ClockWarned(_)
            | FieldEvent::ClockBreached(_)
            | FieldEvent::BreachLifted(_)
            | FieldEvent::ClockMet(_)
            | FieldEvent::ClockStopped(_)
            | FieldEvent::ClockCancelled(_) => {}
        }
    }

    fn became(&mut self, outcome: InOutcome, order: Option<&OrderNumber>) {
        self.outcome = outcome;
        self.is_about(order);
    }

    fn is_about(&mut self, order: Option<&OrderNumber>) {
        if self.order.is_none() {
            self.order = order.cloned();
        }
    }
}
