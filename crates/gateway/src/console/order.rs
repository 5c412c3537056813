//! An order's page, and the forms on it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{Form, Offers, OrderView, Refused, order_form};
use proto::desk::{Answered, NamedPerson, OrderPage, OrderQuery, Query};
use proto::directory::Station;
use serde::Deserialize;
use sla::policy::Policy;
use types::{Instant, OrderNumber};

use super::answer::{Written, shown};
use super::asked::{ask_desk, people_of, policy, stations};
use super::forms::{self, FormPage};
use super::sent::Sent;
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::{Params, Place};
use crate::refusal::Refusal;

/// Which moment of an order's history is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Moment {
    /// Up to which record it is shown, the first is 0.
    #[serde(default)]
    entry: Option<usize>,
}

/// An order now, with whatever its forms offer.
struct Known {
    order: Answered<OrderPage>,
    policy: Arc<Policy>,
    stations: Vec<Station>,
    people: Vec<NamedPerson>,
}

impl FormPage for Known {
    type About = OrderNumber;

    async fn of(gate: &Gate, visit: &Visit, number: &OrderNumber) -> Result<Self, Refusal> {
        let caller = &visit.caller;
        let query = OrderQuery {
            order: number.clone(),
        };
        let order = ask_desk::<OrderPage>(gate, caller, None, Query::Order(query));
        let (order, stations, policy) =
            futures::try_join!(order, stations(gate, caller), policy(gate, caller))?;
        let people = match &order.answer.summary.station {
            Some(station) => people_of(gate, caller, &station.id).await?,
            None => Vec::new(),
        };
        Ok(Self {
            order,
            policy,
            stations,
            people,
        })
    }

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn form(&self, visit: &Visit, _: &OrderNumber, command: &str) -> Option<Form> {
        order_form(command, &self.offers(visit, &self.order.answer))
    }

    fn page(&self, visit: &Visit, _: &OrderNumber, refused: Option<Refused<'_>>) -> Written {
        let view = OrderView {
            offers: self.offers(visit, &self.order.answer),
            moments: &self.moments(),
            past: None,
            refused,
        };
        let frame = visit.frame(console::Place::Elsewhere, self.order.as_of, &self.policy);
        Ok(view.page(&frame)?)
    }

    fn after(&self, number: &OrderNumber, _: &str) -> String {
        format!("/orders/{number}#actions")
    }
}

impl Known {
    fn offers<'a>(&'a self, visit: &Visit, page: &'a OrderPage) -> Offers<'a> {
        Offers {
            page,
            policy: &self.policy,
            stations: &self.stations,
            people: &self.people,
            language: visit.visitor.language,
        }
    }

    /// When each record was written, the first first.
    fn moments(&self) -> Vec<Instant> {
        let mut moments: Vec<Instant> = self
            .order
            .answer
            .timeline
            .iter()
            .map(|entry| entry.recorded_at)
            .collect();
        moments.sort_unstable();
        moments
    }
}

pub(super) async fn order(
    State(gate): State<Gate>,
    visit: Visit,
    number: Result<Place<OrderNumber>, Refusal>,
    moment: Result<Params<Moment>, Refusal>,
) -> Response {
    let written = match (number, moment) {
        (Ok(Place(number)), Ok(Params(moment))) => written(&gate, &visit, number, &moment).await,
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    shown(&visit, written)
}

async fn written(gate: &Gate, visit: &Visit, number: OrderNumber, moment: &Moment) -> Written {
    let known = Known::of(gate, visit, &number).await?;
    let moments = known.moments();
    let chosen = moment.entry.filter(|entry| entry + 1 < moments.len());
    let past = match chosen.and_then(|entry| moments.get(entry)) {
        Some(at) => {
            let query = Query::Order(OrderQuery { order: number });
            Some(ask_desk::<OrderPage>(gate, &visit.caller, Some(at.to_string()), query).await?)
        }
        None => None,
    };
    let shown = past.as_ref().unwrap_or(&known.order);
    let frame = visit.frame(console::Place::Elsewhere, shown.as_of, &known.policy);
    let view = OrderView {
        offers: known.offers(visit, &shown.answer),
        moments: &moments,
        past: past.as_ref().and(chosen),
        refused: None,
    };
    Ok(if visit.wants_part {
        view.part(&frame)?
    } else {
        view.page(&frame)?
    })
}

/// Sends a command about an order.
pub(super) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<Place<(OrderNumber, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    forms::act::<Known>(&gate, &visit, place.map(|Place(wanted)| wanted), sent).await
}
