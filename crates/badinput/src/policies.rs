//! Policy files.

use chrono_tz::Tz;
use sla::clock::{Facts, judge};
use sla::policy::{ClockKind, Policy};
use types::{Instant, Span};

/// Reads a policy file: everything that is wrong is told with its line, or the policy holds and every clock it runs
/// can be judged.
pub fn policies(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let checked = Policy::check(text, &proto::command::named_in_rights());
    match Policy::parse(text) {
        Ok(policy) => {
            assert_eq!(policy.text(), text);
            every_clock_can_be_judged(&policy);
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            assert!(checked.is_err(), "what may be loaded may be adopted");
        }
    }
}

fn every_clock_can_be_judged(policy: &Policy) {
    let start = Instant::from_seconds(1_767_571_200);
    for kind in ClockKind::ALL {
        let promised = Some(start + Span::hours(5));
        let Some(terms) = policy.terms(kind, Tz::Asia__Shanghai, promised) else {
            continue;
        };
        let facts = Facts {
            start,
            pauses: Vec::new(),
            end: None,
        };
        for later in [Span::hours(0), Span::hours(3), Span::days(400)] {
            let judged = judge(&facts, &terms, start + later);
            let breach = judged.breach;
            assert!(breach.is_none_or(|at| at <= start + later), "{kind:?} {breach:?}");
        }
    }
}
