//! Notify's events.

use proto::notify::{
    Delivery, DeliveryReported, MessageDied, MessageDismissed, MessageQueued, MessageSuppressed, NotifyEvent,
    NotifyOrderNoted, PhoneStopped, Purpose, Recipient, SendAccepted, SendFailed, SendStarted, SendUncertain,
    Wanted, WhyDead,
};

use super::clock::clock;
use super::{at, bare_facts, facts, message, order, person, phone, words};

pub(crate) fn events() -> Vec<NotifyEvent> {
    [queued(), attempts(), ends(), copies()].concat()
}

fn queued() -> Vec<NotifyEvent> {
    let wanted = Wanted {
        message: message(),
        recipient: Recipient::Person {
            person: person("m-04"),
        },
        to: Some(phone()),
        text: words("【服务热线】工单2600147即将超时"),
        order: Some(order()),
        purpose: Purpose::Warning,
        clock: Some(clock()),
        instead_of: Some(person("m-03")),
    };
    let bare = Wanted {
        recipient: Recipient::Phone,
        to: None,
        order: None,
        purpose: Purpose::Answer,
        clock: None,
        instead_of: None,
        ..wanted.clone()
    };
    vec![
        MessageQueued { wanted }.into(),
        MessageQueued { wanted: bare }.into(),
        MessageSuppressed { message: message() }.into(),
    ]
}

fn attempts() -> Vec<NotifyEvent> {
    let failed = SendFailed {
        message: message(),
        attempt: 2,
        reason: "connection refused".to_owned(),
        retry_at: Some(at("10:05:00")),
    };
    let reported = DeliveryReported {
        message: message(),
        delivery: Delivery::Delivered,
        at: at("10:00:09"),
        detail: "DELIVRD".to_owned(),
    };
    vec![
        SendStarted {
            message: message(),
            attempt: 1,
            to: phone(),
        }
        .into(),
        SendAccepted {
            message: message(),
            attempt: 1,
        }
        .into(),
        SendFailed {
            retry_at: None,
            ..failed.clone()
        }
        .into(),
        failed.into(),
        SendUncertain {
            message: message(),
            attempt: 1,
            reason: "the answer was lost".to_owned(),
            wait_until: at("10:10:00"),
        }
        .into(),
        DeliveryReported {
            detail: String::new(),
            ..reported.clone()
        }
        .into(),
        reported.into(),
    ]
}

fn ends() -> Vec<NotifyEvent> {
    let died = |reason| MessageDied {
        message: message(),
        reason,
    };
    vec![
        died(WhyDead::NotDelivered {
            detail: "UNDELIV".to_owned(),
        })
        .into(),
        died(WhyDead::NoPhone).into(),
        MessageDismissed {
            message: message(),
            note: "已打电话通知".to_owned(),
        }
        .into(),
        MessageDismissed {
            message: message(),
            note: String::new(),
        }
        .into(),
    ]
}

fn copies() -> Vec<NotifyEvent> {
    vec![
        PhoneStopped { phone: phone() }.into(),
        NotifyOrderNoted {
            facts: facts(),
            cancelled: true,
            engineer: Some(person("e-017")),
        }
        .into(),
        NotifyOrderNoted {
            facts: bare_facts(),
            cancelled: false,
            engineer: None,
        }
        .into(),
    ]
}
