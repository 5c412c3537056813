//! Understands what the staff write: sender, order and meaning put together (SMS-2 to SMS-8, SMS-13).

use decider::Draft;
use proto::field::{
    AnswerKind, FieldEvent, FlagKind, MessageNotUnderstood, MessageUnderstood, Mistake, WhichOrderAsked,
};
use types::{Actor, Instant, MessageId, OrderNumber, PersonId, Sentence};

use super::acts::title;
use super::answers::{Reply, all_at_once};
use super::intake::Incoming;
use super::placing::Teller;
use super::resolve::Search;
use crate::State;
use crate::message::Message;
use crate::mistake::Objection;
use crate::order::FieldOrder;
use crate::people::belongs;
use crate::state::Question;
use crate::text::{self, Meaning, ReasonWords, Understood};

/// What a message led to.
enum Heard {
    Understood {
        order: OrderNumber,
        completes: Option<MessageId>,
        drafts: Vec<Draft<FieldEvent>>,
        asks: Vec<Mistake>,
    },
    Which {
        what: Sentence,
        candidates: Vec<OrderNumber>,
        asks: Vec<Mistake>,
    },
    Nothing {
        order: Option<OrderNumber>,
        mistakes: Vec<Mistake>,
    },
}

/// What a report led to, and what is to be asked about it.
pub(super) type Acted = Result<(Vec<Draft<FieldEvent>>, Vec<Mistake>), Vec<Objection>>;

/// Reads a text as its sender wrote it at a moment.
pub(super) fn read(incoming: &Incoming<'_>, person: &PersonId, text: &str, sent_at: Instant) -> Understood {
    let (masters, policy) = (incoming.context.masters(), incoming.context.policy());
    let station = masters.person(person).and_then(|known| known.station.as_ref());
    let reasons: Vec<ReasonWords> = policy
        .unrepaired_reasons()
        .iter()
        .map(|known| {
            let mut words = known.keywords.clone();
            words.push(known.reason.name.zh.clone());
            ReasonWords {
                code: known.reason.code.clone(),
                words,
            }
        })
        .collect();
    let longest = usize::try_from(policy.sms().max_characters).unwrap_or(usize::MAX);
    let zone = masters.zone(station, policy.zone());
    text::read(
        text,
        &text::Reading {
            sent_at,
            zone,
            reasons: &reasons,
            longest,
        },
    )
}

/// Takes what somebody of the staff wrote: a report, a question back, or the inbox with one hint.
pub(super) fn take(
    incoming: &Incoming<'_>,
    person: &PersonId,
    understood: Understood,
) -> Vec<Draft<FieldEvent>> {
    let listener = Listener { incoming, person };
    let answer = |order: Option<&OrderNumber>, kind, text| {
        let reply = Reply {
            message: &incoming.id,
            to: &incoming.phone,
            order,
            kind,
            text,
        };
        reply.given(incoming.state, incoming.context)
    };
    let message = incoming.id.clone();
    match listener.hear(understood) {
        Heard::Understood {
            order,
            completes,
            drafts,
            asks,
        } => {
            let mut all = vec![Draft::of(MessageUnderstood {
                message,
                order: order.clone(),
                completes,
            })];
            all.extend(drafts);
            all.extend(listener.flag_time_ahead(&order));
            if !asks.is_empty() {
                all.push(answer(Some(&order), AnswerKind::Question, all_at_once(&asks)));
            }
            all
        }
        Heard::Which {
            what,
            candidates,
            asks,
        } => {
            let text = [listener.which(&what, &candidates), all_at_once(&asks)];
            let text = text
                .iter()
                .filter(|text| !text.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join("；");
            let valid_until = incoming.context.now + incoming.context.policy().sms().question_valid_for;
            let asked = WhichOrderAsked {
                message,
                person: person.clone(),
                candidates,
                valid_until,
            };
            vec![Draft::of(asked), answer(None, AnswerKind::Question, text)]
        }
        // rule: SMS-7
        Heard::Nothing { order, mistakes } => {
            let hint = answer(order.as_ref(), AnswerKind::Hint, all_at_once(&mistakes));
            vec![
                Draft::of(MessageNotUnderstood {
                    message,
                    order,
                    mistakes,
                }),
                hint,
            ]
        }
    }
}

/// Understands one message of one person.
pub(super) struct Listener<'a> {
    pub(super) incoming: &'a Incoming<'a>,
    pub(super) person: &'a PersonId,
}

impl<'a> Listener<'a> {
    fn state(&self) -> &'a State {
        self.incoming.state
    }

    /// Every mistake is collected before anything is answered.
    // rule: SMS-13
    fn hear(&self, understood: Understood) -> Heard {
        let Understood {
            order,
            meaning,
            mistakes,
        } = understood;
        let mistakes: Vec<Mistake> = mistakes
            .iter()
            .map(|mistake| Mistake {
                code: mistake.code().to_owned(),
                sentence: mistake.sentence(),
            })
            .collect();
        let named = order.as_ref().map(|number| self.own_order(number)).transpose();
        let (named, foreign) = named.map_or_else(|objection| (None, Some(objection)), |named| (named, None));
        let about = named.map(|order| order.facts.order.clone());
        let heard = match (meaning, foreign) {
            (_, Some(objection)) => Err(vec![objection]),
            (None, None) => {
                return Heard::Nothing {
                    order: about,
                    mistakes,
                };
            }
            (Some(meaning), None) => self.mean(&meaning, named, &mistakes),
        };
        heard.unwrap_or_else(|objections| {
            let objections = objections.iter().map(Objection::mistake);
            Heard::Nothing {
                order: about,
                mistakes: objections.chain(mistakes).collect(),
            }
        })
    }

    /// The order of that number, if the sender belongs to it.
    // rule: SMS-1
    fn own_order(&self, number: &OrderNumber) -> Result<&'a FieldOrder, Objection> {
        let order = self
            .state()
            .order(number)
            .ok_or_else(|| Objection::UnknownOrder {
                order: number.clone(),
            })?;
        if belongs(
            self.incoming.context.masters(),
            order,
            self.person,
            self.incoming.at,
        ) {
            Ok(order)
        } else {
            Err(Objection::NotYours {
                order: number.clone(),
            })
        }
    }

    fn mean(
        &self,
        meaning: &Meaning,
        named: Option<&FieldOrder>,
        asks: &[Mistake],
    ) -> Result<Heard, Vec<Objection>> {
        match (meaning, named) {
            (Meaning::StopMessages, _) => Err(Objection::StaffCannotStop.into()),
            (Meaning::OrderOnly, Some(order)) => self.complete(order),
            (_, Some(order)) => self.understood(meaning, order, asks, self.answers_question(meaning, order)),
            (_, None) => self.find(meaning, asks),
        }
    }

    /// A text without a number means the sender's only order at that step.
    // rule: SMS-5
    fn find(&self, meaning: &Meaning, asks: &[Mistake]) -> Result<Heard, Vec<Objection>> {
        let Incoming {
            state, context, at, ..
        } = *self.incoming;
        let candidates = Search::of(state, context, self.person, at).candidates(meaning);
        let what = title(meaning);
        match candidates.as_slice() {
            [] => Err(Objection::NoOrderFits { what }.into()),
            [number] => {
                let order = state.order(number).ok_or(Objection::NoOrderFits { what })?;
                self.understood(meaning, order, asks, None)
            }
            _ => Ok(Heard::Which {
                what,
                candidates,
                asks: asks.to_vec(),
            }),
        }
    }

    fn understood(
        &self,
        meaning: &Meaning,
        order: &FieldOrder,
        asks: &[Mistake],
        completes: Option<MessageId>,
    ) -> Result<Heard, Vec<Objection>> {
        let teller = self.teller(&self.incoming.id);
        let (drafts, more) = self.act(meaning, order, self.incoming.at, &teller)?;
        let asks = asks.iter().cloned().chain(more).collect();
        Ok(Heard::Understood {
            order: order.facts.order.clone(),
            completes,
            drafts,
            asks,
        })
    }

    /// Just a number: it completes the report that was asked about, placed when that one was sent.
    // rule: SMS-5
    fn complete(&self, order: &FieldOrder) -> Result<Heard, Vec<Objection>> {
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
        let meaning = self.meaning_of(first).ok_or_else(alone)?;
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

    /// The question that is settled because the same was now sent whole, with a number.
    fn answers_question(&self, meaning: &Meaning, order: &FieldOrder) -> Option<MessageId> {
        let (question, first) = self.open_question()?;
        let same = |asked: &Meaning| std::mem::discriminant(asked) == std::mem::discriminant(meaning);
        let answers = question.candidates.contains(&order.facts.order)
            && self.meaning_of(first).as_ref().is_some_and(same);
        answers.then(|| question.message.clone())
    }

    fn teller<'b>(&self, message: &'b MessageId) -> Teller<'b>
    where
        'a: 'b,
    {
        let actor = Some(Actor::Person(self.person.clone()));
        Teller {
            context: self.incoming.context,
            person: self.person,
            message: Some(message),
            actor,
        }
    }

    /// A gateway whose clock runs far ahead of ours is looked at; its messages are placed at the time received.
    // rule: SMS-6
    fn flag_time_ahead(&self, number: &OrderNumber) -> Vec<Draft<FieldEvent>> {
        let order = self.state().order(number).filter(|_| self.incoming.is_ahead);
        let teller = self.teller(&self.incoming.id);
        let flag = |order: &FieldOrder| {
            teller.flag(
                order,
                order.last_visit(),
                FlagKind::SentInFuture,
                None,
                self.incoming.at,
            )
        };
        order.map(flag).unwrap_or_default()
    }

    /// The question which order is meant, with the first few of them.
    fn which(&self, what: &Sentence, candidates: &[OrderNumber]) -> String {
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

#[cfg(test)]
mod tests;
