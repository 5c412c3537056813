//! What reads several logs and writes none: the desk.

use proto::Rejection;
use types::Instant;

use crate::{Follow, Foreign};

/// A read side across logs: folds everything it follows into one model and answers from it.
///
/// It decides nothing. The same fold over the frames stamped at or before a moment answers about that moment.
pub trait Reader: Send + Sync + 'static {
    const NAME: &'static str;
    const FOLLOWS: &'static [Follow];

    type Model: Default + Send + Sync + 'static;

    /// Folds a record; causes come before what follows from them.
    fn fold(model: &mut Self::Model, record: &Foreign);

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
