//! Names hotline's parts as one service.

use std::sync::Arc;

use decider::shelf::Shelf;
use decider::{Common, Context, Draft, Follow, Foreign, NoEffect, Service};
use proto::hotline::{FollowUpCameDue, HotlineCommand, HotlineEvent};
use proto::{Recorded, Rejection};
use serde_json::Value;
use types::{Instant, ServiceName};

use crate::{State, decide, project, react, unrepaired};

/// The hotline.
#[derive(Debug, Clone, Copy)]
pub struct Hotline;

impl Service for Hotline {
    const NAME: ServiceName = ServiceName::Hotline;
    const FOLD_VERSION: u32 = 3;
    const FOLLOWS: &'static [Follow] = react::FOLLOWS;
    const BEGINS_WORK: &'static [&'static str] = &["open-order", "stage-orders"];

    type Command = HotlineCommand;
    type Event = HotlineEvent;
    type State = State;
    type Effect = NoEffect;

    fn decide(
        state: &State,
        command: &HotlineCommand,
        context: &Context<'_>,
    ) -> Result<Vec<Draft<HotlineEvent>>, Rejection> {
        decide::decide(state, command, context).map_err(Rejection::from)
    }

    fn evolve(state: &mut State, record: &Recorded<HotlineEvent>, common: &Common) {
        state.evolve(record, common.policies.adopted());
    }

    fn shelve(state: &mut State, shelf: &Arc<dyn Shelf>) {
        state.shelve(shelf);
    }

    fn react(state: &State, foreign: &Foreign, _context: &Context<'_>) -> Vec<HotlineCommand> {
        react::react(state, foreign)
    }

    fn due(state: &State) -> Option<Instant> {
        let follow_up = state.follow_ups_due().next().map(|(at, _, _)| *at);
        follow_up.into_iter().chain(state.list_due()).min()
    }

    fn fire(state: &State, until: Instant, context: &Context<'_>) -> Vec<Draft<HotlineEvent>> {
        let due = state.follow_ups_due().take_while(|(at, _, _)| *at <= until);
        let follow_ups = due.map(|(at, order, follow_up)| {
            let came_due = FollowUpCameDue {
                order: order.clone(),
                follow_up: *follow_up,
                due_at: *at,
            };
            Draft::of(came_due).occurred(*at)
        });
        let mut drafts: Vec<_> = follow_ups
            .chain(unrepaired::due_list(state, until, context.policy()))
            .collect();
        drafts.sort_by_key(|draft| draft.occurred_at);
        drafts
    }

    fn answer(state: &State, question: &Value, context: &Context<'_>) -> Result<Vec<u8>, Rejection> {
        project::answer(state, question, context)
    }

    fn read_model(state: &State) -> Value {
        project::read_model(state)
    }
}
