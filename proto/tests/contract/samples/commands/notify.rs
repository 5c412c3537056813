//! What is asked of notify.

use proto::notify::{Delivery, DismissMessage, NotifyCommand, ResendMessage, TakeDeliveryReport};

use super::super::{at, message};

pub(crate) fn commands() -> Vec<NotifyCommand> {
    let report = TakeDeliveryReport {
        message: message(),
        delivery: Delivery::Failed,
        at: at("10:00:09"),
        detail: "UNDELIV".to_owned(),
    };
    vec![
        TakeDeliveryReport {
            detail: String::new(),
            ..report.clone()
        }
        .into(),
        report.into(),
        DismissMessage {
            message: message(),
            note: "已打电话通知".to_owned(),
        }
        .into(),
        DismissMessage {
            message: message(),
            note: String::new(),
        }
        .into(),
        ResendMessage { message: message() }.into(),
    ]
}
