//! Sessions: how long somebody who signed in is known again.

use std::fmt;

use serde::{Deserialize, Serialize};
use types::{Actor, Hash, Instant, Span};

/// The secret a browser keeps in its cookie: 256 random bits in hexadecimal.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionKey(String);

impl SessionKey {
    /// Makes a key of random bytes.
    #[must_use]
    pub fn of(random: [u8; 32]) -> Self {
        Self(Hash::from_bytes(random).to_string())
    }

    /// Takes what a cookie holds.
    #[must_use]
    pub fn shown(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&[b"fieldledger session", self.0.as_bytes()])
    }

    /// The token that every unsafe request of this session shows, against forged forms. It follows from the key and
    /// does not lead back to it.
    #[must_use]
    pub fn csrf(&self) -> String {
        Hash::of(&[b"fieldledger csrf", self.0.as_bytes()]).to_string()
    }

    /// The key itself, for the cookie.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey")
    }
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Without any request.
    pub idle: Span,
    /// From sign-in, whatever happens.
    pub whole: Span,
}

impl Default for Limits {
    /// A long pause at most, and a shift at most.
    fn default() -> Self {
        Self {
            idle: Span::hours(4),
            whole: Span::hours(14),
        }
    }
}

/// Somebody who signed in and was seen since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub actor: Actor,
    pub began_at: Instant,
    /// The last time that was written down; see [`Session::is_worth_noting`].
    pub seen_at: Instant,
}

impl Session {
    #[must_use]
    pub fn begun(actor: Actor, now: Instant) -> Self {
        Self {
            actor,
            began_at: now,
            seen_at: now,
        }
    }

    /// Whether it still lasts.
    #[must_use]
    pub fn lasts(&self, now: Instant, limits: Limits) -> bool {
        now.since(self.seen_at) < limits.idle && now.since(self.began_at) < limits.whole
    }

    /// Whether being seen now is to be written down: a twentieth of the idle limit after the last time, so that a click
    /// is rarely a write, and nobody is signed out more than that too early.
    #[must_use]
    pub fn is_worth_noting(&self, now: Instant, limits: Limits) -> bool {
        now.since(self.seen_at).as_micros().saturating_mul(20) >= limits.idle.as_micros()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        idle: Span::hours(4),
        whole: Span::hours(14),
    };

    fn at(hours: i64) -> Instant {
        Instant::from_seconds(hours * 3_600)
    }

    #[test]
    fn a_session_ends_when_idle_and_at_the_end_of_a_shift_however_busy() {
        let mut session = Session::begun(Actor::Local, at(0));
        assert!(session.lasts(at(3), LIMITS));
        assert!(!session.lasts(at(4), LIMITS), "idle");
        for hour in [3, 6, 9, 12] {
            assert!(session.lasts(at(hour), LIMITS));
            session.seen_at = at(hour);
        }
        assert!(session.lasts(at(13), LIMITS));
        assert!(!session.lasts(at(14), LIMITS), "the whole");
    }

    #[test]
    fn being_seen_is_written_down_now_and_then() {
        let session = Session::begun(Actor::Local, at(0));
        assert!(!session.is_worth_noting(Instant::from_seconds(11 * 60), LIMITS));
        assert!(session.is_worth_noting(Instant::from_seconds(12 * 60), LIMITS));
    }

    #[test]
    fn what_is_kept_and_what_forms_show_do_not_give_the_key_away() {
        let key = SessionKey::of([9; 32]);
        let [kept, form] = [key.hash().to_string(), key.csrf()];
        assert!(kept != form && kept != key.as_str() && form != key.as_str());
        assert_eq!(SessionKey::shown(key.as_str()).hash(), key.hash());
        assert_eq!(format!("{key:?}"), "SessionKey");
    }
}
