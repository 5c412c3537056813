//! Returns: the old parts that must travel back, from the machine to the warehouse (OLD-1 to OLD-8).

mod consignment;
mod part;

use types::{ConsignmentId, OrderNumber, PartTag};

use crate::clock::{
    BreachLifted, ClockBreached, ClockCancelled, ClockMet, ClockPaused, ClockResumed, ClockStarted,
    ClockStopped, ClockWarned, keeps_clocks,
};
use crate::command::commands;
use crate::event::events;

pub use consignment::{
    ConsignmentReceived, ConsignmentShipped, Counted, CountedPart, Discrepancy, DiscrepancyKind,
    DiscrepancyOutcome, DiscrepancySettled, ReceiveConsignment, SettleDiscrepancy, ShipConsignment,
    StationReminded, SurplusPart,
};
pub use part::{
    CheckInPart, ClaimStandNoted, Condition, DestroyPart, ExpectedPart, ForwardPart, NotExpectedReason,
    NoteClaimStand, NotePart, NoteStation, PartCheckedIn, PartDestroyed, PartExpected, PartForwarded,
    PartLost, PartNotExpected, PartNoted, PartState, RecordLoss, StationNoted,
};

commands! {
    /// What returns can be asked to do.
    pub enum ReturnsCommand {
        "check-in-part" CheckInPart,
        "ship-consignment" ShipConsignment,
        "receive-consignment" ReceiveConsignment,
        "settle-discrepancy" SettleDiscrepancy,
        "destroy-part" DestroyPart,
        "forward-part" ForwardPart,
        "record-loss" RecordLoss ;
        "note-part" NotePart,
        "note-claim" NoteClaimStand,
        "note-station" NoteStation,
    }
}

fn order(number: &OrderNumber) -> String {
    crate::stream_of_order(number)
}

/// A part's events stand in its order's stream.
fn part(tag: &PartTag) -> String {
    order(&tag.order)
}

fn consignment(id: &ConsignmentId) -> String {
    format!("consignment/{id}")
}

events! {
    /// What stands in the log of returns.
    pub enum ReturnsEvent {
        700 v 1 PartExpected => |event| part(&event.part.tag),
        701 v 1 PartNotExpected => |event| part(&event.tag),
        702 v 1 PartCheckedIn => |event| part(&event.tag),
        703 v 1 PartDestroyed => |event| part(&event.tag),
        704 v 1 PartForwarded => |event| part(&event.tag),
        705 v 1 PartLost => |event| part(&event.tag),
        706 v 1 ClaimStandNoted => |event| order(&event.order),
        707 v 1 StationNoted => |event| order(&event.order),
        708 v 1 PartNoted => |event| part(&event.tag),
        720 v 1 ConsignmentShipped => |event| consignment(&event.consignment),
        721 v 1 ConsignmentReceived => |event| consignment(&event.consignment),
        722 v 1 DiscrepancySettled => |event| consignment(&event.consignment),
        723 v 1 StationReminded => |event| format!("station/{}", event.station),
        750 v 1 ClockStarted => |event| order(&event.clock.order),
        751 v 1 ClockPaused => |event| order(&event.clock.order),
        752 v 1 ClockResumed => |event| order(&event.clock.order),
        753 v 1 ClockWarned => |event| order(&event.clock.order),
        754 v 1 ClockBreached => |event| order(&event.clock.order),
        755 v 1 BreachLifted => |event| order(&event.clock.order),
        756 v 1 ClockMet => |event| order(&event.clock.order),
        757 v 1 ClockStopped => |event| order(&event.clock.order),
        758 v 1 ClockCancelled => |event| order(&event.clock.order),
    }
}

keeps_clocks!(ReturnsEvent);
