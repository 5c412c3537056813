//! What is kept about access, in memory to be read and on disk before anything is answered.

use std::sync::{Arc, PoisonError, RwLock};

use access::{Bearer, Book, Limits, OneTimeCode, Session, SessionKey, Shown, Store, StoreFailure, Token};
use tokio::sync::{Mutex, Semaphore, watch};
use types::{Actor, Instant};

use super::calls::Calls;
use super::people::People;
use super::throttles::Throttles;
use super::{AccessSettings, Webhooks};
use crate::refusal::{Refusal, failed};

/// How many passwords are judged at once: each takes 19 MiB and a core.
const JUDGED_AT_ONCE: usize = 2;

/// Accounts, sessions and tokens behind the gateway.
#[derive(Debug)]
pub(crate) struct Access {
    store: Store,
    limits: Limits,
    https: bool,
    book: RwLock<Arc<Book>>,
    /// Held while the book is changed and written.
    writing: Mutex<()>,
    judging: Semaphore,
    throttles: Throttles,
    people: People,
    webhooks: Webhooks,
    calls: Calls,
}

impl Access {
    /// Reads what is kept. Screens that wait for calls are let go when `stop` says true.
    pub(crate) fn open(settings: &AccessSettings, stop: watch::Receiver<bool>) -> Result<Self, StoreFailure> {
        Ok(Self {
            book: RwLock::new(Arc::new(settings.store.read()?)),
            store: settings.store.clone(),
            limits: settings.limits,
            https: settings.https,
            writing: Mutex::default(),
            judging: Semaphore::new(JUDGED_AT_ONCE),
            throttles: Throttles::new(),
            people: People::default(),
            webhooks: settings.webhooks.clone(),
            calls: Calls::until(stop),
        })
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    pub(crate) fn https(&self) -> bool {
        self.https
    }

    pub(crate) fn throttles(&self) -> &Throttles {
        &self.throttles
    }

    pub(crate) fn people(&self) -> &People {
        &self.people
    }

    pub(super) fn webhooks(&self) -> &Webhooks {
        &self.webhooks
    }

    pub(super) fn calls(&self) -> &Calls {
        &self.calls
    }

    /// Everything as it stands now.
    pub(crate) fn book(&self) -> Arc<Book> {
        Arc::clone(&self.book.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes what is kept; when this returns, it is on disk.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Book) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let _one_at_a_time = self.writing.lock().await;
        let mut book = Book::clone(&self.book());
        let store = self.store.clone();
        let written = tokio::task::spawn_blocking(move || {
            let said = change(&mut book);
            store.write(&book).map(|()| (said, book))
        });
        let written = written
            .await
            .map_err(|failure| failed("access.not_kept", &failure))?;
        let (said, book) = written.map_err(|failure| {
            tracing::error!(%failure, "access could not be kept");
            failed("access.not_kept", &failure)
        })?;
        *self.book.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(book);
        Ok(said)
    }

    /// The session of a cookie, while it lasts.
    pub(crate) fn session(&self, key: &SessionKey, now: Instant) -> Option<Session> {
        self.book().session(key, now, self.limits).cloned()
    }

    /// Notes now and then that somebody was seen. Where it cannot be kept they are signed out a little early.
    pub(crate) async fn saw(&self, key: SessionKey, session: &Session, now: Instant) {
        if session.is_worth_noting(now, self.limits) {
            let _noted = self.change(move |book| book.seen(&key, now)).await.is_ok();
        }
    }

    pub(crate) fn token(&self, shown: &Bearer) -> Option<Token> {
        self.book().token(shown).cloned()
    }

    /// Judges what somebody typed as their password.
    pub(crate) async fn judge(
        &self,
        actor: Actor,
        typed: access::Password,
        now: Instant,
    ) -> Result<Shown, Refusal> {
        let book = self.book();
        self.slowly(move || book.judge(&actor, &typed, now)).await
    }

    /// Hashes a new password.
    pub(crate) async fn hashed(&self, password: access::Password) -> Result<String, Refusal> {
        let salt = drawn()?;
        let hashed = self.slowly(move || password.hash(salt)).await?;
        hashed.map_err(|failure| failed("access.not_hashed", &failure))
    }

    /// Does what is slow on purpose, a few at a time and away from those who answer.
    async fn slowly<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = self.judging.acquire().await;
        let _turn = turn.map_err(|failure| failed("access.closed", &failure))?;
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|failure| failed("access.not_judged", &failure))
    }
}

/// Random bytes from the operating system.
pub(crate) fn drawn<const BYTES: usize>() -> Result<[u8; BYTES], Refusal> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|failure| failed("access.no_randomness", &failure))?;
    Ok(bytes)
}

/// A new one-time code.
pub(crate) fn new_code() -> Result<OneTimeCode, Refusal> {
    drawn().map(OneTimeCode::of)
}
