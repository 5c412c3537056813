//! The sections of an order's page, line by line.

use proto::desk::{Crew, FollowUpState, NamedPerson, OrderPage, PlanState, TimelineEntry};
use proto::directory::Station;
use types::Instant;

use crate::texts::OrderTexts;
use crate::write::Moment;
use crate::{Frame, place};

/// Something the order says of itself.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) value: String,
}

/// A row of a section.
pub(crate) struct Line {
    pub(crate) at: Option<Moment>,
    pub(crate) recorded: Option<Moment>,
    pub(crate) who: String,
    pub(crate) mark: String,
    pub(crate) text: String,
    pub(crate) place: String,
}

impl Line {
    fn at(at: Option<Moment>, text: impl Into<String>) -> Self {
        Self {
            at,
            recorded: None,
            who: String::new(),
            mark: String::new(),
            text: text.into(),
            place: String::new(),
        }
    }

    fn by(mut self, who: impl Into<String>) -> Self {
        self.who = who.into();
        self
    }

    fn marked(mut self, mark: impl Into<String>) -> Self {
        self.mark = mark.into();
        self
    }
}

fn name_of(person: Option<&NamedPerson>) -> String {
    person.map(|person| person.name.clone()).unwrap_or_default()
}

pub(super) fn facts(page: &OrderPage, stations: &[Station], frame: &Frame<'_>) -> Vec<Fact> {
    let (o, row) = (OrderTexts::of(frame.language()), &page.summary);
    let customer = row.customer.as_ref();
    let caller = row.caller.clone().unwrap_or_default();
    let phone = row
        .caller_phone
        .as_ref()
        .map(|phone| frame.phone(phone))
        .unwrap_or_default();
    let station = row.station.as_ref();
    let home = place::station(station.map(|station| &station.id), stations);
    let position = page
        .position
        .as_ref()
        .map(|position| place::seen(position, home, frame));
    let repeats: Vec<&str> = page.repeated_by.iter().map(|order| order.as_str()).collect();
    let cancelled = page
        .cancelled
        .as_ref()
        .map(|cancelled| format!("{} {}", frame.say(&cancelled.reason.title), cancelled.note));
    let claim = page.claim.as_ref().map(|claim| {
        let number = claim.claim.as_ref().map(ToString::to_string).unwrap_or_default();
        let amounts = format!("{} {}", o.claimed, claim.claimed);
        format!("{number} {} · {amounts}", frame.say(&claim.state_title))
    });
    let all = [
        (o.fault, Some(row.fault.clone())),
        (o.machine, row.machine.as_ref().map(ToString::to_string)),
        (o.said, row.machine_said.as_ref().map(ToString::to_string)),
        (o.model, row.model.clone()),
        (o.hours, page.hours.map(|hours| hours.to_string())),
        (
            o.customer,
            customer.map(|customer| format!("{} {}", customer.name, customer.id)),
        ),
        (o.caller, Some(format!("{caller} {phone}"))),
        (o.site, Some(row.site.clone())),
        (o.position, position),
        (
            o.station,
            station.map(|station| format!("{} · {}", station.name, station.region)),
        ),
        (
            o.operator,
            row.operator.as_ref().map(|person| person.name.clone()),
        ),
        (o.lead, row.lead.as_ref().map(|person| person.name.clone())),
        (o.called_at, Some(frame.moment(&row.opened_at).people)),
        (o.step_since, Some(frame.moment(&row.step_since).people)),
        (o.second_order, page.second_order_reason.clone()),
        (o.stopgap, page.stopgap.clone()),
        (
            o.solution,
            page.solution.as_ref().map(|solution| solution.text.clone()),
        ),
        (o.cancelled, cancelled),
        (o.repeated_by, Some(repeats.join(" "))),
        (o.claim, claim),
    ];
    let known = all
        .into_iter()
        .filter_map(|(name, value)| Some(Fact { name, value: value? }));
    known.filter(|fact| !fact.value.trim().is_empty()).collect()
}

fn plans(page: &OrderPage, frame: &Frame<'_>) -> Vec<Line> {
    let o = OrderTexts::of(frame.language());
    let shown = page.plans.iter().map(|plan| {
        let state = match plan.state {
            PlanState::Standing => o.standing,
            PlanState::CarriedOut => o.carried_out,
            PlanState::Replaced => o.replaced,
            PlanState::Withdrawn => o.withdrawn,
        };
        let crew = plan.lead.iter().chain(&plan.companions);
        let crew: Vec<&str> = crew.map(|person| person.name.as_str()).collect();
        let inputs = plan.inputs.as_ref().map_or_else(String::new, |inputs| {
            let four = [
                &inputs.parts,
                &inputs.engineers,
                &inputs.agreed_with_customer,
                &inputs.arrears,
            ];
            four.map(String::as_str).join(" · ")
        });
        let why = plan.reason.as_deref().unwrap_or_default();
        let text = [inputs.as_str(), why].into_iter().filter(|text| !text.is_empty());
        let text: Vec<&str> = text.collect();
        Line::at(Some(frame.moment(&plan.depart_at)), text.join(" — "))
            .by(crew.join(frame.comma()))
            .marked(format!("{} {} · {state}", o.plan, plan.plan))
    });
    shown.collect()
}

fn visits(page: &OrderPage, frame: &Frame<'_>) -> Vec<Line> {
    let o = OrderTexts::of(frame.language());
    let shown = page.visits.iter().map(|visit| {
        let when =
            |word: &str, at: Option<Instant>| at.map(|at| format!("{word} {}", frame.moment(&at).people));
        let left = visit.unrepaired.as_ref();
        let why = left.map(|left| format!("{} {}", frame.say(&left.reason.title), left.words));
        let all = [
            when(o.acknowledged, visit.acknowledged),
            when(o.departed, visit.departed),
            when(o.eta, visit.eta),
            when(o.arrived, visit.arrived),
            when(o.repaired, visit.repaired),
            when(o.unrepaired, left.map(|left| left.at)),
            why,
        ];
        let text: Vec<String> = all.into_iter().flatten().collect();
        let with = visit.companions.iter().map(|one| match one {
            Crew::Known(person) => person.name.clone(),
            Crew::Unknown(said) => said.clone(),
        });
        let crew: Vec<String> = visit
            .lead
            .iter()
            .map(|lead| lead.name.clone())
            .chain(with)
            .collect();
        Line::at(None, text.join(" · "))
            .by(crew.join(frame.comma()))
            .marked(format!("{} {}", o.visit, visit.visit))
    });
    shown.collect()
}

/// The newest first.
pub(crate) fn timeline(timeline: &[TimelineEntry], frame: &Frame<'_>) -> Vec<Line> {
    let shown = timeline.iter().rev().map(|entry| Line {
        at: Some(frame.moment(&entry.occurred_at)),
        recorded: Some(frame.moment(&entry.recorded_at)),
        who: frame.say(&entry.actor.name).to_owned(),
        mark: entry.kind.clone(),
        text: frame.text(frame.say(&entry.sentence)),
        place: format!("{}#{}", entry.log.as_str(), entry.frame),
    });
    shown.collect()
}

/// Both ways, the newest first.
fn messages(page: &OrderPage, frame: &Frame<'_>) -> Vec<Line> {
    let o = OrderTexts::of(frame.language());
    let incoming = page.messages_in.iter().map(|message| {
        let sender = message.sender.as_ref().map(|who| frame.say(&who.name).to_owned());
        let phone = message.from.as_ref().map(|phone| frame.phone(phone));
        let mark = format!("{} · {}", o.message_in, frame.say(&message.outcome.title()));
        let who = sender.or(phone).unwrap_or_default();
        (message.received_at, message.text.clone(), who, mark)
    });
    let outgoing = page.messages_out.iter().map(|message| {
        let mark = format!("{} · {}", o.message_out, frame.say(&message.state.title()));
        let who = frame.say(&message.recipient.name).to_owned();
        (message.queued_at, message.text.clone(), who, mark)
    });
    let mut all: Vec<_> = incoming.chain(outgoing).collect();
    all.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    all.into_iter()
        .map(|(at, text, who, mark)| {
            Line::at(Some(frame.moment(&at)), frame.text(&text))
                .by(who)
                .marked(mark)
        })
        .collect()
}

fn old_parts(page: &OrderPage, frame: &Frame<'_>) -> Vec<Line> {
    let shown = page.parts.iter().map(|part| {
        let text = format!("{} {} × {}", part.part_number, part.name, part.quantity);
        Line::at(Some(frame.moment(&part.since)), text)
            .by(part.tag.to_string())
            .marked(frame.say(&part.state_title))
    });
    shown.collect()
}

/// Each kind of line under its title; nothing without lines.
pub(super) fn sections(page: &OrderPage, frame: &Frame<'_>) -> Vec<(&'static str, Vec<Line>)> {
    let o = OrderTexts::of(frame.language());
    let first = [
        (o.plans, plans(page, frame)),
        (o.visits, visits(page, frame)),
        (o.messages, messages(page, frame)),
        (o.parts, old_parts(page, frame)),
    ];
    let all = first.into_iter().chain(asides(page, frame));
    all.filter(|(_, lines)| !lines.is_empty()).collect()
}

/// Whatever else was written down.
fn asides(page: &OrderPage, frame: &Frame<'_>) -> [(&'static str, Vec<Line>); 10] {
    let o = OrderTexts::of(frame.language());
    let at = |at: &Instant| Some(frame.moment(at));
    let flags = page
        .flags
        .iter()
        .map(|flag| Line::at(at(&flag.at), &flag.about).marked(frame.say(&flag.title)));
    let notes = page
        .notes
        .iter()
        .map(|note| Line::at(at(&note.at), &note.text).by(frame.say(&note.by.name)));
    let follow_ups = page.follow_ups.iter().map(|kept| {
        let state = match kept.state {
            FollowUpState::Due => o.due,
            FollowUpState::Coming => o.coming,
            FollowUpState::Done => o.done,
        };
        Line::at(at(&kept.at), format!("{} {}", kept.text, kept.note))
            .by(name_of(kept.set_by.as_ref()))
            .marked(state)
    });
    let calls = page.attached_calls.iter().map(|call| {
        let phone = call
            .phone
            .as_ref()
            .map(|phone| frame.phone(phone))
            .unwrap_or_default();
        let name = call.name.clone().unwrap_or_default();
        Line::at(at(&call.called_at), &call.said).by(format!("{name} {phone}"))
    });
    let station_calls = page.station_calls.iter().map(|call| {
        let said = [&call.fault, &call.site, &call.customer_parts].map(String::as_str);
        Line::at(at(&call.at), said.join(" · ")).by(name_of(call.by.as_ref()))
    });
    let urgings = page
        .urgings
        .iter()
        .map(|urged| Line::at(at(&urged.at), &urged.note).by(name_of(urged.by.as_ref())));
    let call_backs = page.call_backs.iter().map(|called| {
        let t = crate::texts::ActionTexts::of(frame.language());
        let mark = called
            .satisfied
            .map_or(t.unreached, |yes| if yes { t.yes } else { t.no });
        Line::at(at(&called.at), called.words.as_deref().unwrap_or_default())
            .by(name_of(called.by.as_ref()))
            .marked(mark)
    });
    let confirmations = page.unrepaired_confirmations.iter().map(|kept| {
        Line::at(at(&kept.at), kept.note.as_deref().unwrap_or_default())
            .by(name_of(kept.by.as_ref()))
            .marked(frame.say(&kept.reason.title))
    });
    let lacks = page
        .closing
        .missing
        .iter()
        .map(|lack| Line::at(None, frame.say(lack)));
    let gaps = page.report.iter().flat_map(|report| &report.gaps);
    let gaps = gaps.map(|gap| Line::at(None, frame.say(&gap.sentence)));
    [
        (o.flags, flags.collect()),
        (o.closing, lacks.collect()),
        (o.report_gaps, gaps.collect()),
        (o.follow_ups, follow_ups.collect()),
        (o.notes, notes.collect()),
        (o.calls, calls.collect()),
        (o.station_calls, station_calls.collect()),
        (o.urgings, urgings.collect()),
        (o.call_backs, call_backs.collect()),
        (o.confirmations, confirmations.collect()),
    ]
}

/// Where each document is, and what it is called.
pub(super) fn documents(page: &OrderPage, frame: &Frame<'_>) -> Vec<(String, String)> {
    let all = page.report.iter().flat_map(|report| &report.documents);
    all.map(|shown| {
        let document = &shown.document;
        let name = crate::frame::query(&[("name", document.name.as_str())]);
        let href = format!("/api/v1/documents/{}?{name}", document.hash);
        (
            href,
            format!("{} {}", frame.say(&shown.kind_title), document.name),
        )
    })
    .collect()
}
