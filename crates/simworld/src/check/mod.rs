//! What must hold when a world has come to rest, whatever went wrong before.

mod answers;
mod clocks;
mod feeds;
mod messages;
mod replay;

use std::collections::BTreeMap;

use decider::Foreign;
use eventlog::Log;
use kit::core::feeds::read_record;
use kit::core::fold::Extra;
use proto::AnyEvent;
use proto::hotline::HotlineEvent;
use proto::wire::Reach;
use types::{Hash, Instant, OrderNumber, ServiceName};

use crate::world::World;

/// What a service says of a log whose machine's clock is far ahead of its own.
const CLOCKS_APART: &str = "check the time of both machines";

/// A frame as it stands in a log.
#[derive(Debug)]
pub(crate) struct Written {
    pub number: u64,
    pub hash: Hash,
    pub stamp: Instant,
    pub vector: Reach,
    pub extra: Extra,
    pub records: Vec<Foreign>,
}

/// A whole log.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub id: String,
    pub frames: Vec<Written>,
}

impl Ledger {
    pub(crate) fn records(&self) -> impl Iterator<Item = &Foreign> {
        self.frames.iter().flat_map(|frame| &frame.records)
    }

    pub(crate) fn frame(&self, number: u64) -> Option<&Written> {
        let place = usize::try_from(number.checked_sub(1)?).ok()?;
        self.frames.get(place)
    }
}

pub(crate) type Ledgers = BTreeMap<ServiceName, Ledger>;

/// Reads every log; one that cannot be read is a finding.
pub(crate) fn read_all(world: &mut World, findings: &mut Vec<String>) -> Ledgers {
    let mut ledgers = Ledgers::new();
    for name in ServiceName::ALL {
        let ledger = match world.node(name) {
            None => Err("its service does not run".to_owned()),
            Some(node) => read(name, node.log()),
        };
        match ledger {
            Ok(ledger) => {
                ledgers.insert(name, ledger);
            }
            Err(reason) => {
                findings.push(format!("the log of {name} cannot be read: {reason}"));
                ledgers.insert(name, Ledger::default());
            }
        }
    }
    ledgers
}

/// Reads a log from its beginning, after it was verified: hashes, chain, Merkle roots, positions, stamps.
pub(crate) fn read(name: ServiceName, log: &Log) -> Result<Ledger, String> {
    log.verify().map_err(|failure| failure.to_string())?;
    let mut ledger = Ledger {
        id: log.id().to_string(),
        frames: Vec::new(),
    };
    for frame in log.frames(0) {
        let frame = frame.map_err(|failure| failure.to_string())?;
        let (number, stamp) = (frame.header.frame, frame.header.stamp);
        let records = (frame.header.first_position..)
            .zip(&frame.records)
            .map(|(position, bytes)| read_record(name, number, position, stamp, bytes))
            .collect::<Result<_, _>>()
            .map_err(|failure| failure.to_string())?;
        let vector = frame.header.vector.iter();
        ledger.frames.push(Written {
            number,
            hash: frame.hash,
            stamp,
            vector: vector
                .filter_map(|(log, read)| Some((log.parse().ok()?, read)))
                .collect(),
            extra: postcard::from_bytes(&frame.extra).map_err(|failure| failure.to_string())?,
            records,
        });
    }
    Ok(ledger)
}

/// Checks everything that must hold.
pub(crate) fn everything(world: &mut World, ledgers: &Ledgers, findings: &mut Vec<String>) {
    let jumped = world.tally.jumps > 0;
    let alarms = world.alarms.iter();
    let wrong = alarms.filter(|alarm| !(jumped && alarm.contains(CLOCKS_APART)));
    findings.extend(wrong.map(|alarm| format!("alarm: {alarm}")));
    answers::check(world, ledgers, findings);
    feeds::check(ledgers, findings);
    clocks::check(ledgers, findings);
    messages::check(world, ledgers, findings);
    replay::check(world, ledgers, findings);
}

/// Every order that was opened.
fn orders(ledgers: &Ledgers) -> Vec<OrderNumber> {
    let records = ledgers
        .get(&ServiceName::Hotline)
        .into_iter()
        .flat_map(Ledger::records);
    let opened = records.filter_map(|record| match &record.event {
        AnyEvent::Hotline(HotlineEvent::OrderOpened(opened)) => Some(opened.facts.order.clone()),
        _ => None,
    });
    opened.collect()
}
