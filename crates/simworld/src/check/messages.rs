//! Every text in and out is accounted for.

use std::collections::{BTreeMap, BTreeSet};

use proto::AnyEvent;
use proto::field::FieldEvent;
use proto::notify::{NotifyEvent, WhyDead};
use types::{MessageId, ServiceName};

use super::Ledgers;
use crate::world::World;

/// What notify's log says of one message.
#[derive(Debug, Default)]
struct Way {
    queued: u32,
    suppressed: u32,
    started: BTreeSet<u32>,
    accepted: BTreeSet<u32>,
    failed: BTreeSet<u32>,
    uncertain: BTreeSet<u32>,
    reported: u32,
    dead: Option<WhyDead>,
}

pub(super) fn check(world: &World, ledgers: &Ledgers, findings: &mut Vec<String>) {
    texts_in(ledgers, findings);
    let ways = ways(ledgers);
    for (message, way) in &ways {
        let taken = world.carrier.taken.get(message).map_or(0, Vec::len);
        for problem in problems(world, message, way, taken) {
            findings.push(format!(
                "message {message} {problem}: {way:?}, {taken} times taken"
            ));
        }
    }
    for message in world
        .carrier
        .taken
        .keys()
        .filter(|message| !ways.contains_key(message))
    {
        findings.push(format!("the carrier took {message}, which was never queued"));
    }
}

fn problems(world: &World, message: &MessageId, way: &Way, taken: usize) -> Vec<&'static str> {
    let answered = way.accepted.len() + way.failed.len() + way.uncertain.len();
    let attempts = world.carrier.taken.get(message);
    let is_double = |attempts: &Vec<u32>| attempts.iter().collect::<BTreeSet<_>>().len() < attempts.len();
    let checks = [
        (way.queued != 1, "was not queued once"),
        (answered > way.started.len(), "has more answers than attempts"),
        (
            answered < way.started.len() && way.reported == 0,
            "has an attempt without an answer",
        ),
        (way.accepted.len() > 1, "was accepted twice"),
        (
            taken > 1 + way.uncertain.len(),
            "went out more often than once and once more when nobody knew",
        ),
        (attempts.is_some_and(is_double), "went out twice in one attempt"),
        (
            !way.accepted.is_empty() && taken == 0,
            "is accepted, but the carrier never took it",
        ),
        (
            way.accepted.is_empty() && way.reported == 0 && way.dead.is_none() && way.suppressed == 0,
            "was neither sent nor given up",
        ),
        (
            taken > 0 && matches!(way.dead, Some(WhyDead::NoPhone | WhyDead::Left)),
            "went out to nobody",
        ),
        (
            taken > 0 && way.reported == 0,
            "was delivered, and nobody heard of it",
        ),
    ];
    checks
        .into_iter()
        .filter_map(|(is_wrong, what)| is_wrong.then_some(what))
        .collect()
}

fn ways(ledgers: &Ledgers) -> BTreeMap<MessageId, Way> {
    let mut ways: BTreeMap<MessageId, Way> = BTreeMap::new();
    let records = ledgers
        .get(&ServiceName::Notify)
        .into_iter()
        .flat_map(|ledger| ledger.records());
    for record in records {
        let AnyEvent::Notify(event) = &record.event else {
            continue;
        };
        match event {
            NotifyEvent::MessageQueued(queued) => {
                ways.entry(queued.wanted.message.clone()).or_default().queued += 1
            }
            NotifyEvent::MessageSuppressed(event) => {
                ways.entry(event.message.clone()).or_default().suppressed += 1
            }
            NotifyEvent::SendStarted(event) => {
                ways.entry(event.message.clone())
                    .or_default()
                    .started
                    .insert(event.attempt);
            }
            NotifyEvent::SendAccepted(event) => {
                ways.entry(event.message.clone())
                    .or_default()
                    .accepted
                    .insert(event.attempt);
            }
            NotifyEvent::SendFailed(event) => {
                ways.entry(event.message.clone())
                    .or_default()
                    .failed
                    .insert(event.attempt);
            }
            NotifyEvent::SendUncertain(event) => {
                ways.entry(event.message.clone())
                    .or_default()
                    .uncertain
                    .insert(event.attempt);
            }
            NotifyEvent::DeliveryReported(event) => {
                ways.entry(event.message.clone()).or_default().reported += 1
            }
            NotifyEvent::MessageDied(event) => {
                ways.entry(event.message.clone()).or_default().dead = Some(event.reason.clone());
            }
            NotifyEvent::MessageDismissed(_)
            | NotifyEvent::PhoneStopped(_)
            | NotifyEvent::NotifyOrderNoted(_) => {}
        }
    }
    ways
}

/// A text is taken once, however often its carrier brings it, and every one has an outcome in its frame.
fn texts_in(ledgers: &Ledgers, findings: &mut Vec<String>) {
    let Some(ledger) = ledgers.get(&ServiceName::Field) else {
        return;
    };
    let mut seen = BTreeSet::new();
    for frame in &ledger.frames {
        for record in &frame.records {
            let AnyEvent::Field(FieldEvent::MessageReceived(received)) = &record.event else {
                continue;
            };
            let (from, text) = (received.from.open(), received.text.open());
            if !seen.insert((from.cloned(), text.cloned(), received.sent_at)) {
                findings.push(format!("field took the text {text:?} of {from:?} twice"));
            }
            let of_it = frame
                .records
                .iter()
                .filter(|other| other.cause == record.cause)
                .count();
            if of_it < 2 {
                findings.push(format!("nothing became of the text {text:?} of {from:?}"));
            }
        }
    }
}
