//! Names the functions of returns as one service.

use std::sync::Arc;

use decider::clocks::ClockCounts;
use decider::shelf::Shelf;
use decider::{Common, Context, Draft, Follow, Foreign, NoEffect, Service, said};
use proto::returns::{ReturnsCommand, ReturnsEvent};
use proto::{Recorded, Rejection};
use types::{Instant, ServiceName};

use crate::state::State;
use crate::{decide, fire, project, react};

/// Old parts from the machine to the warehouse, and the clocks SLA-6 and SLA-7.
#[derive(Debug, Clone, Copy)]
pub struct Returns;

impl Service for Returns {
    const NAME: ServiceName = ServiceName::Returns;
    const FOLD_VERSION: u32 = 2;
    const FOLLOWS: &'static [Follow] = react::FOLLOWS;

    type Command = ReturnsCommand;
    type Event = ReturnsEvent;
    type State = State;
    type Effect = NoEffect;

    fn decide(
        state: &State,
        command: &ReturnsCommand,
        context: &Context<'_>,
    ) -> Result<Vec<Draft<ReturnsEvent>>, Rejection> {
        decide::decide(state, command, context)
    }

    fn evolve(state: &mut State, record: &Recorded<ReturnsEvent>, common: &Common) {
        state.evolve(record, common);
    }

    fn shelve(state: &mut State, shelf: &Arc<dyn Shelf>) {
        state.shelve(shelf);
    }

    fn react(_state: &State, foreign: &Foreign, _context: &Context<'_>) -> Vec<ReturnsCommand> {
        react::react(foreign)
    }

    fn due(state: &State) -> Option<Instant> {
        state.clocks.due()
    }

    fn fire(state: &State, until: Instant, context: &Context<'_>) -> Vec<Draft<ReturnsEvent>> {
        fire::fire(state, until, context)
    }

    fn clocks(state: &State) -> Option<&ClockCounts> {
        Some(state.clocks.counts())
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
