//! Names the five functions as one service.

use std::sync::Arc;

use decider::shelf::Shelf;
use decider::{Common, Context, Draft, Follow, Foreign, Service, said};
use proto::notify::{NotifyCommand, NotifyEvent};
use proto::{Recorded, Rejection};
use types::{Instant, ServiceName};

use crate::{NotifyState, SendSms, decide, pending, project, react};

/// Messages out (SMS-10).
#[derive(Debug, Clone, Copy)]
pub struct Notify;

impl Service for Notify {
    const NAME: ServiceName = ServiceName::Notify;
    const FOLD_VERSION: u32 = 3;
    const FOLLOWS: &'static [Follow] = &[
        Follow {
            log: ServiceName::Hotline,
            kinds: &[
                "OrderOpened",
                "MachineIdentified",
                "StationGiven",
                "OrderCorrected",
                "MachineStateReported",
                "OrderCancelled",
                "UnrepairedListIssued",
            ],
        },
        Follow {
            log: ServiceName::Dispatch,
            kinds: &[
                "SolvedByPhone",
                "PlanMade",
                "PlanChanged",
                "PlanWithdrawn",
                "ClockWarned",
                "ClockBreached",
                "BreachLifted",
            ],
        },
        Follow {
            log: ServiceName::Field,
            kinds: &[
                "Departed",
                "Arrived",
                "Repaired",
                "LeftUnrepaired",
                "AnswerGiven",
                "MessagesStopped",
                "ClockWarned",
                "ClockBreached",
                "BreachLifted",
            ],
        },
        Follow {
            log: ServiceName::Claims,
            kinds: &["ClaimReturned", "ClockWarned", "ClockBreached", "BreachLifted"],
        },
        Follow {
            log: ServiceName::Returns,
            kinds: &["StationReminded"],
        },
    ];

    type Command = NotifyCommand;
    type Event = NotifyEvent;
    type State = NotifyState;
    type Effect = SendSms;

    fn decide(
        state: &NotifyState,
        command: &NotifyCommand,
        context: &Context<'_>,
    ) -> Result<Vec<Draft<NotifyEvent>>, Rejection> {
        Ok(decide::decide(state, command, context)?)
    }

    fn evolve(state: &mut NotifyState, record: &Recorded<NotifyEvent>, _common: &Common) {
        state.evolve(&record.event);
    }

    fn shelve(state: &mut NotifyState, shelf: &Arc<dyn Shelf>) {
        state.shelve(shelf);
    }

    fn react(state: &NotifyState, foreign: &Foreign, context: &Context<'_>) -> Vec<NotifyCommand> {
        react::react(state, foreign, context)
    }

    fn due(state: &NotifyState) -> Option<Instant> {
        state.waiting.first().map(|(at, _)| *at)
    }

    fn fire(state: &NotifyState, until: Instant, context: &Context<'_>) -> Vec<Draft<NotifyEvent>> {
        decide::fire(state, until, context)
    }

    fn pending(state: &NotifyState) -> Vec<SendSms> {
        pending::pending(state)
    }

    fn answer(
        state: &NotifyState,
        question: &serde_json::Value,
        _context: &Context<'_>,
    ) -> Result<Vec<u8>, Rejection> {
        said(&project::answer(state, question)?)
    }

    fn read_model(state: &NotifyState) -> serde_json::Value {
        project::read_model(state)
    }
}
