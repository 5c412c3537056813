//! Names directory's parts as one service.

use decider::{Common, Context, Draft, Follow, Foreign, NoEffect, Service, said};
use proto::directory::{DirectoryCommand, DirectoryEvent};
use proto::{Recorded, Rejection};
use serde_json::Value;
use types::ServiceName;

use crate::{State, decide, project};

/// The directory.
#[derive(Debug, Clone, Copy)]
pub struct Directory;

impl Service for Directory {
    const NAME: ServiceName = ServiceName::Directory;
    const FOLD_VERSION: u32 = 2;
    const FOLLOWS: &'static [Follow] = &[];

    type Command = DirectoryCommand;
    type Event = DirectoryEvent;
    type State = State;
    type Effect = NoEffect;

    fn decide(
        state: &State,
        command: &DirectoryCommand,
        context: &Context<'_>,
    ) -> Result<Vec<Draft<DirectoryEvent>>, Rejection> {
        decide::decide(state, command, context).map_err(Rejection::from)
    }

    fn evolve(state: &mut State, record: &Recorded<DirectoryEvent>, _common: &Common) {
        state.evolve(&record.event);
    }

    fn react(_state: &State, _foreign: &Foreign, _context: &Context<'_>) -> Vec<DirectoryCommand> {
        Vec::new()
    }

    fn answer(state: &State, question: &Value, context: &Context<'_>) -> Result<Vec<u8>, Rejection> {
        said(&project::answer(state, question, context)?)
    }

    fn read_model(state: &State) -> Value {
        project::read_model(state)
    }
}
