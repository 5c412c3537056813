//! Everything that is kept about access, as one value: changed in memory, written down as a whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use types::{Actor, Hash, Instant, PersonId};

use crate::account::{Account, Extension};
use crate::code::{Code, OneTimeCode};
use crate::password::Password;
use crate::session::{Limits, Session, SessionKey};
use crate::token::{Bearer, Token};

/// Sessions of one person that last at the same time; the one seen longest ago ends when another begins.
const SESSIONS_EACH: usize = 16;

/// Accounts, sessions and tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    #[serde(default)]
    accounts: BTreeMap<PersonId, Account>,
    /// Lets somebody in as `local`, once.
    #[serde(default)]
    owner: Option<Code>,
    #[serde(default)]
    sessions: BTreeMap<Hash, Session>,
    #[serde(default)]
    tokens: Vec<Token>,
}

/// What somebody who signs in has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Their password.
    Password,
    /// A code that was given to them: a person chooses a password now, the owner is in.
    Code,
    /// Nothing that lets them in.
    Nothing,
}

impl Book {
    /// Whether nobody can sign in with a password yet, so that a start gives the owner a code.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.accounts.values().all(|account| account.password.is_none())
    }

    #[must_use]
    pub fn account(&self, person: &PersonId) -> Option<&Account> {
        self.accounts.get(person)
    }

    pub fn accounts(&self) -> impl Iterator<Item = (&PersonId, &Account)> {
        self.accounts.iter()
    }

    /// Gives a person, or the owner, a code in place of any before it. A password stays good until the code is used.
    pub fn give_code(&mut self, actor: &Actor, code: &OneTimeCode, until: Instant) {
        let code = Code {
            hash: code.hash(),
            until,
        };
        match actor {
            Actor::Person(person) => self.accounts.entry(person.clone()).or_default().code = Some(code),
            Actor::Local => self.owner = Some(code),
            Actor::Service(_) | Actor::Gateway => {}
        }
    }

    /// Judges what was typed as a password. Slow, on purpose, whatever comes of it.
    #[must_use]
    pub fn judge(&self, actor: &Actor, typed: &Password, now: Instant) -> Shown {
        let (password, code) = match actor {
            Actor::Person(person) => {
                let account = self.accounts.get(person);
                let password = account.and_then(|account| account.password.as_deref());
                (password, account.and_then(|account| account.code.as_ref()))
            }
            Actor::Local => (None, self.owner.as_ref()),
            Actor::Service(_) | Actor::Gateway => (None, None),
        };
        let shown = OneTimeCode::read(typed.as_str());
        if typed.is(password) {
            Shown::Password
        } else if code.zip(shown).is_some_and(|(code, shown)| code.is(&shown, now)) {
            Shown::Code
        } else {
            Shown::Nothing
        }
    }

    /// Keeps a person's new password; the code is used up, and whoever else is signed in as them is not any more.
    pub fn choose_password(&mut self, person: &PersonId, hashed: String) {
        let account = self.accounts.entry(person.clone()).or_default();
        account.password = Some(hashed);
        account.code = None;
        self.end_all(&Actor::Person(person.clone()));
    }

    /// Takes a person's password, code and sessions away; tokens in their name, too.
    pub fn revoke(&mut self, person: &PersonId) {
        if let Some(account) = self.accounts.get_mut(person) {
            account.password = None;
            account.code = None;
        }
        self.end_all(&Actor::Person(person.clone()));
        self.tokens.retain(|token| token.person.as_ref() != Some(person));
    }

    /// Begins a session. The owner's code is used up by it.
    pub fn begin(&mut self, key: &SessionKey, actor: Actor, now: Instant, limits: Limits) {
        self.sessions.retain(|_, session| session.lasts(now, limits));
        let mine = |session: &Session| session.actor == actor;
        if self.sessions.values().filter(|session| mine(session)).count() >= SESSIONS_EACH {
            let mut own: Vec<(Instant, Hash)> = self
                .sessions
                .iter()
                .filter(|(_, session)| mine(session))
                .map(|(hash, session)| (session.seen_at, *hash))
                .collect();
            own.sort_unstable();
            if let Some((_, oldest)) = own.first() {
                self.sessions.remove(oldest);
            }
        }
        match &actor {
            Actor::Person(person) => {
                self.accounts.entry(person.clone()).or_default().signed_in_at = Some(now);
            }
            Actor::Local => self.owner = None,
            Actor::Service(_) | Actor::Gateway => {}
        }
        self.sessions.insert(key.hash(), Session::begun(actor, now));
    }

    /// The session of a key, while it lasts.
    #[must_use]
    pub fn session(&self, key: &SessionKey, now: Instant, limits: Limits) -> Option<&Session> {
        let session = self.sessions.get(&key.hash());
        session.filter(|session| session.lasts(now, limits))
    }

    /// Notes that a session's owner was seen.
    pub fn seen(&mut self, key: &SessionKey, now: Instant) {
        if let Some(session) = self.sessions.get_mut(&key.hash()) {
            session.seen_at = session.seen_at.max(now);
        }
    }

    /// Ends a session.
    pub fn end(&mut self, key: &SessionKey) {
        self.sessions.remove(&key.hash());
    }

    /// Ends all sessions of somebody.
    pub fn end_all(&mut self, actor: &Actor) {
        self.sessions.retain(|_, session| session.actor != *actor);
    }

    /// How many sessions of somebody last.
    #[must_use]
    pub fn sessions_of(&self, actor: &Actor, now: Instant, limits: Limits) -> usize {
        let own = self.sessions.values().filter(|session| session.actor == *actor);
        own.filter(|session| session.lasts(now, limits)).count()
    }

    /// Keeps a new token.
    pub fn add_token(&mut self, token: Token) {
        self.tokens.push(token);
    }

    /// The token of a secret that was shown.
    #[must_use]
    pub fn token(&self, shown: &Bearer) -> Option<&Token> {
        let hash = shown.hash();
        self.tokens.iter().find(|token| token.hash == hash)
    }

    /// All tokens, oldest first.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Takes a token away; false when there is none of this id.
    pub fn revoke_token(&mut self, id: &str) -> bool {
        let before = self.tokens.len();
        self.tokens.retain(|token| token.id() != id);
        self.tokens.len() < before
    }

    /// Notes where a person sits now, and that nobody else sits there.
    pub fn sit_at(&mut self, person: &PersonId, extension: Option<Extension>) {
        if extension.is_some() {
            let others = self
                .accounts
                .values_mut()
                .filter(|account| account.extension == extension);
            others.for_each(|account| account.extension = None);
        }
        self.accounts.entry(person.clone()).or_default().extension = extension;
    }

    /// Who sits at an extension.
    #[must_use]
    pub fn at_extension(&self, extension: &Extension) -> Option<&PersonId> {
        let found = self
            .accounts
            .iter()
            .find(|(_, account)| account.extension.as_ref() == Some(extension));
        found.map(|(person, _)| person)
    }
}

#[cfg(test)]
mod tests {
    use types::Span;

    use super::*;

    const LIMITS: Limits = Limits {
        idle: Span::hours(4),
        whole: Span::hours(14),
    };

    fn person(id: &str) -> PersonId {
        PersonId::new(id).unwrap()
    }

    fn at(hours: i64) -> Instant {
        Instant::from_seconds(hours * 3_600)
    }

    fn typed(text: impl ToString) -> Password {
        Password::typed(text.to_string())
    }

    #[test]
    fn a_code_lets_a_person_choose_a_password_once_and_ends_what_went_before() {
        let (actor, code) = (Actor::Person(person("P101")), OneTimeCode::of([1; 10]));
        let mut book = Book::default();
        assert_eq!(book.judge(&actor, &typed(&code), at(0)), Shown::Nothing);
        book.give_code(&actor, &code, at(24));
        assert!(book.is_untouched());
        assert_eq!(
            book.judge(&actor, &typed(&code), at(24)),
            Shown::Nothing,
            "too late"
        );
        assert_eq!(book.judge(&actor, &typed(&code), at(23)), Shown::Code);
        let key = SessionKey::of([2; 32]);
        book.begin(&key, actor.clone(), at(1), LIMITS);
        book.choose_password(
            &person("P101"),
            typed("山路十八弯还是要走").hash([5; 16]).unwrap(),
        );
        assert_eq!(
            book.judge(&actor, &typed(&code), at(2)),
            Shown::Nothing,
            "used up"
        );
        assert_eq!(
            book.judge(&actor, &typed("山路十八弯还是要走"), at(2)),
            Shown::Password
        );
        assert!(book.session(&key, at(2), LIMITS).is_none());
        assert!(!book.is_untouched());
    }

    #[test]
    fn the_owners_code_is_good_for_one_session() {
        let code = OneTimeCode::of([3; 10]);
        let mut book = Book::default();
        book.give_code(&Actor::Local, &code, at(24));
        assert_eq!(book.judge(&Actor::Local, &typed(&code), at(0)), Shown::Code);
        book.begin(&SessionKey::of([1; 32]), Actor::Local, at(0), LIMITS);
        assert_eq!(book.judge(&Actor::Local, &typed(&code), at(0)), Shown::Nothing);
        assert!(book.is_untouched(), "the next start gives another one");
    }

    #[test]
    fn one_person_has_so_many_sessions_and_the_one_seen_longest_ago_goes() {
        let actor = Actor::Person(person("P101"));
        let key = |n: u8| SessionKey::of([n; 32]);
        let mut book = Book::default();
        for n in 0..16 {
            book.begin(&key(n), actor.clone(), at(0), LIMITS);
        }
        book.seen(&key(0), at(1));
        let most = (1..16).map(|n| (key(n).hash(), n)).min().map(|(_, n)| n).unwrap();
        book.begin(&key(16), actor.clone(), at(1), LIMITS);
        assert_eq!(book.sessions_of(&actor, at(1), LIMITS), 16);
        assert!(book.session(&key(0), at(1), LIMITS).is_some());
        assert!(book.session(&key(most), at(1), LIMITS).is_none());
    }

    #[test]
    fn two_people_never_sit_at_one_extension() {
        let mut book = Book::default();
        let desk: Extension = "8001".parse().unwrap();
        book.sit_at(&person("P101"), Some(desk.clone()));
        book.sit_at(&person("P102"), Some(desk.clone()));
        assert_eq!(book.at_extension(&desk), Some(&person("P102")));
        assert_eq!(book.account(&person("P101")).unwrap().extension, None);
        book.sit_at(&person("P102"), None);
        assert_eq!(book.at_extension(&desk), None);
        assert!("80 01".parse::<Extension>().is_err());
    }

    #[test]
    fn whoever_is_revoked_has_no_way_in_left() {
        let (person, key, bearer) = (person("P101"), SessionKey::of([1; 32]), Bearer::of([2; 32]));
        let actor = Actor::Person(person.clone());
        let mut book = Book::default();
        book.choose_password(&person, typed("山路十八弯还是要走").hash([5; 16]).unwrap());
        book.begin(&key, actor.clone(), at(0), LIMITS);
        book.add_token(Token {
            name: "PBX".to_owned(),
            scopes: vec!["hotline".parse().unwrap()],
            person: Some(person.clone()),
            made_by: Actor::Local,
            made_at: at(0),
            hash: bearer.hash(),
        });
        assert!(book.token(&bearer).is_some());
        book.revoke(&person);
        assert_eq!(
            book.judge(&actor, &typed("山路十八弯还是要走"), at(0)),
            Shown::Nothing
        );
        assert!(book.session(&key, at(0), LIMITS).is_none() && book.token(&bearer).is_none());
    }
}
