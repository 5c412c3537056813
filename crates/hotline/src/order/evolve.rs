//! How the events of its stream change an order.

use proto::Recorded;
use proto::hotline::{HotlineEvent, StepReached};
use proto::order::{OrderFacts, Step};
use types::{Actor, PersonId};

use super::{
    Call, CallBack, Cancellation, Confirmation, FollowUp, Judgement, MachineReport, Note, Order, Papers,
    Reopening, Repeat, Resolution, Standing, Urging,
};

impl Order {
    /// Folds a record of this order's stream.
    pub(crate) fn evolve(&mut self, record: &Recorded<HotlineEvent>) {
        if let Some(facts) = OrderFacts::after(Some(&self.facts), &record.event) {
            self.facts = facts;
        }
        match &record.event {
            HotlineEvent::CallAttached(attached) => self.calls.push(Call {
                caller: attached.caller.clone(),
                said: attached.said.clone(),
                called_at: attached.called_at,
            }),
            // What was thought about a repeat was about another machine.
            HotlineEvent::MachineIdentified(_) => self.repeat = Repeat::default(),
            HotlineEvent::OrderCorrected(corrected) => self.corrections.push(corrected.clone()),
            HotlineEvent::MachineStateReported(report) => {
                self.machine_report = Some(MachineReport {
                    machine_down: report.machine_down,
                    stopgap: report.stopgap.clone(),
                });
            }
            HotlineEvent::StepReached(reached) => self.reach(reached),
            HotlineEvent::OrderCancelled(cancelled) => {
                self.cancellation = Some(Cancellation {
                    reason: cancelled.reason.clone(),
                    note: cancelled.note.clone(),
                });
                self.stand(Step::Cancelled, record);
            }
            HotlineEvent::NoteAdded(added) => self.notes.push(Note {
                text: added.text.clone(),
                by: author(&record.actor),
            }),
            HotlineEvent::FollowUpSet(set) => self.follow_ups.push(FollowUp {
                text: set.text.clone(),
                at: set.at,
                set_by: set.set_by.clone(),
                came_due: false,
                done: None,
            }),
            HotlineEvent::FollowUpCameDue(due) => {
                if let Some(follow_up) = self.follow_up_mut(due.follow_up) {
                    follow_up.came_due = true;
                }
            }
            HotlineEvent::FollowUpDone(done) => {
                if let Some(follow_up) = self.follow_up_mut(done.follow_up) {
                    follow_up.done = Some(done.note.clone());
                }
            }
            HotlineEvent::Urged(urged) => self.urgings.push(Urging {
                note: urged.note.clone(),
                by: urged.by.clone(),
                at: record.occurred_at,
            }),
            HotlineEvent::CalledBack(called) => self.aftercare.call_backs.push(CallBack {
                satisfied: called.satisfied,
                words: called.words.clone(),
                by: called.by.clone(),
                at: record.occurred_at,
            }),
            HotlineEvent::UnrepairedConfirmed(confirmed) => {
                self.confirmation = Some(Confirmation {
                    reason: confirmed.reason.clone(),
                    confirmed_with: confirmed.confirmed_with.clone(),
                    note: confirmed.note.clone(),
                    expected_at: confirmed.expected_at,
                    by: confirmed.by.clone(),
                    at: record.occurred_at,
                });
            }
            HotlineEvent::ReportNoted(noted) => self.aftercare.report_gaps = Some(noted.gaps.clone()),
            HotlineEvent::PapersReviewed(reviewed) => {
                self.aftercare.papers = Some(Papers {
                    class: reviewed.class,
                    missing: reviewed.missing.clone(),
                    asked: reviewed.asked.clone(),
                    note: reviewed.note.clone(),
                    by: reviewed.by.clone(),
                });
            }
            HotlineEvent::OrderClosed(_) => self.stand(Step::Closed, record),
            HotlineEvent::OrderReopened(reopened) => {
                let reopening = Reopening {
                    reason: reopened.reason.clone(),
                    by: reopened.by.clone(),
                    at: record.occurred_at,
                };
                self.reopen(reopening);
            }
            HotlineEvent::RepeatSuspected(suspected) => self.repeat.suspected = Some(suspected.clone()),
            HotlineEvent::RepeatJudged(judged) => {
                self.repeat.judged = Some(Judgement {
                    verdict: judged.verdict.clone(),
                    reason: judged.reason.clone(),
                    by: judged.by.clone(),
                });
            }
            // Its beginning, its facts alone, or no matter of one order.
            HotlineEvent::OrderOpened(_)
            | HotlineEvent::StationGiven(_)
            | HotlineEvent::UnrepairedListIssued(_)
            | HotlineEvent::OrdersStaged(_)
            | HotlineEvent::OrdersImported(_)
            | HotlineEvent::OrdersRefused(_) => {}
        }
    }

    fn reach(&mut self, reached: &StepReached) {
        self.standing = Standing {
            step: reached.step,
            visit: reached.visit,
            at: reached.at,
            reason: reached.reason.clone(),
        };
        match reached.step {
            Step::Opened => self.before_plan = self.standing.clone(),
            Step::Unrepaired => {
                self.before_plan = self.standing.clone();
                self.confirmation = None;
            }
            step @ (Step::SolvedByPhone | Step::Repaired) => {
                self.aftercare.resolution = Some(Resolution { step, at: reached.at });
            }
            Step::Planned | Step::Departed | Step::Arrived | Step::Cancelled | Step::Closed => {}
        }
    }

    /// It waits for a plan. A visit that was planned and then solved by phone may be planned again.
    fn reopen(&mut self, reopening: Reopening) {
        let repaired = |resolution: Resolution| resolution.step == Step::Repaired;
        let visit = if self.aftercare.resolution.is_some_and(repaired) {
            self.standing.visit
        } else {
            self.before_plan.visit
        };
        self.standing = Standing {
            step: Step::Unrepaired,
            visit,
            at: reopening.at,
            reason: None,
        };
        self.before_plan = self.standing.clone();
        self.confirmation = None;
        self.aftercare.reopen(reopening);
    }

    fn stand(&mut self, step: Step, record: &Recorded<HotlineEvent>) {
        self.standing = Standing {
            step,
            at: record.occurred_at,
            reason: None,
            ..self.standing
        };
    }
}

fn author(actor: &Actor) -> Option<PersonId> {
    match actor {
        Actor::Person(person) => Some(person.clone()),
        Actor::Service(_) | Actor::Local | Actor::Gateway => None,
    }
}
