//! The part of the API by which access is given and taken: one-time codes, tokens, and where people sit.

use access::{Bearer, Extension, Scope, Token};
use axum::extract::State;
use axum::response::Response;
use proto::{Class, Encoding, Rejection};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use sla::policy::Role;
use types::{Actor, Instant, PersonId, Span};

use super::kept::{drawn, new_code};
use crate::body::{Json, json};
use crate::gate::Gate;
use crate::params::{Nothing, Params, Place};
use crate::refusal::{Refusal, forbidden, malformed};
use crate::routes::{Content, Route};
use crate::who::Caller;

const GROUP: &str = "access";
/// How long a one-time code lets somebody in.
const CODE_LASTS: Span = Span::hours(24);
const LONGEST_NAME: usize = 80;

/// Whom a one-time code is for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CodeWanted {
    /// A staff number, or `local` for the owner of the machine.
    person: String,
}

/// A one-time code, shown this once.
#[derive(Debug, Serialize, JsonSchema)]
struct CodeGiven {
    person: String,
    code: String,
    /// Exclusive.
    until: Instant,
}

/// How one person can come in.
#[derive(Debug, Serialize, JsonSchema)]
struct AccountShown {
    person: PersonId,
    has_password: bool,
    /// Until when a one-time code lets them in; none when there is none.
    code_until: Option<Instant>,
    signed_in_at: Option<Instant>,
    /// Browsers in which they are signed in.
    sessions: u64,
    extension: Option<String>,
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

/// A token that is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TokenWanted {
    /// What it is for.
    name: String,
    /// `read`, `phones`, `cti`, `documents`, `operations`, a service, or one of its commands like `hotline.open-order`.
    scopes: Vec<String>,
    /// In whose name it acts; needed where a scope lets it act.
    #[serde(default)]
    person: Option<PersonId>,
}

/// A new token, shown this once.
#[derive(Debug, Serialize, JsonSchema)]
struct TokenGiven {
    id: String,
    token: String,
}

/// A token without its secret.
#[derive(Debug, Serialize, JsonSchema)]
struct TokenShown {
    id: String,
    name: String,
    scopes: Vec<String>,
    person: Option<PersonId>,
    made_by: Actor,
    made_at: Instant,
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
    may_manage(&gate, &caller).await?;
    let book = gate.access().book();
    let shown: Vec<AccountShown> = book
        .accounts()
        .map(|(person, _)| account(&gate, person))
        .collect();
    answer(&shown)
}

fn account(gate: &Gate, person: &PersonId) -> AccountShown {
    let (book, now) = (gate.access().book(), gate.time().now());
    let account = book.account(person);
    let code = account.and_then(|account| account.code.as_ref());
    let sessions = book.sessions_of(&Actor::Person(person.clone()), now, gate.access().limits());
    AccountShown {
        person: person.clone(),
        has_password: account.is_some_and(|account| account.password.is_some()),
        code_until: code.map(|code| code.until).filter(|until| now < *until),
        signed_in_at: account.and_then(|account| account.signed_in_at),
        sessions: u64::try_from(sessions).unwrap_or(u64::MAX),
        extension: account.and_then(|account| account.extension.as_ref().map(ToString::to_string)),
    }
}

async fn give_code(State(gate): State<Gate>, caller: Caller, Json(body): Json) -> Answer {
    may_manage(&gate, &caller).await?;
    let wanted: CodeWanted = read(&body)?;
    let actor: Actor = wanted.person.parse()?;
    match &actor {
        Actor::Person(person) => works_here(&gate, person).await?,
        // Whoever may do everything is let in by the owner of the machine, and by nobody else.
        Actor::Local if caller.actor == Actor::Local => {}
        Actor::Local | Actor::Gateway | Actor::Service(_) => return Err(not_yours()),
    }
    let (code, until) = (new_code()?, gate.time().now() + CODE_LASTS);
    let (given, whose) = (code.clone(), actor.clone());
    gate.access()
        .change(move |book| book.give_code(&whose, &given, until))
        .await?;
    tracing::info!(by = %caller.actor, to = %actor, "a one-time code was given");
    answer(&CodeGiven {
        person: actor.to_string(),
        code: code.to_string(),
        until,
    })
}

async fn revoke(State(gate): State<Gate>, caller: Caller, Json(body): Json) -> Answer {
    may_manage(&gate, &caller).await?;
    let Whose { person } = read(&body)?;
    let whose = person.clone();
    gate.access().change(move |book| book.revoke(&whose)).await?;
    tracing::info!(by = %caller.actor, from = %person, "access was taken away");
    answer(&account(&gate, &person))
}

async fn sit(State(gate): State<Gate>, caller: Caller, Json(body): Json) -> Answer {
    let Seat { person, extension } = read(&body)?;
    if caller.actor != Actor::Person(person.clone()) {
        may_manage(&gate, &caller).await?;
        works_here(&gate, &person).await?;
    }
    let extension = extension.filter(|text| !text.trim().is_empty());
    let extension: Option<Extension> = extension
        .map(|text| text.parse())
        .transpose()
        .map_err(|failure: access::InvalidExtension| malformed(failure.to_string()))?;
    let whose = person.clone();
    gate.access()
        .change(move |book| book.sit_at(&whose, extension))
        .await?;
    answer(&account(&gate, &person))
}

async fn list_tokens(State(gate): State<Gate>, caller: Caller, _: Params<Nothing>) -> Answer {
    may_manage(&gate, &caller).await?;
    tokens(&gate)
}

fn tokens(gate: &Gate) -> Answer {
    let book = gate.access().book();
    let shown = book.tokens().iter().map(|token| TokenShown {
        id: token.id(),
        name: token.name.clone(),
        scopes: token.scopes.iter().map(ToString::to_string).collect(),
        person: token.person.clone(),
        made_by: token.made_by.clone(),
        made_at: token.made_at,
    });
    answer(&shown.collect::<Vec<_>>())
}

async fn make_token(State(gate): State<Gate>, caller: Caller, Json(body): Json) -> Answer {
    may_manage(&gate, &caller).await?;
    let wanted: TokenWanted = read(&body)?;
    let scopes: Result<Vec<Scope>, _> = wanted.scopes.iter().map(|scope| scope.parse()).collect();
    let scopes = scopes.map_err(|failure: access::InvalidScope| malformed(failure.to_string()))?;
    let name = wanted.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || scopes.is_empty() {
        return Err(malformed(
            "a token has a name of at most 80 characters, and a scope",
        ));
    }
    match &wanted.person {
        Some(person) => works_here(&gate, person).await?,
        None if scopes.iter().any(Scope::acts) => return Err(needs_person()),
        None => {}
    }
    let bearer = Bearer::of(drawn()?);
    let token = Token {
        name: name.to_owned(),
        scopes,
        person: wanted.person,
        made_by: caller.actor.clone(),
        made_at: gate.time().now(),
        hash: bearer.hash(),
    };
    let id = token.id();
    gate.access().change(move |book| book.add_token(token)).await?;
    tracing::info!(by = %caller.actor, id, "a token was made");
    answer(&TokenGiven {
        id,
        token: bearer.as_str().to_owned(),
    })
}

async fn revoke_token(
    State(gate): State<Gate>,
    caller: Caller,
    Place(id): Place<String>,
    _: Params<Nothing>,
) -> Answer {
    may_manage(&gate, &caller).await?;
    let of = id.clone();
    if !gate.access().change(move |book| book.revoke_token(&of)).await? {
        return Err(Rejection::new(
            Class::Unknown,
            "token.no_such",
            format!("没有编号为{id}的令牌"),
            format!("there is no token {id}"),
        )
        .with("id", id)
        .into());
    }
    tracing::info!(by = %caller.actor, id, "a token was taken away");
    tokens(&gate)
}

/// Access is the owner's and the administrators' to give.
async fn may_manage(gate: &Gate, caller: &Caller) -> Result<(), Refusal> {
    match &caller.actor {
        Actor::Local => Ok(()),
        Actor::Person(person) => {
            let known = gate.person(person).await?;
            let may = known.is_some_and(|known| !known.left && known.roles.contains(&Role::Administrator));
            may.then_some(()).ok_or_else(not_yours)
        }
        Actor::Gateway | Actor::Service(_) => Err(not_yours()),
    }
}

fn not_yours() -> Refusal {
    forbidden(
        "access.not_allowed",
        "登录权限由管理员管理",
        "access is given and taken by an administrator",
    )
}

/// Whoever is let in stands in the directory and has not left.
async fn works_here(gate: &Gate, person: &PersonId) -> Result<(), Refusal> {
    if gate.person(person).await?.is_some_and(|known| !known.left) {
        return Ok(());
    }
    Err(Rejection::new(
        Class::Unknown,
        "access.nobody",
        format!("人员名录里没有在职的{person}"),
        format!("nobody works here as {person}, by the directory"),
    )
    .with("person", person.as_str())
    .into())
}

fn needs_person() -> Refusal {
    Rejection::new(
        Class::Refused,
        "token.needs_person",
        "能执行操作的令牌须指明以谁的身份操作",
        "a token that acts names the person in whose name it does",
    )
    .into()
}

fn read<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, Refusal> {
    Encoding::Json.read(body).map_err(malformed)
}

fn answer<T: Serialize>(shown: &T) -> Answer {
    Encoding::Json.write(shown).map(json).map_err(malformed)
}
