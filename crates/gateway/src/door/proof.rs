//! What a request proves about whoever sent it.

use access::{Bearer, Need, Session, SessionKey, Token};
use axum::http::{HeaderMap, StatusCode, header};
use proto::{Class, Rejection, wire};
use types::Actor;

use super::cookies;
use crate::gate::Gate;
use crate::refusal::{Refusal, forbidden};
use crate::who::header;

/// What a request proves.
#[derive(Debug, Clone)]
pub(crate) enum Proof {
    /// Nothing.
    Nothing,
    /// They can read `run.json`: they own the machine's data, and may speak for anybody.
    Owner,
    /// A browser in which somebody signed in.
    Session { key: SessionKey, session: Session },
    /// A machine with a token of its own.
    Token(Box<Token>),
}

impl Proof {
    /// Reads what a request shows. `here` says that it comes from this machine; only there the owner's token counts.
    ///
    /// # Errors
    /// 401 when a token is shown that is none: whoever shows one does not mean to come in as nobody.
    pub(crate) fn of(gate: &Gate, headers: &HeaderMap, here: bool) -> Result<Self, Refusal> {
        if let Some(shown) = bearer(headers) {
            let access = gate.access();
            return match access.token(&Bearer::shown(shown)) {
                Some(token) => Ok(Self::Token(Box::new(token))),
                None if here && gate.is_local_token(shown) => Ok(Self::Owner),
                None => Err(unauthorised(
                    "token.unknown",
                    "出示的令牌无效；本机令牌（run.json）只在本机有效",
                    "the token shown is not valid; that of run.json is valid on this machine only",
                )),
            };
        }
        let now = gate.time().now();
        let key = cookies::session(headers, gate.access().https());
        let session = key.and_then(|key| {
            let session = gate.access().session(&key, now)?;
            Some(Self::Session { key, session })
        });
        Ok(session.unwrap_or(Self::Nothing))
    }

    /// In whose name it acts.
    ///
    /// # Errors
    /// 401 when it proves nothing; 403 when it names somebody it does not speak for.
    pub(crate) fn actor(&self, headers: &HeaderMap) -> Result<Actor, Refusal> {
        let named = header(headers, wire::ACTOR)?;
        let named: Option<Actor> = named.map(str::parse).transpose()?;
        let own = match self {
            Self::Nothing => return Err(unproved()),
            Self::Owner => return owner_as(named),
            Self::Session { session, .. } => session.actor.clone(),
            Self::Token(token) => token.person.clone().map_or(Actor::Gateway, Actor::Person),
        };
        match named {
            Some(named) if named != own => Err(forbidden(
                "actor.not_yours",
                "只能以自己的身份操作；代他人操作须出示本机令牌（run.json）",
                "act in your own name; whoever shows the token of run.json may name somebody else",
            )),
            Some(_) | None => Ok(own),
        }
    }

    /// What they are counted by when there is too much at once.
    pub(crate) fn client(&self, headers: &HeaderMap) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Owner => {
                let named = header(headers, wire::ACTOR).ok().flatten();
                Some(named.unwrap_or("local").to_owned())
            }
            Self::Session { session, .. } => Some(session.actor.to_string()),
            Self::Token(token) => Some(format!("token {}", token.id())),
        }
    }

    /// Checks that a token may be used for a request of the API; whoever is no machine is judged elsewhere.
    pub(crate) fn within_scope(&self, path: &str, only_asks: bool) -> Result<(), Refusal> {
        let Self::Token(token) = self else { return Ok(()) };
        let need = Need::of(path, only_asks);
        if need.is_met_by(&token.scopes) {
            return Ok(());
        }
        let held: Vec<String> = token.scopes.iter().map(ToString::to_string).collect();
        let needed = match need {
            Need::Scope(scope) => scope.to_string(),
            Need::Person => String::new(),
        };
        Err(Rejection::new(
            Class::Forbidden,
            "token.out_of_scope",
            "该令牌的权限范围不含此操作",
            "this is not within the scopes of the token",
        )
        .with("scopes", held)
        .with("needed", needed)
        .into())
    }
}

/// The owner names whom they speak for, or acts themselves.
fn owner_as(named: Option<Actor>) -> Result<Actor, Refusal> {
    match named.unwrap_or(Actor::Local) {
        actor @ (Actor::Person(_) | Actor::Local) => Ok(actor),
        Actor::Gateway | Actor::Service(_) => Err(forbidden(
            "actor.not_a_person",
            "只能以人员工号或 local 的身份操作",
            "act as a person of the directory, or as local",
        )),
    }
}

/// The token that a request shows.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let shown = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = shown.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Nobody knows who asks.
pub(crate) fn unproved() -> Refusal {
    unauthorised(
        "actor.unproved",
        "请先登录，或出示令牌（Authorization: Bearer …）；只写 Fl-Actor 不能证明身份",
        "sign in first, or show a token (Authorization: Bearer ...); the header Fl-Actor alone proves nothing",
    )
}

pub(super) fn unauthorised(code: &str, zh: &str, en: &str) -> Refusal {
    Refusal::with_status(
        StatusCode::UNAUTHORIZED,
        Rejection::new(Class::Forbidden, code, zh, en),
    )
}
