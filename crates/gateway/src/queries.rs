//! Questions about everything: the desk answers them, about now or about a moment.

use axum::extract::State;
use axum::response::Response;
use proto::Encoding;
use proto::desk::{
    self, Answered, Ask, BoardQuery, Call, CallQuery, ClaimPage, ClaimQuery, ClaimsQuery, ConsignmentPage,
    ConsignmentQuery, ConsignmentsQuery, DirectoryQuery, FigureCasesQuery, FiguresQuery, FollowUpsQuery,
    Found, InboxQuery, LedgerQuery, ListPage, MessagesQuery, OrderPage, OrderQuery, PartsQuery, Query,
    SearchQuery, ToDoQuery, UnrepairedQuery,
};
use proto::directory::ListKind;
use proto::wire::{endpoint, subject};
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::Deserialize;
use types::{ConsignmentId, OrderNumber};

use crate::ask::Manner;
use crate::body::json;
use crate::gate::Gate;
use crate::lists::{AskedList, List, Shape, export, parameters};
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
    let mut routes = lists(schemas);
    routes.extend(single(schemas));
    routes.extend(directory(schemas));
    let moment = json_schema!({
        "type": "string",
        "description": "An RFC 3339 instant, `now`, or frames as an answer's `cut` names them: `hotline:12,dispatch:9`",
    });
    routes
        .into_iter()
        .map(|route| route.query("at", moment.clone()))
        .collect()
}

/// What is narrowed by the query string alone.
fn lists(schemas: &mut SchemaGenerator) -> Vec<Route> {
    vec![
        list::<BoardQuery>("board", "Open orders with their clocks", schemas).calling("order_type", "type"),
        list::<InboxQuery>("inbox", "What waits for somebody", schemas),
        list::<FollowUpsQuery>("follow-ups", "Follow-ups due or coming", schemas),
        list::<ToDoQuery>("to-do", "What is to be done today", schemas),
        list::<UnrepairedQuery>("unrepaired", "Orders whose machine is not repaired", schemas),
        list::<MessagesQuery>("messages", "Text messages in and out", schemas),
        list::<ClaimsQuery>("claims", "Claims by the days left", schemas),
        list::<PartsQuery>("returns/parts", "Old parts and where they are", schemas),
        list::<ConsignmentsQuery>("returns/consignments", "Consignments of old parts", schemas),
        list::<LedgerQuery>("returns/ledger", "A month's ledger of old parts", schemas),
        list::<FiguresQuery>("figures", "Counts and rates", schemas),
        list::<FigureCasesQuery>("figures/cases", "The cases behind a rate", schemas),
    ]
}

/// What is named by its place in the path, or looked for.
fn single(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let number = schemas.subschema_for::<OrderNumber>();
    let consignment_id = schemas.subschema_for::<ConsignmentId>();
    vec![
        asks::<OrderPage, _, _>(
            "/api/v1/orders/{number}",
            "Everything about one order",
            order,
            schemas,
        )
        .at("number", number.clone()),
        asks::<ClaimPage, _, _>(
            "/api/v1/orders/{number}/claim",
            "Everything about the claim of one order",
            claim,
            schemas,
        )
        .at("number", number),
        asks::<ConsignmentPage, _, _>(
            "/api/v1/returns/consignments/{consignment}",
            "One consignment with its list",
            consignment,
            schemas,
        )
        .at("consignment", consignment_id),
        asks::<Call, _, _>(
            "/api/v1/call",
            "What is known of a caller on the line",
            call,
            schemas,
        )
        .asking::<CallQuery>(schemas),
        asks::<Found, _, _>("/api/v1/search", "What holds a piece of text", search, schemas)
            .asking::<Wanted>(schemas),
    ]
}

fn directory(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let list = schemas.subschema_for::<ListKind>();
    let path = "/api/v1/directory/{list}";
    let entries = asks::<ListPage, _, _>(path, "A list of the directory", entries, schemas);
    vec![
        parameters(entries.at("list", list.clone()).asking::<Piece>(schemas)),
        asks::<ListPage, _, _>(
            "/api/v1/directory/{list}/{id}",
            "One entry of the directory",
            entry,
            schemas,
        )
        .at("list", list)
        .at("id", json_schema!({ "type": "string" })),
    ]
}

/// A question whose narrowing stands in the query string, and whose answer may leave as a file.
fn list<L: List>(path: &str, summary: &str, schemas: &mut SchemaGenerator) -> Route {
    let handler = async |State(gate): State<Gate>, caller: Caller, asked: AskedList<L>| {
        let AskedList { at, shape, what } = asked;
        rows(&gate, &caller, at, shape, what).await
    };
    let route = asks::<L::Answer, _, _>(&format!("/api/v1/{path}"), summary, handler, schemas);
    parameters(route.asking::<L>(schemas))
}

async fn rows<L: List>(
    gate: &Gate,
    caller: &Caller,
    at: Option<String>,
    shape: Option<Shape>,
    list: L,
) -> Answer {
    match shape {
        Some(shape) => export(gate, caller, at, shape, list).await,
        None => ask(gate, caller, at, list.query()).await,
    }
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

async fn order(
    State(gate): State<Gate>,
    caller: Caller,
    Place(order): Place<OrderNumber>,
    asked: Asked<Nothing>,
) -> Answer {
    ask(&gate, &caller, asked.at, Query::Order(OrderQuery { order })).await
}

async fn claim(
    State(gate): State<Gate>,
    caller: Caller,
    Place(order): Place<OrderNumber>,
    asked: Asked<Nothing>,
) -> Answer {
    ask(&gate, &caller, asked.at, Query::Claim(ClaimQuery { order })).await
}

async fn consignment(
    State(gate): State<Gate>,
    caller: Caller,
    Place(consignment): Place<ConsignmentId>,
    asked: Asked<Nothing>,
) -> Answer {
    let query = Query::Consignment(ConsignmentQuery { consignment });
    ask(&gate, &caller, asked.at, query).await
}

async fn call(State(gate): State<Gate>, caller: Caller, asked: Asked<CallQuery>) -> Answer {
    ask(&gate, &caller, asked.at, Query::Call(asked.what)).await
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

async fn entries(
    State(gate): State<Gate>,
    caller: Caller,
    Place(list): Place<ListKind>,
    asked: AskedList<Piece>,
) -> Answer {
    let Piece { skip, limit } = asked.what;
    let query = DirectoryQuery {
        skip,
        limit,
        ..DirectoryQuery::of(list)
    };
    rows(&gate, &caller, asked.at, asked.shape, query).await
}

async fn entry(
    State(gate): State<Gate>,
    caller: Caller,
    Place((list, id)): Place<(ListKind, String)>,
    asked: Asked<Nothing>,
) -> Answer {
    let query = DirectoryQuery {
        id: Some(id),
        ..DirectoryQuery::of(list)
    };
    ask(&gate, &caller, asked.at, Query::Directory(query)).await
}
