//! The question which order is meant, and what answers it (SMS-5).

use std::borrow::Cow;

use decider::Draft;
use proto::field::{FieldEvent, MessageUnderstood, Mistake, WhichOrderAsked};
use types::{Instant, MessageId, OrderNumber, Sentence};

use super::staff::{Acted, Heard, Listener, read};
use crate::message::{Message, Outcome};
use crate::mistake::Objection;
use crate::order::FieldOrder;
use crate::question::{Question, Waiting};
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
        let mut meaning = self.meaning_of(&first).ok_or_else(alone)?;
        if let Meaning::Depart { eta, .. } = &mut meaning {
            *eta = later_eta.or(*eta);
        }
        let teller = self.teller(&question.message);
        let (drafts, asks) = match meaning {
            Meaning::Parts { .. } => self.complete_parts(order, question, &first, &meaning)?,
            _ => self.act(&meaning, order, first.placed_at, &teller)?,
        };
        let completes = Some(question.message.clone());
        Ok(Heard::Understood {
            order: number.clone(),
            completes,
            drafts,
            asks,
        })
    }

    /// Several texts with parts wait for their number: it completes all of them that it may be meant for, and the
    /// others are asked about again.
    // rule: SMS-5
    fn complete_parts(
        &self,
        order: &FieldOrder,
        question: &Question,
        first: &Message,
        meaning: &Meaning,
    ) -> Acted {
        let waiting = question.before.iter().filter_map(|text| self.waiting_parts(text));
        let may_be = |text: &Waiting| text.candidates.contains(&order.facts.order);
        let (meant, others): (Vec<_>, Vec<_>) = waiting.partition(|(text, ..)| may_be(text));
        let mut reported = order.clone();
        let mut drafts = Vec::new();
        for (text, message, parts) in meant {
            drafts.push(Draft::of(MessageUnderstood {
                message: text.message.clone(),
                order: order.facts.order.clone(),
                completes: None,
            }));
            drafts.extend(self.add_parts(order, &mut reported, &text.message, &message, &parts)?);
        }
        drafts.extend(self.add_parts(order, &mut reported, &question.message, first, meaning)?);
        let asks = still_asked(&others);
        drafts.extend(others.into_iter().map(|(text, ..)| self.ask_again(text)));
        Ok((drafts, asks))
    }

    /// What a text with parts adds to a report that holds those of the texts before it.
    fn add_parts(
        &self,
        order: &FieldOrder,
        reported: &mut FieldOrder,
        id: &MessageId,
        message: &Message,
        parts: &Meaning,
    ) -> Result<Vec<Draft<FieldEvent>>, Vec<Objection>> {
        let (at, teller) = (message.placed_at, self.teller(id));
        let together = self.act(parts, reported, at, &teller);
        let (drafts, _) = match (together, self.act(parts, order, at, &teller)) {
            (Err(_), Ok(_)) => return Err(Objection::TextsDisagree.into()),
            (together, _) => together?,
        };
        for draft in &drafts {
            reported.report.evolve(&draft.event, at);
        }
        Ok(drafts)
    }

    /// A text with parts that was asked about, while it waits.
    fn waiting_parts(&self, text: &'a Waiting) -> Option<(&'a Waiting, Cow<'a, Message>, Meaning)> {
        let message = self.state().message(&text.message)?;
        let waits = matches!(message.outcome, Outcome::Asked { .. }) && message.is_in_inbox();
        let meaning = self
            .meaning_of(&message)
            .filter(|meaning| matches!(meaning, Meaning::Parts { .. }))?;
        (waits && self.incoming.at <= text.valid_until).then_some((text, message, meaning))
    }

    fn ask_again(&self, text: &Waiting) -> Draft<FieldEvent> {
        let context = self.incoming.context;
        Draft::of(WhichOrderAsked {
            message: text.message.clone(),
            person: self.person.clone(),
            candidates: text.candidates.clone(),
            valid_until: context.now + context.policy().sms().question_valid_for,
        })
    }

    fn open_question(&self) -> Option<(&'a Question, Cow<'a, Message>)> {
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
        let asked = self.meaning_of(&*self.state().message(&question.message)?)?;
        says_again(&asked, meaning).then(|| question.message.clone())
    }

    /// The ETA and the companions of a departure that waits for its order's number, if it may be this one.
    pub(super) fn asked_to_depart(&self, order: &FieldOrder) -> Option<(Option<Instant>, Vec<String>)> {
        let (question, first) = self.open_question()?;
        let may_be = question.candidates.contains(&order.facts.order);
        match self.meaning_of(&first).filter(|_| may_be)? {
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
            let order = self.state().order(number);
            let facts = order.as_ref().map(|order| &order.facts);
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

/// The question about texts with parts that the number could not be meant for.
fn still_asked(others: &[(&Waiting, Cow<'_, Message>, Meaning)]) -> Vec<Mistake> {
    let Some((last, ..)) = others.last() else {
        return Vec::new();
    };
    let numbers: Vec<&str> = last.candidates.iter().map(OrderNumber::as_str).collect();
    let count = others.len();
    vec![Mistake {
        code: "SMS-5.which_order".to_owned(),
        sentence: Sentence::new(
            format!("另有{count}条换件短信也请回复单号：{}", numbers.join("、")),
            format!(
                "{count} more of your texts with parts wait for their number: {}",
                numbers.join(", ")
            ),
        ),
    }]
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
