//! A clock starts once, warns of each point once, is breached once, and ends once by the same act.

use std::collections::{BTreeMap, BTreeSet};

use proto::clock::{ClockEvent, ClockId};
use types::Instant;

use super::Ledgers;

/// What a clock has come through.
#[derive(Debug, Default)]
struct Course {
    started: bool,
    warnings: BTreeSet<u32>,
    breached: bool,
    /// A report showed that what it waited for was done in time; whatever is corrected later, it was breached for nothing.
    lifted: bool,
    /// How it ended, and by an act of when. News of another moment may end it anew, the same news may not.
    end: Option<(End, Instant)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Met,
    Lifted,
    Stopped,
    Cancelled,
}

pub(super) fn check(ledgers: &Ledgers, findings: &mut Vec<String>) {
    for (name, ledger) in ledgers {
        let mut courses: BTreeMap<ClockId, Course> = BTreeMap::new();
        for record in ledger.records() {
            let Some(event) = record.event.clock_event() else {
                continue;
            };
            let course = courses.entry(event.clock().clone()).or_default();
            if let Some(problem) = course.take(&event) {
                findings.push(format!(
                    "{name}, frame {}: {:?} {problem}: {}",
                    record.frame,
                    event.clock(),
                    record.kind
                ));
            }
        }
    }
}

impl Course {
    fn take(&mut self, event: &ClockEvent) -> Option<&'static str> {
        match event {
            ClockEvent::Started(_) => std::mem::replace(&mut self.started, true).then_some("started twice"),
            _ if !self.started => Some("moved before it started"),
            ClockEvent::Warned(_) if self.end.is_some() => Some("warned after its end"),
            ClockEvent::Warned(warned) => {
                (!self.warnings.insert(warned.warning)).then_some("warned twice of one point")
            }
            ClockEvent::Breached(_) => {
                std::mem::replace(&mut self.breached, true).then_some("was breached twice")
            }
            ClockEvent::Met(met) => {
                let wrong =
                    (self.breached && !self.lifted).then_some("was met, though its breach was not lifted");
                self.ends(End::Met, met.at).or(wrong)
            }
            ClockEvent::Lifted(lifted) => {
                let wrong = (!self.breached).then_some("had no breach to be lifted");
                self.lifted = true;
                self.ends(End::Lifted, lifted.met_at).or(wrong)
            }
            ClockEvent::Stopped(stopped) => {
                let wrong = (!self.breached).then_some("stopped without a breach");
                self.lifted = false;
                self.ends(End::Stopped, stopped.at).or(wrong)
            }
            ClockEvent::Cancelled(cancelled) => self.ends(End::Cancelled, cancelled.at),
            ClockEvent::Paused(_) | ClockEvent::Resumed(_) => None,
        }
    }

    fn ends(&mut self, end: End, at: Instant) -> Option<&'static str> {
        let is_same = self.end.replace((end, at)) == Some((end, at));
        is_same.then_some("ended twice by the same act")
    }
}
