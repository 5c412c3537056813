//! What whoever asks may see: phone numbers in full, whole logs. The policy says it by their roles.

use std::sync::{Arc, Mutex, PoisonError};

use access::{Scope, Token};
use proto::Encoding;
use proto::wire::{endpoint, subject};
use serde::Deserialize;
use sla::policy::{Policy, Role};
use types::{Actor, Instant, PersonId, ServiceName};

use super::people::{GOOD_FOR, Known};
use super::proof::Proof;
use crate::ask::Manner;
use crate::gate::Gate;
use crate::refusal::{Refusal, forbidden};
use crate::who::Caller;

/// The policy that was last heard to be in force.
#[derive(Debug, Default)]
pub(crate) struct Rules(Mutex<Option<Heard>>);

#[derive(Debug, Clone)]
struct Heard {
    at: Instant,
    /// The frame of directory's log that had been seen.
    frame: u64,
    policy: Arc<Policy>,
}

/// What directory answers when asked for its policy.
#[derive(Debug, Deserialize)]
struct InForce {
    text: String,
}

impl Rules {
    fn last(&self) -> Option<Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, heard: Heard) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(heard);
    }
}

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
        let (now, frame) = (self.time().now(), self.directory_frame());
        let last = self.access().rules().last();
        if let Some(heard) = &last
            && heard.frame == frame
            && now >= heard.at
            && now.since(heard.at) < GOOD_FOR
        {
            return Some(Arc::clone(&heard.policy));
        }
        let policy = match self.policy_text().await {
            Ok(text) => read(&text, last.as_ref()),
            Err(refusal) => {
                tracing::debug!(
                    code = refusal.rejection().code,
                    "directory does not say its policy"
                );
                None
            }
        };
        if let Some(policy) = &policy {
            self.access().rules().keep(Heard {
                at: now,
                frame,
                policy: Arc::clone(policy),
            });
        }
        policy.or_else(|| last.map(|heard| heard.policy))
    }

    async fn policy_text(&self) -> Result<String, Refusal> {
        let caller = Caller::gateway(self.new_request_id()?);
        let subject = subject(ServiceName::Directory.as_str(), endpoint::QUERY);
        let question = br#""policy""#.to_vec();
        let answer = self.ask(&caller, &subject, Manner::Once, question).await?;
        let in_force: InForce = Encoding::Json.read(&answer).map_err(crate::refusal::malformed)?;
        Ok(in_force.text)
    }
}

/// Reads a policy, unless it is the one that was read last.
fn read(text: &str, last: Option<&Heard>) -> Option<Arc<Policy>> {
    match last {
        Some(heard) if heard.policy.text() == text => Some(Arc::clone(&heard.policy)),
        Some(_) | None => Policy::parse(text).ok().map(Arc::new),
    }
}

fn has_scope(token: &Token, scope: &Scope) -> bool {
    token.scopes.contains(scope)
}
