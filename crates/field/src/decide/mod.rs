//! Decides each command: messages in `intake`, reports by client in `report`, the inbox in `inbox`, feeds in `notes`.

mod acts;
mod answers;
mod correct;
#[cfg(test)]
pub(crate) mod given;
mod inbox;
mod intake;
mod notes;
mod placing;
mod report;
mod resolve;
mod staff;
mod station;

use decider::{Context, Draft};
use proto::field::{FieldCommand, FieldEvent};

use crate::{FieldRejection, State};

type Decided = Result<Vec<Draft<FieldEvent>>, FieldRejection>;

pub(crate) fn decide(state: &State, command: &FieldCommand, context: &Context<'_>) -> Decided {
    match command {
        FieldCommand::TakeMessage(take) => intake::take_message(state, take, context),
        FieldCommand::Report(report) => report::report(state, report, context),
        FieldCommand::CorrectReport(correct) => correct::correct_report(state, correct, context),
        FieldCommand::SettleMessage(settle) => inbox::settle_message(state, settle, context),
        FieldCommand::AnswerMessage(answer) => inbox::answer_message(state, answer, context),
        FieldCommand::NoteFieldOrder(note) => Ok(notes::note_order(state, note)),
        FieldCommand::NoteAssignment(note) => Ok(notes::note_assignment(state, note)),
        FieldCommand::EndFieldOrder(end) => Ok(notes::end_order(state, end)),
    }
}
