//! What people do to the system, and what they hear back at once.

use proto::dispatch::{ChangePlan, MakePlan, PauseClock, ResumeClock, SolveByPhone};
use proto::field::{AnswerMessage, SettleMessage};
use proto::hotline::{
    AddNote, AttachCall, CancelOrder, CompleteFollowUp, IdentifyMachine, OpenOrder, ReportMachineState,
    SetFollowUp,
};
use proto::notify::{DismissMessage, ResendMessage};
use types::{Instant, MessageId, OrderNumber, PersonId, Phone};

use super::failure::SimulateFailure;

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
    /// A look into the inbox, to work it off.
    LookIntoInbox { actor: PersonId },
    /// Nothing but the time that passed.
    Pass,
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
    SolveByPhone "dispatch" "solve-by-phone"
    MakePlan "dispatch" "make-plan"
    ChangePlan "dispatch" "change-plan"
    PauseClock "dispatch" "pause-clock"
    ResumeClock "dispatch" "resume-clock"
    SettleMessage "field" "settle-message"
    AnswerMessage "field" "answer-message"
    DismissMessage "notify" "dismiss-message"
    ResendMessage "notify" "resend-message"
}

/// A command in somebody's name, of whose answer nothing follows.
pub(super) fn tell(actor: &PersonId, command: impl Into<Command>) -> Deed {
    Deed::Tell {
        actor: actor.clone(),
        command: Box::new(command.into()),
        then: Then::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use proto::Command as _;
    use proto::dispatch::DispatchCommand;
    use proto::field::FieldCommand;
    use proto::hotline::HotlineCommand;
    use proto::notify::NotifyCommand;

    use super::*;

    #[test]
    fn every_command_is_sent_to_an_endpoint_that_clients_may_use() {
        for (service, endpoint) in ADDRESSES {
            let names = match *service {
                "hotline" => HotlineCommand::NAMES,
                "dispatch" => DispatchCommand::NAMES,
                "field" => FieldCommand::NAMES,
                "notify" => NotifyCommand::NAMES,
                other => panic!("{other}"),
            };
            assert!(names.contains(endpoint), "{service}/{endpoint}");
        }
    }
}
