//! Messages from phones, reports and their documents.

use proto::document::{DocumentKind, DocumentTarget};
use proto::field::{AnswerKind, Companion, FlagKind, Happened, ReportKind, Sender};

use super::super::{at, customer, person, words};
use super::{Choice, choices};

pub(super) fn all() -> Vec<Choice> {
    let happened = [
        Happened::Departed {
            eta: Some(at("12:00:00")),
            companions: vec!["e-021".to_owned()],
        },
        Happened::Arrived,
        Happened::Repaired,
        Happened::LeftUnrepaired {
            reason: "parts_missing".to_owned(),
            words: "缺密封件".to_owned(),
        },
        Happened::Acknowledged,
    ];
    let senders = [
        Sender::Staff {
            person: person("e-017"),
        },
        Sender::Customer {
            customer: Some(customer()),
        },
        Sender::Unknown,
    ];
    let companions = [
        Companion::Known {
            person: person("e-021"),
        },
        Companion::Unknown {
            said: words("小钱")
        },
    ];
    let flags = [
        FlagKind::ArrivedWithoutDeparture,
        FlagKind::LeftWithoutArrival,
        FlagKind::UnknownCompanion,
        FlagKind::EtaMissing,
        FlagKind::OutOfOrder,
        FlagKind::AfterTheEnd,
        FlagKind::PlanInputsMissing,
        FlagKind::SentInFuture,
        FlagKind::PhotoOnTwoOrders,
        FlagKind::AddedAfterClosing,
        FlagKind::HoursBelowLast,
    ];
    let targets = [
        DocumentTarget::Order,
        DocumentTarget::Visit { visit: 2 },
        DocumentTarget::Part { line: 3 },
    ];
    [
        choices(&ReportKind::ALL),
        choices(&happened),
        choices(&senders),
        choices(&[AnswerKind::Hint, AnswerKind::Question, AnswerKind::Operator]),
        choices(&companions),
        choices(&flags),
        choices(&DocumentKind::ALL),
        choices(&targets),
    ]
    .concat()
}
