//! Warnings, breaches and lifted breaches of an order's clocks, whichever log keeps them (SLA-20, SLA-22, SLA-32).

use decider::{Context, Foreign};
use proto::clock::{BreachLifted, ClockBreached, ClockEvent, ClockId, ClockWarned};
use proto::notify::{NotifyCommand, Purpose};
use sla::policy::{ClockKind, Policy, Role};
use types::Hash;

use crate::post::Post;
use crate::state::KnownOrder;
use crate::texts::{About, clocks};

/// What a clock of a known order says to whom.
pub(super) fn react(
    order: &KnownOrder,
    event: &ClockEvent,
    foreign: &Foreign,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let post = Post::new(foreign, context).about(&order.facts.order);
    let notice = Notice {
        order,
        about: About::new(&order.facts, context),
        context,
        post: post.of_clock(event.clock()),
    };
    match event {
        ClockEvent::Warned(warned) => notice.warned(warned),
        ClockEvent::Breached(breached) => notice.breached(breached),
        ClockEvent::Lifted(lifted) => notice.lifted(lifted),
        ClockEvent::Started(_)
        | ClockEvent::Paused(_)
        | ClockEvent::Resumed(_)
        | ClockEvent::Met(_)
        | ClockEvent::Stopped(_)
        | ClockEvent::Cancelled(_) => None,
    }
}

struct Notice<'a> {
    order: &'a KnownOrder,
    about: About<'a>,
    context: &'a Context<'a>,
    post: Post<'a>,
}

impl Notice<'_> {
    // rule: SLA-22
    fn warned(self, warned: &ClockWarned) -> Option<NotifyCommand> {
        let policy = self.context.common.policies.version(warned.policy);
        let name = clock_name(policy, &warned.clock);
        let text = clocks::warned(&self.about, name, warned.warning, warned.due_at);
        self.escalate(&warned.clock, warned.rung, warned.policy, Purpose::Warning, &text)
    }

    // rule: SLA-22
    fn breached(self, breached: &ClockBreached) -> Option<NotifyCommand> {
        let policy = self.context.common.policies.version(breached.policy);
        let name = clock_name(policy, &breached.clock);
        let text = clocks::breached(&self.about, name, breached.due_at, !breached.unheard.is_empty());
        self.escalate(
            &breached.clock,
            breached.rung,
            breached.policy,
            Purpose::Breach,
            &text,
        )
    }

    fn escalate(
        mut self,
        clock: &ClockId,
        rung: u32,
        policy: Hash,
        purpose: Purpose,
        text: &str,
    ) -> Option<NotifyCommand> {
        if self.order.cancelled {
            return None;
        }
        let (station, engineer) = (self.order.facts.station.as_ref(), self.order.engineer.as_ref());
        let tell = |post: &mut Post<'_>, role: Role| match engineer {
            // Whoever left the machine, not everybody of the station, has to write the report.
            Some(engineer) if role == Role::FieldEngineer => post.person(engineer, purpose, text),
            Some(_) | None => post.role(role, station, purpose, text),
        };
        up_the_ladder(&mut self.post, clock.kind, rung, policy, self.context, tell);
        self.post.into_command()
    }

    /// Whoever was told of the breach hears that it was none.
    // rule: SLA-32
    fn lifted(mut self, lifted: &BreachLifted) -> Option<NotifyCommand> {
        let name = clock_name(self.context.policy(), &lifted.clock);
        let text = clocks::lifted(&self.about, name, lifted.met_at);
        for person in self.order.told_of_breach(&lifted.clock) {
            self.post.person(person, Purpose::BreachLifted, &text);
        }
        self.post.into_command()
    }
}

/// Tells the rung of the clock's own policy version. Where nobody holds it, as with an order that has no station yet,
/// the next one up is told: a notice never goes to nobody while somebody stands above.
// rule: SLA-20
pub(super) fn up_the_ladder<'a>(
    post: &mut Post<'a>,
    kind: ClockKind,
    rung: u32,
    policy: Hash,
    context: &Context<'_>,
    tell: impl Fn(&mut Post<'a>, Role) -> bool,
) {
    let nth = usize::try_from(rung).unwrap_or(usize::MAX).saturating_add(1);
    let rungs = context
        .common
        .policies
        .version(policy)
        .rungs_from(kind, nth, false);
    for rung in rungs {
        let mut somebody = false;
        for role in rung {
            somebody |= tell(post, *role);
        }
        if somebody {
            break;
        }
    }
}

fn clock_name<'p>(policy: &'p Policy, clock: &ClockId) -> &'p str {
    policy
        .clock(clock.kind)
        .map_or(clock.kind.id(), |clock| clock.name.zh.as_str())
}

#[cfg(test)]
mod tests {
    use decider::harness::{Outcome, Scenario};
    use proto::claims::ClaimsEvent;
    use proto::dispatch::DispatchEvent;
    use proto::field::{FieldEvent, Repaired};
    use proto::notify::NotifyEvent;
    use proto::order::OrderFacts;
    use sla::policy::DEFAULT_POLICY;
    use types::ServiceName::{Claims, Dispatch, Field, Hotline};

    use super::*;
    use crate::Notify;
    use crate::samples::{
        self, at, cancelled, expect, facts, number, opened, person, scene, told, with_order,
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
    fn a_claim_that_is_not_filed_is_claims_own_business_first() {
        // rule: SLA-5, SLA-22
        let staff = [
            samples::staff("chen", "陈索", Role::ClaimsStaff, None, "13900000010"),
            samples::staff("song", "宋理", Role::ClaimsSupervisor, None, "13900000011"),
        ];
        let mut scenario = with_order().knowing(proto::directory::ListKind::People, staff.to_vec());
        let mut notice = warning(0);
        notice.clock = samples::clock(ClockKind::ClaimFiling);
        for (rung, who) in [(0, "chen"), (1, "song"), (2, "shen")] {
            let notice = ClaimsEvent::from(ClockWarned {
                rung,
                ..notice.clone()
            });
            assert_eq!(
                told(scenario.hears(Claims, notice)),
                expect(&[(who, Purpose::Warning)])
            );
        }
    }

    #[test]
    fn a_report_not_entered_is_asked_of_the_engineer_who_left_the_machine() {
        // rule: SLA-10, SLA-22
        let mut scenario = with_order();
        let repaired = Repaired {
            order: number(),
            visit: 1,
            by: person("lu"),
            at: at("2026-01-05T16:00:00+08:00"),
            message: None,
        };
        scenario.hears(Field, FieldEvent::from(repaired)).taken();
        let mut notice = warning(0);
        notice.clock = samples::clock(ClockKind::ReportEntered);
        let all = [("lu", Purpose::Warning), ("zhou", Purpose::Warning)];
        assert_eq!(
            told(scenario.hears(Field, FieldEvent::from(notice))),
            expect(&all)
        );
        let mut late = breach(0);
        late.clock = samples::clock(ClockKind::ReportEntered);
        let all = [("lu", Purpose::Breach), ("zhou", Purpose::Breach)];
        assert_eq!(
            told(scenario.hears(Field, FieldEvent::from(late.clone()))),
            expect(&all)
        );
        let lifted = BreachLifted {
            clock: late.clock,
            met_at: at("2026-01-06T19:00:00+08:00"),
        };
        let all = [("lu", Purpose::BreachLifted), ("zhou", Purpose::BreachLifted)];
        assert_eq!(
            told(scenario.hears(Field, FieldEvent::from(lifted))),
            expect(&all)
        );
    }
}
