//! Does what the staff say about an order: reports, an expected arrival, the station's reply, corrections.

use proto::field::{Happened, Mistake, ReportKind};
use types::{Instant, Sentence};

use super::correct;
use super::filing::{none_replaced, replaced};
use super::placing::{Teller, since_opened};
use super::staff::{Acted, Listener};
use crate::mistake::Objection;
use crate::order::{FieldOrder, Place};
use crate::text::Meaning;

/// The reason for everything that none of the others names (ORD-11).
const OTHER: &str = "other";

impl Listener<'_> {
    /// Does what a text says about an order; `sent_at` is when it was said.
    pub(super) fn act(
        &self,
        meaning: &Meaning,
        order: &FieldOrder,
        sent_at: Instant,
        teller: &Teller<'_>,
    ) -> Acted {
        let report = |happened: Happened, at: Option<Instant>| {
            self.report(order, &happened, at.unwrap_or(sent_at), teller)
        };
        match meaning {
            Meaning::Depart { at, eta, companions } => report(
                Happened::Departed {
                    eta: *eta,
                    companions: companions.clone(),
                },
                *at,
            ),
            Meaning::Arrive { at } => report(Happened::Arrived, *at),
            Meaning::Repaired { at } => report(Happened::Repaired, *at),
            Meaning::Unrepaired { reason, words } => {
                let reason = self.reason(reason.as_deref())?;
                report(
                    Happened::LeftUnrepaired {
                        reason,
                        words: words.clone(),
                    },
                    None,
                )
            }
            Meaning::Acknowledge => report(Happened::Acknowledged, None),
            Meaning::Eta { at } => self.eta(order, *at, sent_at, teller),
            Meaning::Plan {
                depart_at,
                engineers,
                perhaps,
            } => self.plan(order, *depart_at, (engineers, perhaps), sent_at, teller),
            Meaning::PhoneSolved { solution } => self.solved(order, solution, sent_at, teller),
            Meaning::Correction { of, at } => {
                let drafts = correct::correct(order, *of, *at, sent_at, teller)?;
                Ok((drafts, Vec::new()))
            }
            Meaning::Parts { parts } => replaced(order, parts, sent_at, teller),
            Meaning::NoParts => none_replaced(order, sent_at, teller),
            Meaning::OrderOnly | Meaning::StopMessages => Err(Objection::NumberAlone {
                order: order.facts.order.clone(),
            }
            .into()),
        }
    }

    fn report(&self, order: &FieldOrder, happened: &Happened, at: Instant, teller: &Teller<'_>) -> Acted {
        let at = since_opened(self.incoming.context, order, at).ok_or_else(|| self.before(order))?;
        self.same_eta(order, happened, at)?;
        let taken = teller.take(order, happened, at);
        let asks = taken.asks_eta.then(eta_question).into_iter().collect();
        Ok((taken.drafts, asks))
    }

    /// A departure said again with another ETA is no repeat: its clock runs to the first one, so it is asked about.
    // rule: ORD-9
    fn same_eta(&self, order: &FieldOrder, happened: &Happened, at: Instant) -> Result<(), Objection> {
        let Happened::Departed { eta: Some(eta), .. } = happened else {
            return Ok(());
        };
        let Place::AlreadyThere(visit) = order.place(ReportKind::Departed, at) else {
            return Ok(());
        };
        let visit = order.visits.get(&visit).filter(|visit| visit.is_on_the_way());
        let departure = visit.and_then(|visit| visit.departed.as_ref());
        match departure.and_then(|departure| departure.eta) {
            Some(known) if known != *eta => Err(Objection::EtaGiven {
                eta: known,
                zone: self.zone(order),
            }),
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn before(&self, order: &FieldOrder) -> Objection {
        let (number, opened_at) = (order.facts.order.clone(), order.facts.opened_at);
        Objection::BeforeOrder {
            order: number,
            opened_at,
            zone: self.zone(order),
        }
    }

    fn zone(&self, order: &FieldOrder) -> chrono_tz::Tz {
        let context = self.incoming.context;
        context
            .masters()
            .zone(order.facts.station.as_ref(), context.policy().zone())
    }

    /// Words that fit no reason are "other", where the policy has that.
    // rule: ORD-11
    fn reason(&self, found: Option<&str>) -> Result<String, Objection> {
        let reasons = self.incoming.context.policy().unrepaired_reasons();
        let code = found.unwrap_or(OTHER);
        if reasons.iter().any(|known| known.reason.code == code) {
            return Ok(code.to_owned());
        }
        Err(Objection::ReasonUnknown {
            known: reasons.iter().map(|known| known.reason.name.clone()).collect(),
        })
    }

    /// An expected arrival by itself: the answer to our question for it.
    // rule: ORD-9
    fn eta(&self, order: &FieldOrder, eta: Instant, sent_at: Instant, teller: &Teller<'_>) -> Acted {
        let number = order.last_visit();
        let visit = order.visits.get(&number);
        let reached = visit
            .and_then(|visit| visit.arrived.as_ref())
            .is_some_and(|arrived| sent_at <= arrived.at);
        let Some(departure) = visit.and_then(|visit| visit.departed.as_ref()) else {
            return Err(Objection::NotOnTheWay {
                order: order.facts.order.clone(),
            }
            .into());
        };
        match departure.eta {
            Some(known) if known == eta => Ok((Vec::new(), Vec::new())),
            Some(known) => Err(Objection::EtaGiven {
                eta: known,
                zone: self.zone(order),
            }
            .into()),
            None if reached => Ok((Vec::new(), Vec::new())),
            None if !visit.is_some_and(|visit| visit.is_on_the_way()) => Err(Objection::NotOnTheWay {
                order: order.facts.order.clone(),
            }
            .into()),
            None => Ok((teller.late_eta(order, number, eta), Vec::new())),
        }
    }
}

// rule: ORD-9
fn eta_question() -> Mistake {
    Mistake {
        code: "ORD-9.eta_missing".to_owned(),
        sentence: Sentence::new(
            "出发已记录，请回复预计到达时间，如：14:30",
            "departure noted; when will you be there? Please answer with the time, 14:30",
        ),
    }
}

/// What a text is about, as its keyword.
pub(super) fn title(meaning: &Meaning) -> Sentence {
    let (zh, en) = match meaning {
        Meaning::Depart { .. } => ("出发", "DEPART"),
        Meaning::Eta { .. } => ("预计到达时间", "ETA"),
        Meaning::Arrive { .. } => ("到达", "ARRIVE"),
        Meaning::Repaired { .. } => ("修复", "DONE"),
        Meaning::Unrepaired { .. } => ("未修复", "UNFIXED"),
        Meaning::Plan { .. } => ("计划", "PLAN"),
        Meaning::PhoneSolved { .. } => ("电话解决", "PHONE"),
        Meaning::Acknowledge => ("收到", "OK"),
        Meaning::Correction { .. } => ("更正", "CORRECT"),
        Meaning::Parts { .. } => ("换件", "PARTS"),
        Meaning::NoParts => ("未换件", "NO PARTS"),
        Meaning::OrderOnly => ("工单", "ORDER"),
        Meaning::StopMessages => ("退订", "TD"),
    };
    Sentence::new(zh, en)
}
