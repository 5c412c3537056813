//! An order's page, and the forms on it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use console::{Offers, OrderView, Refused, Typed, order_form};
use proto::desk::{Answered, NamedPerson, OrderPage, OrderQuery, Query};
use proto::directory::Station;
use serde::Deserialize;
use sla::policy::Policy;
use types::{Instant, OrderNumber, Sentence};

use super::answer::{Written, or_kept, page, shown, to};
use super::asked::{ask_desk, people_of, policy, stations};
use super::sent::{Sent, send};
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::{Params, Place};
use crate::refusal::{Refusal, no_such_path};

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

impl Known {
    async fn of(gate: &Gate, visit: &Visit, number: OrderNumber) -> Result<Self, Refusal> {
        let caller = &visit.caller;
        let order = ask_desk::<OrderPage>(gate, caller, None, Query::Order(OrderQuery { order: number }));
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
    let known = Known::of(gate, visit, number.clone()).await?;
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

/// Sends the command of a form; where it is refused the page comes back with what was typed.
pub(super) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<Place<(OrderNumber, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let acted = match (place, sent) {
        (Ok(Place((number, service, command))), Ok(sent)) => or_kept(
            &visit,
            &sent,
            acted(&gate, &visit, number, &format!("{service}.{command}"), &sent).await,
        ),
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    acted.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn acted(
    gate: &Gate,
    visit: &Visit,
    number: OrderNumber,
    command: &str,
    sent: &Sent,
) -> Result<Response, Refusal> {
    let known = Known::of(gate, visit, number.clone()).await?;
    let offers = known.offers(visit, &known.order.answer);
    let form = order_form(command, &offers).ok_or_else(|| no_such_path(command))?;
    match send(gate, visit, &form, sent, known.policy.zone()).await {
        Ok(_) => Ok(to(&format!("/orders/{number}#actions"))),
        Err((status, sentence)) => again(gate, visit, number, command, &sent.typed, status, &sentence).await,
    }
}

/// The page as it stands now, with the form that was refused.
async fn again(
    gate: &Gate,
    visit: &Visit,
    number: OrderNumber,
    command: &str,
    typed: &Typed,
    status: StatusCode,
    sentence: &Sentence,
) -> Result<Response, Refusal> {
    let known = Known::of(gate, visit, number).await?;
    let frame = visit.frame(console::Place::Elsewhere, known.order.as_of, &known.policy);
    let view = OrderView {
        offers: known.offers(visit, &known.order.answer),
        moments: &known.moments(),
        past: None,
        refused: Some(Refused {
            command,
            typed,
            problem: sentence.in_language(visit.visitor.language),
        }),
    };
    Ok(page(status, view.page(&frame)?))
}
