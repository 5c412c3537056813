//! What people do to the system, and what they hear back at once.

use proto::claims::{
    ChangeLines, CloseClaim, DropClaim, JudgeClaim, LookAtClaim, OpenDraft, RecordCredit, RecordDecision,
    RecordManufacturerNumber, ResubmitClaim, RetryPackage, ReviewClaim, SubmitClaim, WriteOffClaim,
};
use proto::desk::{ClaimPage, ClaimRow, InboxItem, PartRow, ToDoItem};
use proto::dispatch::{ChangePlan, MakePlan, PauseClock, RecordStationCall, ResumeClock, SolveByPhone};
use proto::field::{AnswerMessage, AttachDocument, FileReport, SettleMessage, WithdrawDocument};
use proto::hotline::{
    AddNote, AttachCall, CancelOrder, CloseOrder, CompleteFollowUp, ConfirmUnrepaired, IdentifyMachine,
    JudgeRepeat, OpenOrder, RecordCallBack, RecordUrging, ReopenOrder, ReportMachineState, ReviewPapers,
    SetFollowUp,
};
use proto::notify::{DismissMessage, ResendMessage};
use proto::returns::{
    CheckInPart, DestroyPart, ForwardPart, PartState, ReceiveConsignment, RecordLoss, SettleDiscrepancy,
    ShipConsignment,
};
use types::{ClaimNumber, Fen, Hash, Instant, MessageId, OrderNumber, PartTag, PersonId, Phone, StationId};

use super::failure::SimulateFailure;
use super::paper::Paper;

/// One thing done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// A command in somebody's name.
    Tell {
        actor: PersonId,
        command: Box<Command>,
        then: Then,
    },
    /// A text that reaches the gateway.
    Text(TextIn),
    /// A carrier's word about a message of ours, by Kannel's number for it.
    Report { message: MessageId, status: u32 },
    /// A look at what the system shows, before anything is done at this moment.
    Look(Look),
    /// A photo or paper is put into the store.
    Put(Paper),
    /// A list of the directory is imported.
    Import { list: &'static str, csv: String },
    /// Nothing but the time that passed.
    Pass,
}

/// What somebody looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Look {
    /// The inbox, to work it off.
    Inbox { actor: PersonId },
    /// What the hotline has to do.
    ToDo,
    /// Claims that wait for somebody, and orders to be decided.
    Claims,
    /// One order's claim.
    Claim(OrderNumber),
    /// Old parts that are somewhere.
    Parts(PartState),
}

/// What was shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Seen {
    Inbox(PersonId, Vec<InboxItem>),
    ToDo(Vec<ToDoItem>),
    Claims(Vec<ClaimRow>),
    Claim(Box<ClaimPage>),
    Parts(PartState, Vec<PartRow>),
}

/// What the answer to a command is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Then {
    Nothing,
    /// The call's order was opened, or the machine has one already.
    Opened {
        call: usize,
    },
    /// The call was attached, or its order had ended.
    Attached {
        call: usize,
        order: OrderNumber,
    },
    /// The order was closed.
    Closed(OrderNumber),
    /// A closed order was opened again.
    Reopened(OrderNumber),
    /// The report of a service was filed.
    Filed(OrderNumber),
    /// A photo or paper is on record.
    Kept(Hash),
    /// A claim's lines have their prices: the line and its amount.
    Priced(ClaimNumber, Vec<(u16, Fen)>),
    Submitted(ClaimNumber),
    /// The manufacturer approved so much of each line.
    Decided(ClaimNumber, Vec<(u16, Fen)>),
    /// Another try of a claim was opened.
    Resubmitted(ClaimNumber),
    Credited(ClaimNumber, Fen),
    /// A station holds a part.
    CheckedIn(StationId, PartTag),
    /// A station's parts left.
    Shipped(StationId),
    /// The warehouse counted a consignment.
    Counted,
    /// A part came to an end.
    Ended(PartTag, PartState),
}

/// A text on its way from a phone, as often as its gateway brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextIn {
    pub from: Phone,
    pub text: String,
    pub sent_at: Instant,
    /// The gateway's own id, another one each time.
    pub gateway_id: String,
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    Accepted(proto::Accepted),
    /// With the code of the refusal.
    Refused(String),
}

/// Builds the enum of commands that are sent: name, service and endpoint.
macro_rules! sent {
    ($($name:ident $service:literal $endpoint:literal)*) => {
        /// A command as it is sent.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(super) enum Command { $($name($name)),* }

        impl Command {
            /// Service and endpoint.
            pub(super) const fn address(&self) -> (&'static str, &'static str) {
                match self { $(Self::$name(_) => ($service, $endpoint)),* }
            }

            pub(super) fn body(&self) -> Result<Vec<u8>, SimulateFailure> {
                match self { $(Self::$name(body) => serde_json::to_vec(body)),* }.map_err(SimulateFailure::Body)
            }
        }

        $(impl From<$name> for Command {
            fn from(command: $name) -> Self { Self::$name(command) }
        })*

        #[cfg(test)]
        const ADDRESSES: &[(&str, &str)] = &[$(($service, $endpoint)),*];
    };
}

sent! {
    OpenOrder "hotline" "open-order"
    AttachCall "hotline" "attach-call"
    IdentifyMachine "hotline" "identify-machine"
    CancelOrder "hotline" "cancel-order"
    AddNote "hotline" "add-note"
    SetFollowUp "hotline" "set-follow-up"
    CompleteFollowUp "hotline" "complete-follow-up"
    ReportMachineState "hotline" "report-machine-state"
    RecordUrging "hotline" "record-urging"
    RecordCallBack "hotline" "record-call-back"
    ConfirmUnrepaired "hotline" "confirm-unrepaired"
    ReviewPapers "hotline" "review-papers"
    CloseOrder "hotline" "close-order"
    ReopenOrder "hotline" "reopen-order"
    JudgeRepeat "hotline" "judge-repeat"
    RecordStationCall "dispatch" "record-station-call"
    SolveByPhone "dispatch" "solve-by-phone"
    MakePlan "dispatch" "make-plan"
    ChangePlan "dispatch" "change-plan"
    PauseClock "dispatch" "pause-clock"
    ResumeClock "dispatch" "resume-clock"
    SettleMessage "field" "settle-message"
    AnswerMessage "field" "answer-message"
    FileReport "field" "file-report"
    AttachDocument "field" "attach-document"
    WithdrawDocument "field" "withdraw-document"
    OpenDraft "claims" "open-draft"
    ChangeLines "claims" "change-lines"
    DropClaim "claims" "drop-claim"
    ReviewClaim "claims" "review-claim"
    JudgeClaim "claims" "judge-claim"
    LookAtClaim "claims" "look-at-claim"
    RetryPackage "claims" "retry-package"
    SubmitClaim "claims" "submit-claim"
    RecordManufacturerNumber "claims" "record-manufacturer-number"
    RecordDecision "claims" "record-decision"
    ResubmitClaim "claims" "resubmit-claim"
    RecordCredit "claims" "record-credit"
    CloseClaim "claims" "close-claim"
    WriteOffClaim "claims" "write-off-claim"
    CheckInPart "returns" "check-in-part"
    ShipConsignment "returns" "ship-consignment"
    ReceiveConsignment "returns" "receive-consignment"
    SettleDiscrepancy "returns" "settle-discrepancy"
    DestroyPart "returns" "destroy-part"
    ForwardPart "returns" "forward-part"
    RecordLoss "returns" "record-loss"
    DismissMessage "notify" "dismiss-message"
    ResendMessage "notify" "resend-message"
}

/// A command in somebody's name, of whose answer nothing follows.
pub(super) fn tell(actor: &PersonId, command: impl Into<Command>) -> Deed {
    tell_then(actor, command, Then::Nothing)
}

/// A command in somebody's name, and what its answer is for.
pub(super) fn tell_then(actor: &PersonId, command: impl Into<Command>, then: Then) -> Deed {
    Deed::Tell {
        actor: actor.clone(),
        command: Box::new(command.into()),
        then,
    }
}

#[cfg(test)]
mod tests {
    use proto::Command as _;
    use proto::claims::ClaimsCommand;
    use proto::dispatch::DispatchCommand;
    use proto::field::FieldCommand;
    use proto::hotline::HotlineCommand;
    use proto::notify::NotifyCommand;
    use proto::returns::ReturnsCommand;

    use super::*;

    #[test]
    fn every_command_is_sent_to_an_endpoint_that_clients_may_use() {
        for (service, endpoint) in ADDRESSES {
            let names = match *service {
                "hotline" => HotlineCommand::NAMES,
                "dispatch" => DispatchCommand::NAMES,
                "field" => FieldCommand::NAMES,
                "notify" => NotifyCommand::NAMES,
                "claims" => ClaimsCommand::NAMES,
                "returns" => ReturnsCommand::NAMES,
                other => panic!("{other}"),
            };
            assert!(names.contains(endpoint), "{service}/{endpoint}");
        }
    }
}
