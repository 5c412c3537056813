//! Applying a staged import: all rows or none.

use decider::sheet::most_important;
use decider::{Context, Draft};
use proto::directory::{ApplyImport, ImportApplied, ImportRefused};

use super::{Decided, policy};
use crate::{DirectoryRejection, Import, State};

/// How many missing pieces a refusal names.
const NAMED_PIECES: usize = 20;

/// Takes every row into force, the shipped policy before the first of all, or refuses the file with every bad cell. A file that changes nothing is applied
/// once; a settled import is not settled again.
///
/// # Errors
/// Unknown import, missing pieces, more pieces than said.
pub(super) fn apply_import(state: &State, command: &ApplyImport, context: &Context<'_>) -> Decided {
    let import = state
        .import(&command.import)
        .ok_or_else(|| DirectoryRejection::UnknownImport(command.import.clone()))?;
    if import.outcome.is_some() {
        return Ok(Vec::new());
    }
    check_pieces(import, command)?;
    let (list, file) = (import.list, import.file.clone());
    if !import.bad.is_empty() {
        let bad = most_important(import.bad.clone());
        return Ok(vec![Draft::of(ImportRefused {
            import: command.import.clone(),
            list,
            file,
            bad,
        })]);
    }
    let changed = import
        .rows
        .iter()
        .filter(|row| !context.masters().has(&row.entry))
        .count();
    let applied = Draft::of(ImportApplied {
        import: command.import.clone(),
        list,
        file,
        rows: count(import.rows.len()),
        changed: count(changed),
    });
    Ok(policy::first(context).into_iter().chain([applied]).collect())
}

fn check_pieces(import: &Import, command: &ApplyImport) -> Result<(), DirectoryRejection> {
    let missing = (0..command.pieces).filter(|piece| !import.pieces.contains(piece));
    let missing: Vec<u32> = missing.take(NAMED_PIECES).collect();
    if !missing.is_empty() {
        return Err(DirectoryRejection::PiecesMissing {
            import: command.import.clone(),
            missing,
        });
    }
    let left_over: Vec<u32> = import
        .pieces
        .range(command.pieces..)
        .take(NAMED_PIECES)
        .copied()
        .collect();
    if !left_over.is_empty() {
        return Err(DirectoryRejection::PiecesLeftOver {
            import: command.import.clone(),
            left_over,
        });
    }
    Ok(())
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod untidy;
