//! What reads several logs and writes none: the desk.

use std::collections::BTreeSet;
use std::sync::Arc;

use proto::Rejection;
use types::{Instant, ServiceName};

use crate::shelf::Shelf;
use crate::{Follow, Foreign};

/// A read side across logs: folds everything it follows into one model and answers from it.
///
/// It decides nothing. The same fold over the frames stamped at or before a moment answers about that moment.
pub trait Reader: Send + Sync + 'static {
    const NAME: &'static str;
    const FOLLOWS: &'static [Follow];

    type Model: Default + Send + Sync + 'static;

    /// Gives a model that nothing was folded into yet a place for what is done with.
    fn shelve(model: &mut Self::Model, shelf: Arc<dyn Shelf>);

    /// Folds a record; causes come before what follows from them, everything else in whatever order it is read.
    ///
    /// `depth` tells a lasting order: how many frames of all logs the record's own knew of when it was written. It is
    /// greater for what follows than for its cause, and the same however often the logs are read.
    fn fold(model: &mut Self::Model, record: &Foreign, depth: u64);

    /// The frames of each log that say everything of what a question is about at a moment that was folded; beside them
    /// it needs directory's. None for a question that needs all there is.
    fn frames_about(
        model: &Self::Model,
        question: &serde_json::Value,
        at: Instant,
    ) -> Option<BTreeSet<(ServiceName, u64)>>;

    /// Answers a question, written as JSON, as things stood at `now`.
    ///
    /// # Errors
    /// A [`Rejection`] when the question cannot be read or names what is not there.
    fn answer(
        model: &Self::Model,
        question: &serde_json::Value,
        now: Instant,
    ) -> Result<serde_json::Value, Rejection>;
}
