//! Who looks at a page.

use sla::policy::{Policy, Role};
use types::{Actor, Lang, StationId};

/// Whoever looks at a page, as sign-in and the directory know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// In whose name what they do is recorded.
    pub actor: Actor,
    pub name: String,
    pub roles: Vec<Role>,
    /// Where they work, when their work is a station's.
    pub station: Option<StationId>,
    /// The region they answer for, as its stations name it.
    pub region: Option<String>,
    pub language: Lang,
    /// The session's token against forged forms; empty where there is no session.
    pub csrf: String,
    /// Whether time is virtual, so that no real call belongs here.
    pub sandbox: bool,
}

impl Visitor {
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether administration is part of their work: others reach it by no link.
    #[must_use]
    pub fn looks_after_the_system(&self) -> bool {
        const THEIRS: [Role; 4] = [
            Role::Administrator,
            Role::CustomerCentreManager,
            Role::StationManager,
            Role::Auditor,
        ];
        self.is_owner() || THEIRS.into_iter().any(|role| self.has(role))
    }

    /// Whether they may send a command, `hotline.open-order`, by the policy's table of rights.
    #[must_use]
    pub fn may(&self, policy: &Policy, command: &str) -> bool {
        self.is_owner() || policy.allows(command, &self.roles)
    }

    /// Whether their work needs phone numbers, by the policy.
    #[must_use]
    pub fn sees_phones(&self, policy: &Policy) -> bool {
        self.is_owner() || policy.see().phones(&self.roles)
    }

    /// Whether they act as the owner of the machine, who may do everything.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        self.actor == Actor::Local
    }
}
