//! Orders opened, given to a station, down, cancelled, and the day's unrepaired ones (ORD-5, ORD-12, ORD-17, ORD-38).

use decider::{Context, Foreign};
use proto::hotline::{
    HotlineEvent, MachineStateReported, OrderCancelled, StationGiven, UnrepairedListIssued,
};
use proto::notify::{NoteNotifyOrder, NotifyCommand, Purpose};
use proto::order::{OrderFacts, OrderType};
use sla::policy::{OrderNotice, Role};

use super::reason_name;
use crate::NotifyState;
use crate::post::Post;
use crate::state::KnownOrder;
use crate::texts::{About, customer, lists, staff};

pub(super) fn react(
    state: &NotifyState,
    event: &HotlineEvent,
    foreign: &Foreign,
    context: &Context<'_>,
) -> Vec<NotifyCommand> {
    if let HotlineEvent::UnrepairedListIssued(list) = event {
        return unrepaired_list(state, list, foreign, context)
            .into_iter()
            .collect();
    }
    let known = proto::order_of_stream(&foreign.stream).and_then(|number| state.order(&number));
    let known = known.as_deref();
    let cancels = matches!(event, HotlineEvent::OrderCancelled(_));
    let facts = match OrderFacts::after(known.map(|known| &known.facts), event) {
        Some(facts) => facts,
        None if cancels => match known {
            Some(known) => known.facts.clone(),
            None => return Vec::new(),
        },
        None => return Vec::new(),
    };
    let cancelled = cancels || known.is_some_and(|known| known.cancelled);
    let post = Post::new(foreign, context).about(&facts.order);
    let told = tell(event, &facts, known, post, context);
    let engineer = known.and_then(|known| known.engineer.clone());
    let noted = NoteNotifyOrder {
        facts,
        cancelled,
        engineer,
    };
    std::iter::once(noted.into()).chain(told).collect()
}

fn tell(
    event: &HotlineEvent,
    facts: &OrderFacts,
    known: Option<&KnownOrder>,
    post: Post<'_>,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let about = About::new(facts, context);
    match event {
        HotlineEvent::OrderOpened(_) => opened(facts, &about, post, context),
        HotlineEvent::StationGiven(given) => station_given(given, facts, &about, post, context),
        HotlineEvent::MachineStateReported(state) => {
            let was_down = known.is_some_and(|known| known.facts.machine_down);
            (!was_down)
                .then(|| machine_state(state, facts, &about, post))
                .flatten()
        }
        HotlineEvent::OrderCancelled(cancelled) => order_cancelled(cancelled, facts, &about, post, context),
        HotlineEvent::CallAttached(_)
        | HotlineEvent::MachineIdentified(_)
        | HotlineEvent::OrderCorrected(_)
        | HotlineEvent::StepReached(_)
        | HotlineEvent::NoteAdded(_)
        | HotlineEvent::FollowUpSet(_)
        | HotlineEvent::FollowUpCameDue(_)
        | HotlineEvent::FollowUpDone(_)
        | HotlineEvent::Urged(_)
        | HotlineEvent::CalledBack(_)
        | HotlineEvent::UnrepairedConfirmed(_)
        | HotlineEvent::UnrepairedListIssued(_)
        | HotlineEvent::ReportNoted(_)
        | HotlineEvent::PapersReviewed(_)
        | HotlineEvent::OrderClosed(_)
        | HotlineEvent::OrderReopened(_)
        | HotlineEvent::RepeatSuspected(_)
        | HotlineEvent::RepeatJudged(_)
        | HotlineEvent::OrdersStaged(_)
        | HotlineEvent::OrdersImported(_)
        | HotlineEvent::OrdersRefused(_) => None,
    }
}

/// A 99 order without station has no station manager yet; the first station it is given tells its own.
// rule: ORD-5
fn opened(
    facts: &OrderFacts,
    about: &About<'_>,
    mut post: Post<'_>,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let failure = facts.order_type == OrderType::FailureRepair;
    let moments = [
        (true, OrderNotice::Opened, Purpose::OrderOpened),
        (failure, OrderNotice::OpenedFailure, Purpose::OrderOpened),
        (facts.machine_down, OrderNotice::MachineDown, Purpose::MachineDown),
    ];
    for (_, notice, purpose) in moments.into_iter().filter(|(applies, _, _)| *applies) {
        opened_to(notice, purpose, facts, about, &mut post, context);
        post.customer(notice, facts, purpose, &customer::opened(about));
    }
    post.into_command()
}

fn opened_to(
    notice: OrderNotice,
    purpose: Purpose,
    facts: &OrderFacts,
    about: &About<'_>,
    post: &mut Post<'_>,
    context: &Context<'_>,
) {
    let nobody_is_sent_yet = |role: &&Role| **role != Role::FieldEngineer;
    for role in context
        .policy()
        .told(notice)
        .roles
        .iter()
        .filter(nobody_is_sent_yet)
    {
        let to_station = *role == Role::StationManager;
        let text = if to_station {
            staff::opened_to_station(about)
        } else {
            staff::opened_to_others(about)
        };
        post.role(*role, facts.station.as_ref(), purpose, &text);
    }
}

/// Retail, parts and the service director read how many there are and of the oldest why; on a day without any there
/// is nothing to read.
// rule: ORD-12
fn unrepaired_list(
    state: &NotifyState,
    list: &UnrepairedListIssued,
    foreign: &Foreign,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let policy = context.policy();
    let named = list.rows.iter().take(lists::ORDERS_NAMED).map(|row| {
        let known = state.order(&row.order);
        let about = known.as_ref().map(|known| About::new(&known.facts, context));
        let reason = row.reason.as_deref().map(|code| reason_name(policy, code));
        lists::unrepaired_order(&row.order, about.as_ref(), reason)
    });
    let named: Vec<String> = named.collect();
    let left_out = usize::try_from(list.left_out).unwrap_or(usize::MAX);
    let orders = list.rows.len().saturating_add(left_out);
    let text = lists::unrepaired(list.date, orders, &named)?;
    let mut post = Post::new(foreign, context);
    for role in &policy.unrepaired_list().roles {
        post.role(*role, None, Purpose::UnrepairedList, &text);
    }
    post.into_command()
}

/// The new station hears of the order as if it were new; the former one, that it is rid of it. Engineers and
/// customer hear of it when dispatch withdraws the plan.
// rule: ORD-38
fn station_given(
    given: &StationGiven,
    facts: &OrderFacts,
    about: &About<'_>,
    mut post: Post<'_>,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    opened_to(
        OrderNotice::Opened,
        Purpose::OrderOpened,
        facts,
        about,
        &mut post,
        context,
    );
    if let Some(previous) = &given.previous {
        let text = staff::moved_away(about, given.reason.as_deref().unwrap_or_default());
        post.role(Role::StationManager, Some(previous), Purpose::Released, &text);
    }
    post.into_command()
}

// rule: ORD-5
fn machine_state(
    state: &MachineStateReported,
    facts: &OrderFacts,
    about: &About<'_>,
    mut post: Post<'_>,
) -> Option<NotifyCommand> {
    if !state.machine_down {
        return None;
    }
    let text = staff::machine_down(about, state.stopgap.as_deref());
    post.staff(OrderNotice::MachineDown, facts, Purpose::MachineDown, &text);
    post.customer(
        OrderNotice::MachineDown,
        facts,
        Purpose::MachineDown,
        &customer::machine_down(about),
    );
    post.into_command()
}

/// Engineers hear of it when dispatch withdraws their plan: only dispatch knows who was sent.
// rule: ORD-17
fn order_cancelled(
    cancelled: &OrderCancelled,
    facts: &OrderFacts,
    about: &About<'_>,
    mut post: Post<'_>,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let listed = context
        .policy()
        .cancel_reasons()
        .iter()
        .find(|reason| reason.code == cancelled.reason);
    let why = listed.map_or(cancelled.reason.as_str(), |reason| reason.name.zh.as_str());
    let text = staff::cancelled(about, why, &cancelled.note);
    post.staff(OrderNotice::Cancelled, facts, Purpose::Cancelled, &text);
    post.customer(
        OrderNotice::Cancelled,
        facts,
        Purpose::Cancelled,
        &customer::cancelled(about),
    );
    post.into_command()
}

#[cfg(test)]
mod tests {
    use decider::harness::Scenario;
    use proto::directory::{DeputyAppointed, ListKind};
    use proto::hotline::UnrepairedRow;
    use proto::notify::{NotifyEvent, NotifyOrderNoted};
    use types::ServiceName::Hotline;

    use super::*;
    use crate::Notify;
    use crate::samples::{self, at, expect, facts, opened, person, queued, scene, station, told, with_order};

    fn hears(
        scenario: &mut Scenario<Notify>,
        event: impl Into<HotlineEvent>,
    ) -> decider::harness::Outcome<NotifyEvent> {
        scenario.hears(Hotline, event.into())
    }

    fn moved(to: &str, previous: Option<&str>) -> StationGiven {
        StationGiven {
            order: samples::number(),
            station: station(to),
            previous: previous.map(station),
            reason: Some("离得近".to_owned()),
        }
    }

    #[test]
    fn a_failure_order_tells_the_station_manager_and_the_sales_director() {
        // rule: ORD-5
        let mut scenario = scene();
        let outcome = hears(&mut scenario, opened(facts()));
        assert_eq!(
            told(outcome),
            expect(&[("zhou", Purpose::OrderOpened), ("wen", Purpose::OrderOpened)])
        );
        let maintenance = OrderFacts {
            order: types::OrderNumber::compose(26, 2),
            order_type: OrderType::PeriodicMaintenance,
            ..facts()
        };
        let outcome = hears(&mut scenario, opened(maintenance));
        assert_eq!(told(outcome), expect(&[("zhou", Purpose::OrderOpened)]));
    }

    #[test]
    fn a_machine_that_is_down_also_tells_the_division_manager_once() {
        // rule: ORD-5
        let mut scenario = scene();
        let outcome = hears(
            &mut scenario,
            opened(OrderFacts {
                machine_down: true,
                ..facts()
            }),
        );
        let all = [
            ("zhou", Purpose::OrderOpened),
            ("wen", Purpose::OrderOpened),
            ("fan", Purpose::MachineDown),
        ];
        assert_eq!(told(outcome), expect(&all));
        let down = MachineStateReported {
            order: samples::number(),
            machine_down: true,
            stopgap: None,
        };
        hears(&mut scenario, down.clone()).then_nothing();

        let mut scenario = with_order();
        assert_eq!(
            told(hears(&mut scenario, down.clone())),
            expect(&[("fan", Purpose::MachineDown)])
        );
        hears(&mut scenario, down.clone()).then_nothing();
        let runs = MachineStateReported {
            machine_down: false,
            ..down
        };
        assert_eq!(told(hears(&mut scenario, runs)), vec![]);
    }

    #[test]
    fn an_order_without_station_tells_its_manager_when_it_is_given_one() {
        // rule: ORD-5
        let mut scenario = scene();
        let outcome = hears(
            &mut scenario,
            opened(OrderFacts {
                station: None,
                machine: None,
                ..facts()
            }),
        );
        assert_eq!(told(outcome), expect(&[("wen", Purpose::OrderOpened)]));
        let outcome = hears(&mut scenario, moved("LYG", None));
        assert_eq!(told(outcome), expect(&[("fang", Purpose::OrderOpened)]));
    }

    #[test]
    fn an_order_moved_to_another_station_tells_both_managers() {
        // rule: ORD-38
        let mut scenario = with_order();
        let outcome = hears(&mut scenario, moved("LYG", Some("XZ")));
        assert_eq!(
            told(outcome),
            expect(&[("fang", Purpose::OrderOpened), ("zhou", Purpose::Released)])
        );
    }

    #[test]
    fn a_deputy_gets_what_is_meant_for_who_is_away_and_gets_it_once() {
        // rule: DIR-1
        let mut scenario = scene();
        let away = |who: &str, deputy: &str| DeputyAppointed {
            person: person(who),
            deputy: person(deputy),
            from: at("2026-01-05T00:00:00+08:00"),
            until: at("2026-01-06T00:00:00+08:00"),
        };
        scenario.directory(away("zhou", "fang"));
        scenario.directory(away("wen", "fang"));
        let wanted = queued(hears(&mut scenario, opened(facts())));
        assert_eq!(wanted.len(), 1);
        assert_eq!(wanted[0].instead_of, Some(person("zhou")));
        assert_eq!(wanted[0].to, Some(samples::phone("13900000002")));
        assert!(
            wanted[0]
                .text
                .to_string()
                .starts_with("【服务热线】（代周启明）新工单")
        );
        scenario.asleep_until("2026-01-06T00:00:00+08:00");
        let next = OrderFacts {
            order: types::OrderNumber::compose(26, 2),
            ..facts()
        };
        let wanted = queued(hears(&mut scenario, opened(next)));
        assert_eq!(wanted[0].instead_of, None);
        assert_eq!(wanted.len(), 2);
    }

    #[test]
    fn somebody_with_two_roles_gets_one_message() {
        // rule: ORD-5
        let mut fan = samples::staff("fan", "范长河", Role::DivisionManager, None, "13900000007");
        if let proto::directory::Entry::Person(person) = &mut fan {
            person.roles.push(Role::SalesDirector);
        }
        let mut scenario = scene().knowing(ListKind::People, vec![fan]);
        let outcome = hears(
            &mut scenario,
            opened(OrderFacts {
                machine_down: true,
                ..facts()
            }),
        );
        let all = [
            ("zhou", Purpose::OrderOpened),
            ("fan", Purpose::OrderOpened),
            ("wen", Purpose::OrderOpened),
        ];
        assert_eq!(told(outcome), expect(&all));
    }

    #[test]
    fn a_cancelled_order_tells_its_station_manager() {
        // rule: ORD-17
        let mut scenario = with_order();
        let cancelled = OrderCancelled {
            order: samples::number(),
            reason: "customer_withdrew".to_owned(),
            note: String::new(),
        };
        let events = hears(&mut scenario, cancelled).events();
        assert_eq!(
            events[0],
            NotifyOrderNoted {
                facts: facts(),
                cancelled: true,
                engineer: None,
            }
            .into()
        );
        let NotifyEvent::MessageQueued(queued) = &events[1] else {
            panic!("{events:?}")
        };
        assert_eq!(
            queued.wanted.recipient,
            proto::notify::Recipient::Person {
                person: person("zhou")
            }
        );
        assert!(queued.wanted.text.to_string().contains("客户撤销"));
    }

    #[test]
    fn a_corrected_order_is_noted_and_tells_nobody() {
        // rule: ORD-15
        let mut scenario = with_order();
        let corrected = proto::hotline::OrderCorrected {
            order: samples::number(),
            fault: Some("铲斗油缸漏油".to_owned()),
            site: None,
            hours: None,
            order_type: None,
            subtype: None,
            reason: "听错".to_owned(),
        };
        let facts = OrderFacts {
            fault: "铲斗油缸漏油".to_owned(),
            ..facts()
        };
        hears(&mut scenario, corrected).then(vec![
            NotifyOrderNoted {
                facts,
                cancelled: false,
                engineer: None,
            }
            .into(),
        ]);
    }

    #[test]
    fn the_days_unrepaired_orders_go_to_retail_parts_and_the_service_director() {
        // rule: ORD-12
        let staff = [
            samples::staff("lin", "林售", Role::Retail, None, "13900000013"),
            samples::staff("pei", "裴简", Role::Parts, None, "13900000014"),
        ];
        let mut scenario = with_order().knowing(ListKind::People, staff.to_vec());
        let row = |counter, since: &str, reason: Option<&str>| UnrepairedRow {
            order: types::OrderNumber::compose(26, counter),
            since: at(since),
            step: proto::order::Step::Unrepaired,
            reason: reason.map(str::to_owned),
            confirmed_today: reason.is_some(),
        };
        let list = |rows| UnrepairedListIssued {
            date: "2026-01-05".parse().unwrap(),
            due_at: at("2026-01-05T16:30:00+08:00"),
            rows,
            left_out: 0,
        };
        let rows = vec![
            row(1, "2026-01-05T08:00:00+08:00", Some("waiting_parts")),
            row(2, "2026-01-05T09:00:00+08:00", None),
        ];
        let wanted = queued(hears(&mut scenario, list(rows)));
        let to: Vec<_> = wanted.iter().map(|wanted| wanted.to.clone()).collect();
        let phones = ["13900000013", "13900000014", "13900000009"];
        assert_eq!(to, phones.map(|number| Some(samples::phone(number))));
        assert_eq!(
            wanted[0].text.to_string(),
            "【服务热线】1月5日未修复工单共2张：2600017（EC210B 20145）等待配件；2600025原因未报。"
        );
        hears(&mut scenario, list(Vec::new())).then_nothing();
    }
}
