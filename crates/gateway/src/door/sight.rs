//! What whoever asks may see: phone numbers in full, whole logs. The policy says it by their roles.

use std::sync::Arc;

use access::{Scope, Token};
use sla::policy::{Policy, Role};
use types::{Actor, PersonId};

use super::people::Known;
use super::proof::Proof;
use crate::ask::Manner;
use crate::gate::Gate;
use crate::refusal::{Refusal, forbidden};
use crate::who::Caller;

impl Gate {
    /// Whether somebody sees phone numbers in full. Where nobody can say, they do not.
    pub(crate) async fn shows_phones(&self, proof: &Proof) -> bool {
        match proof {
            Proof::Owner => true,
            Proof::Nothing => false,
            Proof::Token(token) => has_scope(token, &Scope::Phones),
            Proof::Session { session, .. } => {
                self.sees(&session.actor, |policy, roles| policy.see().phones(roles))
                    .await
            }
        }
    }

    /// Checks that somebody may read whole logs; a token was judged by its scopes.
    pub(crate) async fn may_read_logs(&self, proof: &Proof) -> Result<(), Refusal> {
        let may = match proof {
            Proof::Owner | Proof::Token(_) => true,
            Proof::Nothing => false,
            Proof::Session { session, .. } => {
                self.sees(&session.actor, |policy, roles| policy.see().logs(roles))
                    .await
            }
        };
        may.then_some(()).ok_or_else(|| {
            forbidden(
                "log.not_shown",
                "该岗位无权查看完整日志",
                "this role may not read whole logs",
            )
        })
    }

    async fn sees(&self, actor: &Actor, asks: impl FnOnce(&Policy, &[Role]) -> bool) -> bool {
        let person = match actor {
            Actor::Local => return true,
            Actor::Person(person) => person,
            Actor::Gateway | Actor::Service(_) => return false,
        };
        let (known, policy) = (self.still_works(person).await, self.rules().await);
        known
            .zip(policy)
            .is_some_and(|(known, policy)| asks(&policy, &known.roles))
    }

    /// The person as last heard of, when they have not left.
    async fn still_works(&self, person: &PersonId) -> Option<Arc<Known>> {
        self.person_soon(person).await.filter(|known| !known.left)
    }

    /// The policy in force, or as last heard where directory is away.
    async fn rules(&self) -> Option<Arc<Policy>> {
        let caller = Caller::gateway(self.new_request_id().ok()?);
        match self.policy_in_force(&caller, Manner::Once).await {
            Ok(policy) => Some(policy),
            Err(refusal) => {
                let code = &refusal.rejection().code;
                tracing::debug!(code, "directory does not say its policy");
                self.policy_heard().last()
            }
        }
    }
}

fn has_scope(token: &Token, scope: &Scope) -> bool {
    token.scopes.contains(scope)
}
