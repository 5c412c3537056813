//! Taking over open orders from a list: staged piece by piece, then all rows or none (ORD-1, ORD-3).

use std::collections::BTreeSet;

use decider::sheet::most_important;
use decider::{Context, Draft};
use proto::hotline::{
    ApplyOrders, HotlineEvent, NoteAdded, OrdersImported, OrdersRefused, OrdersStaged, StageOrders,
    StagedOrder, TakenOver,
};
use proto::order::OrderType;
use types::{ImportId, Instant, MachineSerial, Personal};

use super::opening::{Numbers, Opening};
use super::{Decided, known_machine};
use crate::sheet;
use crate::{Import, ImportOutcome, OrderRejection, State};

/// How many missing pieces a refusal names.
const NAMED_PIECES: usize = 20;
/// So many orders with their notes keep within one command's records; a longer list comes in several files.
const AT_ONCE: usize = 300;

/// Reads some rows of a list. The same piece again is no event, nor is any piece of a list that was taken over; after a
/// refusal the same file may come again.
pub(super) fn stage_orders(state: &State, command: &StageOrders, context: &Context<'_>) -> Decided {
    let known = state.imports().list(&command.import);
    if known.is_some_and(|known| is_taken(known, command.piece)) {
        return Ok(Vec::new());
    }
    let before: &[StagedOrder] = known.map_or(&[], |known| known.orders.as_slice());
    let reading = sheet::read(&command.heads, &command.rows, before, context);
    Ok(vec![Draft::of(OrdersStaged {
        import: command.import.clone(),
        file: command.file.clone(),
        piece: command.piece,
        orders: reading.orders,
        bad: reading.bad,
    })])
}

fn is_taken(known: &Import, piece: u32) -> bool {
    match known.outcome {
        Some(ImportOutcome::Applied { .. }) => true,
        Some(ImportOutcome::Refused) => false,
        None => known.pieces.contains(&piece),
    }
}

/// Opens every order of the list that was not taken over before, or refuses the list with every bad cell.
///
/// # Errors
/// Unknown import, missing pieces, more pieces than said, more new orders than fit one record.
pub(super) fn apply_orders(state: &State, command: &ApplyOrders, context: &Context<'_>) -> Decided {
    let import = state
        .imports()
        .list(&command.import)
        .ok_or_else(|| OrderRejection::UnknownImport(command.import.clone()))?;
    if import.outcome.is_some() {
        return Ok(Vec::new());
    }
    check_pieces(import, command)?;
    if !import.bad.is_empty() {
        return Ok(vec![Draft::of(OrdersRefused {
            import: command.import.clone(),
            file: import.file.clone(),
            bad: most_important(import.bad.clone()),
        })]);
    }
    let known = |staged: &&StagedOrder| state.imports().taken_over(&staged.number).is_none();
    let mut new: Vec<&StagedOrder> = import.orders.iter().filter(known).collect();
    if new.len() > AT_ONCE {
        return Err(OrderRejection::TooManyOrders {
            orders: new.len(),
            at_most: AT_ONCE,
        });
    }
    new.sort_by_key(|staged| (staged.opening.called_at, staged.line));
    let mut drafts = TakeOver::from(&command.import, &import.file, state, context).open(&new);
    drafts.push(Draft::of(OrdersImported {
        import: command.import.clone(),
        file: import.file.clone(),
        opened: count(new.len()),
        unchanged: count(import.orders.len() - new.len()),
    }));
    Ok(drafts)
}

fn check_pieces(import: &Import, command: &ApplyOrders) -> Result<(), OrderRejection> {
    let missing = (0..command.pieces).filter(|piece| !import.pieces.contains(piece));
    let missing: Vec<u32> = missing.take(NAMED_PIECES).collect();
    if !missing.is_empty() {
        return Err(OrderRejection::PiecesMissing {
            import: command.import.clone(),
            missing,
        });
    }
    let left_over = import.pieces.range(command.pieces..).take(NAMED_PIECES);
    let left_over: Vec<u32> = left_over.copied().collect();
    if !left_over.is_empty() {
        return Err(OrderRejection::PiecesLeftOver {
            import: command.import.clone(),
            left_over,
        });
    }
    Ok(())
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// One list's orders on their way into the log.
struct TakeOver<'a> {
    import: &'a ImportId,
    file: &'a str,
    state: &'a State,
    context: &'a Context<'a>,
    numbers: Numbers<'a>,
    /// Machines that a failure order of this list is about.
    failed: BTreeSet<MachineSerial>,
}

impl<'a> TakeOver<'a> {
    const fn from(import: &'a ImportId, file: &'a str, state: &'a State, context: &'a Context<'a>) -> Self {
        Self {
            import,
            file,
            state,
            context,
            numbers: Numbers::after(state),
            failed: BTreeSet::new(),
        }
    }

    fn open(mut self, new: &[&StagedOrder]) -> Vec<Draft<HotlineEvent>> {
        new.iter().flat_map(|staged| self.open_one(staged)).collect()
    }

    fn open_one(&mut self, staged: &StagedOrder) -> Vec<Draft<HotlineEvent>> {
        let called_at: Instant = staged.opening.called_at.unwrap_or(self.context.now);
        let opening = Opening {
            command: &staged.opening,
            called_at,
            second_order_reason: self.second_order_reason(staged),
            taken_over: Some(TakenOver {
                number: staged.number.clone(),
                import: self.import.clone(),
                line: staged.line,
                dispatched_at: staged.dispatched_at,
                arrived_at: staged.arrived_at,
            }),
        };
        let (order, mut drafts) = opening.drafts(self.state, &mut self.numbers, self.context);
        if !staged.note.is_empty() {
            let text = Personal::from(staged.note.clone());
            drafts.push(Draft::of(NoteAdded { order, text }));
        }
        drafts
    }

    /// The list is the reason why a machine has a second open failure order (ORD-18).
    fn second_order_reason(&mut self, staged: &StagedOrder) -> Option<String> {
        let said = staged
            .opening
            .machine
            .as_ref()
            .filter(|_| staged.opening.order_type == OrderType::FailureRepair)?;
        let serial = known_machine(self.context.masters(), said)?.serial.clone();
        let is_second = self
            .state
            .open_orders(&serial)
            .any(|(_, order)| order.is_failure())
            || self.failed.contains(&serial);
        self.failed.insert(serial);
        is_second.then(|| format!("接自名单“{}”，原工单号{}", self.file, staged.number))
    }
}

#[cfg(test)]
mod tests;
