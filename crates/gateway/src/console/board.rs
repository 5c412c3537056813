//! The board.

use axum::extract::State;
use axum::response::Response;
use console::{BoardView, Place, ROWS};
use proto::desk::{Board, BoardQuery, Query};

use super::answer::{Written, shown};
use super::asked::{ask_desk, policy, stations};
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::Params;
use crate::refusal::Refusal;

pub(super) async fn board(
    State(gate): State<Gate>,
    visit: Visit,
    query: Result<Params<BoardQuery>, Refusal>,
) -> Response {
    let written = match query {
        Ok(Params(query)) => written(&gate, &visit, query).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn written(gate: &Gate, visit: &Visit, query: BoardQuery) -> Written {
    let filter = BoardQuery {
        limit: Some(ROWS),
        ..query
    };
    let caller = &visit.caller;
    let asked = ask_desk::<Board>(gate, caller, None, Query::Board(filter.clone()));
    let (board, stations, policy) = futures::try_join!(asked, stations(gate, caller), policy(gate, caller))?;
    let frame = visit.frame(Place::Board, board.as_of, &policy);
    let view = BoardView {
        board: &board.answer,
        filter: &filter,
        stations: &stations,
    };
    Ok(if visit.wants_part {
        view.rows(&frame)?
    } else {
        view.page(&frame)?
    })
}
