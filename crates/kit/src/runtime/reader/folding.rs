//! A model and how far it is folded.

use std::path::Path;
use std::sync::Arc;

use decider::Reader;
use decider::shelf::Shelf;
use proto::{Class, Rejection};
use types::Instant;

use crate::core::feeds::{Feeds, ForeignFrame};
use crate::core::schemas_of;
use crate::runtime::scratch::Scratch;

/// A model and how far it is folded.
pub(super) struct Folding<R: Reader> {
    pub(super) feeds: Feeds,
    model: R::Model,
    pub(super) stamp: Instant,
    /// Where the model puts what is done with; without one all of it stays in memory.
    scratch: Option<Arc<Scratch>>,
}

impl<R: Reader> Folding<R> {
    pub(super) fn new(data: &Path) -> Self {
        let mut model = R::Model::default();
        let scratch = match Scratch::new(data) {
            Ok(scratch) => Some(Arc::new(scratch)),
            Err(failure) => {
                tracing::warn!(service = R::NAME, directory = %data.display(), %failure, "failed to make a scratch file; what is done with stays in memory");
                None
            }
        };
        if let Some(scratch) = &scratch {
            R::shelve(&mut model, Arc::clone(scratch) as Arc<dyn Shelf>);
        }
        Self {
            feeds: Feeds::new(schemas_of(R::FOLLOWS)),
            model,
            stamp: Instant::MIN,
            scratch,
        }
    }

    /// Answers as of a moment, unless something that was put away could not be read.
    pub(super) fn answer(
        &self,
        query: &serde_json::Value,
        as_of: Instant,
    ) -> Result<serde_json::Value, Rejection> {
        let answer = R::answer(&self.model, query, as_of);
        match self.unreadable() {
            Some(reason) => Err(scratch_unreadable(reason)),
            None => answer,
        }
    }

    /// Why the model can be believed no longer.
    pub(super) fn unreadable(&self) -> Option<&str> {
        self.scratch.as_ref()?.failure()
    }

    /// Folds whatever can be.
    pub(super) fn fold(&mut self) {
        while let Some(frame) = self.feeds.next_frame() {
            self.take(&frame);
        }
    }

    /// What has to be folded again for a question about a moment that is folded here.
    pub(super) fn past(&self, query: &serde_json::Value, at: Instant) -> Option<R::Past> {
        R::past(&self.model, query, at)
    }

    /// Folds again what was recorded at or before a moment.
    pub(super) fn take_past(&mut self, past: &R::Past, at: Instant) {
        R::fold_past(&mut self.model, past, at);
    }

    /// Answers about a moment from what was folded again and from what stands here as it did.
    pub(super) fn answer_then(
        &self,
        then: &Self,
        past: &R::Past,
        query: &serde_json::Value,
        at: Instant,
    ) -> Result<serde_json::Value, Rejection> {
        let answer = R::answer_then(&self.model, &then.model, past, query, at);
        match self.unreadable().or_else(|| then.unreadable()) {
            Some(reason) => Err(scratch_unreadable(reason)),
            None => answer,
        }
    }

    /// Folds frames of whichever logs, causes before what follows from them.
    pub(super) fn take_all(&mut self, mut frames: Vec<ForeignFrame>) {
        frames.sort_by_key(|frame| (depth(frame), frame.log, frame.number()));
        for frame in &frames {
            self.take(frame);
        }
    }

    fn take(&mut self, frame: &ForeignFrame) {
        self.stamp = self.stamp.max(frame.stamp);
        let depth = depth(frame);
        for record in &frame.records {
            R::fold(&mut self.model, record, depth);
        }
    }
}

/// How many frames of all logs a frame knows of: more for what follows than for its cause.
fn depth(frame: &ForeignFrame) -> u64 {
    let others = frame.vector.iter().filter(|(log, _)| **log != frame.log);
    frame.number() + others.map(|(_, read)| read).sum::<u64>()
}

fn scratch_unreadable(reason: &str) -> Rejection {
    Rejection::new(
        Class::Unavailable,
        "desk.scratch_unreadable",
        "查询服务的临时文件读不出来，正在重新启动，请稍后重试",
        "the scratch file of the read side cannot be read; it starts anew, try again soon",
    )
    .with("reason", reason)
}
