//! Closing an order, and opening a closed one again (ORD-14).

use decider::{Context, Draft};
use proto::hotline::{CloseOrder, OrderClosed, OrderReopened, ReopenOrder};
use proto::order::Step;

use super::{Decided, order_for};
use crate::{OrderRejection, State};

/// Closes a resolved order. Repaired on site it needs a complete report, complete papers and the call-back; solved by
/// phone the call-back alone.
///
/// # Errors
/// Unknown order, an order that is not resolved, everything that is still to do at once.
pub(super) fn close_order(state: &State, command: &CloseOrder, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let (number, step) = (command.order.clone(), order.standing.step);
    if step == Step::Closed {
        return Ok(Vec::new());
    }
    // rule: ORD-14
    if !matches!(step, Step::SolvedByPhone | Step::Repaired) {
        return Err(OrderRejection::NotResolved { order: number, step });
    }
    // rule: ORD-14
    let gaps = order.aftercare.still_to_do();
    if !gaps.is_empty() {
        return Err(OrderRejection::StillToDo { order: number, gaps });
    }
    Ok(vec![Draft::of(OrderClosed {
        order: number,
        by: context.person().cloned(),
    })])
}

/// Opens a closed order again: it is unrepaired and waits for a plan.
///
/// # Errors
/// Unknown order, an order that is not closed, no reason.
pub(super) fn reopen_order(state: &State, command: &ReopenOrder, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let (number, step) = (command.order.clone(), order.standing.step);
    let reason = command.reason.trim().to_owned();
    let last = order.aftercare.reopenings.last();
    if step == Step::Unrepaired && last.is_some_and(|last| last.reason == reason) {
        return Ok(Vec::new());
    }
    // rule: ORD-14
    if step != Step::Closed {
        return Err(OrderRejection::NotClosed { order: number, step });
    }
    // rule: ORD-14
    if reason.is_empty() {
        return Err(OrderRejection::ReasonRequired);
    }
    Ok(vec![Draft::of(OrderReopened {
        order: number,
        reason,
        by: context.person().cloned(),
    })])
}

#[cfg(test)]
mod tests {
    use proto::dispatch::{DispatchEvent, PlanMade, SolvedByPhone};
    use proto::field::{FieldEvent, ReportGap, ServiceReportJudged};
    use proto::hotline::{PapersClass, RecordCallBack, ReviewPapers};
    use serde_json::{Value, json};
    use types::{OrderNumber, Sentence, ServiceName, Span};

    use super::super::given::{self, Hotlines, KNOWN, call, opened, repaired};
    use super::*;

    fn judged(hotline: &mut Hotlines, order: &OrderNumber, gaps: &[&str]) -> Vec<&'static str> {
        let gap = |code: &&str| ReportGap {
            code: (*code).to_owned(),
            sentence: Sentence::new("缺少工作小时", "the hours are missing"),
        };
        let judged = ServiceReportJudged {
            order: order.clone(),
            gaps: gaps.iter().map(gap).collect(),
        };
        hotline
            .hears(ServiceName::Field, FieldEvent::from(judged))
            .kinds()
    }

    fn reviewed(order: &OrderNumber, missing: &[&str]) -> ReviewPapers {
        ReviewPapers {
            order: order.clone(),
            class: PapersClass::FailureRepaired,
            missing: missing.iter().map(|item| (*item).to_owned()).collect(),
            asked: None,
            note: None,
        }
    }

    fn satisfied(order: &OrderNumber) -> RecordCallBack {
        RecordCallBack {
            order: order.clone(),
            satisfied: Some(true),
            words: None,
        }
    }

    fn close(order: &OrderNumber) -> CloseOrder {
        CloseOrder { order: order.clone() }
    }

    fn reopen(order: &OrderNumber, reason: &str) -> ReopenOrder {
        ReopenOrder {
            order: order.clone(),
            reason: reason.to_owned(),
        }
    }

    /// The codes of what is still to do.
    fn still_to_do(hotline: &mut Hotlines, order: &OrderNumber) -> Vec<Value> {
        let no = hotline.when(close(order)).rejected("ORD-14.still_to_do");
        let gaps = no.facts["still_to_do"].as_array().unwrap().clone();
        gaps.into_iter().map(|gap| gap["code"].clone()).collect()
    }

    /// Everything that closes a repaired order, and its closing.
    fn closed(hotline: &mut Hotlines, order: &OrderNumber) {
        judged(hotline, order, &[]);
        hotline.when(reviewed(order, &[])).taken();
        hotline.when(satisfied(order)).taken();
        assert_eq!(hotline.when(close(order)).kinds(), ["OrderClosed"]);
    }

    // rule: ORD-14
    #[test]
    fn a_repaired_order_is_closed_with_report_papers_and_call_back_and_the_answer_names_all_that_lack() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        hotline.when(close(&order)).rejected("ORD-14.not_resolved");
        repaired(&mut hotline, &order, 1);
        assert_eq!(
            still_to_do(&mut hotline, &order),
            ["report", "papers", "call_back"]
        );
        assert_eq!(judged(&mut hotline, &order, &["hours"]), ["ReportNoted"]);
        assert!(judged(&mut hotline, &order, &["hours"]).is_empty());
        hotline.when(reviewed(&order, &["客户签字页"])).taken();
        let no = hotline.when(close(&order)).rejected("ORD-14.still_to_do");
        assert!(no.sentence.zh.contains("缺少工作小时") && no.sentence.zh.contains("客户签字页"));
        assert_eq!(
            still_to_do(&mut hotline, &order),
            ["report_incomplete", "papers_missing", "call_back"]
        );
        closed(&mut hotline, &order);
        hotline.when(close(&order)).then_nothing();
    }

    fn planned(hotline: &mut Hotlines, order: &OrderNumber) -> Vec<&'static str> {
        let plan = PlanMade {
            order: order.clone(),
            plan: 1,
            visit: 1,
            station: None,
            depart_at: hotline.now() + Span::hours(2),
            lead: None,
            companions: Vec::new(),
            inputs: None,
            at: hotline.now(),
            by: None,
            message: None,
        };
        hotline
            .hears(ServiceName::Dispatch, DispatchEvent::from(plan))
            .kinds()
    }

    // rule: ORD-7
    // rule: ORD-14
    #[test]
    fn an_order_solved_by_phone_is_closed_after_its_call_back_alone_and_its_visit_may_follow_after_all() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        assert_eq!(planned(&mut hotline, &order), ["StepReached"]);
        let solved = SolvedByPhone {
            order: order.clone(),
            solution: "重启控制器".to_owned(),
            at: hotline.now(),
            by: None,
            message: None,
        };
        hotline.hears(ServiceName::Dispatch, DispatchEvent::from(solved));
        assert_eq!(still_to_do(&mut hotline, &order), ["call_back"]);
        hotline.when(satisfied(&order)).taken();
        assert_eq!(hotline.when(close(&order)).kinds(), ["OrderClosed"]);
        hotline.when(reopen(&order, "又报警")).taken();
        assert_eq!(planned(&mut hotline, &order), ["StepReached"]);
    }

    // rule: ORD-14
    #[test]
    fn a_closed_order_is_opened_again_with_a_reason_and_goes_the_whole_way_once_more() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        repaired(&mut hotline, &order, 1);
        hotline
            .when(reopen(&order, "又漏油"))
            .rejected("ORD-14.not_closed");
        closed(&mut hotline, &order);
        hotline
            .when(reopen(&order, " "))
            .rejected("ORD-14.reason_required");
        assert_eq!(hotline.when(reopen(&order, "又漏油")).kinds(), ["OrderReopened"]);
        hotline.when(reopen(&order, "又漏油")).then_nothing();
        let standing = &hotline.state.order(&order).unwrap().standing;
        assert_eq!((standing.step, standing.visit), (Step::Unrepaired, 1));
        hotline.when(call(KNOWN)).rejected("ORD-18.open_order");

        let mut again = call(KNOWN);
        again.second_order_reason = Some("回转异响".to_owned());
        opened(hotline.when(again));
        assert_eq!(repaired(&mut hotline, &order, 2), ["StepReached"]);
        assert_eq!(still_to_do(&mut hotline, &order), ["papers", "call_back"]);
        closed(&mut hotline, &order);
        assert_eq!(
            json!(hotline.state.order(&order).unwrap().aftercare.reopenings.len()),
            1
        );
    }
}
