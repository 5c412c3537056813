//! Explains a stretch of time: what counted, what was closed, what was paused (SLA-25).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Instant, Span};

use crate::calendar::{Interval, OpenTime};

/// One stretch of an explanation; stretches follow one another without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    pub from: Instant,
    pub until: Instant,
    pub kind: SegmentKind,
}

impl Segment {
    /// How long the stretch is in real time.
    #[must_use]
    pub const fn length(self) -> Span {
        self.until.since(self.from)
    }
}

/// What time was to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    Counted,
    /// Outside the calendar's hours, whether paused or not.
    Closed,
    /// Open time in which the clock stood still.
    Paused,
}

/// The sum of the stretches of one kind.
#[must_use]
pub fn sum(segments: &[Segment], kind: SegmentKind) -> Span {
    segments
        .iter()
        .filter(|segment| segment.kind == kind)
        .fold(Span::ZERO, |sum, segment| sum + segment.length())
}

/// Divides the time from `start` up to `until` into stretches; `pauses` are merged.
#[must_use]
pub fn explain(time: OpenTime<'_>, start: Instant, until: Instant, pauses: &[Interval]) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut at = start;
    for open in time.between(start, until) {
        push(&mut segments, at, open.from, SegmentKind::Closed);
        at = open.from;
        for pause in pauses.iter().filter_map(|pause| pause.and(open)) {
            push(&mut segments, at, pause.from, SegmentKind::Counted);
            push(&mut segments, pause.from, pause.until, SegmentKind::Paused);
            at = pause.until;
        }
        push(&mut segments, at, open.until, SegmentKind::Counted);
        at = open.until;
    }
    push(&mut segments, at, until, SegmentKind::Closed);
    segments
}

fn push(segments: &mut Vec<Segment>, from: Instant, until: Instant, kind: SegmentKind) {
    if from >= until {
        return;
    }
    match segments.last_mut() {
        Some(last) if last.kind == kind => last.until = until,
        Some(_) | None => segments.push(Segment { from, until, kind }),
    }
}
