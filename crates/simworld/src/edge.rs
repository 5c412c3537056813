//! What a service asks of the edge, and what the edge reports, whichever service it is.

use decider::{NoEffect, Service};
use proto::claims::{PackageContent, ReportPackage};
use proto::notify::{RecordSend, SendOutcome};
use types::{MessageId, Phone};

/// Something to be done at the edge.
#[derive(Debug)]
pub(crate) enum Errand {
    Text {
        message: MessageId,
        attempt: u32,
        to: Option<Phone>,
        leftover: bool,
    },
    Package(Box<PackageContent>),
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Report {
    Text {
        message: MessageId,
        attempt: u32,
        outcome: SendOutcome,
    },
    Package(Box<ReportPackage>),
}

/// A service and its edge.
pub(crate) trait Edge: Service {
    fn errand(effect: Self::Effect, leftover: bool) -> Errand;

    /// The command that reports an outcome; none when it is another service's.
    fn reported(report: Report) -> Option<Self::Command>;
}

macro_rules! without_effects {
    ($($service:ty),*) => {$(
        impl Edge for $service {
            fn errand(effect: NoEffect, _: bool) -> Errand {
                match effect {}
            }

            fn reported(_: Report) -> Option<Self::Command> {
                None
            }
        }
    )*};
}

without_effects!(
    directory::Directory,
    hotline::Hotline,
    dispatch::Dispatch,
    field::Field,
    returns::Returns
);

impl Edge for notify::Notify {
    fn errand(effect: notify::SendSms, leftover: bool) -> Errand {
        Errand::Text {
            message: effect.message,
            attempt: effect.attempt,
            to: effect.to.open().cloned(),
            leftover,
        }
    }

    fn reported(report: Report) -> Option<Self::Command> {
        match report {
            Report::Text {
                message,
                attempt,
                outcome,
            } => {
                let record = RecordSend {
                    message,
                    attempt,
                    outcome,
                };
                Some(record.into())
            }
            Report::Package(_) => None,
        }
    }
}

impl Edge for claims::Claims {
    fn errand(effect: claims::BuildPackage, _: bool) -> Errand {
        Errand::Package(effect.content)
    }

    fn reported(report: Report) -> Option<Self::Command> {
        match report {
            Report::Package(report) => Some((*report).into()),
            Report::Text { .. } => None,
        }
    }
}
