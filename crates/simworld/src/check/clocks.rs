//! A clock starts once, warns of each point once, and ends once.

use std::collections::{BTreeMap, BTreeSet};

use proto::AnyEvent;
use proto::clock::{ClockEvent, ClockId};
use types::ServiceName;

use super::Ledgers;

/// What a clock has come through.
#[derive(Debug, Default)]
struct Course {
    starts: u32,
    warnings: BTreeSet<u32>,
    breaches: u32,
    /// Met, lifted, stopped or cancelled: nothing follows it.
    ended: bool,
}

pub(super) fn check(ledgers: &Ledgers, findings: &mut Vec<String>) {
    for (name, ledger) in ledgers {
        let mut courses: BTreeMap<ClockId, Course> = BTreeMap::new();
        for record in ledger.records() {
            let Some(event) = clock_event(&record.event) else { continue };
            let course = courses.entry(event.clock().clone()).or_default();
            if let Some(problem) = course.take(&event) {
                findings.push(format!("{name}, frame {}: {:?} {problem}", record.frame, event.clock()));
            }
        }
    }
}

/// What a record says about a clock, in whichever log.
pub(crate) fn clock_event(event: &AnyEvent) -> Option<ClockEvent> {
    match event {
        AnyEvent::Dispatch(event) => event.clock_event(),
        AnyEvent::Field(event) => event.clock_event(),
        AnyEvent::Claims(event) => event.clock_event(),
        AnyEvent::Returns(event) => event.clock_event(),
        AnyEvent::Directory(_) | AnyEvent::Hotline(_) | AnyEvent::Notify(_) | AnyEvent::Common(_) => None,
    }
}

impl Course {
    fn take(&mut self, event: &ClockEvent) -> Option<&'static str> {
        if let ClockEvent::Started(_) = event {
            self.starts += 1;
            return (self.starts > 1).then_some("started twice");
        }
        if self.starts == 0 {
            return Some("moved before it started");
        }
        if self.ended {
            return Some("moved after its end");
        }
        match event {
            ClockEvent::Warned(warned) => {
                (!self.warnings.insert(warned.warning)).then_some("warned twice of one point")
            }
            ClockEvent::Breached(_) => {
                self.breaches += 1;
                (self.breaches > 1).then_some("was breached twice")
            }
            ClockEvent::Met(_) => {
                self.ended = true;
                (self.breaches > 0).then_some("was met after its breach")
            }
            ClockEvent::Lifted(_) | ClockEvent::Stopped(_) => {
                self.ended = true;
                (self.breaches == 0).then_some("had no breach to be lifted or to stand")
            }
            ClockEvent::Cancelled(_) => {
                self.ended = true;
                None
            }
            ClockEvent::Started(_) | ClockEvent::Paused(_) | ClockEvent::Resumed(_) => None,
        }
    }
}

/// The services that keep clocks.
pub(crate) const KEEPERS: [ServiceName; 4] = [
    ServiceName::Dispatch,
    ServiceName::Field,
    ServiceName::Claims,
    ServiceName::Returns,
];
