//! What reads several logs and writes none: the desk.

use std::sync::Arc;

use proto::Rejection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use types::Instant;

use crate::shelf::Shelf;
use crate::{Follow, Foreign};

/// A read side across logs: folds everything it follows into one model and answers from it.
///
/// It decides nothing. The same fold over the frames stamped at or before a moment answers about that moment.
pub trait Reader: Send + Sync + 'static {
    const NAME: &'static str;
    const FOLLOWS: &'static [Follow];

    /// Raised whenever the same records fold into another model, or the model is written otherwise.
    const FOLD_VERSION: u32;

    type Model: Default + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Gives a model a place for what is done with: the one that it had when it was saved, if anything went there.
    fn shelve(model: &mut Self::Model, shelf: Arc<dyn Shelf>);

    /// Folds a record; causes come before what follows from them, everything else in whatever order it is read.
    ///
    /// `depth` tells a lasting order: how many frames of all logs the record's own knew of when it was written. It is
    /// greater for what follows than for its cause, and the same however often the logs are read.
    fn fold(model: &mut Self::Model, record: &Foreign, depth: u64);

    /// What was recorded of what no longer stands as it did at a moment, not folded yet.
    type Past: Send + Sync + 'static;

    /// What has to be folded again to answer a question about a moment. None for a question that needs all there is.
    fn past(live: &Self::Model, question: &serde_json::Value, at: Instant) -> Option<Self::Past>;

    /// Folds what was recorded at or before the moment into a model that knows directory's log as far as that.
    fn fold_past(then: &mut Self::Model, past: &Self::Past, at: Instant);

    /// Answers about a moment as a model would that was folded from every frame stamped at or before it, from what was
    /// folded again and from whatever stands in the live model as it did. That one has gone on meanwhile.
    ///
    /// # Errors
    /// A [`Rejection`] when the question cannot be read or names what was not there.
    fn answer_then(
        live: &Self::Model,
        then: &Self::Model,
        past: &Self::Past,
        question: &serde_json::Value,
        at: Instant,
    ) -> Result<serde_json::Value, Rejection>;

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
