//! What came in over HTTP, counted by route.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use proto::numbers::Histogram;

/// What one route was asked.
#[derive(Debug, Clone)]
pub(crate) struct RouteNumbers {
    pub(crate) micros: Histogram,
    pub(crate) statuses: BTreeMap<u16, u64>,
}

impl Default for RouteNumbers {
    fn default() -> Self {
        Self {
            micros: Histogram::of_micros(),
            statuses: BTreeMap::new(),
        }
    }
}

/// By method and route, as the table of routes writes it: what clients make up does not become a name of its own.
pub(crate) type ByRoute = BTreeMap<(String, String), RouteNumbers>;

/// Counts since the gateway began.
#[derive(Debug, Default)]
pub(crate) struct HttpCounts(Mutex<ByRoute>);

impl HttpCounts {
    pub(crate) fn answered(&self, method: &str, route: Option<&str>, status: u16, took: Duration) {
        let key = (method.to_owned(), route.unwrap_or("none").to_owned());
        let mut routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let numbers = routes.entry(key).or_default();
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        numbers.micros.observe(micros);
        *numbers.statuses.entry(status).or_default() += 1;
    }

    pub(crate) fn snapshot(&self) -> ByRoute {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
