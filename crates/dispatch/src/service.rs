//! Names the functions of dispatch as one service.

use std::sync::Arc;

use decider::clocks::ClockCounts;
use decider::shelf::Shelf;
use decider::{Common, Context, Draft, Follow, Foreign, NoEffect, Service, said};
use proto::dispatch::{DispatchCommand, DispatchEvent};
use proto::{Recorded, Rejection};
use types::{Instant, ServiceName};

use crate::state::State;
use crate::{decide, fire, project, react};

/// The station's reply, plans, assigned engineers, and the clocks SLA-1 to SLA-4.
#[derive(Debug, Clone, Copy)]
pub struct Dispatch;

impl Service for Dispatch {
    const NAME: ServiceName = ServiceName::Dispatch;
    const FOLD_VERSION: u32 = 3;
    const FOLLOWS: &'static [Follow] = react::FOLLOWS;

    type Command = DispatchCommand;
    type Event = DispatchEvent;
    type State = State;
    type Effect = NoEffect;

    fn decide(
        state: &State,
        command: &DispatchCommand,
        context: &Context<'_>,
    ) -> Result<Vec<Draft<DispatchEvent>>, Rejection> {
        decide::decide(state, command, context)
    }

    fn evolve(state: &mut State, record: &Recorded<DispatchEvent>, common: &Common) {
        state.evolve(record, common);
    }

    fn shelve(state: &mut State, shelf: &Arc<dyn Shelf>) {
        state.shelve(shelf);
    }

    fn react(state: &State, foreign: &Foreign, _context: &Context<'_>) -> Vec<DispatchCommand> {
        react::react(state, foreign)
    }

    fn due(state: &State) -> Option<Instant> {
        state.queue().next().map(|(at, _)| *at)
    }

    fn fire(state: &State, until: Instant, context: &Context<'_>) -> Vec<Draft<DispatchEvent>> {
        fire::fire(state, until, context)
    }

    fn clocks(state: &State) -> Option<&ClockCounts> {
        Some(state.counts())
    }

    fn answer(
        state: &State,
        question: &serde_json::Value,
        context: &Context<'_>,
    ) -> Result<Vec<u8>, Rejection> {
        said(&project::answer(state, question, context)?)
    }

    fn read_model(state: &State) -> serde_json::Value {
        project::read_model(state)
    }
}
