//! SLA clocks as people read them: in short on the board, in full with their explanation (SLA-25).

use proto::desk::{ClockPage, ClockState, ClockSummary};
use sla::explain::{Segment, SegmentKind};
use types::{Sentence, Span};

use crate::client::table::Table;
use crate::client::view::{Tone, View};
use crate::client::words::Word;

/// The clocks that still wait for their act: `SLA-2 还剩 35小时20分`.
pub(crate) fn open_in_short(clocks: &[ClockSummary], view: &View) -> String {
    let open = clocks.iter().filter(|clock| clock.open);
    open.map(|clock| format!("{} {}", clock.kind, standing(clock, view)))
        .collect::<Vec<_>>()
        .join("  ")
}

/// Where a clock stands: what is left or over, or how it ended.
pub(crate) fn standing(clock: &ClockSummary, view: &View) -> String {
    let left = view.remaining(Span::seconds(clock.remaining_s));
    let title = clock.state.title();
    match clock.state {
        ClockState::Running => left,
        ClockState::Paused => format!("{} {left}", view.sentence(&title)),
        ClockState::Breached => left,
        ClockState::Met | ClockState::Lifted | ClockState::Cancelled => view.sentence(&title).to_owned(),
    }
}

const fn tone(state: ClockState) -> Tone {
    match state {
        ClockState::Running => Tone::Head,
        ClockState::Paused | ClockState::Lifted => Tone::Warning,
        ClockState::Met => Tone::Good,
        ClockState::Breached => Tone::Bad,
        ClockState::Cancelled => Tone::Dim,
    }
}

/// A clock with when it is due and why.
pub(crate) fn explained(clock: &ClockPage, view: &View) -> String {
    let summary = &clock.summary;
    let run = if summary.run > 1 {
        format!(" #{}", summary.run)
    } else {
        String::new()
    };
    let head = format!(
        "{}{run} {}  {}",
        summary.kind,
        view.sentence(&summary.title),
        standing(summary, view)
    );
    let mut lines = vec![view.paint(tone(summary.state), &head)];
    lines.push(format!("  {}", times(clock, view)));
    lines.push(format!("  {}", sums(clock, view)));
    lines.push(segments(&clock.segments, view));
    lines.extend(notices(clock, view));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// When it started, when it is due, when it ended.
fn times(clock: &ClockPage, view: &View) -> String {
    let due = match (clock.summary.due_at, clock.promised) {
        (_, Some(promised)) => view.say(Word::Promised, &[&view.time(promised)]),
        (Some(due), None) => view.say(Word::DueAt, &[&view.time(due)]),
        (None, None) => view.word(Word::DueUnknown).to_owned(),
    };
    let start = view.say(Word::StartedAt, &[&view.time(clock.start)]);
    let ended = clock
        .summary
        .ended_at
        .map(|at| view.say(Word::EndedAt, &[&view.time(at)]));
    let next = clock
        .summary
        .next_warning_at
        .map(|at| view.say(Word::NextWarning, &[&view.time(at)]));
    [Some(start), Some(due), ended, next]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("  ")
}

/// How the allowance adds up; the wall-clock figure stands beside it (SLA-23).
fn sums(clock: &ClockPage, view: &View) -> String {
    let span = |seconds| view.span(Span::seconds(seconds));
    view.say(
        Word::ClockSums,
        &[
            &span(clock.allowance_s),
            &span(clock.counted_s),
            &span(clock.wall_s),
        ],
    )
}

fn segments(segments: &[Segment], view: &View) -> String {
    let mut table = Table::without_heads();
    for segment in segments {
        let kind = match segment.kind {
            SegmentKind::Counted => Word::Counted,
            SegmentKind::Closed => Word::Closed,
            SegmentKind::Paused => Word::Paused,
        };
        let stretch = format!("    {} – {}", view.time(segment.from), view.time(segment.until));
        table.row([stretch, view.word(kind).to_owned(), view.span(segment.length())]);
    }
    if segments.is_empty() {
        String::new()
    } else {
        table.render(view)
    }
}

/// Pauses with their reasons, warnings, the breach: what was noticed, and who was told.
fn notices(clock: &ClockPage, view: &View) -> Vec<String> {
    let pauses = clock.pauses.iter().map(|pause| {
        let until = pause
            .until
            .map_or_else(|| "…".to_owned(), |until| view.time(until));
        view.say(
            Word::PausedBecause,
            &[&view.time(pause.from), &until, view.sentence(&pause.reason.title)],
        )
    });
    let warnings = clock.warnings.iter().map(|warning| {
        let number = warning.warning.to_string();
        view.say(
            Word::WarnedAt,
            &[&number, &view.time(warning.due_at), &told(&warning.told, view)],
        )
    });
    let breach = clock.breach.iter().map(|breach| {
        let word = if breach.lifted {
            Word::BreachLifted
        } else {
            Word::BreachedAt
        };
        let told = told(&breach.told, view);
        let said = view.say(
            word,
            &[&view.time(breach.due_at), &view.time(breach.noticed_at), &told],
        );
        view.paint(if breach.lifted { Tone::Warning } else { Tone::Bad }, &said)
    });
    let unheard = clock
        .breach
        .iter()
        .filter(|breach| !breach.unheard.is_empty())
        .map(|breach| {
            let services: Vec<&str> = breach.unheard.iter().map(|service| service.as_str()).collect();
            view.say(Word::Unheard, &[&view.listed(&services)])
        });
    let cancelled = clock
        .cancelled_because
        .iter()
        .map(|reason| view.say(Word::CancelledBecause, &[reason]));
    pauses
        .chain(warnings)
        .chain(breach)
        .chain(unheard)
        .chain(cancelled)
        .map(|line| format!("  {line}"))
        .collect()
}

fn told(roles: &[Sentence], view: &View) -> String {
    let roles: Vec<&str> = roles.iter().map(|role| view.sentence(role)).collect();
    view.listed(&roles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::Lang;

    fn paused_clock() -> ClockPage {
        serde_json::from_value(serde_json::json!({
            "summary": { "kind": "SLA-2", "run": 1, "title": { "zh": "36小时实际响应", "en": "36-hour response" },
                "state": "breached", "open": false, "due_at": "2026-01-06T13:00:00Z", "remaining_s": -1800,
                "next_warning_at": null, "ended_at": "2026-01-06T13:30:00Z" },
            "start": "2026-01-05T00:00:00Z", "promised": null, "policy": "0".repeat(64),
            "allowance_s": 129_600, "counted_s": 131_400, "wall_s": 135_000,
            "segments": [
                { "from": "2026-01-05T00:00:00Z", "until": "2026-01-05T04:00:00Z", "kind": "counted" },
                { "from": "2026-01-05T04:00:00Z", "until": "2026-01-05T05:00:00Z", "kind": "paused" },
                { "from": "2026-01-05T05:00:00Z", "until": "2026-01-06T13:00:00Z", "kind": "counted" }
            ],
            "segments_counted_s": 129_600, "segments_closed_s": 0, "segments_paused_s": 3600,
            "pauses": [{ "from": "2026-01-05T04:00:00Z", "until": "2026-01-05T05:00:00Z",
                "reason": { "code": "customer_asked_later", "title": { "zh": "客户要求推迟", "en": "customer asked for later" } } }],
            "warnings": [{ "warning": 1, "due_at": "2026-01-05T13:00:00Z", "noticed_at": "2026-01-05T13:00:00Z",
                "told": [{ "zh": "服务站站长", "en": "station manager" }] }],
            "breach": { "due_at": "2026-01-06T13:00:00Z", "noticed_at": "2026-01-06T13:00:00Z", "lifted": false,
                "told": [{ "zh": "服务总监", "en": "service director" }], "unheard": [] },
            "cancelled_because": null
        }))
        .unwrap()
    }

    // rule: SLA-25
    #[test]
    fn a_clock_is_explained_by_stretches_that_add_up_to_its_allowance() {
        assert_eq!(
            explained(&paused_clock(), &View::plain(Lang::Zh)),
            "SLA-2 36小时实际响应  超时 30分\n  \
             开始 2026-01-05 08:00  到期 2026-01-06 21:00  结束 2026-01-06 21:30\n  \
             时限 36小时，已用 36小时30分，自然时间 37小时30分\n    \
             2026-01-05 08:00 – 2026-01-05 12:00  计时  4小时\n    \
             2026-01-05 12:00 – 2026-01-05 13:00  暂停  1小时\n    \
             2026-01-05 13:00 – 2026-01-06 21:00  计时  32小时\n  \
             暂停 2026-01-05 12:00 – 2026-01-05 13:00：客户要求推迟\n  \
             第1次提醒 2026-01-05 21:00，通知 服务站站长\n  \
             超时 2026-01-06 21:00，发现于 2026-01-06 21:00，通知 服务总监"
        );
    }
}
