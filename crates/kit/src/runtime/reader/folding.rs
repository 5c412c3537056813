//! A model and how far it is folded.

use std::path::Path;
use std::sync::Arc;

use decider::Reader;
use decider::shelf::Shelf;
use proto::{Class, Rejection};
use types::Instant;

use super::keeping::{Folded, Keeping};
use crate::core::feeds::{Feeds, ForeignFrame};
use crate::core::schemas_of;
use crate::runtime::saved::Saved;
use crate::runtime::scratch::Scratch;

/// A model and how far it is folded.
pub(super) struct Folding<R: Reader> {
    pub(super) feeds: Feeds,
    model: R::Model,
    pub(super) stamp: Instant,
    /// Where the model puts what is done with; without one all of it stays in memory.
    scratch: Option<Arc<Scratch>>,
    /// Of the live model.
    keeping: Option<Keeping>,
    /// Begun from a snapshot, and not every log has been read on from there yet.
    unproven: bool,
    /// How often it was begun: what was asked for before that is no answer any more.
    pub(super) life: u32,
}

impl<R: Reader> Folding<R> {
    /// Stands for a model that is still being read.
    pub(super) fn not_yet() -> Self {
        Self::from(Saved::nothing(None), None)
    }

    /// Goes on from what was kept in a data directory, and keeps what it comes to.
    pub(super) fn live(data: &Path, program: &str) -> Self {
        match Keeping::open::<R>(&data.join(R::NAME), program) {
            Ok((keeping, begun)) => Self::from(begun, Some(keeping)),
            Err(failure) => {
                tracing::warn!(service = R::NAME, directory = %data.display(), %failure, "failed to take up snapshots; every start folds everything");
                Self::new(data)
            }
        }
    }

    /// Begins with nothing, and keeps nothing.
    pub(super) fn new(data: &Path) -> Self {
        let scratch = match Scratch::new(data) {
            Ok(scratch) => Some(Arc::new(scratch)),
            Err(failure) => {
                tracing::warn!(service = R::NAME, directory = %data.display(), %failure, "failed to make a scratch file; what is done with stays in memory");
                None
            }
        };
        Self::from(Saved::nothing(scratch), None)
    }

    fn from(begun: Saved<Folded<R::Model>>, keeping: Option<Keeping>) -> Self {
        let Folded {
            stamp,
            cursors,
            mut model,
        } = begun.fold;
        let scratch = begun.scratch;
        if let Some(scratch) = &scratch {
            R::shelve(&mut model, Arc::clone(scratch) as Arc<dyn Shelf>);
        }
        let mut feeds = Feeds::new(schemas_of(R::FOLLOWS));
        feeds.resume(&cursors);
        Self {
            feeds,
            model,
            stamp,
            scratch,
            keeping,
            unproven: !cursors.is_empty(),
            life: 0,
        }
    }

    /// Begins anew when a log cannot be read on from where the snapshot ends: another one was put back since.
    pub(super) fn begin_anew_unless_it_fits(&mut self) {
        let stopped = self.feeds.stopped();
        if stopped.is_empty() {
            self.unproven &= !self.feeds.has_caught_up();
            return;
        }
        if self.unproven
            && let Some(mut keeping) = self.keeping.take()
        {
            tracing::warn!(
                service = R::NAME,
                ?stopped,
                "the logs are not those that were folded before; folding them from their beginning"
            );
            let begun = keeping.begin_anew::<R>();
            let life = self.life + 1;
            *self = Self::from(begun, Some(keeping));
            self.life = life;
            self.feeds.want_all();
        }
    }

    /// Notes bytes of records that were read.
    pub(super) fn note(&mut self, bytes: usize) {
        if let Some(keeping) = &mut self.keeping {
            keeping.note(bytes);
        }
    }

    /// Keeps the model for the next start, when it is time.
    pub(super) fn keep_when_it_is_time(&mut self) {
        if let Some(keeping) = &mut self.keeping {
            keeping.when_it_is_time(self.stamp, &self.feeds.cursors(), &self.model);
        }
    }

    /// Keeps the model for the next start, and nothing after it.
    pub(super) fn keep_at_the_end(&mut self) {
        if let Some(keeping) = self.keeping.take() {
            keeping.at_the_end(self.stamp, &self.feeds.cursors(), &self.model);
        }
    }

    /// Keeps nothing any more: the model is not what the logs say.
    pub(super) fn keep_nothing(&mut self) {
        self.keeping = None;
    }

    /// Why the model can be believed no longer; it is then not begun from again.
    pub(super) fn failed(&self) -> Option<String> {
        match &self.keeping {
            Some(keeping) => keeping.unreadable(),
            None => self.unreadable().map(str::to_owned),
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

    /// What could not be read of what was put away.
    fn unreadable(&self) -> Option<&str> {
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
