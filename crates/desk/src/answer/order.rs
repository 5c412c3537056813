//! One order's whole page.

use std::borrow::Cow;

use proto::desk::{
    AttachedCall, Cancelled, Correction, Crew, FlagShown, Note, OrderPage, OrderQuery, PlanShown, Solution,
    TimelineEntry, UnrepairedShown, VisitShown,
};
use proto::field::Companion;
use proto::{Class, Rejection};
use types::{Instant, OrderNumber};

use super::names::{Named, open_phone};
use super::{actions, board, claims, clock, closing, follow_ups, messages, parts, report};
use crate::Model;
use crate::model::{InStory, Kept, OrderStory, OutStory, PlanKept, VisitKept};
use crate::words::Teller;

/// The messages about an order, brought back from wherever they are.
#[derive(Default)]
pub(super) struct Messages<'a> {
    incoming: Vec<Cow<'a, InStory>>,
    outgoing: Vec<Cow<'a, OutStory>>,
}

impl<'a> Messages<'a> {
    pub(super) fn of(model: &'a Model, story: &OrderStory) -> Self {
        let incoming = story.messages_in.iter();
        let outgoing = story.messages_out.iter();
        Self {
            incoming: incoming.filter_map(|id| model.messages_in.get(id)).collect(),
            outgoing: outgoing.filter_map(|id| model.messages_out.get(id)).collect(),
        }
    }
}

pub(super) fn page(model: &Model, query: &OrderQuery, now: Instant) -> Result<OrderPage, Rejection> {
    let story = model
        .orders
        .get(&query.order)
        .ok_or_else(|| unknown(&query.order))?;
    let named = Named::of(model);
    let messages = Messages::of(model, story);
    Ok(OrderPage {
        summary: board::summary(model, story, now),
        hours: story.facts.hours,
        second_order_reason: story.second_order_reason.clone(),
        stopgap: story.stopgap.clone(),
        solution: solution(story, &named),
        cancelled: cancelled(story, &named),
        plans: story
            .plans
            .iter()
            .map(|(number, plan)| plan_shown(*number, plan, story, &named))
            .collect(),
        visits: story
            .visits
            .iter()
            .map(|(number, visit)| visit_shown(*number, visit, story, &named))
            .collect(),
        clocks: story
            .clocks
            .values()
            .map(|kept| clock::page(kept, &named, now))
            .collect(),
        timeline: timeline(model, story, &messages, |_| true),
        messages_in: messages
            .incoming
            .iter()
            .map(|message| messages::shown_in(message, &named))
            .collect(),
        messages_out: messages
            .outgoing
            .iter()
            .map(|message| messages::shown_out(message, &named))
            .collect(),
        notes: notes(story, &named),
        follow_ups: story
            .follow_ups
            .values()
            .map(|kept| follow_ups::shown(kept, &named, now))
            .collect(),
        attached_calls: attached_calls(story),
        flags: flags(story),
        position: story.facts.position,
        taken_over: story.taken_over.clone(),
        station_calls: closing::station_calls(story, &named),
        urgings: closing::urgings(story, &named),
        unrepaired_confirmations: closing::confirmations(story, &named),
        call_backs: closing::call_backs(story, &named),
        report: report::shown(story, &named),
        papers: closing::papers(story, &named),
        closing: closing::closing(story, &named),
        repeat: closing::repeat(story, &named),
        repeated_by: closing::repeated_by(model, &query.order),
        claim: claims::is_listed(story).then(|| claims::row(story, &named, now)),
        parts: parts::of_order(story, &named, now),
        actions: actions::of(story, &named, now),
    })
}

pub(super) fn unknown(order: &OrderNumber) -> Rejection {
    Rejection::new(
        Class::Unknown,
        "order.unknown",
        format!("没有工单 {order}，请核对号码"),
        format!("there is no order {order}; check the number"),
    )
    .with("order", order.as_str())
}

/// The records about an order, wherever they stand, by when they happened.
pub(super) fn timeline(
    model: &Model,
    story: &OrderStory,
    messages: &Messages<'_>,
    wanted: impl Fn(&Kept) -> bool,
) -> Vec<TimelineEntry> {
    let of_in = messages.incoming.iter().flat_map(|message| &message.records);
    let of_out = messages.outgoing.iter().flat_map(|message| &message.records);
    let own = story.records.records(model.shelf.as_deref());
    let all = own.iter().chain(of_in).chain(of_out);
    let mut records: Vec<&Kept> = all.filter(|kept| wanted(kept)).collect();
    records.sort_by_key(|kept| kept.place());
    let teller = Teller::of(model, &story.facts.order);
    records
        .into_iter()
        .filter_map(|kept| entry(kept, &teller))
        .collect()
}

fn entry(kept: &Kept, teller: &Teller<'_>) -> Option<TimelineEntry> {
    let event = kept.event()?;
    Some(TimelineEntry {
        log: kept.log,
        frame: kept.frame,
        kind: event.kind().name.to_owned(),
        occurred_at: kept.occurred_at,
        recorded_at: kept.recorded_at,
        actor: teller.named.actor(&kept.actor),
        sentence: teller.tell(&event)?,
    })
}

fn solution(story: &OrderStory, named: &Named<'_>) -> Option<Solution> {
    let solved = story.solution.as_ref()?;
    let by = solved.by.as_ref().map(|id| named.person(id));
    Some(Solution {
        text: solved.solution.clone(),
        at: solved.at,
        by,
    })
}

fn cancelled(story: &OrderStory, named: &Named<'_>) -> Option<Cancelled> {
    let (cancelled, at) = story.cancelled.as_ref()?;
    let reason = named.cancel_reason(&cancelled.reason);
    Some(Cancelled {
        reason,
        note: cancelled.note.clone(),
        at: *at,
    })
}

fn plan_shown(number: u32, plan: &PlanKept, story: &OrderStory, named: &Named<'_>) -> PlanShown {
    PlanShown {
        plan: number,
        visit: plan.visit,
        station: plan.station.as_ref().map(|id| named.station(id)),
        state: story.state_of(plan),
        depart_at: plan.depart_at,
        lead: plan.lead.as_ref().map(|id| named.person(id)),
        companions: named.people(&plan.companions),
        inputs: plan.inputs.clone(),
        made_at: plan.made_at,
        by: plan.by.as_ref().map(|id| named.person(id)),
        message: plan.message.clone(),
        reason: plan.reason.clone(),
    }
}

fn visit_shown(number: u32, visit: &VisitKept, story: &OrderStory, named: &Named<'_>) -> VisitShown {
    let planned = story
        .plans
        .values()
        .rev()
        .find(|plan| plan.visit == number)
        .and_then(|plan| plan.lead.as_ref());
    VisitShown {
        visit: number,
        lead: visit.lead.as_ref().or(planned).map(|id| named.person(id)),
        companions: crews(visit, named),
        acknowledged: visit.acknowledged,
        departed: visit.departed,
        eta: visit.eta,
        arrived: visit.arrived,
        repaired: visit.repaired,
        unrepaired: visit.unrepaired.as_ref().map(|left| UnrepairedShown {
            at: left.at,
            reason: named.unrepaired_reason(&left.reason),
            words: left.words.clone(),
        }),
        corrections: visit
            .corrections
            .iter()
            .map(|(said, recorded_at)| Correction {
                of: said.of,
                was: said.was,
                at: said.at,
                by: named.person(&said.by),
                recorded_at: *recorded_at,
            })
            .collect(),
    }
}

/// Who went along on a visit.
pub(super) fn crews(visit: &VisitKept, named: &Named<'_>) -> Vec<Crew> {
    let companions = visit.companions.iter();
    companions.map(|companion| crew(companion, named)).collect()
}

fn crew(companion: &Companion, named: &Named<'_>) -> Crew {
    match companion {
        Companion::Known { person } => Crew::Known(named.person(person)),
        Companion::Unknown { said } => Crew::Unknown(said.to_string()),
    }
}

fn notes(story: &OrderStory, named: &Named<'_>) -> Vec<Note> {
    let shown = story.notes.iter();
    shown
        .map(|(note, at, by)| Note {
            text: note.text.to_string(),
            at: *at,
            by: named.actor(by),
        })
        .collect()
}

fn attached_calls(story: &OrderStory) -> Vec<AttachedCall> {
    let shown = |call: &proto::hotline::CallAttached| AttachedCall {
        called_at: call.called_at,
        phone: open_phone(&call.caller.phone),
        name: call.caller.name.as_ref().map(ToString::to_string),
        said: call.said.clone(),
    };
    story.calls.iter().map(shown).collect()
}

fn flags(story: &OrderStory) -> Vec<FlagShown> {
    let shown = |(flagged, at): &(proto::field::ReportFlagged, Instant)| FlagShown {
        flag: flagged.flag,
        title: flagged.flag.title(),
        visit: flagged.visit,
        about: flagged.about.to_string(),
        at: *at,
    };
    story.flags.iter().map(shown).collect()
}

#[cfg(test)]
mod aftermath;
#[cfg(test)]
mod tests;
