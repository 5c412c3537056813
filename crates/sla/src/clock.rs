//! Judges SLA clocks: facts and terms in, warnings, breach, outcome and explanation out.

mod limit;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Instant, Span};

use crate::calendar::{Interval, merged};
use crate::explain::{Segment, explain};

pub use crate::dates::DayOfMonth;
pub use limit::{Limit, WarnAt};

/// What happened to a clock, read from domain events; times are when things occurred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub start: Instant,
    /// In any order; overlapping ones count once (SLA-27).
    pub pauses: Vec<Pause>,
    pub end: Option<End>,
}

/// A stretch in which the clock stood still; without `until` it still does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pause {
    pub from: Instant,
    pub until: Option<Instant>,
}

/// What ended the clock, and when that occurred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct End {
    pub at: Instant,
    pub kind: EndKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndKind {
    /// The act the clock waited for was done.
    Met,
    /// The act is no longer asked for (ORD-17, ORD-38).
    Cancelled,
}

/// What a policy asks of one clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub limit: Limit,
    pub warnings: Vec<WarnAt>,
    /// Whether pauses stop this clock; otherwise it ignores them.
    pub pausable: bool,
}

/// Where a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Running,
    Paused,
    /// The act was done in time.
    Met,
    /// The limit was passed, whether or not the act was done since.
    Breached,
    /// The act was called off before the limit was passed (ORD-17).
    Cancelled,
}

/// A warning that came due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// Its place in [`Terms::warnings`].
    pub index: usize,
    pub due_at: Instant,
}

/// How one clock stands at one instant, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Judgement {
    pub outcome: Outcome,
    /// When the limit is used up; unknown while paused, or when the calendar never opens that long.
    pub due: Option<Instant>,
    /// Those that came due, in order of time.
    pub warnings: Vec<Warning>,
    /// The due instant, when it was passed.
    pub breach: Option<Instant>,
    /// What ended the clock, in time or not.
    pub end: Option<End>,
    pub allowance: Span,
    /// Time used up, in the clock's own kind of time.
    pub counted: Span,
    /// Allowance less counted time; negative is overrun.
    pub remaining: Span,
    /// Real time since the start, pauses and closed hours included (SLA-23).
    pub wall_elapsed: Span,
    /// From the start to the due instant; to the instant judged at while there is none. The counted
    /// stretches up to the due instant sum to the allowance (SLA-25).
    pub explanation: Vec<Segment>,
}

/// Judges a clock by what had occurred by `until`.
///
/// An act at the due instant is in time: there is a breach only when the instant judged at, or the end, is
/// strictly later. An end that occurred in time meets the clock, whenever it was heard of (SLA-32). A clock
/// cancelled after its due instant stays breached. Warnings at or after the end are not given.
#[must_use]
pub fn judge(facts: &Facts, terms: &Terms, until: Instant) -> Judgement {
    let end = facts.end.filter(|end| end.at <= until);
    let at = end.map_or(until, |end| end.at);
    let (time, start) = (terms.limit.time(), facts.start);
    let allowance = terms.limit.allowance(start);
    let pauses = pauses_known_at(facts, terms, at);
    let due = time.due(start, allowance, &pauses).ok();
    let breach = due.filter(|due| at > *due);
    let counted = time.span(start, at, &pauses);
    Judgement {
        outcome: outcome(end, breach, pauses.iter().any(|pause| pause.contains(at))),
        due,
        warnings: warnings(facts, terms, &pauses)
            .into_iter()
            .filter(|warning| warning.due_at <= at && end.is_none_or(|end| warning.due_at < end.at))
            .collect(),
        breach,
        end,
        allowance,
        counted,
        remaining: allowance - counted,
        wall_elapsed: at.since(start).max(Span::ZERO),
        explanation: explain(time, start, due.unwrap_or(at), &pauses),
    }
}

/// The earliest instant later than `after` at which [`judge`] finds a new warning or the breach, if nothing
/// else happens; none while paused, and none after the end.
///
/// A warning is found at its instant, a breach one microsecond after its due instant: until then the act is
/// still in time.
#[must_use]
pub fn next_due(facts: &Facts, terms: &Terms, after: Instant) -> Option<Instant> {
    let pauses = pauses_known_at(facts, terms, Instant::MAX);
    let allowance = terms.limit.allowance(facts.start);
    let breach = terms.limit.time().due(facts.start, allowance, &pauses).ok();
    let before_end = |at: &Instant| facts.end.is_none_or(|end| *at < end.at);
    warnings(facts, terms, &pauses)
        .into_iter()
        .map(|warning| warning.due_at)
        .filter(before_end)
        .chain(breach.filter(before_end).map(|due| due + Span::micros(1)))
        .filter(|at| *at > after)
        .min()
}

fn outcome(end: Option<End>, breach: Option<Instant>, paused: bool) -> Outcome {
    match end.map(|end| end.kind) {
        _ if breach.is_some() => Outcome::Breached,
        Some(EndKind::Met) => Outcome::Met,
        Some(EndKind::Cancelled) => Outcome::Cancelled,
        None if paused => Outcome::Paused,
        None => Outcome::Running,
    }
}

/// The pauses that stop this clock as they were known at an instant: one that still runs has no end.
fn pauses_known_at(facts: &Facts, terms: &Terms, at: Instant) -> Vec<Interval> {
    let pauses = facts
        .pauses
        .iter()
        .filter(|pause| terms.pausable && pause.from <= at);
    merged(pauses.filter_map(|pause| {
        let until = pause.until.filter(|until| *until <= at);
        Interval::new(pause.from, until.unwrap_or(Instant::MAX))
    }))
}

/// Every warning between start and due, in order of time.
fn warnings(facts: &Facts, terms: &Terms, pauses: &[Interval]) -> Vec<Warning> {
    let allowance = terms.limit.allowance(facts.start);
    let points = terms.warnings.iter().enumerate();
    let mut warnings: Vec<Warning> = points
        .filter_map(|(index, point)| Some((index, terms.limit.counted_at(*point, facts.start)?)))
        .filter(|(_, counted)| Span::ZERO < *counted && *counted < allowance)
        .filter_map(|(index, counted)| {
            let due_at = terms.limit.time().due(facts.start, counted, pauses).ok()?;
            Some(Warning { index, due_at })
        })
        .collect();
    warnings.sort_by_key(|warning| (warning.due_at, warning.index));
    warnings
}

#[cfg(test)]
mod tests;
