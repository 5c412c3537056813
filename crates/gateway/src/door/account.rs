//! The page of one's own: where one sits, another password, the way out.

use access::{Extension as Seat, Password, PasswordProblem, SessionKey, Shown};
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use console::{Account, DoorPage, Visitor};
use serde::Deserialize;
use types::{Actor, PersonId, Sentence};

use super::admission::Origin;
use super::carried::shown_over;
use super::cookies;
use super::kept::drawn;
use super::sign_in::{too_often, wrong};
use crate::gate::Gate;
use crate::refusal::Refusal;

const PATH: &str = "/account";

pub(super) fn pages() -> Router<Gate> {
    Router::new()
        .route(PATH, get(show))
        .route("/account/seat", post(sit))
        .route("/account/password", post(change_password))
}

#[derive(Debug, Deserialize)]
struct Sitting {
    #[serde(default)]
    extension: String,
}

#[derive(Debug, Deserialize)]
struct Changing {
    password: String,
    chosen: String,
    repeated: String,
}

async fn show(State(gate): State<Gate>, visitor: Visitor, headers: HeaderMap) -> Response {
    page(&gate, &visitor, &headers, StatusCode::OK, None)
}

fn page(
    gate: &Gate,
    visitor: &Visitor,
    headers: &HeaderMap,
    status: StatusCode,
    problem: Option<Sentence>,
) -> Response {
    let book = gate.access().book();
    let account = person(visitor).and_then(|person| book.account(person));
    let seat = account.and_then(|account| account.extension.as_ref());
    let page = Account {
        visitor,
        is_person: person(visitor).is_some(),
        extension: seat.map(Seat::as_str).unwrap_or_default(),
        problem,
    };
    shown_over(headers, status, page.page())
}

const fn person(visitor: &Visitor) -> Option<&PersonId> {
    match &visitor.actor {
        Actor::Person(person) => Some(person),
        Actor::Local | Actor::Gateway | Actor::Service(_) => None,
    }
}

async fn sit(
    State(gate): State<Gate>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(sitting): Form<Sitting>,
) -> Result<Response, Refusal> {
    let typed = sitting.extension.trim();
    let seat = (!typed.is_empty()).then(|| typed.parse::<Seat>()).transpose();
    let (Ok(seat), Some(person)) = (seat, person(&visitor).cloned()) else {
        let problem = Sentence::new("分机号是1到10位数字", "an extension has 1 to 10 digits");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page(&gate, &visitor, &headers, status, Some(problem)));
    };
    gate.access()
        .change(move |book| book.sit_at(&person, seat))
        .await?;
    Ok(Redirect::to(PATH).into_response())
}

/// Keeps another password. Whoever else is signed in as them is not any more; this browser stays.
async fn change_password(
    State(gate): State<Gate>,
    Extension(origin): Extension<Origin>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(changing): Form<Changing>,
) -> Result<Response, Refusal> {
    let (hashed, person) = match judged(&gate, &visitor, origin, changing).await? {
        Ok(judged) => judged,
        Err((status, problem)) => return Ok(page(&gate, &visitor, &headers, status, Some(problem))),
    };
    let (key, now, limits) = (
        SessionKey::of(drawn()?),
        gate.time().now(),
        gate.access().limits(),
    );
    let kept = key.clone();
    gate.access()
        .change(move |book| {
            book.choose_password(&person, hashed);
            book.begin(&kept, Actor::Person(person), now, limits);
        })
        .await?;
    let mut response = Redirect::to(PATH).into_response();
    if let Some(cookie) = cookies::keep(&key, gate.access().https()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

type Judged = Result<(String, PersonId), (StatusCode, Sentence)>;

/// Whether the old password is right and the new one may be chosen.
async fn judged(
    gate: &Gate,
    visitor: &Visitor,
    origin: Origin,
    changing: Changing,
) -> Result<Judged, Refusal> {
    let Some(person) = person(visitor).cloned() else {
        return Ok(Err(wrong()));
    };
    let [old, chosen, repeated] =
        [changing.password, changing.chosen, changing.repeated].map(Password::typed);
    let address = origin
        .address
        .map(|address| address.to_string())
        .unwrap_or_default();
    let throttles = gate.access().throttles();
    if let Err(wait) = throttles.enter(person.as_str(), &address) {
        return Ok(Err(too_often(wait)));
    }
    let shown = gate
        .access()
        .judge(visitor.actor.clone(), old, gate.time().now())
        .await?;
    if shown != Shown::Password {
        throttles.failed_from(&address);
        return Ok(Err(wrong()));
    }
    throttles.succeeded(person.as_str());
    if let Err(problem) = chosen.check(&person, &repeated) {
        return Ok(Err(not_this(problem)));
    }
    Ok(Ok((gate.access().hashed(chosen).await?, person)))
}

fn not_this(problem: PasswordProblem) -> (StatusCode, Sentence) {
    (StatusCode::UNPROCESSABLE_ENTITY, problem.sentence())
}
