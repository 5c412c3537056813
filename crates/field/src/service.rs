//! Names field's parts as one service.

use std::sync::Arc;

use decider::clocks::ClockCounts;
use decider::shelf::Shelf;
use decider::{Common, Context, Draft, Follow, Foreign, NoEffect, Service, said};
use proto::field::{FieldCommand, FieldEvent};
use proto::{Recorded, Rejection};
use serde_json::Value;
use types::{Instant, ServiceName};

use crate::{State, decide, project, react, sequel};

/// The field.
#[derive(Debug, Clone, Copy)]
pub struct Field;

impl Service for Field {
    const NAME: ServiceName = ServiceName::Field;
    const FOLD_VERSION: u32 = 5;
    const FOLLOWS: &'static [Follow] = react::FOLLOWS;

    type Command = FieldCommand;
    type Event = FieldEvent;
    type State = State;
    type Effect = NoEffect;

    fn decide(
        state: &State,
        command: &FieldCommand,
        context: &Context<'_>,
    ) -> Result<Vec<Draft<FieldEvent>>, Rejection> {
        decide::decide(state, command, context).map_err(Rejection::from)
    }

    fn evolve(state: &mut State, record: &Recorded<FieldEvent>, common: &Common) {
        state.evolve(record, common);
    }

    fn shelve(state: &mut State, shelf: &Arc<dyn Shelf>) {
        state.shelve(shelf);
    }

    fn react(state: &State, foreign: &Foreign, _context: &Context<'_>) -> Vec<FieldCommand> {
        react::react(state, foreign)
    }

    fn due(state: &State) -> Option<Instant> {
        state.clocks().due()
    }

    fn fire(state: &State, until: Instant, context: &Context<'_>) -> Vec<Draft<FieldEvent>> {
        sequel::fire(state, until, context)
    }

    fn clocks(state: &State) -> Option<&ClockCounts> {
        Some(state.clocks().counts())
    }

    fn answer(state: &State, question: &Value, context: &Context<'_>) -> Result<Vec<u8>, Rejection> {
        said(&project::answer(state, question, context)?)
    }

    fn read_model(state: &State) -> Value {
        project::read_model(state)
    }
}
