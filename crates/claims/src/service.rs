//! Names the functions of claims as one service.

use std::sync::Arc;

use decider::clocks::ClockCounts;
use decider::shelf::Shelf;
use decider::{Common, Context, Draft, Follow, Foreign, Service, said};
use proto::claims::{ClaimsCommand, ClaimsEvent};
use proto::{Recorded, Rejection};
use types::{Instant, ServiceName};

use crate::pending::BuildPackage;
use crate::state::State;
use crate::{decide, fire, pending, project, react};

/// What the manufacturer is asked to pay for, and the clock SLA-5.
#[derive(Debug, Clone, Copy)]
pub struct Claims;

impl Service for Claims {
    const NAME: ServiceName = ServiceName::Claims;
    const FOLD_VERSION: u32 = 3;
    const FOLLOWS: &'static [Follow] = react::FOLLOWS;

    type Command = ClaimsCommand;
    type Event = ClaimsEvent;
    type State = State;
    type Effect = BuildPackage;

    fn decide(
        state: &State,
        command: &ClaimsCommand,
        context: &Context<'_>,
    ) -> Result<Vec<Draft<ClaimsEvent>>, Rejection> {
        decide::decide(state, command, context)
    }

    fn evolve(state: &mut State, record: &Recorded<ClaimsEvent>, common: &Common) {
        state.evolve(record, common);
    }

    fn shelve(state: &mut State, shelf: &Arc<dyn Shelf>) {
        state.shelve(shelf);
    }

    fn react(state: &State, foreign: &Foreign, _context: &Context<'_>) -> Vec<ClaimsCommand> {
        react::react(state, foreign)
    }

    fn due(state: &State) -> Option<Instant> {
        state.due()
    }

    fn fire(state: &State, until: Instant, context: &Context<'_>) -> Vec<Draft<ClaimsEvent>> {
        fire::fire(state, until, context)
    }

    fn pending(state: &State) -> Vec<BuildPackage> {
        pending::pending(state)
    }

    fn clocks(state: &State) -> Option<&ClockCounts> {
        Some(state.clocks().counts())
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
