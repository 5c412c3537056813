//! Everything a decision needs and may not fetch itself.

use proto::{Cause, Class, Rejection};
use sla::policy::{Policy, Role};
use types::{Actor, Hash, Instant, PersonId, ServiceName};

use crate::deeds::deed;
use crate::{Common, Masters};

/// The instant, the actor, the directory and the policy a command is decided with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The stamp of the frame the events will stand in.
    pub now: Instant,
    pub actor: &'a Actor,
    pub cause: &'a Cause,
    pub common: &'a Common,
    /// Services that could not be heard when something came due.
    pub unheard: &'a [ServiceName],
}

impl<'a> Context<'a> {
    #[must_use]
    pub fn masters(&self) -> &'a Masters {
        &self.common.masters
    }

    /// The policy this log has adopted.
    #[must_use]
    pub fn policy(&self) -> &'a Policy {
        self.common.policies.adopted()
    }

    #[must_use]
    pub fn policy_hash(&self) -> Hash {
        self.common.policies.adopted_hash()
    }

    /// The person who acts, when it is one.
    #[must_use]
    pub fn person(&self) -> Option<&'a PersonId> {
        match self.actor {
            Actor::Person(person) => Some(person),
            Actor::Service(_) | Actor::Local | Actor::Gateway => None,
        }
    }

    /// The `index`-th new id that follows from the cause: the same cause makes the same ids.
    #[must_use]
    pub fn new_id(&self, index: u32) -> String {
        let cause = serde_json::to_vec(self.cause).unwrap_or_default();
        Hash::of(&[&cause, &index.to_be_bytes()]).id()
    }

    /// Checks that the actor may send a command of this name, `hotline.open-order`.
    ///
    /// # Errors
    /// `actor.unknown`, `DIR-4.left` or `actor.not_allowed`.
    pub fn authorise(&self, command: &str) -> Result<(), Rejection> {
        let person = match self.actor {
            // A service acts on its own log; whoever owns the machine owns everything on it.
            Actor::Service(_) | Actor::Local => return Ok(()),
            Actor::Gateway => return authorise_gateway(command),
            Actor::Person(person) => person,
        };
        let known = self
            .masters()
            .person(person)
            .ok_or_else(|| unknown_actor(person))?;
        if self.masters().has_left(person, self.now) {
            return Err(Rejection::new(
                Class::Forbidden,
                "DIR-4.left",
                format!("{}已离职，不能再操作", known.name),
                format!("{} has left and may not act any more", known.name),
            ));
        }
        let roles = self.masters().roles_at(person, self.now);
        if self.policy().allows(command, &roles) {
            return Ok(());
        }
        let held: Vec<String> = roles.iter().map(ToString::to_string).collect();
        let deed = deed(command);
        Err(Rejection::new(
            Class::Forbidden,
            "actor.not_allowed",
            format!("{}的岗位无权{}", known.name, deed.zh),
            format!("{} holds no role that may {}", known.name, deed.en),
        )
        .with("roles", held)
        .with("command", command))
    }

    /// Whether the actor holds a role now, by themselves or as somebody's deputy.
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.person()
            .is_some_and(|person| self.masters().roles_at(person, self.now).contains(&role))
    }
}

/// The edge passes on what came from phones and carriers, and nothing else.
fn authorise_gateway(command: &str) -> Result<(), Rejection> {
    if matches!(command, "field.take-message" | "notify.take-delivery-report") {
        return Ok(());
    }
    let deed = deed(command);
    Err(Rejection::new(
        Class::Forbidden,
        "actor.not_allowed",
        format!("网关无权{}", deed.zh),
        format!("the gateway may not {}", deed.en),
    ))
}

fn unknown_actor(person: &PersonId) -> Rejection {
    Rejection::new(
        Class::Forbidden,
        "actor.unknown",
        format!("人员名录里没有{person}"),
        format!("the directory has no person {person}"),
    )
    .with("person", person.as_str())
}
