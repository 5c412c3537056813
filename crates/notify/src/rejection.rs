//! Every "no" of notify, in order of precedence.

use proto::{Class, Rejection};
use types::MessageId;

/// Why a command about a message is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotifyRejection {
    /// No message was ever sent under this id (SMS-10).
    UnknownMessage { message: MessageId },
    /// Only a message that was given up can be seen to (SMS-10).
    NotDead { message: MessageId, state: &'static str },
    /// The customer asked not to be written to (SMS-14).
    PhoneStopped { message: MessageId },
    /// The recipient has left (DIR-4).
    Left { message: MessageId },
    /// The recipient still has no phone (SMS-10).
    NoPhone { message: MessageId },
}

impl From<NotifyRejection> for Rejection {
    fn from(rejection: NotifyRejection) -> Self {
        match rejection {
            NotifyRejection::UnknownMessage { message } => Self::new(
                Class::Unknown,
                "SMS-10.unknown_message",
                format!("没有编号为{message}的短信，请核对编号"),
                format!("there is no message {message}; check the id"),
            )
            .with("message", message.as_str()),
            NotifyRejection::NotDead { message, state } => Self::new(
                Class::Conflict,
                "SMS-10.not_dead",
                "只有发送失败的短信才需要处理，这条短信仍在发送或已经发出",
                "only a message that was given up can be seen to; this one is under way or was sent",
            )
            .with("message", message.as_str())
            .with("state", state),
            NotifyRejection::PhoneStopped { message } => Self::new(
                Class::Refused,
                "SMS-14.phone_stopped",
                "客户已退订短信，请改用电话联系",
                "the customer asked for no more messages; call instead",
            )
            .with("message", message.as_str()),
            NotifyRejection::Left { message } => Self::new(
                Class::Refused,
                "DIR-4.recipient_left",
                "收件人已离职，请通知接替的人",
                "the recipient has left; tell whoever took over",
            )
            .with("message", message.as_str()),
            NotifyRejection::NoPhone { message } => Self::new(
                Class::Refused,
                "SMS-10.no_phone",
                "收件人没有登记电话，请先在名录中登记电话",
                "the recipient has no phone in the directory; enter one first",
            )
            .with("message", message.as_str()),
        }
    }
}
