//! Access as it is given and taken by those who may: one-time codes, tokens, and where people sit.

use access::{Bearer, Extension, Scope, Token};
use proto::{Class, Rejection};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sla::policy::Role;
use types::{Actor, Instant, PersonId, Span};

use super::kept::{drawn, new_code};
use crate::gate::Gate;
use crate::refusal::{Refusal, forbidden, malformed};
use crate::who::Caller;

/// How long a one-time code lets somebody in.
const CODE_LASTS: Span = Span::hours(24);
const LONGEST_NAME: usize = 80;

/// A one-time code, shown this once.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CodeGiven {
    pub(crate) person: String,
    pub(crate) code: String,
    /// Exclusive.
    pub(crate) until: Instant,
}

/// How one person can come in.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AccountShown {
    pub(crate) person: PersonId,
    pub(crate) has_password: bool,
    /// Until when a one-time code lets them in; none when there is none.
    pub(crate) code_until: Option<Instant>,
    pub(crate) signed_in_at: Option<Instant>,
    /// Browsers in which they are signed in.
    pub(crate) sessions: u64,
    pub(crate) extension: Option<String>,
}

/// A token that is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenWanted {
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
pub(crate) struct TokenGiven {
    pub(crate) id: String,
    pub(crate) token: String,
}

/// A token without its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TokenShown {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) person: Option<PersonId>,
    pub(crate) made_by: Actor,
    pub(crate) made_at: Instant,
}

impl Gate {
    /// Everybody who can come in, or could.
    pub(crate) async fn accounts(&self, caller: &Caller) -> Result<Vec<AccountShown>, Refusal> {
        self.may_manage(caller).await?;
        let book = self.access().book();
        let people: Vec<PersonId> = book.accounts().map(|(person, _)| person.clone()).collect();
        Ok(people.iter().map(|person| self.account(person)).collect())
    }

    fn account(&self, person: &PersonId) -> AccountShown {
        let (book, now) = (self.access().book(), self.time().now());
        let account = book.account(person);
        let code = account.and_then(|account| account.code.as_ref());
        let sessions = book.sessions_of(&Actor::Person(person.clone()), now, self.access().limits());
        AccountShown {
            person: person.clone(),
            has_password: account.is_some_and(|account| account.password.is_some()),
            code_until: code.map(|code| code.until).filter(|until| now < *until),
            signed_in_at: account.and_then(|account| account.signed_in_at),
            sessions: u64::try_from(sessions).unwrap_or(u64::MAX),
            extension: account.and_then(|account| account.extension.as_ref().map(ToString::to_string)),
        }
    }

    /// How one person can come in.
    pub(crate) async fn account_of(
        &self,
        caller: &Caller,
        person: &PersonId,
    ) -> Result<AccountShown, Refusal> {
        self.may_manage(caller).await?;
        Ok(self.account(person))
    }

    /// Gives somebody a code that lets them in once.
    pub(crate) async fn give_code(&self, caller: &Caller, to: Actor) -> Result<CodeGiven, Refusal> {
        self.may_manage(caller).await?;
        match &to {
            Actor::Person(person) => self.works_here(person).await?,
            // Whoever may do everything is let in by the owner of the machine, and by nobody else.
            Actor::Local if caller.actor == Actor::Local => {}
            Actor::Local | Actor::Gateway | Actor::Service(_) => return Err(not_yours()),
        }
        let (code, until) = (new_code()?, self.time().now() + CODE_LASTS);
        let (given, whose) = (code.clone(), to.clone());
        self.access()
            .change(move |book| book.give_code(&whose, &given, until))
            .await?;
        tracing::info!(by = %caller.actor, to = %to, "a one-time code was given");
        Ok(CodeGiven {
            person: to.to_string(),
            code: code.to_string(),
            until,
        })
    }

    /// Takes somebody's password, sessions and tokens away.
    pub(crate) async fn revoke(&self, caller: &Caller, person: PersonId) -> Result<AccountShown, Refusal> {
        self.may_manage(caller).await?;
        let whose = person.clone();
        self.access().change(move |book| book.revoke(&whose)).await?;
        tracing::info!(by = %caller.actor, from = %person, "access was taken away");
        Ok(self.account(&person))
    }

    /// Says at which extension somebody sits; everybody may say it of themselves.
    pub(crate) async fn sit(
        &self,
        caller: &Caller,
        person: PersonId,
        extension: Option<String>,
    ) -> Result<AccountShown, Refusal> {
        if caller.actor != Actor::Person(person.clone()) {
            self.may_manage(caller).await?;
            self.works_here(&person).await?;
        }
        let extension = extension.filter(|text| !text.trim().is_empty());
        let extension: Option<Extension> = extension
            .map(|text| text.parse())
            .transpose()
            .map_err(|failure: access::InvalidExtension| malformed(failure.to_string()))?;
        let whose = person.clone();
        self.access()
            .change(move |book| book.sit_at(&whose, extension))
            .await?;
        Ok(self.account(&person))
    }

    /// The tokens of machines, without their secrets.
    pub(crate) async fn tokens(&self, caller: &Caller) -> Result<Vec<TokenShown>, Refusal> {
        self.may_manage(caller).await?;
        let book = self.access().book();
        let shown = book.tokens().iter().map(|token| TokenShown {
            id: token.id(),
            name: token.name.clone(),
            scopes: token.scopes.iter().map(ToString::to_string).collect(),
            person: token.person.clone(),
            made_by: token.made_by.clone(),
            made_at: token.made_at,
        });
        Ok(shown.collect())
    }

    /// Makes a token for a machine.
    pub(crate) async fn make_token(
        &self,
        caller: &Caller,
        wanted: TokenWanted,
    ) -> Result<TokenGiven, Refusal> {
        self.may_manage(caller).await?;
        let scopes: Result<Vec<Scope>, _> = wanted.scopes.iter().map(|scope| scope.parse()).collect();
        let scopes = scopes.map_err(|failure: access::InvalidScope| malformed(failure.to_string()))?;
        let name = wanted.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || scopes.is_empty() {
            return Err(malformed(
                "a token has a name of at most 80 characters, and a scope",
            ));
        }
        match &wanted.person {
            Some(person) => self.works_here(person).await?,
            None if scopes.iter().any(Scope::acts) => return Err(needs_person()),
            None => {}
        }
        let bearer = Bearer::of(drawn()?);
        let token = Token {
            name: name.to_owned(),
            scopes,
            person: wanted.person,
            made_by: caller.actor.clone(),
            made_at: self.time().now(),
            hash: bearer.hash(),
        };
        let id = token.id();
        self.access().change(move |book| book.add_token(token)).await?;
        tracing::info!(by = %caller.actor, id, "a token was made");
        Ok(TokenGiven {
            id,
            token: bearer.as_str().to_owned(),
        })
    }

    /// Takes a token away.
    pub(crate) async fn revoke_token(&self, caller: &Caller, id: String) -> Result<(), Refusal> {
        self.may_manage(caller).await?;
        let of = id.clone();
        if !self.access().change(move |book| book.revoke_token(&of)).await? {
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
        Ok(())
    }

    /// Access is the owner's and the administrators' to give.
    pub(crate) async fn may_manage(&self, caller: &Caller) -> Result<(), Refusal> {
        match &caller.actor {
            Actor::Local => Ok(()),
            Actor::Person(person) => {
                let known = self.person(person).await?;
                let may =
                    known.is_some_and(|known| !known.left && known.roles.contains(&Role::Administrator));
                may.then_some(()).ok_or_else(not_yours)
            }
            Actor::Gateway | Actor::Service(_) => Err(not_yours()),
        }
    }

    /// Whoever is let in stands in the directory and has not left.
    async fn works_here(&self, person: &PersonId) -> Result<(), Refusal> {
        if self.person(person).await?.is_some_and(|known| !known.left) {
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
}

fn not_yours() -> Refusal {
    forbidden(
        "access.not_allowed",
        "登录权限由管理员管理",
        "access is given and taken by an administrator",
    )
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
