//! An engineer's day: the visits they lead or go along on, planned and under way.

use proto::desk::{Crew, NamedPerson, OrderSummary};

use crate::Frame;
use crate::texts::{OrderTexts, StationTexts};
use crate::write::Moment;

/// A visit as its engineers' day shows it.
pub(super) struct Trip<'a> {
    pub(super) href: String,
    pub(super) order: &'a str,
    pub(super) machine_down: bool,
    pub(super) machine: String,
    pub(super) customer: &'a str,
    pub(super) site: &'a str,
    /// How far it is.
    pub(super) state: &'static str,
    /// Departure, arrival expected and real, each with its word.
    pub(super) times: Vec<(&'static str, Moment)>,
    /// Who else goes.
    pub(super) with: String,
    /// Whether they lead it.
    pub(super) leads: bool,
}

/// The visits of open orders that an engineer leads or goes along on, and that are not over before today; the earliest
/// first.
pub(super) fn of<'a>(engineer: &NamedPerson, orders: &'a [OrderSummary], frame: &Frame<'a>) -> Vec<Trip<'a>> {
    let today = frame.now.local(frame.zone).date_naive();
    let is_past = |order: &OrderSummary| {
        let ended = order.trip.as_ref().and_then(|trip| trip.ended);
        ended.is_some_and(|at| at.local(frame.zone).date_naive() < today)
    };
    let mut own: Vec<&OrderSummary> = orders
        .iter()
        .filter(|order| goes(engineer, order) && !is_past(order))
        .collect();
    own.sort_by_key(|order| {
        let trip = order.trip.as_ref();
        trip.and_then(|trip| trip.departed.or(trip.depart_at).or(trip.arrived))
    });
    own.into_iter()
        .map(|order| shown(engineer, order, frame))
        .collect()
}

fn goes(engineer: &NamedPerson, order: &OrderSummary) -> bool {
    let leads = order.lead.as_ref().is_some_and(|lead| lead.id == engineer.id);
    let trip = order.trip.as_ref();
    let along = trip.is_some_and(|trip| trip.companions.iter().any(|one| is_known_as(one, engineer)));
    leads || along
}

fn is_known_as(one: &Crew, engineer: &NamedPerson) -> bool {
    match one {
        Crew::Known(person) => person.id == engineer.id,
        Crew::Unknown(_) => false,
    }
}

fn shown<'a>(engineer: &NamedPerson, order: &'a OrderSummary, frame: &Frame<'a>) -> Trip<'a> {
    let (s, o) = (
        StationTexts::of(frame.language()),
        OrderTexts::of(frame.language()),
    );
    let trip = order.trip.as_ref();
    let at = |word, at: Option<types::Instant>| at.map(|at| (word, frame.moment(&at)));
    let times = [
        at(o.depart_at, trip.and_then(|trip| trip.depart_at)),
        at(o.departed, trip.and_then(|trip| trip.departed)),
        at(o.eta, trip.and_then(|trip| trip.eta)),
        at(o.arrived, trip.and_then(|trip| trip.arrived)),
        at(s.left, trip.and_then(|trip| trip.ended)),
    ];
    let customer = order.customer.as_ref().map(|customer| customer.name.as_str());
    Trip {
        href: format!("/orders/{}", order.order),
        order: order.order.as_str(),
        machine_down: order.machine_down,
        machine: order
            .machine
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        customer: customer.or(order.caller.as_deref()).unwrap_or_default(),
        site: &order.site,
        state: match trip {
            Some(trip) if trip.ended.is_some() => s.over,
            Some(trip) if trip.arrived.is_some() => s.on_site,
            Some(trip) if trip.departed.is_some() => s.under_way,
            Some(_) | None => s.planned,
        },
        times: times.into_iter().flatten().collect(),
        with: others(engineer, order).join(frame.comma()),
        leads: order.lead.as_ref().is_some_and(|lead| lead.id == engineer.id),
    }
}

/// The names of everybody else on a visit, who leads it first.
fn others<'a>(engineer: &NamedPerson, order: &'a OrderSummary) -> Vec<&'a str> {
    let lead = order.lead.iter().filter(|lead| lead.id != engineer.id);
    let along = order.trip.iter().flat_map(|trip| &trip.companions);
    let along = along
        .filter(|one| !is_known_as(one, engineer))
        .map(|one| match one {
            Crew::Known(person) => person.name.as_str(),
            Crew::Unknown(said) => said.as_str(),
        });
    lead.map(|lead| lead.name.as_str()).chain(along).collect()
}
