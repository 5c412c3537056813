//! The question which order is meant, and what answers it (SMS-5).

use types::{Instant, MessageId, OrderNumber, Sentence};

use super::staff::{Heard, Listener, read};
use crate::message::Message;
use crate::mistake::Objection;
use crate::order::FieldOrder;
use crate::state::Question;
use crate::text::Meaning;

impl<'a> Listener<'a> {
    /// Just a number, perhaps with an ETA: it completes the report that was asked about, placed when that one was sent.
    // rule: SMS-5
    pub(super) fn complete(
        &self,
        order: &FieldOrder,
        later_eta: Option<Instant>,
    ) -> Result<Heard, Vec<Objection>> {
        let number = &order.facts.order;
        let alone = || Objection::NumberAlone {
            order: number.clone(),
        };
        let (question, first) = self.open_question().ok_or_else(alone)?;
        if !question.candidates.contains(number) {
            let candidates = question.candidates.clone();
            return Err(Objection::NotACandidate {
                order: number.clone(),
                candidates,
            }
            .into());
        }
        let mut meaning = self.meaning_of(first).ok_or_else(alone)?;
        if let Meaning::Depart { eta, .. } = &mut meaning {
            *eta = later_eta.or(*eta);
        }
        let teller = self.teller(&question.message);
        let (drafts, asks) = self.act(&meaning, order, first.placed_at, &teller)?;
        let completes = Some(question.message.clone());
        Ok(Heard::Understood {
            order: number.clone(),
            completes,
            drafts,
            asks,
        })
    }

    fn open_question(&self) -> Option<(&'a Question, &'a Message)> {
        let question = self
            .state()
            .question(self.person)
            .filter(|question| self.incoming.at <= question.valid_until)?;
        Some((question, self.state().message(&question.message)?))
    }

    fn meaning_of(&self, first: &Message) -> Option<Meaning> {
        read(self.incoming, self.person, first.text.open()?, first.placed_at).meaning
    }

    /// The text that is settled because the same was now sent whole, however long ago it was asked about.
    pub(super) fn answers_question(&self, meaning: &Meaning, order: &FieldOrder) -> Option<MessageId> {
        let question = self.state().question(self.person)?;
        let may_be = question.candidates.contains(&order.facts.order);
        self.asked_before(meaning).filter(|_| may_be)
    }

    /// The text that said the same and was asked about.
    pub(super) fn asked_before(&self, meaning: &Meaning) -> Option<MessageId> {
        let question = self.state().question(self.person)?;
        let asked = self.meaning_of(self.state().message(&question.message)?)?;
        says_again(&asked, meaning).then(|| question.message.clone())
    }

    /// The ETA and the companions of a departure that waits for its order's number, if it may be this one.
    pub(super) fn asked_to_depart(&self, order: &FieldOrder) -> Option<(Option<Instant>, Vec<String>)> {
        let (question, first) = self.open_question()?;
        let may_be = question.candidates.contains(&order.facts.order);
        match self.meaning_of(first).filter(|_| may_be)? {
            Meaning::Depart { eta, companions, .. } => Some((eta, companions)),
            _ => None,
        }
    }

    /// What a departure with a number leaves unsaid was said in the text that was asked about.
    // rule: SMS-5
    pub(super) fn with_what_was_asked(&self, meaning: &Meaning, order: &FieldOrder) -> Meaning {
        let mut whole = meaning.clone();
        if let Meaning::Depart { eta, companions, .. } = &mut whole
            && let Some((asked_eta, asked_companions)) = self.asked_to_depart(order)
        {
            *eta = eta.or(asked_eta.filter(|eta| *eta >= self.incoming.at));
            if companions.is_empty() {
                *companions = asked_companions;
            }
        }
        whole
    }

    /// The question which order is meant, with the first few of them.
    pub(super) fn which(&self, what: &Sentence, candidates: &[OrderNumber]) -> String {
        const LISTED: usize = 5;
        let line = |number: &OrderNumber| {
            let facts = self.state().order(number).map(|order| &order.facts);
            let model = facts.and_then(|facts| facts.model.as_deref()).unwrap_or_default();
            let site = facts.map(|facts| facts.site.as_str()).unwrap_or_default();
            [number.as_str(), model, site].join(" ").trim_end().to_owned()
        };
        let lines: Vec<String> = candidates.iter().take(LISTED).map(line).collect();
        let more = if candidates.len() > LISTED {
            "；……"
        } else {
            ""
        };
        format!(
            "您有{}张工单可报“{}”，请只回复单号：{}{more}",
            candidates.len(),
            what.zh,
            lines.join("；")
        )
    }
}

/// Whether a later text says what an earlier one said. Other parts are other news, which must not be lost.
fn says_again(asked: &Meaning, later: &Meaning) -> bool {
    match (asked, later) {
        (Meaning::Parts { parts: asked }, Meaning::Parts { parts: later }) => asked
            .iter()
            .all(|part| later.iter().any(|again| again.part_number == part.part_number)),
        _ => std::mem::discriminant(asked) == std::mem::discriminant(later),
    }
}
