//! The part of the API by which access is given and taken.

use axum::extract::State;
use axum::response::Response;
use proto::Encoding;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use types::PersonId;

use super::grants::{AccountShown, CodeGiven, TokenGiven, TokenShown, TokenWanted};
use crate::body::{Json, json};
use crate::gate::Gate;
use crate::params::{Nothing, Params, Place};
use crate::refusal::{Refusal, malformed};
use crate::routes::{Content, Route};
use crate::who::Caller;

const GROUP: &str = "access";

/// Whom a one-time code is for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CodeWanted {
    /// A staff number, or `local` for the owner of the machine.
    person: String,
}

/// Whose access is taken away.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Whose {
    person: PersonId,
}

/// Where somebody sits.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Seat {
    person: PersonId,
    /// One to ten digits; none when they sit at no telephone.
    #[serde(default)]
    extension: Option<String>,
}

type Answer = Result<Response, Refusal>;

pub(super) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let accounts = Content::of::<Vec<AccountShown>>(schemas);
    let account = Content::of::<AccountShown>(schemas);
    let tokens = Content::of::<Vec<TokenShown>>(schemas);
    let shown = Content::of::<Vec<TokenShown>>(schemas);
    let again = Content::of::<AccountShown>(schemas);
    vec![
        Route::get(
            GROUP,
            "/api/v1/access/accounts",
            "Who can come in",
            list,
            accounts,
        ),
        Route::post(
            GROUP,
            "/api/v1/access/code",
            "Give a person a one-time code to sign in by",
            give_code,
            Content::of::<CodeGiven>(schemas),
        )
        .taking(Content::of::<CodeWanted>(schemas)),
        Route::post(
            GROUP,
            "/api/v1/access/revoke",
            "Take a person's password, sessions and tokens away",
            revoke,
            account,
        )
        .taking(Content::of::<Whose>(schemas)),
        Route::post(
            GROUP,
            "/api/v1/access/seat",
            "Say at which extension a person sits",
            sit,
            again,
        )
        .taking(Content::of::<Seat>(schemas)),
        Route::get(
            GROUP,
            "/api/v1/access/tokens",
            "Tokens of machines",
            list_tokens,
            tokens,
        ),
        Route::post(
            GROUP,
            "/api/v1/access/tokens",
            "Make a token for a machine",
            make_token,
            Content::of::<TokenGiven>(schemas),
        )
        .taking(Content::of::<TokenWanted>(schemas)),
        Route::post(
            GROUP,
            "/api/v1/access/tokens/{id}/revoke",
            "Take a token away",
            revoke_token,
            shown,
        )
        .at("id", schemars::json_schema!({ "type": "string" })),
    ]
}

async fn list(State(gate): State<Gate>, caller: Caller, _: Params<Nothing>) -> Answer {
    answer(&gate.accounts(&caller).await?)
}

async fn give_code(State(gate): State<Gate>, caller: Caller, Json(body): Json) -> Answer {
    let wanted: CodeWanted = read(&body)?;
    answer(&gate.give_code(&caller, wanted.person.parse()?).await?)
}

async fn revoke(State(gate): State<Gate>, caller: Caller, Json(body): Json) -> Answer {
    let Whose { person } = read(&body)?;
    answer(&gate.revoke(&caller, person).await?)
}

async fn sit(State(gate): State<Gate>, caller: Caller, Json(body): Json) -> Answer {
    let Seat { person, extension } = read(&body)?;
    answer(&gate.sit(&caller, person, extension).await?)
}

async fn list_tokens(State(gate): State<Gate>, caller: Caller, _: Params<Nothing>) -> Answer {
    answer(&gate.tokens(&caller).await?)
}

async fn make_token(State(gate): State<Gate>, caller: Caller, Json(body): Json) -> Answer {
    answer(&gate.make_token(&caller, read(&body)?).await?)
}

async fn revoke_token(
    State(gate): State<Gate>,
    caller: Caller,
    Place(id): Place<String>,
    _: Params<Nothing>,
) -> Answer {
    gate.revoke_token(&caller, id).await?;
    answer(&gate.tokens(&caller).await?)
}

fn read<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, Refusal> {
    Encoding::Json.read(body).map_err(malformed)
}

fn answer<T: Serialize>(shown: &T) -> Answer {
    Encoding::Json.write(shown).map(json).map_err(malformed)
}
