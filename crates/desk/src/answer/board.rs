//! The board: orders, the most urgent first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use proto::desk::{
    Board, BoardQuery, ClockState, ClockSummary, Crew, OrderSummary, PlanState, Trip, Urgency,
};
use sla::policy::ClockKind;
use types::{Instant, MessageId};

use super::names::{Named, open_phone};
use super::{clock, count, few, order, rows};
use crate::Model;
use crate::model::{OrderStory, VisitKept};

pub(super) fn board(model: &Model, query: &BoardQuery, now: Instant) -> Board {
    let fitting = candidates(model, query).filter(|story| fits(story, query, model));
    let (mut steps, mut urgencies) = (BTreeMap::new(), BTreeMap::new());
    let mut all = Vec::new();
    for story in fitting {
        *steps.entry(story.step).or_default() += 1;
        if query.step.is_some_and(|wanted| story.step != wanted) {
            continue;
        }
        let (rank, urgency) = ranked(model, story, now);
        *urgencies.entry(urgency).or_default() += 1;
        if query.urgency.is_none_or(|wanted| wanted == urgency) {
            all.push((rank, &story.facts.order, story));
        }
    }
    if query.machine.is_some() {
        all.sort_by_key(|(_, order, story)| Reverse((story.facts.opened_at, *order)));
    } else {
        all.sort_by_key(|(rank, order, _)| (*rank, *order));
    }
    let total = count(all.len());
    let shown = rows(all, query.skip, query.limit);
    Board {
        rows: shown
            .into_iter()
            .map(|(_, _, story)| summary(model, story, now))
            .collect(),
        total,
        steps,
        urgencies,
    }
}

pub(crate) fn shows_ended(query: &BoardQuery) -> bool {
    query.include_ended || query.step.is_some_and(proto::order::Step::is_ended)
}

/// Open orders, or all of them where ended ones are asked for.
fn candidates<'a>(model: &'a Model, query: &BoardQuery) -> Box<dyn Iterator<Item = &'a OrderStory> + 'a> {
    if shows_ended(query) {
        return Box::new(model.orders.values());
    }
    Box::new(model.open.iter().filter_map(|number| model.orders.get(number)))
}

fn fits(story: &OrderStory, query: &BoardQuery, model: &Model) -> bool {
    let facts = &story.facts;
    let station = facts.station.as_ref();
    let region = || {
        station
            .and_then(|id| model.common.masters.station(id))
            .map(|known| known.region.as_str())
    };
    query
        .station
        .as_ref()
        .is_none_or(|wanted| station == Some(wanted))
        && query
            .region
            .as_deref()
            .is_none_or(|wanted| region() == Some(wanted))
        && query
            .machine
            .as_ref()
            .is_none_or(|wanted| facts.machine.as_ref() == Some(wanted))
        && query.order_type.is_none_or(|wanted| facts.order_type == wanted)
        // rule: ORD-3
        && (!query.unidentified || facts.machine.is_none() || station.is_none())
}

/// Overdue orders first, then those with clocks that run, then the rest; in each by time left.
type Rank = (u8, i64);

/// Where an order stands among the others. An ended one comes last, whatever its clocks say.
fn ranked(model: &Model, story: &OrderStory, now: Instant) -> (Rank, Urgency) {
    if story.step.is_ended() {
        return ((3, 0), Urgency::Idle);
    }
    let clocks = clocks(model, story, now);
    let open = || clocks.iter().filter(|clock| clock.open);
    let overdue = open()
        .filter(|clock| clock.state == ClockState::Breached)
        .map(|clock| clock.remaining_s)
        .min();
    let response = open()
        .find(|clock| clock.kind == ClockKind::Response36)
        .map(|clock| clock.remaining_s);
    let next = open().map(|clock| clock.remaining_s).min();
    let rank = match (overdue, response.or(next)) {
        (Some(overdue), _) => (0, overdue),
        (None, Some(left)) => (1, left),
        (None, None) => (2, 0),
    };
    (rank, Urgency::of(&clocks))
}

/// Every clock of an order but those of its old parts.
fn clocks(model: &Model, story: &OrderStory, now: Instant) -> Vec<ClockSummary> {
    let own = story.clocks.values();
    own.filter(|kept| !is_of_a_part(kept.clock.id.kind))
        .map(|kept| clock::summary(kept, &model.common.policies, now))
        .collect()
}

/// One order in a row.
pub(super) fn summary(model: &Model, story: &OrderStory, now: Instant) -> OrderSummary {
    let named = Named::of(model);
    let facts = &story.facts;
    let due = story
        .follow_ups
        .values()
        .filter(|kept| kept.done.is_none() && kept.set.at <= now);
    OrderSummary {
        order: facts.order.clone(),
        order_type: facts.order_type,
        order_type_title: facts.order_type.title(),
        subtype: facts.subtype,
        machine_down: story.is_marked_down(),
        machine: facts.machine.clone(),
        machine_said: facts.machine_said.clone(),
        model: facts.model.clone(),
        customer: facts.customer.as_ref().map(|id| named.customer(id)),
        caller: facts.caller.as_ref().map(ToString::to_string),
        caller_phone: open_phone(&facts.caller_phone),
        site: facts.site.clone(),
        fault: facts.fault.clone(),
        station: facts.station.as_ref().map(|id| named.station(id)),
        step: story.step,
        step_title: story.step.title(),
        step_since: story.step_since,
        opened_at: facts.opened_at,
        calls: few(story.calls.len()).saturating_add(1),
        operator: story.operator.as_ref().map(|id| named.person(id)),
        lead: story.lead().map(|id| named.person(id)),
        trip: trip(story, &named),
        clocks: clocks(model, story, now),
        follow_ups_due: few(due.count()),
        flags: few(story.flags.len()),
        unsettled_messages: few(unsettled(model, story).count()),
        call_back_due: story.call_back_due(),
        claim: story.claim.last().map(|last| last.state),
    }
}

/// The visit that stands: the one that is planned, or else the last that was heard of.
fn trip(story: &OrderStory, named: &Named<'_>) -> Option<Trip> {
    let mut plans = story.plans.values().rev();
    let standing = plans.find(|plan| plan.state == PlanState::Standing);
    let heard = story.visits.last_key_value();
    let (visit, reported) = match (standing, heard) {
        (Some(plan), Some((number, _))) if plan.visit > *number => (plan.visit, None),
        (_, Some((number, reported))) => (*number, Some(reported)),
        (Some(plan), None) => (plan.visit, None),
        (None, None) => return None,
    };
    let mut plans = story.plans.values().rev();
    let plan = plans.find(|plan| plan.visit == visit && plan.state != PlanState::Replaced);
    let planned = plan.iter().flat_map(|plan| named.people(&plan.companions));
    let companions = match reported.filter(|reported| !reported.companions.is_empty()) {
        Some(reported) => order::crews(reported, named),
        None => planned.map(Crew::Known).collect(),
    };
    Some(Trip {
        visit,
        depart_at: plan.map(|plan| plan.depart_at),
        departed: reported.and_then(|reported| reported.departed),
        eta: reported.and_then(|reported| reported.eta),
        arrived: reported.and_then(|reported| reported.arrived),
        ended: reported.and_then(VisitKept::ended),
        companions,
    })
}

const fn is_of_a_part(kind: ClockKind) -> bool {
    matches!(kind, ClockKind::PartReturn | ClockKind::PartArrival)
}

/// Messages about an order that wait for somebody, in and out.
fn unsettled<'a>(model: &'a Model, story: &'a OrderStory) -> impl Iterator<Item = &'a MessageId> {
    let waiting = story.messages_in.iter().filter(|id| model.waiting.contains(*id));
    waiting.chain(story.messages_out.iter().filter(|id| model.dead.contains(*id)))
}

#[cfg(test)]
mod tests {
    use proto::desk::Query;
    use proto::dispatch::{ClockBreached, ClockMet, ClockWarned, SolvedByPhone};
    use proto::hotline::StepReached;
    use proto::order::{OrderFacts, Step};
    use sla::policy::Policy;
    use types::{OrderNumber, StationId};

    use super::*;
    use crate::testing::{Logs, clock, facts, number, t};

    fn orders(logs: &Logs, query: BoardQuery) -> Vec<OrderNumber> {
        let board: Board = logs.ask(&Query::Board(query));
        board.rows.into_iter().map(|row| row.order).collect()
    }

    /// Three orders of Monday: at eight, answered; at nine, unanswered; at ten in the south, solved by phone.
    fn monday() -> Logs {
        let mut logs = Logs::new();
        logs.opens(facts(1));
        logs.at("05 08:30").dispatch(ClockMet {
            clock: clock(&number(1), ClockKind::FirstResponse, 1),
            at: t("05 08:30"),
        });
        logs.at("05 09:00").opens(OrderFacts {
            opened_at: t("05 09:00"),
            ..facts(2)
        });
        let south = StationId::new("south").ok();
        logs.at("05 10:00").opens(OrderFacts {
            opened_at: t("05 10:00"),
            station: south,
            ..facts(3)
        });
        logs
    }

    // rule: SLA-1, SLA-2
    #[test]
    fn an_overdue_clock_comes_first_then_the_least_time_left_of_36_hours() {
        let mut logs = monday();
        logs.at("05 10:30");
        assert_eq!(
            orders(&logs, BoardQuery::default()),
            [number(1), number(2), number(3)]
        );
        // The reply to the second is due at eleven; overdue it passes the first, also before its breach is recorded.
        logs.at("05 11:01");
        assert_eq!(
            orders(&logs, BoardQuery::default()),
            [number(2), number(1), number(3)]
        );
        let breached = ClockBreached {
            clock: clock(&number(2), ClockKind::FirstResponse, 1),
            due_at: t("05 11:00"),
            noticed_at: t("05 11:01"),
            rung: 2,
            policy: Policy::shipped_ref().hash(),
            unheard: Vec::new(),
        };
        logs.dispatch(breached);
        let board: Board = logs.ask(&Query::Board(BoardQuery::default()));
        let clocks: Vec<_> = board.rows[0]
            .clocks
            .iter()
            .map(|clock| (clock.kind, clock.state, clock.remaining_s))
            .collect();
        let expected = [
            (ClockKind::FirstResponse, ClockState::Breached, -60),
            (ClockKind::Response36, ClockState::Running, 122_340),
        ];
        assert_eq!(clocks, expected);
        assert_eq!(board.rows[0].clocks[1].next_warning_at, Some(t("05 21:00")));
    }

    // rule: SLA-22
    #[test]
    fn the_board_counts_steps_and_urgencies_and_is_narrowed_by_either() {
        let mut logs = monday();
        logs.at("05 11:01");
        let all: Board = logs.ask(&Query::Board(BoardQuery::default()));
        assert_eq!(all.steps, BTreeMap::from([(Step::Opened, 3)]));
        let counted = [(Urgency::Breached, 1), (Urgency::Running, 2)];
        assert_eq!(all.urgencies, BTreeMap::from(counted));
        let of = |urgency| BoardQuery {
            urgency: Some(urgency),
            ..BoardQuery::default()
        };
        assert_eq!(orders(&logs, of(Urgency::Breached)), [number(2)]);
        assert_eq!(orders(&logs, of(Urgency::Running)), [number(1), number(3)]);
        logs.dispatch(ClockWarned {
            clock: clock(&number(3), ClockKind::Response36, 1),
            warning: 1,
            warned_due_at: t("05 22:00"),
            noticed_at: t("05 22:00"),
            due_at: t("06 22:00"),
            rung: 1,
            policy: Policy::shipped_ref().hash(),
        });
        assert_eq!(orders(&logs, of(Urgency::Warned)), [number(3)]);
    }

    // rule: ORD-7
    #[test]
    fn an_order_solved_by_phone_leaves_the_board_and_its_call_back_stays_due() {
        let mut logs = monday();
        logs.at("05 10:20").dispatch(SolvedByPhone {
            order: number(3),
            solution: "指导清洗滤芯后恢复".into(),
            at: t("05 10:20"),
            by: None,
            message: None,
        });
        let step = Step::SolvedByPhone;
        logs.hotline(StepReached {
            order: number(3),
            step,
            visit: 0,
            at: t("05 10:20"),
            reason: None,
        });
        assert_eq!(orders(&logs, BoardQuery::default()), [number(1), number(2)]);
        let solved: Board = logs.ask(&Query::Board(BoardQuery {
            step: Some(step),
            ..BoardQuery::default()
        }));
        assert_eq!((solved.total, solved.rows[0].call_back_due), (1, true));
        let all = BoardQuery {
            include_ended: true,
            ..BoardQuery::default()
        };
        assert_eq!(orders(&logs, all).last(), Some(&number(3)));
    }

    #[test]
    fn the_board_is_narrowed_by_station_region_and_piece() {
        let logs = monday();
        let north = BoardQuery {
            station: StationId::new("north").ok(),
            ..BoardQuery::default()
        };
        assert_eq!(orders(&logs, north), [number(1), number(2)]);
        let south = BoardQuery {
            region: Some("华南".into()),
            ..BoardQuery::default()
        };
        assert_eq!(orders(&logs, south), [number(3)]);
        let unidentified = BoardQuery {
            unidentified: true,
            ..BoardQuery::default()
        };
        let told: Vec<bool> = logs
            .ask::<Board>(&Query::Board(unidentified))
            .rows
            .iter()
            .map(|row| row.machine.is_none() || row.station.is_none())
            .collect();
        assert!(told.iter().all(|unidentified| *unidentified) && told.len() < 3);
        let of_machine = |serial: &str| BoardQuery {
            machine: serial.parse().ok(),
            include_ended: true,
            ..BoardQuery::default()
        };
        assert_eq!(
            orders(&logs, of_machine("EX215-0088")),
            [number(3), number(2), number(1)],
            "a machine's orders are its history, the newest first"
        );
        assert_eq!(orders(&logs, of_machine("EX215-0089")), []);
        let second = BoardQuery {
            skip: Some(1),
            limit: Some(1),
            ..BoardQuery::default()
        };
        let board: Board = logs.ask(&Query::Board(second));
        assert_eq!((board.rows.len(), board.total), (1, 3));
    }
}
