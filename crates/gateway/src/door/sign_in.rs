//! The pages that let people in and out: sign-in, the first password, sign-out.

use access::{Password, SessionKey, Shown};
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use console::{Carried, ChoosePassword, Continue, DoorPage, SignIn};
use serde::Deserialize;
use types::{Actor, Instant, PersonId, Sentence, Span};

use super::admission::Origin;
use super::carried::{self, Fields, shown_over};
use super::kept::drawn;
use super::proof::Proof;
use super::{cookies, visitor};
use crate::gate::Gate;
use crate::params::Params;
use crate::refusal::Refusal;

/// What carried fields are called in the sign-in form, before their own names.
const CARRIED: &str = "carried.";

pub(super) fn pages() -> Router<Gate> {
    Router::new()
        .route("/sign-in", get(show).post(sign_in))
        .route("/sign-in/password", post(choose_password))
        .route("/sign-out", post(sign_out))
}

#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    next: String,
}

/// What was typed into a sign-in form, with what it carries through.
#[derive(Debug, Default)]
struct Typed {
    name: String,
    password: String,
    chosen: String,
    repeated: String,
    extension: String,
    next: String,
    carried: Fields,
}

impl Typed {
    fn of(fields: Fields) -> Self {
        let mut typed = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "name" => value.trim().clone_into(&mut typed.name),
                "password" => typed.password = value,
                "chosen" => typed.chosen = value,
                "repeated" => typed.repeated = value,
                "extension" => typed.extension = value,
                "next" => typed.next = value,
                other => {
                    if let Some(name) = other.strip_prefix(CARRIED) {
                        typed.carried.push((name.to_owned(), value));
                    }
                }
            }
        }
        typed.next = on_this_site(&typed.next).to_owned();
        typed
    }

    fn carried(&self) -> Vec<Carried> {
        carried::carried(self.carried.clone())
    }

    fn actor(&self) -> Option<Actor> {
        match self.name.as_str() {
            "local" => Some(Actor::Local),
            name => PersonId::new(name).ok().map(Actor::Person),
        }
    }
}

/// Why somebody is not let in, and with which status.
type No = (StatusCode, Sentence);

async fn show(State(gate): State<Gate>, headers: HeaderMap, Params(wanted): Params<Wanted>) -> Response {
    let page = SignIn {
        language: cookies::language(&headers),
        sandbox: gate.is_sandbox(),
        next: on_this_site(&wanted.next).to_owned(),
        ..SignIn::default()
    };
    shown_over(&headers, StatusCode::OK, page.page())
}

async fn sign_in(
    State(gate): State<Gate>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Refusal> {
    let typed = Typed::of(fields);
    let now = gate.time().now();
    match judged(&gate, &typed, origin, now).await? {
        Ok((actor @ Actor::Person(_), Shown::Code)) => {
            Ok(ask_for_password(&gate, &headers, &typed, &actor, None))
        }
        Ok((actor, _)) => let_in(&gate, &headers, &typed, actor, now).await,
        Err(no) => Ok(not_let_in(&gate, &headers, &typed, no)),
    }
}

/// Judges who it is. Whoever is no more with the dealer hears the same as whoever has the wrong password.
async fn judged(
    gate: &Gate,
    typed: &Typed,
    origin: Origin,
    now: Instant,
) -> Result<Result<(Actor, Shown), No>, Refusal> {
    let address = origin
        .address
        .map(|address| address.to_string())
        .unwrap_or_default();
    let throttles = gate.access().throttles();
    if let Err(wait) = throttles.enter(&typed.name, &address) {
        return Ok(Err(too_often(wait)));
    }
    let actor = typed.actor();
    // Nobody at all takes as long as somebody with another password.
    let judged = actor.clone().unwrap_or(Actor::Gateway);
    let shown = gate
        .access()
        .judge(judged, Password::typed(typed.password.clone()), now)
        .await?;
    let works_here = match &actor {
        Some(Actor::Person(person)) if shown != Shown::Nothing => {
            gate.person(person).await?.is_some_and(|known| !known.left)
        }
        Some(_) | None => true,
    };
    match actor {
        Some(actor) if shown != Shown::Nothing && works_here => {
            throttles.succeeded(&typed.name);
            Ok(Ok((actor, shown)))
        }
        Some(_) | None => {
            throttles.failed_from(&address);
            tracing::warn!(name = typed.name, address, "somebody was not let in");
            Ok(Err(wrong()))
        }
    }
}

/// Begins a session and leads on: to where they wanted, or to the form that was carried through.
async fn let_in(
    gate: &Gate,
    headers: &HeaderMap,
    typed: &Typed,
    actor: Actor,
    now: Instant,
) -> Result<Response, Refusal> {
    let key = SessionKey::of(drawn()?);
    let limits = gate.access().limits();
    let extension = typed.extension.parse::<access::Extension>().ok();
    let (kept, who) = (key.clone(), actor.clone());
    gate.access()
        .change(move |book| {
            if let (Actor::Person(person), Some(extension)) = (&who, extension) {
                book.sit_at(person, Some(extension));
            }
            book.begin(&kept, who, now, limits);
        })
        .await?;
    tracing::info!(%actor, "signed in");
    let cookie = cookies::keep(&key, gate.access().https());
    let mut response = if typed.carried.is_empty() {
        Redirect::to(&typed.next).into_response()
    } else {
        carry_on(gate, headers, typed, actor, key, now).await?
    };
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Shows the form that was posted without a session, to be sent now.
async fn carry_on(
    gate: &Gate,
    headers: &HeaderMap,
    typed: &Typed,
    actor: Actor,
    key: SessionKey,
    now: Instant,
) -> Result<Response, Refusal> {
    let csrf = key.csrf();
    let proof = Proof::Session {
        key,
        session: access::Session::begun(actor, now),
    };
    let Some(visitor) = visitor::visitor(gate, &proof, headers).await? else {
        return Err(super::unproved());
    };
    let page = Continue {
        visitor: &visitor,
        csrf: &csrf,
        next: &typed.next,
        carried: &typed.carried(),
        problem: None,
    };
    Ok(shown_over(headers, StatusCode::OK, page.page()))
}

async fn choose_password(
    State(gate): State<Gate>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Refusal> {
    let typed = Typed::of(fields);
    let now = gate.time().now();
    let person = match judged(&gate, &typed, origin, now).await? {
        Ok((Actor::Person(person), Shown::Code)) => person,
        Ok(_) => return Ok(not_let_in(&gate, &headers, &typed, wrong())),
        Err(no) => return Ok(not_let_in(&gate, &headers, &typed, no)),
    };
    let [chosen, repeated] = [&typed.chosen, &typed.repeated].map(|text| Password::typed(text.clone()));
    if let Err(problem) = chosen.check(&person, &repeated) {
        let problem = Some(problem.sentence());
        return Ok(ask_for_password(
            &gate,
            &headers,
            &typed,
            &Actor::Person(person),
            problem,
        ));
    }
    let hashed = gate.access().hashed(chosen).await?;
    let whose = person.clone();
    gate.access()
        .change(move |book| book.choose_password(&whose, hashed))
        .await?;
    let_in(&gate, &headers, &typed, Actor::Person(person), now).await
}

async fn sign_out(State(gate): State<Gate>, headers: HeaderMap) -> Result<Response, Refusal> {
    let https = gate.access().https();
    if let Some(key) = cookies::session(&headers, https) {
        gate.access().change(move |book| book.end(&key)).await?;
    }
    let mut response = Redirect::to("/sign-in").into_response();
    if let Some(cookie) = cookies::forget(https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn ask_for_password(
    gate: &Gate,
    headers: &HeaderMap,
    typed: &Typed,
    actor: &Actor,
    problem: Option<Sentence>,
) -> Response {
    let page = ChoosePassword {
        language: cookies::language(headers),
        sandbox: gate.is_sandbox(),
        name: &actor.to_string(),
        code: &typed.password,
        extension: &typed.extension,
        next: &typed.next,
        carried: &typed.carried(),
        problem,
    };
    let status = if page.problem.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    shown_over(headers, status, page.page())
}

fn not_let_in(gate: &Gate, headers: &HeaderMap, typed: &Typed, no: No) -> Response {
    let (status, problem) = no;
    let page = SignIn {
        language: cookies::language(headers),
        sandbox: gate.is_sandbox(),
        name: typed.name.clone(),
        extension: typed.extension.clone(),
        next: typed.next.clone(),
        carried: typed.carried(),
        problem: Some(problem),
    };
    shown_over(headers, status, page.page())
}

pub(super) fn wrong() -> No {
    (
        StatusCode::UNAUTHORIZED,
        Sentence::new(
            "工号或密码不对。忘记密码请找管理员要一次性登录码。",
            "Staff number or password is wrong. If you forgot yours, ask the administrator for a one-time code.",
        ),
    )
}

pub(super) fn too_often(wait: Span) -> No {
    let seconds = wait.as_seconds().max(1);
    (
        StatusCode::TOO_MANY_REQUESTS,
        Sentence::new(
            format!("尝试次数过多，请{seconds}秒后再试。"),
            format!("Too many tries. Try again in {seconds} seconds."),
        ),
    )
}

/// A path of this site, or its first page: nobody is led elsewhere by a link to the sign-in page.
fn on_this_site(wanted: &str) -> &str {
    let plain = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && !wanted.contains(['\\', '\r', '\n', '\t'])
        && HeaderValue::from_str(wanted).is_ok();
    if plain && !wanted.starts_with("/sign-") {
        wanted
    } else {
        "/"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere_after_signing_in() {
        assert_eq!(on_this_site("/orders/2600017?at=now"), "/orders/2600017?at=now");
        for elsewhere in [
            "https://pages.example",
            "//pages.example",
            "/\\pages.example",
            "",
            "/a\r\nb",
            "/sign-out",
        ] {
            assert_eq!(on_this_site(elsewhere), "/", "{elsewhere}");
        }
    }

    #[test]
    fn a_form_that_is_carried_keeps_its_own_names() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let typed = Typed::of(vec![
            pair("name", " P101 "),
            pair("carried.name", "张三"),
            pair("carried.password", "x"),
            pair("next", "/intake"),
        ]);
        assert_eq!((typed.name.as_str(), typed.password.as_str()), ("P101", ""));
        let carried: Vec<_> = typed
            .carried
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(carried, [("name", "张三"), ("password", "x")]);
        assert_eq!(typed.next, "/intake");
    }
}
