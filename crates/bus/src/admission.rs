//! Who may wait in front of something that is busy: so many at once, and nobody all of them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use proto::{Class, Rejection};

/// How much may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    pub requests: usize,
    pub bytes: usize,
}

impl Load {
    const fn room_below(self, limit: Self) -> bool {
        self.requests < limit.requests && self.bytes < limit.bytes
    }

    fn add(&mut self, bytes: usize) {
        self.requests += 1;
        self.bytes += bytes;
    }

    fn take_off(&mut self, bytes: usize) {
        self.requests = self.requests.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

/// How much may wait altogether.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For everybody together. One client has at most a quarter of it.
    pub all: Load,
    /// Beyond that, for those who have next to nothing waiting: who floods leaves room for who does not.
    pub kept_free: Load,
    /// What next to nothing is.
    pub next_to_nothing: usize,
}

impl Limits {
    const fn share(&self) -> Load {
        Load {
            requests: self.all.requests / 4,
            bytes: self.all.bytes / 4,
        }
    }

    const fn with_kept_free(&self) -> Load {
        Load {
            requests: self.all.requests + self.kept_free.requests,
            bytes: self.all.bytes + self.kept_free.bytes,
        }
    }

    fn admit(&self, all: Load, own: Load) -> bool {
        let within_share = own.room_below(self.share()) && all.room_below(self.all);
        within_share || (own.requests < self.next_to_nothing && all.room_below(self.with_kept_free()))
    }
}

/// Counts what waits, client by client. Clones count together.
#[derive(Debug)]
pub struct Admission<C> {
    limits: Limits,
    waiting: Arc<Mutex<Waiting<C>>>,
}

impl<C> Clone for Admission<C> {
    fn clone(&self) -> Self {
        Self {
            limits: self.limits,
            waiting: Arc::clone(&self.waiting),
        }
    }
}

#[derive(Debug)]
struct Waiting<C> {
    all: Load,
    by_client: HashMap<C, Load>,
}

/// A place among those who wait; given back when it is dropped.
#[derive(Debug)]
pub struct Place<C: Eq + Hash> {
    client: C,
    bytes: usize,
    waiting: Arc<Mutex<Waiting<C>>>,
}

impl<C: Eq + Hash + Clone> Admission<C> {
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let waiting = Waiting {
            all: Load::default(),
            by_client: HashMap::new(),
        };
        Self {
            limits,
            waiting: Arc::new(Mutex::new(waiting)),
        }
    }

    /// Lets a client's request of so many bytes wait; none when too much waits already, or too much of this client's.
    #[must_use]
    pub fn enter(&self, client: C, bytes: usize) -> Option<Place<C>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let own = waiting.by_client.get(&client).copied().unwrap_or_default();
        if !self.limits.admit(waiting.all, own) {
            return None;
        }
        waiting.all.add(bytes);
        waiting.by_client.entry(client.clone()).or_default().add(bytes);
        drop(waiting);
        Some(Place {
            client,
            bytes,
            waiting: Arc::clone(&self.waiting),
        })
    }

    /// How much waits now.
    #[must_use]
    pub fn load(&self) -> Load {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).all
    }
}

impl<C: Eq + Hash> Drop for Place<C> {
    fn drop(&mut self) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.all.take_off(self.bytes);
        let Some(own) = waiting.by_client.get_mut(&self.client) else {
            return;
        };
        own.take_off(self.bytes);
        if own.requests == 0 {
            waiting.by_client.remove(&self.client);
        }
    }
}

/// What a client is told that is not admitted.
#[must_use]
pub fn busy() -> Rejection {
    Rejection::new(
        Class::Busy,
        "service.busy",
        "系统繁忙，请稍后重试",
        "too much at once; try again in a moment",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admission() -> Admission<&'static str> {
        let load = |requests, bytes| Load { requests, bytes };
        Admission::new(Limits {
            all: load(40, 4_000),
            kept_free: load(10, 1_000),
            next_to_nothing: 2,
        })
    }

    fn as_many_as_may(admission: &Admission<&'static str>, client: &'static str) -> Vec<Place<&'static str>> {
        std::iter::from_fn(|| admission.enter(client, 1)).collect()
    }

    #[test]
    fn who_floods_gets_a_share_and_who_comes_after_several_floods_is_let_in_all_the_same() {
        let admission = admission();
        let floods: Vec<_> = ["a", "b", "c", "d", "e"]
            .map(|client| as_many_as_may(&admission, client))
            .into_iter()
            .collect();
        let admitted: Vec<usize> = floods.iter().map(Vec::len).collect();
        assert_eq!(admitted, [10, 10, 10, 10, 2]);
        assert_eq!(as_many_as_may(&admission, "quiet").len(), 2);
    }

    #[test]
    fn however_many_clients_come_there_is_an_end_and_what_is_given_back_can_be_had_again() {
        let admission = admission();
        let names: Vec<&'static str> = (0..60)
            .map(|n| &*Box::leak(format!("c{n}").into_boxed_str()))
            .collect();
        let floods: Vec<_> = names
            .iter()
            .map(|name| as_many_as_may(&admission, name))
            .collect();
        assert_eq!(admission.load().requests, 50);
        drop(floods);
        assert_eq!(admission.load(), Load::default());
        assert_eq!(as_many_as_may(&admission, "a").len(), 10);
    }

    #[test]
    fn few_large_requests_are_a_flood_too() {
        let admission = admission();
        let large: Vec<_> = std::iter::from_fn(|| admission.enter("large", 500)).collect();
        assert_eq!(large.len(), 2);
        assert!(admission.enter("quiet", 500).is_some());
    }
}
