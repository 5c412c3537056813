//! A clock with everything that explains it (SLA-25).

use proto::desk::ClockPage;
use sla::explain::SegmentKind;
use types::Sentence;

use crate::Frame;
use crate::texts::OrderTexts;
use crate::write::{self, Moment};

/// A clock and its arithmetic.
pub(crate) struct ClockShown {
    pub(crate) class: &'static str,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) left: String,
    pub(crate) start: Moment,
    pub(crate) due: Option<Moment>,
    pub(crate) promised: Option<Moment>,
    /// Allowance, counted, closed, paused and real time, each with its word.
    pub(crate) sums: Vec<(&'static str, String)>,
    pub(crate) stretches: Vec<Stretch>,
    /// Warnings, the breach, pauses and cancelling.
    pub(crate) notices: Vec<String>,
}

/// A stretch of time and what it was to the clock.
pub(crate) struct Stretch {
    pub(crate) class: &'static str,
    pub(crate) from: Moment,
    pub(crate) until: Moment,
    pub(crate) kind: &'static str,
    pub(crate) length: String,
}

impl ClockShown {
    pub(crate) fn of(clock: &ClockPage, frame: &Frame<'_>) -> Self {
        let (o, language) = (OrderTexts::of(frame.language()), frame.language());
        let chip = super::Chip::of(&clock.summary, frame);
        let sums = [
            (o.allowance, clock.allowance_s),
            (o.counted, clock.counted_s),
            (o.closed_hours, clock.segments_closed_s),
            (o.paused_for, clock.segments_paused_s),
            (o.wall, clock.wall_s),
        ];
        let stretches = clock.segments.iter().map(|segment| Stretch {
            class: match segment.kind {
                SegmentKind::Counted => "counted",
                SegmentKind::Closed => "closed",
                SegmentKind::Paused => "stands",
            },
            from: frame.moment(&segment.from),
            until: frame.moment(&segment.until),
            kind: match segment.kind {
                SegmentKind::Counted => o.counts,
                SegmentKind::Closed => o.closed,
                SegmentKind::Paused => o.stands,
            },
            length: write::span(segment.length().as_seconds(), language),
        });
        Self {
            class: chip.class,
            title: format!("{} {}", clock.summary.kind.id(), chip.title),
            state: chip.state.clone(),
            left: chip.left.clone(),
            start: frame.moment(&clock.start),
            due: clock.summary.due_at.map(|at| frame.moment(&at)),
            promised: clock.promised.map(|at| frame.moment(&at)),
            sums: sums
                .map(|(word, seconds)| (word, write::span(seconds, language)))
                .into(),
            stretches: stretches.collect(),
            notices: notices(clock, frame, o),
        }
    }
}

fn notices(clock: &ClockPage, frame: &Frame<'_>, o: &OrderTexts) -> Vec<String> {
    let told = |word: &str, due, noticed, roles: &[Sentence]| {
        let roles: Vec<&str> = roles.iter().map(|role| frame.say(role)).collect();
        let (due, noticed) = (frame.moment(due).people, frame.moment(noticed).people);
        format!(
            "{word} {due} · {} {noticed} · {} {}",
            o.noticed_at,
            o.told,
            roles.join(frame.comma())
        )
    };
    let warnings = clock
        .warnings
        .iter()
        .map(|warning| told(o.warned_at, &warning.due_at, &warning.noticed_at, &warning.told));
    let breach = clock.breach.iter().map(|breach| {
        let mut line = told(o.breached_at, &breach.due_at, &breach.noticed_at, &breach.told);
        if !breach.unheard.is_empty() {
            let services: Vec<&str> = breach.unheard.iter().map(|service| service.as_str()).collect();
            line = format!("{line} · {} {}", o.unheard, services.join(", "));
        }
        line
    });
    let pauses = clock.pauses.iter().map(|pause| {
        let until = pause.until.map(|at| frame.moment(&at).people).unwrap_or_default();
        let from = frame.moment(&pause.from).people;
        format!(
            "{} {from} – {until} · {}",
            o.paused_for,
            frame.say(&pause.reason.title)
        )
    });
    let cancelled = clock
        .cancelled_because
        .iter()
        .map(|why| format!("{} {why}", o.ended_because));
    warnings.chain(breach).chain(pauses).chain(cancelled).collect()
}
