//! Questions about everything: the desk answers them, about now or about a moment.

use axum::extract::State;
use axum::response::Response;
use proto::Encoding;
use proto::desk::{
    self, Answered, Ask, Board, BoardQuery, DirectoryQuery, Figures, FiguresQuery, FollowUps, FollowUpsQuery,
    Found, Inbox, InboxQuery, ListPage, Messages, MessagesQuery, OrderPage, OrderQuery, Query, SearchQuery,
};
use proto::directory::ListKind;
use proto::wire::{endpoint, subject};
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::Deserialize;
use types::OrderNumber;

use crate::ask::Manner;
use crate::body::json;
use crate::gate::Gate;
use crate::params::{Asked, Nothing, Place};
use crate::refusal::{Refusal, malformed};
use crate::routes::{Content, Route};
use crate::who::Caller;

const GROUP: &str = "queries";

/// What is looked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    q: String,
}

/// Which piece of a list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Piece {
    #[serde(default)]
    skip: Option<u32>,
    #[serde(default)]
    limit: Option<u32>,
}

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let number = schemas.subschema_for::<OrderNumber>();
    let list = schemas.subschema_for::<ListKind>();
    let id = json_schema!({ "type": "string" });
    let lists = "/api/v1/directory/{list}";
    let routes = vec![
        asks::<Board, _, _>("/api/v1/board", "Open orders with their clocks", board, schemas)
            .asking::<BoardQuery>(schemas)
            .calling("order_type", "type"),
        asks::<OrderPage, _, _>(
            "/api/v1/orders/{number}",
            "Everything about one order",
            order,
            schemas,
        )
        .at("number", number),
        asks::<Inbox, _, _>("/api/v1/inbox", "What waits for somebody", inbox, schemas)
            .asking::<InboxQuery>(schemas),
        asks::<FollowUps, _, _>(
            "/api/v1/follow-ups",
            "Follow-ups due or coming",
            follow_ups,
            schemas,
        )
        .asking::<FollowUpsQuery>(schemas),
        asks::<Found, _, _>("/api/v1/search", "What holds a piece of text", search, schemas)
            .asking::<Wanted>(schemas),
        asks::<Messages, _, _>("/api/v1/messages", "Text messages in and out", messages, schemas)
            .asking::<MessagesQuery>(schemas),
        asks::<Figures, _, _>("/api/v1/figures", "Counts over everything", figures, schemas),
        asks::<ListPage, _, _>(lists, "A list of the directory", entries, schemas)
            .at("list", list.clone())
            .asking::<Piece>(schemas),
        asks::<ListPage, _, _>(
            "/api/v1/directory/{list}/{id}",
            "One entry of the directory",
            entry,
            schemas,
        )
        .at("list", list)
        .at("id", id),
    ];
    let moment = json_schema!({
        "type": "string",
        "description": "An RFC 3339 instant, `now`, or frames as an answer's `cut` names them: `hotline:12,dispatch:9`",
    });
    routes
        .into_iter()
        .map(|route| route.query("at", moment.clone()))
        .collect()
}

fn asks<A: JsonSchema, H, T>(path: &str, summary: &str, handler: H, schemas: &mut SchemaGenerator) -> Route
where
    H: axum::handler::Handler<T, Gate>,
    T: 'static,
{
    Route::get(GROUP, path, summary, handler, Content::of::<Answered<A>>(schemas))
}

type Answer = Result<Response, Refusal>;

async fn ask(gate: &Gate, caller: &Caller, at: Option<String>, query: Query) -> Answer {
    let body = Encoding::Json.write(&Ask { at, query }).map_err(malformed)?;
    let subject = subject(desk::NAME, endpoint::QUERY);
    gate.ask(caller, &subject, Manner::Insisting, body)
        .await
        .map(json)
}

async fn board(State(gate): State<Gate>, caller: Caller, asked: Asked<BoardQuery>) -> Answer {
    ask(&gate, &caller, asked.at, Query::Board(asked.what)).await
}

async fn order(
    State(gate): State<Gate>,
    caller: Caller,
    Place(order): Place<OrderNumber>,
    asked: Asked<Nothing>,
) -> Answer {
    ask(&gate, &caller, asked.at, Query::Order(OrderQuery { order })).await
}

async fn inbox(State(gate): State<Gate>, caller: Caller, asked: Asked<InboxQuery>) -> Answer {
    ask(&gate, &caller, asked.at, Query::Inbox(asked.what)).await
}

async fn follow_ups(State(gate): State<Gate>, caller: Caller, asked: Asked<FollowUpsQuery>) -> Answer {
    ask(&gate, &caller, asked.at, Query::FollowUps(asked.what)).await
}

async fn search(State(gate): State<Gate>, caller: Caller, asked: Asked<Wanted>) -> Answer {
    ask(
        &gate,
        &caller,
        asked.at,
        Query::Search(SearchQuery { text: asked.what.q }),
    )
    .await
}

async fn messages(State(gate): State<Gate>, caller: Caller, asked: Asked<MessagesQuery>) -> Answer {
    ask(&gate, &caller, asked.at, Query::Messages(asked.what)).await
}

async fn figures(State(gate): State<Gate>, caller: Caller, asked: Asked<FiguresQuery>) -> Answer {
    ask(&gate, &caller, asked.at, Query::Figures(asked.what)).await
}

async fn entries(
    State(gate): State<Gate>,
    caller: Caller,
    Place(list): Place<ListKind>,
    asked: Asked<Piece>,
) -> Answer {
    let Piece { skip, limit } = asked.what;
    ask(
        &gate,
        &caller,
        asked.at,
        Query::Directory(DirectoryQuery {
            list,
            id: None,
            skip,
            limit,
        }),
    )
    .await
}

async fn entry(
    State(gate): State<Gate>,
    caller: Caller,
    Place((list, id)): Place<(ListKind, String)>,
    asked: Asked<Nothing>,
) -> Answer {
    let query = DirectoryQuery {
        list,
        id: Some(id),
        skip: None,
        limit: None,
    };
    ask(&gate, &caller, asked.at, Query::Directory(query)).await
}
