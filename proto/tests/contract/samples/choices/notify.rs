//! Messages out.

use proto::notify::{Delivery, Purpose, Recipient, WhyDead};

use super::super::{customer, person};
use super::{Choice, choices};

pub(super) fn all() -> Vec<Choice> {
    let deliveries = [
        Delivery::Delivered,
        Delivery::Failed,
        Delivery::Queued,
        Delivery::Accepted,
        Delivery::Refused,
    ];
    let recipients = [
        Recipient::Person {
            person: person("m-04"),
        },
        Recipient::Customer { customer: customer() },
        Recipient::Phone,
    ];
    let purposes = [
        Purpose::OrderOpened,
        Purpose::MachineDown,
        Purpose::Planned,
        Purpose::Assigned,
        Purpose::PlanChanged,
        Purpose::Released,
        Purpose::Departed,
        Purpose::Arrived,
        Purpose::Repaired,
        Purpose::LeftUnrepaired,
        Purpose::SolvedByPhone,
        Purpose::Cancelled,
        Purpose::Warning,
        Purpose::Breach,
        Purpose::BreachLifted,
        Purpose::Answer,
        Purpose::ClaimReturned,
        Purpose::PartsReminder,
        Purpose::PartsOverdue,
        Purpose::UnrepairedList,
    ];
    let why = [
        WhyDead::NoPhone,
        WhyDead::Left,
        WhyDead::NotTaken {
            reason: "connection refused".to_owned(),
        },
        WhyDead::NeverAnswered,
        WhyDead::NotDelivered {
            detail: "UNDELIV".to_owned(),
        },
    ];
    [
        choices(&deliveries),
        choices(&recipients),
        choices(&purposes),
        choices(&why),
    ]
    .concat()
}
