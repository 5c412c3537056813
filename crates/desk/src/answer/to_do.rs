//! What an operator or a clerk has to do (ORD-5, ORD-12 to ORD-14, ORD-24, ORD-25, ORD-39).

use std::collections::BTreeMap;

use chrono::TimeZone;
use proto::desk::{ToDo, ToDoItem, ToDoKind, ToDoQuery};
use proto::order::Step;
use sla::policy::{ClockKind, Policy};
use types::{Instant, OrderNumber, Sentence};

use super::names::{Named, open_phone, same};
use super::{closing, count, rows, unrepaired};
use crate::Model;
use crate::model::OrderStory;

pub(super) fn to_do(model: &Model, query: &ToDoQuery, now: Instant) -> ToDo {
    let named = Named::of(model);
    let finder = Finder {
        named: &named,
        now,
        list_at: list_at(model.common.policies.adopted(), now),
    };
    let at_station = |story: &&OrderStory| {
        let station = story.facts.station.as_ref();
        query
            .station
            .as_ref()
            .is_none_or(|wanted| station == Some(wanted))
    };
    let mut tasks: Vec<(&OrderStory, Task)> = Vec::new();
    for story in model.orders.values().filter(at_station) {
        tasks.extend(finder.of(story).into_iter().map(|task| (story, task)));
    }
    let mut counts: BTreeMap<ToDoKind, u64> = ToDoKind::ALL.into_iter().map(|kind| (kind, 0)).collect();
    for (_, task) in &tasks {
        *counts.entry(task.kind).or_default() += 1;
    }
    tasks.retain(|(_, task)| query.kind.is_none_or(|kind| task.kind == kind));
    let place = |story: &OrderStory, task: &Task| -> (ToDoKind, Instant, OrderNumber) {
        (task.kind, task.since, story.facts.order.clone())
    };
    tasks.sort_by_cached_key(|(story, task)| place(story, task));
    let total = count(tasks.len());
    let shown = rows(tasks, query.skip, query.limit).into_iter();
    ToDo {
        items: shown
            .map(|(story, task)| item(story, task, &named, now))
            .collect(),
        counts,
        total,
    }
}

/// When today's list of unrepaired orders goes out; none where the clocks skip that time.
fn list_at(policy: &Policy, now: Instant) -> Option<Instant> {
    let today = now.local(policy.zone()).date_naive();
    let wall = today.and_time(policy.unrepaired_list().at);
    policy
        .zone()
        .from_local_datetime(&wall)
        .earliest()
        .map(Instant::from)
}

/// A task of an order.
struct Task {
    kind: ToDoKind,
    since: Instant,
    due_at: Option<Instant>,
    about: Sentence,
}

/// Finds the tasks of orders as things stand.
struct Finder<'a> {
    named: &'a Named<'a>,
    now: Instant,
    list_at: Option<Instant>,
}

impl Finder<'_> {
    fn of(&self, story: &OrderStory) -> Vec<Task> {
        let single = [
            self.urge(story),
            self.confirm(story),
            call_back(story),
            judge_repeat(story),
            self.report(story),
            papers(story),
            close(story),
        ];
        let follow_ups = self.follow_ups(story);
        single.into_iter().flatten().chain(follow_ups).collect()
    }

    /// The station was warned and has not answered; nobody has urged it since.
    fn urge(&self, story: &OrderStory) -> Option<Task> {
        // rule: ORD-5
        let clock = story.last_clock(ClockKind::FirstResponse)?;
        let noticed = clock.breach.or(clock.warnings.last().copied())?;
        let urged = story.closing.urgings.last().map(|(_, at)| *at);
        let waits = clock.clock.is_open()
            && !story.step.is_ended()
            && urged.is_none_or(|urged| urged < noticed.noticed_at);
        let due_at = clock.clock.due(&self.named.common.policies);
        waits.then(|| Task {
            kind: ToDoKind::Urge,
            since: noticed.due_at,
            due_at,
            about: Sentence::new(
                "服务站尚未回复，请催站长联系客户",
                "the station has not answered: urge its manager to call the customer",
            ),
        })
    }

    fn follow_ups(&self, story: &OrderStory) -> Vec<Task> {
        let due = story
            .follow_ups
            .values()
            .filter(|kept| kept.done.is_none() && kept.set.at <= self.now);
        due.map(|kept| Task {
            kind: ToDoKind::FollowUp,
            since: kept.set.at,
            due_at: Some(kept.set.at),
            about: same(kept.set.text.to_string()),
        })
        .collect()
    }

    /// An open order that stands on today's list and whose reason nobody confirmed today.
    fn confirm(&self, story: &OrderStory) -> Option<Task> {
        // rule: ORD-12
        let confirmed = story.closing.confirmed.as_ref();
        let today = confirmed.is_some_and(|(_, at)| unrepaired::is_today(*at, self.named, self.now));
        let listed = self.list_at.is_none_or(|at| story.facts.opened_at < at);
        let reason = story.unrepaired_because();
        (!story.step.is_ended() && listed && !today).then(|| Task {
            kind: ToDoKind::ConfirmUnrepaired,
            since: story.facts.opened_at,
            due_at: self.list_at,
            about: reason.map_or_else(
                || Sentence::new("原因未知", "nobody said why"),
                |code| self.named.unrepaired_reason(code).title,
            ),
        })
    }

    fn report(&self, story: &OrderStory) -> Option<Task> {
        // rule: ORD-25, SLA-10
        let waits = !matches!(story.step, Step::Cancelled | Step::Closed)
            && story.report.gaps.as_ref().is_some_and(|gaps| !gaps.is_empty());
        let clock = story.last_clock(ClockKind::ReportEntered);
        let policies = &self.named.common.policies;
        waits.then(|| Task {
            kind: ToDoKind::CompleteReport,
            since: clock.map_or(story.step_since, |clock| clock.clock.start),
            due_at: clock.and_then(|clock| clock.clock.due(policies)),
            about: closing::report_missing(story).unwrap_or_default(),
        })
    }
}

fn call_back(story: &OrderStory) -> Option<Task> {
    // rule: ORD-13
    let tries = story.closing.call_backs.len();
    story.call_back_due().then(|| Task {
        kind: ToDoKind::CallBack,
        since: story.resolved_at.unwrap_or(story.step_since),
        due_at: None,
        about: if tries == 0 {
            Sentence::new("尚未回访", "not called back yet")
        } else {
            Sentence::new(
                format!("已拨打{tries}次未联系上"),
                format!("not reached in {tries} calls"),
            )
        },
    })
}

fn judge_repeat(story: &OrderStory) -> Option<Task> {
    let suspected = story.closing.suspected.as_ref()?;
    let earlier = &suspected.earlier;
    story.closing.judged.is_none().then(|| Task {
        kind: ToDoKind::JudgeRepeat,
        since: story.facts.opened_at,
        due_at: None,
        about: Sentence::new(
            format!("疑似工单 {earlier} 的返修"),
            format!("perhaps a repeat repair of order {earlier}"),
        ),
    })
}

fn papers(story: &OrderStory) -> Option<Task> {
    // rule: ORD-24
    if story.step != Step::Repaired {
        return None;
    }
    closing::papers_missing(story).map(|about| Task {
        kind: ToDoKind::ReviewPapers,
        since: story.step_since,
        due_at: None,
        about,
    })
}

fn close(story: &OrderStory) -> Option<Task> {
    // rule: ORD-14
    let resolved = matches!(story.step, Step::SolvedByPhone | Step::Repaired);
    (resolved && closing::missing(story).is_empty()).then(|| Task {
        kind: ToDoKind::Close,
        since: story.step_since,
        due_at: None,
        about: Sentence::new("关闭前的工作均已完成", "everything before the closing is done"),
    })
}

fn item(story: &OrderStory, task: Task, named: &Named<'_>, now: Instant) -> ToDoItem {
    let facts = &story.facts;
    ToDoItem {
        kind: task.kind,
        title: task.kind.title(),
        order: facts.order.clone(),
        since: task.since,
        due_at: task.due_at,
        overdue: task.due_at.is_some_and(|due| due < now),
        about: task.about,
        step: story.step,
        step_title: story.step.title(),
        machine_down: story.is_marked_down(),
        machine: facts.machine.clone(),
        customer: facts.customer.as_ref().map(|id| named.customer(id)),
        caller: facts.caller.as_ref().map(ToString::to_string),
        caller_phone: open_phone(&facts.caller_phone),
        station: facts.station.as_ref().map(|id| named.station(id)),
    }
}

#[cfg(test)]
mod tests;
