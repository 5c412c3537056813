//! What follows a call, a repair or its absence: urging, call-backs, papers, closing, repeats (ORD-5, ORD-12 to ORD-14,
//! ORD-24).

use proto::dispatch::CustomerCalled;
use proto::hotline::{
    CalledBack, HotlineEvent, OrderReopened, PapersReviewed, RepeatJudged, RepeatSuspected, RepeatVerdict,
    UnrepairedConfirmed, Urged,
};
use proto::order::Step;
use serde::{Deserialize, Serialize};
use types::{Instant, OrderNumber, PersonId};

/// What was done about an order beside the repair, each with when.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ClosingKept {
    pub(crate) station_calls: Vec<CustomerCalled>,
    pub(crate) urgings: Vec<(Urged, Instant)>,
    pub(crate) confirmations: Vec<(UnrepairedConfirmed, Instant)>,
    /// The one that stands: none again once another visit left it unrepaired.
    pub(crate) confirmed: Option<(UnrepairedConfirmed, Instant)>,
    pub(crate) call_backs: Vec<(CalledBack, Instant)>,
    pub(crate) papers: Vec<(PapersReviewed, Instant)>,
    pub(crate) closed: Option<(Option<PersonId>, Instant)>,
    pub(crate) reopened: Vec<(OrderReopened, Instant)>,
    /// How many call-backs and reviews belong to the service before the order was last opened again.
    before: (usize, usize),
    pub(crate) suspected: Option<RepeatSuspected>,
    pub(crate) judged: Option<(RepeatJudged, Instant)>,
}

impl ClosingKept {
    /// Folds what an event says of it, when it says something.
    pub(crate) fn evolve(&mut self, event: &HotlineEvent, at: Instant) {
        if let HotlineEvent::Urged(urged) = event {
            self.urgings.push((urged.clone(), at));
        } else if let HotlineEvent::UnrepairedConfirmed(confirmed) = event {
            self.confirmations.push((confirmed.clone(), at));
            self.confirmed = Some((confirmed.clone(), at));
        } else if let HotlineEvent::StepReached(reached) = event
            && reached.step == Step::Unrepaired
        {
            self.confirmed = None;
        } else if let HotlineEvent::CalledBack(called) = event {
            self.call_backs.push((called.clone(), at));
        } else if let HotlineEvent::PapersReviewed(reviewed) = event {
            self.papers.push((reviewed.clone(), at));
        } else if let HotlineEvent::OrderClosed(closed) = event {
            self.closed = Some((closed.by.clone(), at));
        } else if let HotlineEvent::OrderReopened(reopened) = event {
            (self.closed, self.confirmed) = (None, None);
            self.before = (self.call_backs.len(), self.papers.len());
            self.reopened.push((reopened.clone(), at));
        } else if let HotlineEvent::MachineIdentified(_) = event {
            // What was thought about a repeat was about another machine.
            (self.suspected, self.judged) = (None, None);
        } else if let HotlineEvent::RepeatSuspected(suspected) = event {
            self.suspected = Some(suspected.clone());
        } else if let HotlineEvent::RepeatJudged(judged) = event {
            self.judged = Some((judged.clone(), at));
        }
    }

    /// The last call-back that reached the customer since the order was resolved (ORD-13).
    pub(crate) fn reached(&self) -> Option<&(CalledBack, Instant)> {
        let since = self.call_backs.iter().skip(self.before.0);
        since.rev().find(|(called, _)| called.satisfied.is_some())
    }

    /// The last review of the papers of the service that was done last (ORD-24).
    pub(crate) fn reviewed(&self) -> Option<&(PapersReviewed, Instant)> {
        self.papers.iter().skip(self.before.1).next_back()
    }

    /// The earlier order that this one counts against as a repeat repair (ORD-14, KPI-3).
    pub(crate) fn repeats(&self) -> Option<&OrderNumber> {
        match (&self.judged, &self.suspected) {
            (Some((judged, _)), _) => match &judged.verdict {
                RepeatVerdict::Repeat { of } => Some(of),
                RepeatVerdict::AnotherFault | RepeatVerdict::Objective { .. } => None,
            },
            // rule: ORD-14
            (None, Some(suspected)) => suspected.same_words.then_some(&suspected.earlier),
            (None, None) => None,
        }
    }
}
