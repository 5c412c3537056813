//! Answers over what is on disk: questions, status, probes.

use decider::Service;
use proto::wire::{Feeds as FeedsAnswer, Probed, Status};
use proto::{Cause, Rejection};
use serde_json::Value;
use types::{Actor, Hash, Instant, ServiceName};

use super::{Answer, Core, Output};

impl<S: Service> Core<S> {
    /// Answers a question at once. None while a frame is on its way to disk: what is folded is more than what is there.
    pub fn answer(
        &self,
        question: &Value,
        actor: &Actor,
        now: Instant,
    ) -> Option<Result<Vec<u8>, Rejection>> {
        self.under_way
            .is_none()
            .then(|| self.say(question, actor, self.now.max(now)))
    }

    fn say(&self, question: &Value, actor: &Actor, now: Instant) -> Result<Vec<u8>, Rejection> {
        let cause = Cause::Due { at: now };
        S::answer(
            &self.folded.state,
            question,
            &self.context(now, actor, &cause, &[]),
        )
    }

    pub(super) fn answer_questions(&mut self) {
        for (ticket, question, actor) in std::mem::take(&mut self.questions) {
            let answer = self.say(&question, &actor, self.now);
            self.outputs.push(Output::Reply {
                ticket,
                answer: answer.map(Answer::Said),
            });
        }
    }

    /// What followed from so much of the other logs is on disk when this is answered.
    pub(super) fn answer_awaiting(&mut self) {
        let mut waiting = Vec::new();
        for (ticket, seen) in std::mem::take(&mut self.awaiting) {
            if self.feeds.has_reached(&seen) {
                let status = self.status(false);
                self.outputs.push(Output::Reply {
                    ticket,
                    answer: Ok(Answer::Status(status)),
                });
            } else {
                waiting.push((ticket, seen));
            }
        }
        self.awaiting = waiting;
    }

    /// A probe is answered when nothing moves here any more.
    pub(super) fn answer_probes(&mut self) {
        let at_rest = !self.more
            && self.requests.is_empty()
            && self.done.is_empty()
            && self.parked.is_empty()
            && self.performing.is_empty()
            && self.feeds.is_quiet();
        if !at_rest {
            return;
        }
        let mut waiting = Vec::new();
        for parked in std::mem::take(&mut self.probes) {
            let stopped: Vec<ServiceName> = self.feeds.stopped().into_keys().collect();
            if self.has_heard(&parked.probe) && (parked.fired || !parked.probe.fire) {
                let probed = Probed {
                    service: S::NAME.to_string(),
                    stopped,
                    last_with_records: self.folded.last_with_records,
                    reach: self.feeds.reach(),
                    due: self.due(),
                };
                self.outputs.push(Output::Reply {
                    ticket: parked.ticket,
                    answer: Ok(Answer::Probed(probed)),
                });
            } else {
                waiting.push(parked);
            }
        }
        self.probes = waiting;
    }

    pub(super) fn status(&self, digest: bool) -> Status {
        Status {
            service: S::NAME.to_string(),
            log_id: self.log_id.clone(),
            head: self.head.frame,
            head_hash: self.head.hash,
            position: self.head.position,
            stamp: self.head.stamp,
            now: self.now,
            reach: self.feeds.reach(),
            stopped: self.feeds.stopped(),
            set_aside: u64::try_from(self.folded.common.set_aside.len()).unwrap_or_default(),
            digest: digest.then(|| self.digest()),
        }
    }

    /// The digest of the read models; directory's are the masters themselves.
    fn digest(&self) -> Hash {
        let own = S::read_model(&self.folded.state);
        let masters = (S::NAME == ServiceName::Directory).then_some(&self.folded.common.masters);
        Hash::of(&[&serde_json::to_vec(&(own, masters)).unwrap_or_default()])
    }

    pub(super) fn show_feeds(&self) -> FeedsAnswer {
        FeedsAnswer {
            feeds: self.feeds.show(),
            set_aside: self.folded.common.set_aside.clone(),
        }
    }
}
