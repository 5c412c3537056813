//! What became of text messages, read from the kinds of records that field and notify wrote.

use proto::numbers::Numbers;
use types::ServiceName;

/// Kind of record, direction, outcome.
const OUTCOMES: [(ServiceName, &str, &str, &str); 16] = [
    (ServiceName::Field, "MessageReceived", "in", "received"),
    (ServiceName::Field, "MessageUnderstood", "in", "understood"),
    (ServiceName::Field, "MessageNotUnderstood", "in", "not_understood"),
    (ServiceName::Field, "MessageQuarantined", "in", "quarantined"),
    (ServiceName::Field, "CustomerWrote", "in", "customer"),
    (ServiceName::Field, "MessagesStopped", "in", "unsubscribed"),
    (ServiceName::Field, "AutomaticReplyKept", "in", "automatic"),
    (ServiceName::Notify, "MessageQueued", "out", "queued"),
    (ServiceName::Notify, "MessageSuppressed", "out", "suppressed"),
    (ServiceName::Notify, "SendStarted", "out", "started"),
    (ServiceName::Notify, "SendAccepted", "out", "accepted"),
    (ServiceName::Notify, "SendFailed", "out", "failed"),
    (ServiceName::Notify, "SendUncertain", "out", "uncertain"),
    (ServiceName::Notify, "DeliveryReported", "out", "reported"),
    (ServiceName::Notify, "MessageDied", "out", "dead"),
    (ServiceName::Notify, "MessageDismissed", "out", "dismissed"),
];

/// Direction, outcome and count; an outcome that never came about counts 0, so that alerts see it begin.
pub(super) fn outcomes(services: &[Numbers]) -> impl Iterator<Item = (&'static str, &'static str, u64)> {
    OUTCOMES.iter().filter_map(|(service, kind, direction, outcome)| {
        let numbers = services
            .iter()
            .find(|numbers| numbers.service == service.as_str())?;
        let count = numbers.recorded.get(*kind).copied().unwrap_or_default();
        Some((*direction, *outcome, count))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_read_from_a_kind_of_record_there_is() {
        for (service, kind, _, outcome) in OUTCOMES {
            let kinds = proto::AnyEvent::kinds(service);
            assert!(kinds.iter().any(|known| known.name == kind), "{outcome}: {kind}");
        }
    }
}
