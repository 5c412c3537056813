//! Plans and clocks (ORD-7, ORD-8, ORD-38, SLA-22, SLA-32).

use decider::{Context, Foreign};
use proto::dispatch::{
    BreachLifted, ClockBreached, ClockId, ClockWarned, DispatchEvent, PlanChanged, PlanMade, PlanWithdrawn,
    SolvedByPhone,
};
use proto::notify::{NotifyCommand, Purpose};
use sla::policy::{OrderNotice, Policy};
use types::{Hash, PersonId};

use crate::NotifyState;
use crate::post::Post;
use crate::state::KnownOrder;
use crate::texts::{About, clocks, customer, staff};

pub(super) fn react(
    state: &NotifyState,
    event: &DispatchEvent,
    foreign: &Foreign,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let order = state.order(&proto::order_of_stream(&foreign.stream)?)?;
    let post = Post::new(foreign, context).about(&order.facts.order);
    let news = News {
        order,
        about: About::new(&order.facts, context),
        context,
    };
    match event {
        DispatchEvent::SolvedByPhone(solved) => news.solved(solved, post),
        DispatchEvent::PlanMade(plan) => news.planned(plan, post),
        DispatchEvent::PlanChanged(plan) => news.changed(plan, post),
        DispatchEvent::PlanWithdrawn(plan) => news.withdrawn(plan, post),
        DispatchEvent::ClockWarned(warned) => news.warned(warned, post.of_clock(&warned.clock)),
        DispatchEvent::ClockBreached(breached) => news.breached(breached, post.of_clock(&breached.clock)),
        DispatchEvent::BreachLifted(lifted) => news.lifted(lifted, post.of_clock(&lifted.clock)),
        DispatchEvent::OrderNoted(_)
        | DispatchEvent::OrderDropped(_)
        | DispatchEvent::PlanInputsRecorded(_)
        | DispatchEvent::VisitProgressed(_)
        | DispatchEvent::ClockStarted(_)
        | DispatchEvent::ClockPaused(_)
        | DispatchEvent::ClockResumed(_)
        | DispatchEvent::ClockMet(_)
        | DispatchEvent::ClockStopped(_)
        | DispatchEvent::ClockCancelled(_) => None,
    }
}

/// Something that dispatch says about a known order.
struct News<'a> {
    order: &'a KnownOrder,
    about: About<'a>,
    context: &'a Context<'a>,
}

impl News<'_> {
    fn solved(&self, solved: &SolvedByPhone, mut post: Post<'_>) -> Option<NotifyCommand> {
        let (facts, about) = (&self.order.facts, &self.about);
        let text = staff::solved_by_phone(about, &solved.solution);
        post.staff(OrderNotice::SolvedByPhone, facts, Purpose::SolvedByPhone, &text);
        let text = customer::solved_by_phone(about);
        post.customer(OrderNotice::SolvedByPhone, facts, Purpose::SolvedByPhone, &text);
        post.into_command()
    }

    /// A time that has passed is no news for the customer: the plan was entered late.
    // rule: ORD-8
    fn planned(&self, plan: &PlanMade, mut post: Post<'_>) -> Option<NotifyCommand> {
        let (facts, about) = (&self.order.facts, &self.about);
        let (lead, companions) = self.names(plan.lead.as_ref(), &plan.companions);
        let text = staff::assigned(about, plan.depart_at, &lead, &companions);
        post.engineers(
            OrderNotice::Planned,
            team(plan.lead.as_ref(), &plan.companions),
            Purpose::Assigned,
            &text,
        );
        post.staff(
            OrderNotice::Planned,
            facts,
            Purpose::Planned,
            &staff::planned(about, plan.depart_at),
        );
        if plan.depart_at >= self.context.now {
            let text = customer::planned(about, plan.depart_at);
            post.customer(OrderNotice::Planned, facts, Purpose::Planned, &text);
        }
        post.into_command()
    }

    // rule: ORD-38
    fn changed(&self, plan: &PlanChanged, mut post: Post<'_>) -> Option<NotifyCommand> {
        let (facts, about) = (&self.order.facts, &self.about);
        let (lead, companions) = self.names(plan.lead.as_ref(), &plan.companions);
        let notice = OrderNotice::PlanChanged;
        let text = staff::reassigned(about, plan.depart_at, &lead, &companions, &plan.reason);
        post.engineers(
            notice,
            team(plan.lead.as_ref(), &plan.companions),
            Purpose::Assigned,
            &text,
        );
        post.engineers(
            notice,
            &plan.released,
            Purpose::Released,
            &staff::released(about, &plan.reason),
        );
        let text = staff::plan_changed(about, plan.depart_at, &plan.reason);
        post.staff(notice, facts, Purpose::PlanChanged, &text);
        if plan.depart_at >= self.context.now {
            let text = customer::plan_changed(about, plan.depart_at);
            post.customer(notice, facts, Purpose::PlanChanged, &text);
        }
        post.into_command()
    }

    /// After a cancelling only the engineers are left to be told; everybody else heard of it from hotline. Otherwise
    /// the station changed, or nobody has to come any more because it was solved by phone.
    // rule: ORD-38
    fn withdrawn(&self, plan: &PlanWithdrawn, mut post: Post<'_>) -> Option<NotifyCommand> {
        let (facts, about) = (&self.order.facts, &self.about);
        if self.order.cancelled {
            let text = staff::cancelled(about, "", "");
            post.engineers(OrderNotice::Cancelled, &plan.released, Purpose::Cancelled, &text);
            return post.into_command();
        }
        let notice = OrderNotice::PlanChanged;
        post.engineers(
            notice,
            &plan.released,
            Purpose::Released,
            &staff::released(about, &plan.reason),
        );
        post.staff(
            notice,
            facts,
            Purpose::PlanChanged,
            &staff::plan_withdrawn(about, &plan.reason),
        );
        post.customer(
            notice,
            facts,
            Purpose::PlanChanged,
            &customer::plan_withdrawn(about),
        );
        post.into_command()
    }

    // rule: SLA-22
    fn warned(&self, warned: &ClockWarned, post: Post<'_>) -> Option<NotifyCommand> {
        let policy = self.context.common.policies.version(warned.policy);
        let text = clocks::warned(
            &self.about,
            clock_name(policy, &warned.clock),
            warned.warning,
            warned.due_at,
        );
        self.escalate(
            post,
            &warned.clock,
            warned.rung,
            warned.policy,
            Purpose::Warning,
            &text,
        )
    }

    // rule: SLA-22
    fn breached(&self, breached: &ClockBreached, post: Post<'_>) -> Option<NotifyCommand> {
        let policy = self.context.common.policies.version(breached.policy);
        let name = clock_name(policy, &breached.clock);
        let text = clocks::breached(&self.about, name, breached.due_at, !breached.unheard.is_empty());
        self.escalate(
            post,
            &breached.clock,
            breached.rung,
            breached.policy,
            Purpose::Breach,
            &text,
        )
    }

    /// Tells the rung of the clock's own policy version. Where nobody holds it, as with an order that has no station
    /// yet, the next one up is told: a notice never goes to nobody while somebody stands above.
    // rule: SLA-20
    fn escalate(
        &self,
        mut post: Post<'_>,
        clock: &ClockId,
        rung: u32,
        policy: Hash,
        purpose: Purpose,
        text: &str,
    ) -> Option<NotifyCommand> {
        if self.order.cancelled {
            return None;
        }
        let station = self.order.facts.station.as_ref();
        let nth = usize::try_from(rung).unwrap_or(usize::MAX).saturating_add(1);
        for rung in self
            .context
            .common
            .policies
            .version(policy)
            .rungs_from(clock.kind, nth, false)
        {
            let mut somebody = false;
            for role in rung {
                somebody |= post.role(*role, station, purpose, text);
            }
            if somebody {
                break;
            }
        }
        post.into_command()
    }

    /// Whoever was told of the breach hears that it was none.
    // rule: SLA-32
    fn lifted(&self, lifted: &BreachLifted, mut post: Post<'_>) -> Option<NotifyCommand> {
        let name = clock_name(self.context.policy(), &lifted.clock);
        let text = clocks::lifted(&self.about, name, lifted.met_at);
        for person in self.order.told_of_breach(&lifted.clock) {
            post.person(person, Purpose::BreachLifted, &text);
        }
        post.into_command()
    }

    fn names(&self, lead: Option<&PersonId>, companions: &[PersonId]) -> (String, Vec<String>) {
        let name = |person: &PersonId| self.context.masters().name_of(person);
        (
            lead.map_or_else(|| "待定".to_owned(), name),
            companions.iter().map(name).collect(),
        )
    }
}

fn team<'p>(lead: Option<&'p PersonId>, companions: &'p [PersonId]) -> impl Iterator<Item = &'p PersonId> {
    lead.into_iter().chain(companions)
}

fn clock_name<'p>(policy: &'p Policy, clock: &ClockId) -> &'p str {
    policy
        .clock(clock.kind)
        .map_or(clock.kind.id(), |clock| clock.name.zh.as_str())
}

#[cfg(test)]
mod tests {
    use decider::harness::{Outcome, Scenario};
    use proto::notify::NotifyEvent;
    use proto::order::OrderFacts;
    use sla::policy::{ClockKind, DEFAULT_POLICY};
    use types::ServiceName::{Dispatch, Hotline};

    use super::*;
    use crate::Notify;
    use crate::samples::{
        self, CUSTOMER_PHONE, at, expect, facts, number, opened, person, phone, plan, queued, scene, told,
        with_order,
    };

    fn hears(scenario: &mut Scenario<Notify>, event: impl Into<DispatchEvent>) -> Outcome<NotifyEvent> {
        scenario.hears(Dispatch, event.into())
    }

    fn warning(rung: u32) -> ClockWarned {
        ClockWarned {
            clock: samples::clock(ClockKind::Response36),
            warning: rung + 1,
            warned_due_at: at("2026-01-05T20:00:00+08:00"),
            noticed_at: at("2026-01-05T20:00:00+08:00"),
            due_at: at("2026-01-06T20:00:00+08:00"),
            rung,
            policy: sla::policy::Policy::shipped().hash(),
        }
    }

    fn breach(rung: u32) -> ClockBreached {
        ClockBreached {
            clock: samples::clock(ClockKind::Response36),
            due_at: at("2026-01-06T20:00:00+08:00"),
            noticed_at: at("2026-01-06T20:00:00+08:00"),
            rung,
            policy: sla::policy::Policy::shipped().hash(),
            unheard: Vec::new(),
        }
    }

    fn cancelled() -> proto::hotline::HotlineEvent {
        let reason = "duplicate".to_owned();
        proto::hotline::OrderCancelled {
            order: number(),
            reason,
            note: String::new(),
        }
        .into()
    }

    fn withdrawn() -> PlanWithdrawn {
        let released = vec![person("he"), person("lu")];
        PlanWithdrawn {
            order: number(),
            plan: 1,
            released,
            reason: "换站".to_owned(),
        }
    }

    #[test]
    fn a_plan_tells_its_engineers_and_the_customer() {
        // rule: ORD-8
        let mut scenario = with_order();
        let wanted = queued(hears(&mut scenario, plan()));
        let to: Vec<_> = wanted
            .iter()
            .map(|wanted| (wanted.purpose, wanted.to.clone()))
            .collect();
        assert_eq!(
            to,
            [
                (Purpose::Assigned, Some(phone("13900000003"))),
                (Purpose::Assigned, Some(phone("13900000004"))),
                (Purpose::Planned, Some(phone(CUSTOMER_PHONE))),
            ]
        );
    }

    #[test]
    fn a_plan_entered_after_its_time_is_no_news_for_the_customer() {
        // rule: ORD-8
        let mut scenario = with_order();
        scenario.asleep_until("2026-01-05T13:30:01+08:00");
        let outcome = hears(&mut scenario, plan());
        assert_eq!(
            told(outcome),
            expect(&[("he", Purpose::Assigned), ("lu", Purpose::Assigned)])
        );
    }

    #[test]
    fn when_one_of_us_called_for_the_customer_the_customers_own_phone_is_told() {
        // rule: ORD-8
        let mut scenario = scene();
        let called_in = OrderFacts {
            caller_phone: phone("13900000001"),
            ..facts()
        };
        scenario.hears(Hotline, opened(called_in)).taken();
        let wanted = queued(hears(&mut scenario, plan()));
        assert_eq!(wanted.last().unwrap().to, Some(phone(CUSTOMER_PHONE)));
    }

    #[test]
    fn a_changed_plan_tells_the_customer_the_new_engineers_and_those_released() {
        // rule: ORD-38
        let mut scenario = with_order();
        hears(&mut scenario, plan()).taken();
        let changed = PlanChanged {
            order: number(),
            plan: 2,
            visit: 1,
            depart_at: at("2026-01-05T16:00:00+08:00"),
            lead: Some(person("lu")),
            companions: Vec::new(),
            released: vec![person("he")],
            reason: "何田请假".to_owned(),
            by: None,
        };
        let all = [
            ("lu", Purpose::Assigned),
            ("he", Purpose::Released),
            ("customer", Purpose::PlanChanged),
        ];
        assert_eq!(told(hears(&mut scenario, changed)), expect(&all));
    }

    #[test]
    fn a_withdrawn_plan_tells_the_engineers_and_the_customer_unless_the_order_is_cancelled() {
        // rule: ORD-38
        let mut scenario = with_order();
        let all = [
            ("he", Purpose::Released),
            ("lu", Purpose::Released),
            ("customer", Purpose::PlanChanged),
        ];
        assert_eq!(told(hears(&mut scenario, withdrawn())), expect(&all));
        // rule: ORD-17
        scenario.hears(Hotline, cancelled()).taken();
        let engineers = [("he", Purpose::Cancelled), ("lu", Purpose::Cancelled)];
        assert_eq!(told(hears(&mut scenario, withdrawn())), expect(&engineers));
    }

    #[test]
    fn each_notice_of_a_clock_tells_the_next_rung_and_none_goes_above_the_top() {
        // rule: SLA-22
        let mut scenario = with_order();
        for (rung, who) in [(0, "zhou"), (1, "xie"), (2, "shen")] {
            assert_eq!(
                told(hears(&mut scenario, warning(rung))),
                expect(&[(who, Purpose::Warning)])
            );
        }
        for above in [3, 4, u32::MAX] {
            assert_eq!(
                told(hears(&mut scenario, breach(above))),
                expect(&[("shen", Purpose::Breach)])
            );
        }
    }

    #[test]
    fn where_nobody_holds_a_rung_the_next_one_up_is_told() {
        // rule: SLA-22
        let mut scenario = scene();
        scenario
            .hears(
                Hotline,
                opened(OrderFacts {
                    station: None,
                    ..facts()
                }),
            )
            .taken();
        assert_eq!(
            told(hears(&mut scenario, warning(0))),
            expect(&[("xie", Purpose::Warning)])
        );
    }

    #[test]
    fn a_clock_tells_by_the_policy_it_started_under() {
        // rule: SLA-20
        let mut scenario = with_order();
        let former = DEFAULT_POLICY.replace("[\"station_manager\"],           #", "[\"sales_manager\"], #");
        assert_ne!(former, DEFAULT_POLICY);
        scenario.policy(&former);
        scenario.policy(DEFAULT_POLICY);
        let under_former = ClockWarned {
            policy: Hash::of(&[former.as_bytes()]),
            ..warning(0)
        };
        assert_eq!(
            told(hears(&mut scenario, under_former)),
            expect(&[("qin", Purpose::Warning)])
        );
        assert_eq!(
            told(hears(&mut scenario, warning(0))),
            expect(&[("zhou", Purpose::Warning)])
        );
    }

    #[test]
    fn whoever_was_told_of_a_breach_hears_that_it_is_lifted() {
        // rule: SLA-32
        let mut scenario = with_order();
        hears(&mut scenario, breach(1)).taken();
        hears(&mut scenario, warning(2)).taken();
        let met_at = at("2026-01-06T19:59:00+08:00");
        let lifted = BreachLifted {
            clock: samples::clock(ClockKind::Response36),
            met_at,
        };
        assert_eq!(
            told(hears(&mut scenario, lifted)),
            expect(&[("xie", Purpose::BreachLifted)])
        );
        let other = BreachLifted {
            clock: samples::clock(ClockKind::FirstResponse),
            met_at,
        };
        hears(&mut scenario, other).then_nothing();
    }

    #[test]
    fn nobody_is_warned_about_a_cancelled_order() {
        // rule: ORD-17
        let mut scenario = with_order();
        scenario.hears(Hotline, cancelled()).taken();
        hears(&mut scenario, warning(0)).then_nothing();
        hears(&mut scenario, breach(1)).then_nothing();
    }

    #[test]
    fn what_is_said_about_an_order_nobody_told_us_of_asks_for_nothing() {
        let mut scenario = scene();
        hears(&mut scenario, plan()).then_nothing();
    }
}
