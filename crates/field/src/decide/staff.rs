//! Understands what the staff write: sender, order and meaning put together (SMS-2 to SMS-8, SMS-13).

use std::borrow::Cow;

use decider::Draft;
use proto::field::{
    AnswerKind, FieldEvent, FlagKind, MessageNotUnderstood, MessageSettled, MessageUnderstood, Mistake,
    WhichOrderAsked,
};
use types::{Actor, Instant, MessageId, OrderNumber, PersonId, Sentence};

use super::acts::title;
use super::answers::{Reply, all_at_once};
use super::intake::Incoming;
use super::placing::Teller;
use super::resolve::Search;
use crate::State;
use crate::mistake::Objection;
use crate::order::FieldOrder;
use crate::people::belongs;
use crate::text::{self, Meaning, ReasonWords, Understood};

/// Why a text that was asked about in vain needs nobody any more.
const SAID_AGAIN: &str = "同样的报告又发了一次";

/// What a message led to.
pub(super) enum Heard {
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
        /// An earlier text that said the same and was asked about in vain.
        repeats: Option<MessageId>,
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
            repeats,
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
            let settled = repeats.map(|message| {
                Draft::of(MessageSettled {
                    message,
                    order: None,
                    note: SAID_AGAIN.to_owned(),
                })
            });
            let asks = [Draft::of(asked), answer(None, AnswerKind::Question, text)];
            settled.into_iter().chain(asks).collect()
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
    pub(super) fn state(&self) -> &'a State {
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
        let about = named.as_ref().map(|order| order.facts.order.clone());
        let heard = match (meaning, foreign) {
            (_, Some(objection)) => Err(vec![objection]),
            (None, None) => {
                return Heard::Nothing {
                    order: about,
                    mistakes,
                };
            }
            (Some(meaning), None) => self.mean(&meaning, named.as_deref(), &mistakes),
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
    fn own_order(&self, number: &OrderNumber) -> Result<Cow<'a, FieldOrder>, Objection> {
        let order = self
            .state()
            .order(number)
            .ok_or_else(|| Objection::UnknownOrder {
                order: number.clone(),
            })?;
        if belongs(
            self.incoming.context.masters(),
            &order,
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
            (Meaning::OrderOnly, Some(order)) => self.complete(order, None),
            (Meaning::Eta { at }, Some(order)) if self.asked_to_depart(order).is_some() => {
                self.complete(order, Some(*at))
            }
            (_, Some(order)) => self.understood(meaning, order, asks),
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
                self.understood(meaning, &order, asks)
            }
            _ => Ok(Heard::Which {
                what,
                candidates,
                asks: asks.to_vec(),
                repeats: self.asked_before(meaning),
            }),
        }
    }

    fn understood(
        &self,
        meaning: &Meaning,
        order: &FieldOrder,
        asks: &[Mistake],
    ) -> Result<Heard, Vec<Objection>> {
        let teller = self.teller(&self.incoming.id);
        let whole = self.with_what_was_asked(meaning, order);
        let (drafts, more) = self.act(&whole, order, self.incoming.at, &teller)?;
        let completes = self.answers_question(meaning, order);
        let asks = asks.iter().cloned().chain(more).collect();
        Ok(Heard::Understood {
            order: order.facts.order.clone(),
            completes,
            drafts,
            asks,
        })
    }

    pub(super) fn teller<'b>(&self, message: &'b MessageId) -> Teller<'b>
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
        order.as_deref().map(flag).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
