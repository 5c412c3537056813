//! Figures, the cases behind each, and the list of what is not repaired.

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use console::{FigureView, FiguresView, MonthRate, Place, ROWS, UnrepairedView, months};
use futures::future::try_join_all;
use proto::desk::{
    FigureCases, FigureCasesQuery, FigureKind, Figures, FiguresQuery, Query, Unrepaired, UnrepairedQuery,
};
use serde::Deserialize;
use types::{PersonId, StationId};

use super::answer::{Written, shown};
use super::asked::{ask_desk, policy, stations};
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::{self, Params};
use crate::refusal::{Refusal, no_such_path};

/// Which cases of a figure are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    met: Option<bool>,
    #[serde(default)]
    from: Option<NaiveDate>,
    #[serde(default)]
    to: Option<NaiveDate>,
    #[serde(default)]
    station: Option<StationId>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    engineer: Option<PersonId>,
    #[serde(default)]
    skip: Option<u32>,
}

impl Wanted {
    fn of(self, figure: FigureKind) -> FigureCasesQuery {
        FigureCasesQuery {
            figure,
            met: self.met,
            from: self.from,
            to: self.to,
            station: self.station,
            region: self.region,
            engineer: self.engineer,
            skip: self.skip,
            limit: Some(ROWS),
        }
    }
}

pub(super) async fn figures(
    State(gate): State<Gate>,
    visit: Visit,
    query: Result<Params<FiguresQuery>, Refusal>,
) -> Response {
    let written = match query {
        Ok(Params(query)) => all(&gate, &visit, query).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn all(gate: &Gate, visit: &Visit, filter: FiguresQuery) -> Written {
    let caller = &visit.caller;
    // Only how many there are, and which lists went out.
    let unrepaired = Query::Unrepaired(UnrepairedQuery {
        limit: Some(0),
        ..UnrepairedQuery::default()
    });
    let (figures, unrepaired, stations, policy) = futures::try_join!(
        ask_desk::<Figures>(gate, caller, None, Query::Figures(filter.clone())),
        ask_desk::<Unrepaired>(gate, caller, None, unrepaired),
        stations(gate, caller),
        policy(gate, caller),
    )?;
    let frame = visit.frame(Place::Figures, figures.as_of, &policy);
    let view = FiguresView {
        figures: &figures.answer,
        filter: &filter,
        stations: &stations,
        unrepaired: &unrepaired.answer,
    };
    Ok(view.page(&frame)?)
}

pub(super) async fn figure(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<FigureKind>, Refusal>,
    wanted: Result<Params<Wanted>, Refusal>,
) -> Response {
    let written = match (place, wanted) {
        (Ok(params::Place(kind)), Ok(Params(wanted))) => one(&gate, &visit, wanted.of(kind)).await,
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    shown(&visit, written)
}

async fn one(gate: &Gate, visit: &Visit, query: FigureCasesQuery) -> Written {
    let caller = &visit.caller;
    let all = Query::Figures(FiguresQuery {
        from: query.from,
        to: query.to,
        station: query.station.clone(),
        region: query.region.clone(),
    });
    let (figures, cases, stations, policy) = futures::try_join!(
        ask_desk::<Figures>(gate, caller, None, all),
        ask_desk::<FigureCases>(gate, caller, None, Query::FigureCases(query.clone())),
        stations(gate, caller),
        policy(gate, caller),
    )?;
    let months = by_month(
        gate,
        visit,
        &query,
        months(query.to, figures.as_of, policy.zone()),
    )
    .await?;
    let mut rates = figures.answer.rates.iter();
    let figure = rates.find(|rate| rate.figure == query.figure);
    let frame = visit.frame(Place::Figures, figures.as_of, &policy);
    let view = FigureView {
        figure: figure.ok_or_else(|| no_such_path("/figures"))?,
        months: &months,
        cases: &cases.answer,
        query: &query,
        stations: &stations,
    };
    Ok(view.page(&frame)?)
}

/// The figure's rate in each of the months, without its cases.
async fn by_month(
    gate: &Gate,
    visit: &Visit,
    query: &FigureCasesQuery,
    months: Vec<console::Period>,
) -> Result<Vec<MonthRate>, Refusal> {
    let rates = months.into_iter().map(async |period| {
        let of_month = FigureCasesQuery {
            met: None,
            from: Some(period.from),
            to: Some(period.to),
            skip: None,
            limit: Some(0),
            ..query.clone()
        };
        let asked = ask_desk::<FigureCases>(gate, &visit.caller, None, Query::FigureCases(of_month));
        let rate = asked.await?.answer.rate;
        Ok(MonthRate { period, rate })
    });
    try_join_all(rates).await
}

pub(super) async fn unrepaired(
    State(gate): State<Gate>,
    visit: Visit,
    query: Result<Params<UnrepairedQuery>, Refusal>,
) -> Response {
    let written = match query {
        Ok(Params(query)) => list(&gate, &visit, query).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn list(gate: &Gate, visit: &Visit, query: UnrepairedQuery) -> Written {
    let query = UnrepairedQuery {
        limit: Some(ROWS),
        ..query
    };
    let caller = &visit.caller;
    let (list, stations, policy) = futures::try_join!(
        ask_desk::<Unrepaired>(gate, caller, None, Query::Unrepaired(query.clone())),
        stations(gate, caller),
        policy(gate, caller),
    )?;
    let frame = visit.frame(Place::Figures, list.as_of, &policy);
    let view = UnrepairedView {
        list: &list.answer,
        query: &query,
        stations: &stations,
    };
    Ok(view.page(&frame)?)
}
