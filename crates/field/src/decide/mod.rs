//! Decides each command: messages in `intake`, reports of visits by client in `report`, the engineer's report in
//! `filing` and `documents`, the inbox in `inbox`, feeds in `notes`.

mod acts;
mod answers;
mod correct;
mod documents;
mod filing;
#[cfg(test)]
pub(crate) mod given;
mod inbox;
mod intake;
mod notes;
mod placing;
mod questions;
mod report;
mod resolve;
mod staff;
mod station;

use decider::{Context, Draft};
use proto::field::{FieldCommand, FieldEvent};

use crate::sequel::with_sequel;
use crate::{FieldRejection, State};

type Decided = Result<Vec<Draft<FieldEvent>>, FieldRejection>;

pub(crate) fn decide(state: &State, command: &FieldCommand, context: &Context<'_>) -> Decided {
    let drafts = match command {
        FieldCommand::TakeMessage(take) => intake::take_message(state, take, context)?,
        FieldCommand::Report(report) => report::report(state, report, context)?,
        FieldCommand::CorrectReport(correct) => correct::correct_report(state, correct, context)?,
        FieldCommand::FileReport(file) => filing::file_report(state, file, context)?,
        FieldCommand::CorrectPart(correct) => filing::correct_part(state, correct, context)?,
        FieldCommand::AttachDocument(attach) => documents::attach(state, attach, context)?,
        FieldCommand::WithdrawDocument(withdraw) => documents::withdraw(state, withdraw, context)?,
        FieldCommand::SettleMessage(settle) => inbox::settle_message(state, settle, context)?,
        FieldCommand::AnswerMessage(answer) => inbox::answer_message(state, answer, context)?,
        FieldCommand::NoteFieldOrder(note) => notes::note_order(state, note),
        FieldCommand::NoteAssignment(note) => notes::note_assignment(state, note),
        FieldCommand::EndFieldOrder(end) => notes::end_order(state, end),
        FieldCommand::NoteClosing(note) => notes::note_closing(state, note),
    };
    Ok(with_sequel(state, drafts, context))
}
