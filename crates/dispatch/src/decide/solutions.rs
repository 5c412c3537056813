//! Solved by phone (ORD-7).

use decider::{Context, Draft};
use proto::dispatch::{DispatchEvent, SolveByPhone, SolvedByPhone};

use super::{Decision, known, refuse_over, refuse_strangers};
use crate::rejection::DispatchRejection;
use crate::sequel::Sequel;
use crate::state::State;

/// Takes the station's phone solution; it answers SLA-1 and SLA-2 at once.
pub(super) fn solve_by_phone(state: &State, command: &SolveByPhone, context: &Context<'_>) -> Decision {
    let order = &*known(state, &command.order)?;
    if order.solved_at.is_some() {
        return Ok(Vec::new());
    }
    refuse_over(order)?;
    refuse_strangers(order, context)?;
    let (at, now) = (command.at.unwrap_or(context.now), context.now);
    if command.solution.trim().is_empty() {
        return Err(DispatchRejection::SolutionRequired);
    }
    if at > now {
        return Err(DispatchRejection::SolvedInFuture { at, now });
    }
    if at < order.opened_at {
        return Err(DispatchRejection::SolvedBeforeCall {
            at,
            opened_at: order.opened_at,
        });
    }
    let solved = SolvedByPhone {
        order: order.number.clone(),
        solution: command.solution.trim().to_owned(),
        at,
        by: context.person().cloned(),
        message: None,
    };
    Ok(solve(Sequel::of(order, context), solved))
}

/// What follows when an order is solved by phone: no engineers are needed any more.
pub(super) fn solve(sequel: Sequel<'_>, solved: SolvedByPhone) -> Vec<Draft<DispatchEvent>> {
    let mut sequel = sequel.because("已电话解决");
    let at = solved.at;
    sequel.withdraw_plan();
    sequel.add(solved, at);
    sequel.finish()
}

#[cfg(test)]
mod tests {
    use proto::directory::DeputyAppointed;
    use proto::field::PhoneSolutionReported;
    use types::{MessageId, ServiceName};

    use super::*;
    use crate::testing::{hear, lines, number, order, person, plan, repaired, t, with_order};

    fn solution(at: Option<&str>) -> SolveByPhone {
        SolveByPhone {
            order: order(),
            solution: "教客户复位急停开关".into(),
            at: at.map(t),
        }
    }

    // rule: ORD-7, SLA-1, SLA-2
    #[test]
    fn a_phone_solution_meets_both_clocks_when_it_was_found_and_once() {
        let mut dealer = with_order();
        dealer.asleep_until("2026-01-05T11:00:00+08:00");
        dealer.fires();
        let events = dealer.when(solution(Some("05 09:45"))).events();
        let expected = [
            "SolvedByPhone",
            "SLA-1/1 lifted, met 05 09:45",
            "SLA-2/1 met 05 09:45",
        ];
        assert_eq!(lines(&events), expected);
        dealer.when(solution(None)).then_nothing();
        assert!(dealer.passes_until("2026-01-08T08:00:00+08:00").is_empty());
    }

    // rule: ORD-7
    #[test]
    fn a_phone_solution_sends_the_planned_engineers_home() {
        let mut dealer = with_order();
        dealer.when(plan("05 14:00")).taken();
        let events = dealer.when(solution(None)).events();
        let expected = [
            "plan 1 withdrawn",
            "SolvedByPhone",
            "SLA-2/1 met 05 08:00",
            "SLA-3/1 cancelled 05 08:00",
        ];
        assert_eq!(lines(&events), expected);
    }

    // rule: ORD-6
    #[test]
    fn only_the_stations_manager_his_deputy_and_the_hotline_answer_for_it() {
        let mut dealer = with_order();
        dealer
            .by("sun")
            .when(solution(None))
            .rejected("ORD-6.not_this_station");
        dealer
            .by("wu")
            .when(solution(None))
            .rejected("ORD-6.not_this_station");
        let mut hotline = with_order();
        assert!(!hotline.by("chen").when(solution(None)).events().is_empty());
        let (from, until) = (t("05 07:00"), t("05 18:00"));
        dealer.directory(DeputyAppointed {
            person: person("li"),
            deputy: person("sun"),
            from,
            until,
        });
        assert!(!dealer.by("sun").when(solution(None)).events().is_empty());
    }

    // rule: ORD-7
    #[test]
    fn a_phone_solution_says_how_and_when_it_can_have_been() {
        let mut dealer = with_order();
        let unknown = SolveByPhone {
            order: number(7),
            ..solution(None)
        };
        dealer.when(unknown).rejected("order.unknown");
        let empty = SolveByPhone {
            solution: "  ".into(),
            ..solution(None)
        };
        dealer.when(empty).rejected("ORD-7.solution_required");
        dealer
            .when(solution(Some("05 08:01")))
            .rejected("ORD-7.solved_in_future");
        dealer
            .when(solution(Some("05 07:59")))
            .rejected("ORD-7.solved_before_call");
        hear(&mut dealer, repaired(1, "05 08:00"));
        dealer.when(solution(None)).rejected("ORD-17.already_ended");
    }

    // rule: ORD-7
    #[test]
    fn a_phone_solution_by_sms_counts_from_when_it_was_sent_and_is_the_senders() {
        let mut dealer = with_order();
        dealer.passes_until("2026-01-05T10:30:00+08:00");
        let said = PhoneSolutionReported {
            order: order(),
            by: person("li"),
            solution: "远程指导清洗滤芯".into(),
            at: t("05 09:59"),
            message: MessageId::new("m1").unwrap(),
        };
        let heard = proto::field::FieldEvent::from(said);
        let events = hear(&mut dealer, heard.clone());
        let expected = [
            "SolvedByPhone",
            "SLA-1/1 lifted, met 05 09:59",
            "SLA-2/1 met 05 09:59",
        ];
        assert_eq!(lines(&events), expected);
        let Some(DispatchEvent::SolvedByPhone(solved)) = events.first() else {
            panic!("{events:?}")
        };
        assert_eq!(solved.by, Some(person("li")));
        dealer.hears(ServiceName::Field, heard).then_nothing();
    }
}
