//! Plans, phone solutions, and dispatch's clocks (ORD-7, ORD-8, ORD-38).

use decider::{Context, Foreign};
use proto::dispatch::{DispatchEvent, PlanChanged, PlanMade, PlanWithdrawn, SolvedByPhone};
use proto::notify::{NotifyCommand, Purpose};
use sla::policy::OrderNotice;
use types::PersonId;

use super::clocks;
use crate::NotifyState;
use crate::post::Post;
use crate::state::KnownOrder;
use crate::texts::{About, customer, staff};

pub(super) fn react(
    state: &NotifyState,
    event: &DispatchEvent,
    foreign: &Foreign,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let order = &*state.order(&proto::order_of_stream(&foreign.stream)?)?;
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
        DispatchEvent::ClockWarned(_) | DispatchEvent::ClockBreached(_) | DispatchEvent::BreachLifted(_) => {
            clocks::react(order, &event.clock_event()?, foreign, context)
        }
        DispatchEvent::OrderNoted(_)
        | DispatchEvent::OrderDropped(_)
        | DispatchEvent::PlanInputsRecorded(_)
        | DispatchEvent::CustomerCalled(_)
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

#[cfg(test)]
mod tests {
    use decider::harness::{Outcome, Scenario};
    use proto::notify::NotifyEvent;
    use proto::order::OrderFacts;
    use types::ServiceName::{Dispatch, Hotline};

    use super::*;
    use crate::Notify;
    use crate::samples::{
        CUSTOMER_PHONE, at, cancelled, expect, facts, number, opened, person, phone, plan, queued, scene,
        told, with_order,
    };

    fn hears(scenario: &mut Scenario<Notify>, event: impl Into<DispatchEvent>) -> Outcome<NotifyEvent> {
        scenario.hears(Dispatch, event.into())
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
    fn what_is_said_about_an_order_nobody_told_us_of_asks_for_nothing() {
        let mut scenario = scene();
        hears(&mut scenario, plan()).then_nothing();
    }
}
