//! Corrects the time of a report within the policy's window (SMS-8, ORD-15).

use decider::{Context, Draft};
use proto::field::{CorrectReport, FieldEvent, FlagKind, ReportCorrected, ReportKind};
use types::Instant;

use super::Decided;
use super::placing::{Teller, since_opened};
use crate::mistake::Objection;
use crate::order::FieldOrder;
use crate::people::may_enter_for;
use crate::visit::{Reported, Visit};
use crate::{FieldRejection, State};

/// Corrects by text what the sender reported; `sent_at` is when the correction was sent.
// rule: SMS-8
pub(super) fn correct(
    order: &FieldOrder,
    of: ReportKind,
    at: Instant,
    sent_at: Instant,
    teller: &Teller<'_>,
) -> Result<Vec<Draft<FieldEvent>>, Objection> {
    let nothing = Objection::NothingToCorrect { of };
    let (number, report) = last(order, of)
        .filter(|(_, report)| report.is_of(teller.person))
        .ok_or(nothing)?;
    let policy = teller.context.policy();
    let window = policy.sms().correction_window;
    if sent_at > report.sent_at + window {
        return Err(Objection::CorrectionTooLate { window });
    }
    let Some(at) = since_opened(teller.context, order, at) else {
        let zone = teller
            .context
            .masters()
            .zone(order.facts.station.as_ref(), policy.zone());
        let (order, opened_at) = (order.facts.order.clone(), order.facts.opened_at);
        return Err(Objection::BeforeOrder {
            order,
            opened_at,
            zone,
        });
    };
    Ok(corrected(order, number, report, of, at, sent_at, teller))
}

/// Corrects by client.
pub(super) fn correct_report(state: &State, command: &CorrectReport, context: &Context<'_>) -> Decided {
    let CorrectReport {
        order: number,
        of,
        at,
    } = command;
    let order = &*state
        .order(number)
        .ok_or_else(|| FieldRejection::UnknownOrder(number.clone()))?;
    let nothing = || FieldRejection::NothingToCorrect {
        order: number.clone(),
        of: *of,
    };
    let (visit, report) = last(order, *of).ok_or_else(nothing)?;
    let is_own = context.person().is_some_and(|person| report.is_of(person));
    if !is_own && !may_enter_for(context, order, &report.by) {
        return Err(FieldRejection::NotTheSender {
            order: number.clone(),
            of: *of,
        });
    }
    let window = context.policy().sms().correction_window;
    if context.now > report.sent_at + window {
        return Err(FieldRejection::CorrectionTooLate { window });
    }
    if *at > context.now {
        return Err(FieldRejection::InFuture {
            at: *at,
            now: context.now,
        });
    }
    let before = || FieldRejection::BeforeOrder {
        at: *at,
        opened_at: order.facts.opened_at,
    };
    let at = since_opened(context, order, *at).ok_or_else(before)?;
    let person = context.person().unwrap_or(&report.by);
    let teller = Teller {
        context,
        person,
        message: None,
        actor: None,
    };
    Ok(corrected(order, visit, report, *of, at, context.now, &teller))
}

fn last(order: &FieldOrder, of: ReportKind) -> Option<(u32, &Reported)> {
    order
        .visits
        .iter()
        .rev()
        .find_map(|(number, visit)| Some((*number, visit.report(of)?)))
}

fn corrected(
    order: &FieldOrder,
    visit: u32,
    report: &Reported,
    of: ReportKind,
    at: Instant,
    sent_at: Instant,
    teller: &Teller<'_>,
) -> Vec<Draft<FieldEvent>> {
    if report.at == at {
        return Vec::new();
    }
    let corrected = ReportCorrected {
        order: order.facts.order.clone(),
        visit,
        of,
        by: teller.person.clone(),
        was: report.at,
        at,
        message: teller.message.cloned(),
    };
    let mut drafts = vec![teller.draft(corrected.into(), sent_at)];
    if order
        .visits
        .get(&visit)
        .is_some_and(|visit| is_turned_round(visit, of, at))
    {
        drafts.extend(teller.flag(order, visit, FlagKind::OutOfOrder, Some(of), sent_at));
    }
    drafts
}

/// Whether a report would then have happened before one that leads to it.
fn is_turned_round(visit: &Visit, of: ReportKind, at: Instant) -> bool {
    let mut after = visit.clone();
    if let Some(report) = after.report_mut(of) {
        report.at = at;
    }
    let departed = after.departed.as_ref().map(|departure| departure.report.at);
    let times = [
        departed,
        after.arrived.as_ref().map(|arrived| arrived.at),
        after.left_at(),
    ];
    !times.into_iter().flatten().is_sorted()
}

#[cfg(test)]
mod tests {
    use proto::field::{CorrectReport, FieldEvent, FlagKind, ReportCorrected, ReportKind};

    use crate::decide::given::*;

    fn arrived_at(
        world: &decider::harness::Scenario<crate::Field>,
    ) -> (types::Instant, Option<types::Instant>) {
        let report = world.state.order(&number(1)).unwrap().visits[&1]
            .arrived
            .clone()
            .unwrap();
        (report.at, report.was)
    }

    // rule: SMS-8
    // rule: ORD-15
    #[test]
    fn the_sender_corrects_within_the_hour_and_what_was_said_first_stays() {
        let mut world = world_with(&[&["lin"]]);
        said(&mut world, "09:00", LIN, "出发 13:00");
        said(&mut world, "13:50", LIN, "到达");
        let events = sms(&mut world, "14:20", LIN, "更正 到达 13:20").events();
        let expected = ReportCorrected {
            order: number(1),
            visit: 1,
            of: ReportKind::Arrived,
            by: person("lin"),
            was: at("13:50"),
            at: at("13:20"),
            message: Some(id_of(&events)),
        };
        assert_eq!(events[2..], [expected.into()]);
        assert_eq!(arrived_at(&world), (at("13:20"), Some(at("13:50"))));
        let again = sms(&mut world, "14:21", LIN, "更正 到达 13:20").kinds();
        assert_eq!(again, ["MessageReceived", "MessageUnderstood"]);
        let after = sms(&mut world, "14:50", LIN, "更正 到达 13:30").events();
        assert!(
            matches!(after[2], FieldEvent::ReportCorrected(_)),
            "the last minute of the hour"
        );
    }

    // rule: SMS-8
    #[test]
    fn later_than_the_window_only_a_node_exception_helps_by_when_it_was_sent() {
        let mut world = world_with(&[&["lin"]]);
        said(&mut world, "13:50", LIN, "到达");
        let late = sms(&mut world, "14:51", LIN, "更正 到达 13:20").events();
        assert_eq!(mistakes(&late), ["SMS-8.too_late"]);
        assert!(answered(&late).contains("超过60分钟") && answered(&late).contains("节点更正"));
        let delayed = sms_sent(&mut world, "15:30", "14:45", LIN, "更正 到达 13:25").events();
        assert!(matches!(delayed[2], FieldEvent::ReportCorrected(_)));
    }

    // rule: SMS-8
    #[test]
    fn nobody_corrects_another_senders_report() {
        let mut world = world_with(&[&["lin", "zhou"]]);
        said(&mut world, "13:50", LIN, "到达");
        let text = format!("更正 到达 13:20 {}", number(1));
        assert_eq!(
            mistakes(&sms(&mut world, "14:00", ZHOU, &text).events()),
            ["SMS-8.nothing_to_correct"]
        );
        let command = CorrectReport {
            order: number(1),
            of: ReportKind::Arrived,
            at: at("13:20"),
        };
        world
            .by("zhou")
            .when(command.clone())
            .rejected("SMS-8.not_the_sender");
        assert!(matches!(
            world.by("lin").when(command).events()[..],
            [FieldEvent::ReportCorrected(_)]
        ));
        assert_eq!(arrived_at(&world).0, at("13:20"));
    }

    // rule: SMS-8
    #[test]
    fn a_correction_that_turns_the_visit_round_is_taken_and_flagged() {
        let mut world = world_with(&[&["lin"]]);
        said(&mut world, "13:00", LIN, "出发 15:00");
        said(&mut world, "13:50", LIN, "到达");
        let events = sms(&mut world, "13:55", LIN, "更正 到达 12:20").events();
        assert_eq!(flags(&events), [FlagKind::OutOfOrder]);
    }

    // rule: SMS-8
    #[test]
    fn each_no_of_a_correction_by_client_is_named() {
        let mut world = world_with(&[&["lin"]]);
        let correct = |of, clock: &str| CorrectReport {
            order: number(1),
            of,
            at: at(clock),
        };
        said(&mut world, "13:50", LIN, "到达");
        world.by("lin");
        let unknown = CorrectReport {
            order: number(9),
            of: ReportKind::Arrived,
            at: at("09:00"),
        };
        world.when(unknown).rejected("order.unknown");
        world
            .when(correct(ReportKind::Repaired, "13:00"))
            .rejected("SMS-8.nothing_to_correct");
        world
            .when(correct(ReportKind::Arrived, "13:51"))
            .rejected("SMS-3.time_in_future");
        world
            .when(correct(ReportKind::Arrived, "07:00"))
            .rejected("SMS-3.before_order");
        world.when(correct(ReportKind::Arrived, "13:50")).then_nothing();
        world.passes_until(&at("14:51").to_string());
        world
            .when(correct(ReportKind::Arrived, "13:40"))
            .rejected("SMS-8.too_late");
    }
}
