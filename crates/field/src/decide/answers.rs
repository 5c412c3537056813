//! What is sent back, and when nothing is (SMS-7, SMS-12, SMS-13).

use decider::{Context, Draft};
use proto::field::{AnswerGiven, AnswerKind, AnswerWithheld, FieldEvent, Mistake};
use types::{MessageId, OrderNumber, Phone};

use crate::State;

/// An answer by ourselves; an operator's own words have no limit.
pub(super) struct Reply<'a> {
    pub(super) message: &'a MessageId,
    pub(super) to: &'a Phone,
    pub(super) order: Option<&'a OrderNumber>,
    pub(super) kind: AnswerKind,
    pub(super) text: String,
}

impl Reply<'_> {
    /// Gives the answer, or holds it back when the phone had its share of this hour.
    // rule: SMS-12
    pub(super) fn given(self, state: &State, context: &Context<'_>) -> Draft<FieldEvent> {
        let message = self.message.clone();
        if let Some(limit) = limit_reached(state, context, self.to) {
            return Draft::of(AnswerWithheld {
                message,
                reason: limit.to_owned(),
            });
        }
        Draft::of(AnswerGiven {
            message,
            to: self.to.clone().into(),
            order: self.order.cloned(),
            kind: self.kind,
            text: self.text.into(),
        })
    }
}

/// The policy's entry that allows no more, when one does.
fn limit_reached(state: &State, context: &Context<'_>, phone: &Phone) -> Option<&'static str> {
    let sms = context.policy().sms();
    let (mut all, mut own) = (0, 0);
    for kind in state.answered_lately(phone, context.now) {
        all += 1;
        own += u32::from(kind != AnswerKind::Operator);
    }
    if own >= sms.hints_per_phone_per_hour {
        Some("hints_per_phone_per_hour")
    } else {
        (all >= sms.answers_per_phone_per_hour).then_some("answers_per_phone_per_hour")
    }
}

/// One text that names every mistake.
// rule: SMS-13
pub(super) fn all_at_once(mistakes: &[Mistake]) -> String {
    mistakes
        .iter()
        .map(|mistake| mistake.sentence.zh.as_str())
        .collect::<Vec<_>>()
        .join("；")
}
