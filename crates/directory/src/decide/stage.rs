//! Staging a file piece by piece; nothing is in force yet.

use decider::{Context, Draft};
use proto::directory::{ImportStaged, StageImport, StagedEntry};

use super::Decided;
use crate::sheet::{self, Surroundings};
use crate::{DirectoryRejection, Import, Outcome, State};

/// Reads some rows of a file. The same piece of an import again is no event, nor is any piece of a file that is in force
/// still; after a refusal, or when something has changed since, the same file may come again.
///
/// # Errors
/// The import was staged as another list.
pub(super) fn stage_import(state: &State, command: &StageImport, context: &Context<'_>) -> Decided {
    let known = state.import(&command.import);
    if let Some(known) = known.filter(|known| known.list != command.list) {
        return Err(DirectoryRejection::OtherList {
            import: command.import.clone(),
            list: known.list,
        });
    }
    if known.is_some_and(|known| is_taken(state, known, command.piece)) {
        return Ok(Vec::new());
    }
    let before: &[StagedEntry] = known.map_or(&[], |known| known.rows.as_slice());
    let around = Surroundings {
        masters: context.masters(),
        zone: context.policy().zone(),
        now: context.now,
        before,
    };
    let reading = sheet::read(command.list, &command.heads, &command.rows, around);
    Ok(vec![Draft::of(ImportStaged {
        import: command.import.clone(),
        list: command.list,
        file: command.file.clone(),
        piece: command.piece,
        entries: reading.entries,
        bad: reading.bad,
    })])
}

fn is_taken(state: &State, known: &Import, piece: u32) -> bool {
    match known.outcome {
        Some(Outcome::Applied { .. }) => state.is_in_force(known),
        Some(Outcome::Refused) => false,
        None => known.pieces.contains(&piece),
    }
}
