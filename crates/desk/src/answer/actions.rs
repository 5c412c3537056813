//! What can be done about an order as it stands, and why something cannot.
//!
//! Told for readers, so that nobody fills in a form in vain; the services decide.

use proto::desk::{ActionShown, ClockState, PlanState};
use proto::order::Step;
use sla::policy::ClockKind;
use types::{Instant, Sentence};

use super::closing;
use super::names::Named;
use crate::model::{OrderStory, PlanKept, VisitKept};

/// Every command about an order that people send, in the order of an order's life.
pub(super) fn of(story: &OrderStory, named: &Named<'_>, now: Instant) -> Vec<ActionShown> {
    let open = || over(story);
    let all = [
        ("hotline.attach-call", open()),
        ("hotline.identify-machine", open()),
        ("hotline.give-station", open()),
        ("hotline.correct-order", None),
        ("hotline.report-machine-state", open()),
        ("hotline.add-note", None),
        ("hotline.set-follow-up", None),
        ("hotline.complete-follow-up", no_follow_up(story)),
        ("hotline.record-urging", open()),
        ("dispatch.record-station-call", open()),
        ("dispatch.solve-by-phone", open()),
        ("dispatch.make-plan", open().or_else(|| not_to_be_planned(story))),
        ("dispatch.change-plan", open().or_else(|| no_plan(story))),
        ("field.report", open().or_else(|| nobody_sent(story))),
        (
            "dispatch.pause-clock",
            open().or_else(|| no_clock(story, named, now, ClockState::Running)),
        ),
        (
            "dispatch.resume-clock",
            open().or_else(|| no_clock(story, named, now, ClockState::Paused)),
        ),
        ("hotline.confirm-unrepaired", open()),
        ("hotline.review-papers", not_repaired(story)),
        ("hotline.record-call-back", not_resolved(story)),
        ("hotline.judge-repeat", no_suspicion(story)),
        ("hotline.close-order", not_to_be_closed(story)),
        ("hotline.reopen-order", not_closed(story)),
        ("hotline.cancel-order", open()),
    ];
    let shown = all.into_iter().map(|(command, why_not)| ActionShown {
        command: command.to_owned(),
        why_not,
    });
    shown.collect()
}

/// Whatever needs an order that goes on.
fn over(story: &OrderStory) -> Option<Sentence> {
    let title = story.step.title();
    let why = Sentence::new(format!("工单{}", title.zh), format!("the order is {}", title.en));
    story.step.is_ended().then_some(why)
}

fn no_follow_up(story: &OrderStory) -> Option<Sentence> {
    let open = story.follow_ups.values().any(|kept| kept.done.is_none());
    (!open).then(|| Sentence::new("没有未完成的跟进", "no follow-up is open"))
}

/// ORD-3, ORD-37, ORD-38.
fn not_to_be_planned(story: &OrderStory) -> Option<Sentence> {
    if story.facts.station.is_none() {
        return Some(Sentence::new("请先分配服务站", "give it a station first"));
    }
    let under_way =
        |visit: &VisitKept| visit.has_begun() && visit.repaired.is_none() && visit.unrepaired.is_none();
    if story.visits.values().any(under_way) {
        return Some(Sentence::new(
            "工程师尚未报告离开，报告后才能再派工",
            "engineers are under way; plan again once they have reported back",
        ));
    }
    standing(story).map(|_| {
        Sentence::new(
            "已有有效计划，请变更计划",
            "a plan stands already; change it instead",
        )
    })
}

fn standing(story: &OrderStory) -> Option<&PlanKept> {
    let plans = story.plans.values().rev();
    plans
        .into_iter()
        .find(|plan| story.state_of(plan) == PlanState::Standing)
}

fn no_plan(story: &OrderStory) -> Option<Sentence> {
    let none = standing(story).is_none();
    none.then(|| Sentence::new("没有有效计划", "no plan stands"))
}

fn nobody_sent(story: &OrderStory) -> Option<Sentence> {
    let none = story.plans.is_empty() && story.visits.is_empty();
    none.then(|| Sentence::new("尚未派工", "nobody is sent yet"))
}

/// SLA-23: of the 36 hours, the only clock of an order that the shipped policy lets pause, and of any other it names.
fn no_clock(story: &OrderStory, named: &Named<'_>, now: Instant, wanted: ClockState) -> Option<Sentence> {
    let policies = &named.common.policies;
    let pausable = |kind: ClockKind| {
        let in_force = story.last_clock(kind)?.clock.policy(policies).clock(kind)?;
        (!in_force.pause_reasons.is_empty()).then_some(kind)
    };
    let found = story.clocks.values().any(|kept| {
        pausable(kept.clock.id.kind).is_some() && super::clock::state(kept, policies, now) == wanted
    });
    let why = match wanted {
        ClockState::Paused => Sentence::new("没有暂停中的时限", "no clock is paused"),
        _ => Sentence::new("没有可以暂停的时限", "no clock that may pause is running"),
    };
    (!found).then_some(why)
}

fn not_repaired(story: &OrderStory) -> Option<Sentence> {
    (story.step != Step::Repaired)
        .then(|| Sentence::new("现场修复后才审核资料", "papers are reviewed after the repair"))
}

fn not_resolved(story: &OrderStory) -> Option<Sentence> {
    (!story.is_resolved()).then(|| Sentence::new("尚未解决，无须回访", "it is not resolved yet"))
}

fn no_suspicion(story: &OrderStory) -> Option<Sentence> {
    let none = story.closing.suspected.is_none();
    none.then(|| Sentence::new("没有疑似返修", "nothing suggests a repeat repair"))
}

/// ORD-14.
fn not_to_be_closed(story: &OrderStory) -> Option<Sentence> {
    if matches!(story.step, Step::Closed | Step::Cancelled) {
        return over(story);
    }
    let missing = closing::missing(story);
    let zh: Vec<&str> = missing.iter().map(|lack| lack.zh.as_str()).collect();
    let en: Vec<&str> = missing.iter().map(|lack| lack.en.as_str()).collect();
    (!missing.is_empty()).then(|| Sentence::new(zh.join("；"), en.join("; ")))
}

fn not_closed(story: &OrderStory) -> Option<Sentence> {
    (story.step != Step::Closed).then(|| Sentence::new("工单尚未关闭", "it is not closed"))
}

#[cfg(test)]
mod tests {
    use proto::desk::{OrderPage, OrderQuery, Query};
    use proto::dispatch::SolvedByPhone;
    use proto::hotline::StepReached;

    use super::*;
    use crate::testing::{Logs, facts, number, t};

    fn possible(logs: &Logs) -> Vec<String> {
        let page: OrderPage = logs.ask(&Query::Order(OrderQuery { order: number(1) }));
        let open = page.actions.into_iter().filter(|action| action.why_not.is_none());
        open.map(|action| action.command).collect()
    }

    // rule: ORD-7
    #[test]
    fn what_can_be_done_goes_by_where_the_order_stands() {
        let mut logs = Logs::new();
        logs.opens(facts(1));
        let opened = possible(&logs);
        let can = |possible: &[String], command: &str| possible.iter().any(|one| one == command);
        assert!(can(&opened, "dispatch.make-plan") && can(&opened, "hotline.cancel-order"));
        assert!(!can(&opened, "hotline.record-call-back") && !can(&opened, "hotline.close-order"));
        logs.at("05 10:20").dispatch(SolvedByPhone {
            order: number(1),
            solution: "重启控制器".into(),
            at: t("05 10:20"),
            by: None,
            message: None,
        });
        logs.hotline(StepReached {
            order: number(1),
            step: Step::SolvedByPhone,
            visit: 0,
            at: t("05 10:20"),
            reason: None,
        });
        let solved = possible(&logs);
        assert!(can(&solved, "hotline.record-call-back"));
        assert!(!can(&solved, "dispatch.make-plan") && !can(&solved, "hotline.cancel-order"));
    }

    #[test]
    fn every_action_is_a_command_that_clients_may_send() {
        let mut logs = Logs::new();
        logs.opens(facts(1));
        let page: OrderPage = logs.ask(&Query::Order(OrderQuery { order: number(1) }));
        let known = proto::command::named_in_rights();
        assert!(!page.actions.is_empty());
        for action in page.actions {
            assert!(known.contains(&action.command), "{}", action.command);
        }
    }
}
