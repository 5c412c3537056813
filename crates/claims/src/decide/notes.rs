//! Takes up what hotline, dispatch and field say, and lets follow what follows from it (CLM-2).

use decider::Context;
use proto::claims::{
    ClaimOrderNoted, ClaimReportNoted, JudgeCoverAgain, NoteClaimOrder, NoteClaimReport, NoteService,
    ReportPiece, ServiceEnd, ServiceNoted,
};
use proto::order::OrderFacts;

use super::{Decision, known_order};
use crate::answers;
use crate::case::Case;
use crate::sequel::Sequel;
use crate::state::State;

/// Notes an order, or what was put right about it; a machine found later may open a draft.
pub(super) fn note_order(state: &State, command: &NoteClaimOrder, context: &Context<'_>) -> Decision {
    let facts = &command.facts;
    let known = state.case(&facts.order);
    let known = known.as_deref();
    if known.is_some_and(|case| case.facts == *facts) {
        return Ok(Vec::new());
    }
    let noted = ClaimOrderNoted { facts: facts.clone() };
    let Some(case) = known else {
        let mut sequel = Sequel::of(&Case::noted(facts), state, context);
        sequel.add_of(noted, facts.opened_at);
        return Ok(sequel.finish());
    };
    let mut sequel = Sequel::of(case, state, context);
    sequel.add(noted);
    if sequel.cover_is_open() || bears_on_cover(&case.facts, facts) {
        sequel.judge_cover();
    }
    sequel.answer(|claim| answers::by_order(claim, &case.facts, facts));
    sequel.come_back();
    sequel.make_ready();
    Ok(sequel.finish())
}

/// Judges again what rests on a machine's file, which may say more by now.
// rule: CLM-3
pub(super) fn judge_cover_again(state: &State, command: &JudgeCoverAgain, context: &Context<'_>) -> Decision {
    let case = &*known_order(state, &command.order)?;
    let mut sequel = Sequel::of(case, state, context);
    sequel.judge_cover();
    sequel.make_ready();
    Ok(sequel.finish())
}

fn bears_on_cover(before: &OrderFacts, after: &OrderFacts) -> bool {
    before.machine != after.machine
        || before.order_type != after.order_type
        || before.subtype != after.subtype
        || before.opened_at != after.opened_at
        || before.hours != after.hours
        || before.station != after.station
}

/// Notes how the work ended: a repair opens the draft and starts the days.
pub(super) fn note_service(state: &State, command: &NoteService, context: &Context<'_>) -> Decision {
    let case = &*known_order(state, &command.order)?;
    if is_known(case, &command.ended) {
        return Ok(Vec::new());
    }
    let mut sequel = Sequel::of(case, state, context);
    let noted = ServiceNoted {
        order: command.order.clone(),
        ended: command.ended.clone(),
    };
    match command.ended {
        ServiceEnd::Repaired { at, .. } => {
            sequel.add_of(noted, at);
            sequel.move_clock();
            sequel.judge_cover();
        }
        ServiceEnd::RepairCorrected { .. } => {
            sequel.add(noted);
            sequel.move_clock();
        }
        ServiceEnd::Cancelled { at } => {
            sequel.add_of(noted, at);
            sequel.drop_unfiled("工单已取消");
        }
        ServiceEnd::SolvedByPhone { at } => sequel.add_of(noted, at),
        ServiceEnd::Reopened => sequel.add(noted),
    }
    sequel.make_ready();
    Ok(sequel.finish())
}

/// Whether it is so already, or changes nothing for a claim.
fn is_known(case: &Case, ended: &ServiceEnd) -> bool {
    match ended {
        ServiceEnd::Repaired { visit, at, by } => case.repair.as_ref().is_some_and(|known| {
            // An earlier visit's repair that is heard of late was followed by another.
            *visit < known.visit || (*visit, *at, by) == (known.visit, known.at, &known.by)
        }),
        ServiceEnd::RepairCorrected { at } => case.repair.as_ref().is_none_or(|known| known.at == *at),
        ServiceEnd::SolvedByPhone { .. } => case.solved_at.is_some(),
        ServiceEnd::Cancelled { .. } => case.cancelled_at.is_some(),
        ServiceEnd::Reopened => case.solved_at.is_none(),
    }
}

/// Notes a piece of the engineer's report: cover and lines follow it, and a returned claim comes back (CLM-4).
pub(super) fn note_report(state: &State, command: &NoteClaimReport, context: &Context<'_>) -> Decision {
    let case = &*known_order(state, &command.order)?;
    let mut report = case.report.clone();
    report.take(&command.piece);
    if report == case.report {
        return Ok(Vec::new());
    }
    let mut sequel = Sequel::of(case, state, context);
    sequel.add(ClaimReportNoted {
        order: command.order.clone(),
        piece: command.piece.clone(),
    });
    if !matches!(command.piece, ReportPiece::Judged { .. }) {
        if sequel.cover_is_open() || sequel.case.hours() != case.hours() {
            sequel.judge_cover();
        }
        sequel.refresh_lines(&command.piece);
        sequel.answer(|claim| answers::by_report(claim, &command.piece));
        sequel.come_back();
        sequel.make_ready();
    }
    Ok(sequel.finish())
}

#[cfg(test)]
mod tests {
    use proto::claims::{ClaimDrafted, ClaimState, ClaimsEvent, LineKind};
    use proto::directory::{
        DirectoryEvent, Entry, ImportApplied, ImportStaged, ListKind, Machine, StagedEntry,
    };
    use proto::field::ReportKind;
    use proto::hotline::{HotlineEvent, MachineIdentified, OrderCancelled, OrderCorrected, OrderReopened};
    use proto::order::{OrderSubtype, OrderType};
    use serde_json::json;
    use types::{Fen, ImportId, MachineSerial, ServiceName};

    use crate::testing::{
        Dealer, SERIAL, claim, corrected, dealer_with, drafted, exchange, facts, filed, hear, hours, kinds,
        known, labour, machine, opens, order, person, priced, repaired, replaced, second_try, t, written,
    };

    fn drafts(events: &[ClaimsEvent]) -> Vec<&ClaimDrafted> {
        let drafts = events.iter().filter_map(|event| match event {
            ClaimsEvent::ClaimDrafted(drafted) => Some(drafted),
            _ => None,
        });
        drafts.collect()
    }

    fn hotline(dealer: &mut Dealer, event: impl Into<HotlineEvent>) -> Vec<ClaimsEvent> {
        dealer.hears(ServiceName::Hotline, event.into()).events()
    }

    // rule: CLM-2, SLA-5
    #[test]
    fn a_repair_under_warranty_opens_a_draft_made_from_the_report_and_starts_its_days() {
        let mut dealer = dealer_with(machine());
        opens(&mut dealer, facts(1));
        dealer.asleep_until(&written("06 15:00"));
        hear(&mut dealer, filed(labour()));
        hear(&mut dealer, replaced(1, 1, exchange("4611-1234", 2, None)));
        let events = hear(&mut dealer, repaired(1, 1, "06 14:30"));
        assert_eq!(kinds(&events), ["ServiceNoted", "ClaimDrafted", "ClockStarted"]);
        let draft = drafts(&events)[0];
        let lines: Vec<(LineKind, Fen, Option<u16>)> = draft
            .lines
            .iter()
            .map(|line| (line.kind, line.amount(), line.part))
            .collect();
        let expected = [
            (LineKind::Labour, Fen(64_000), None),
            (LineKind::Material, Fen(0), Some(1)),
        ];
        assert_eq!(lines, expected);
        let Some(ClaimsEvent::ClockStarted(clock)) = events.last() else {
            panic!("no clock")
        };
        assert_eq!(clock.start, t("06 14:30"));
        assert!(hear(&mut dealer, repaired(1, 1, "06 14:30")).is_empty());
    }

    // rule: CLM-1
    #[test]
    fn an_order_of_a_kind_that_is_never_claimed_is_shown_with_the_reason_and_opens_nothing() {
        let kind_of = |order_type: OrderType, subtype: Option<OrderSubtype>| {
            let mut dealer = dealer_with(machine());
            let mut facts = facts(1);
            (facts.order_type, facts.subtype) = (order_type, subtype);
            opens(&mut dealer, facts);
            let events = hear(&mut dealer, repaired(1, 1, "05 08:00"));
            let draft = drafts(&events).first().map(|draft| draft.kind.as_str());
            let shown = events
                .iter()
                .any(|event| matches!(event, ClaimsEvent::NotCovered(shown) if shown.reason.is_some()));
            assert_ne!(draft.is_some(), shown);
            draft
        };
        use OrderSubtype as Finer;
        use OrderType as Type;
        assert_eq!(kind_of(Type::FailureRepair, None), Some("failure"));
        assert_eq!(kind_of(Type::FailureRepair, Some(Finer::NotClaimable)), None);
        assert_eq!(
            kind_of(Type::PeriodicMaintenance, Some(Finer::WarrantyService)),
            Some("service_fee")
        );
        assert_eq!(kind_of(Type::PeriodicMaintenance, Some(Finer::Ordinary)), None);
        assert_eq!(kind_of(Type::TechnicalCampaign, None), Some("campaign"));
        assert_eq!(kind_of(Type::CustomerVisit, None), None);
    }

    // rule: CLM-2
    #[test]
    fn a_99_order_is_judged_again_when_its_machine_is_found_and_its_days_run_from_the_repair() {
        let mut dealer = dealer_with(machine());
        let mut unknown = facts(1);
        unknown.machine = None;
        opens(&mut dealer, unknown);
        dealer.asleep_until(&written("06 15:00"));
        let events = hear(&mut dealer, repaired(1, 1, "06 15:00"));
        assert_eq!(kinds(&events), ["ServiceNoted", "NotCovered"]);
        dealer.asleep_until(&written("10 09:00"));
        let found = MachineIdentified {
            order: order(),
            machine: MachineSerial::new(SERIAL).unwrap(),
            model: Some("EC210".into()),
            customer: None,
            position: None,
            reason: None,
        };
        let events = hotline(&mut dealer, found);
        assert_eq!(
            kinds(&events),
            ["ClaimOrderNoted", "ClaimDrafted", "ClockStarted"]
        );
        let Some(ClaimsEvent::ClockStarted(clock)) = events.last() else {
            panic!("no clock")
        };
        assert_eq!(clock.start, t("06 15:00"));
    }

    /// Takes machines into the directory, and lets claims hear of it.
    fn takes_in(dealer: &mut Dealer, machine: Machine) -> Vec<ClaimsEvent> {
        let import = ImportId::new("machines-2").unwrap();
        let (list, file) = (ListKind::Machines, "machines.csv".to_owned());
        let entry = Entry::Machine(machine);
        dealer.directory(ImportStaged {
            import: import.clone(),
            list,
            file: file.clone(),
            piece: 0,
            entries: vec![StagedEntry { line: 1, entry }],
            bad: Vec::new(),
        });
        let applied = ImportApplied {
            import,
            list,
            file,
            rows: 1,
            changed: 1,
        };
        dealer.directory(applied.clone());
        let applied = DirectoryEvent::from(applied);
        dealer.hears(ServiceName::Directory, applied).events()
    }

    // rule: CLM-3, CLM-22
    #[test]
    fn a_machine_s_file_that_is_completed_later_decides_the_open_cover_at_once() {
        let mut blank = machine();
        blank.in_service = None;
        let mut dealer = dealer_with(blank);
        opens(&mut dealer, facts(1));
        dealer.asleep_until(&written("06 15:00"));
        let events = hear(&mut dealer, repaired(1, 1, "06 15:00"));
        assert_eq!(kinds(&events), ["ServiceNoted", "NotCovered"]);
        dealer.asleep_until(&written("08 09:00"));
        let events = takes_in(&mut dealer, machine());
        assert_eq!(kinds(&events), ["ClaimDrafted", "ClockStarted"]);
        assert!(takes_in(&mut dealer, machine()).is_empty());
        // A file put right moves the unfiled draft along.
        let mut ended = machine();
        ended.in_service = "2024-06-01".parse().ok();
        let events = takes_in(&mut dealer, ended);
        assert_eq!(kinds(&events), ["ClaimDropped", "ClockCancelled", "NotCovered"]);
    }

    // rule: CLM-22
    #[test]
    fn an_order_cancelled_while_its_cover_was_unknown_is_to_be_decided_no_more() {
        let mut blank = machine();
        blank.in_service = None;
        let mut dealer = dealer_with(blank);
        opens(&mut dealer, facts(1));
        hear(&mut dealer, repaired(1, 1, "05 08:00"));
        let unfiled = json!({ "unfiled": {} });
        assert_eq!(dealer.asks(&unfiled).unwrap().as_array().unwrap().len(), 1);
        let cancelled = OrderCancelled {
            order: order(),
            reason: "duplicate".into(),
            note: String::new(),
        };
        assert_eq!(kinds(&hotline(&mut dealer, cancelled)), ["ServiceNoted"]);
        assert_eq!(dealer.asks(&unfiled).unwrap(), json!([]));
        assert!(takes_in(&mut dealer, machine()).is_empty());
    }

    // rule: CLM-3, SLA-5
    #[test]
    fn hours_put_right_take_an_unfiled_draft_away_and_bring_it_back() {
        let mut dealer = drafted();
        let events = hear(&mut dealer, filed(hours(1300)));
        assert_eq!(kinds(&events), ["ClaimReportNoted", "CoverJudgedAgain"]);
        let events = hear(&mut dealer, filed(hours(2300)));
        let gone = ["ClaimReportNoted", "ClaimDropped", "ClockCancelled", "NotCovered"];
        assert_eq!(kinds(&events), gone);
        let events = hear(&mut dealer, filed(hours(1900)));
        assert_eq!(
            kinds(&events),
            ["ClaimReportNoted", "ClaimDrafted", "ClockStarted"]
        );
        assert_eq!(drafts(&events)[0].claim, second_try());
    }

    // rule: CLM-1
    #[test]
    fn an_order_type_put_right_changes_what_it_is_claimed_as() {
        let mut dealer = drafted();
        let correct = |order_type: OrderType, subtype: Option<OrderSubtype>| OrderCorrected {
            order: order(),
            fault: None,
            site: None,
            hours: None,
            order_type: Some(order_type),
            subtype,
            reason: "选错".into(),
        };
        let campaign = hotline(&mut dealer, correct(OrderType::TechnicalCampaign, None));
        assert_eq!(kinds(&campaign), ["ClaimOrderNoted", "ClaimKindChanged"]);
        let never = hotline(&mut dealer, correct(OrderType::CustomerVisit, None));
        assert_eq!(
            kinds(&never),
            ["ClaimOrderNoted", "ClaimDropped", "ClockCancelled", "NotCovered"]
        );
    }

    // rule: SLA-5
    #[test]
    fn a_repair_time_put_right_starts_the_days_anew() {
        let mut dealer = drafted();
        let corrected = proto::field::ReportCorrected {
            order: order(),
            visit: 1,
            of: ReportKind::Repaired,
            by: person("wu"),
            was: t("06 15:00"),
            at: t("05 23:50"),
            message: None,
        };
        let events = hear(&mut dealer, corrected.clone());
        assert_eq!(kinds(&events), ["ServiceNoted", "ClockCancelled", "ClockStarted"]);
        assert!(hear(&mut dealer, corrected).is_empty());
        let Some(ClaimsEvent::ClockStarted(clock)) = events.last() else {
            panic!("no clock")
        };
        assert_eq!((clock.clock.run, clock.start), (2, t("05 23:50")));
        assert!(clock.due_at < Some(t("20 00:00")));
    }

    // rule: CLM-2, CLM-5
    #[test]
    fn the_lines_follow_the_report_until_somebody_saved_them_and_prices_stay() {
        let mut dealer = drafted();
        let lines = |dealer: &Dealer| -> Vec<(u16, String, String, i64)> {
            let lines = known(dealer, &claim()).lines.into_iter();
            lines
                .map(|line| (line.line, line.code, line.quantity.to_string(), line.price.0))
                .collect()
        };
        let row = |line: u16, code: &str, quantity: &str, price: i64| {
            (line, code.to_owned(), quantity.to_owned(), price)
        };
        let events = hear(&mut dealer, replaced(1, 1, exchange("4611-1234", 2, None)));
        assert_eq!(kinds(&events), ["ClaimReportNoted", "ClaimLinesChanged"]);
        let saved = priced(&dealer, &claim(), &[30_000, 150_000]);
        dealer.when(saved.clone()).taken();
        dealer.when(saved).then_nothing();
        let mut more = labour();
        more.cause = Some("密封老化".into());
        more.labour
            .iter_mut()
            .flatten()
            .for_each(|labour| labour.hours.0 = 900);
        assert_eq!(kinds(&hear(&mut dealer, filed(more))), ["ClaimReportNoted"]);
        hear(&mut dealer, corrected(1, exchange("4611-1235", 1, None)));
        hear(&mut dealer, replaced(1, 2, exchange("907-55", 4, None)));
        let followed = [
            row(1, "911-01", "2", 30_000),
            row(2, "4611-1235", "1", 150_000),
            row(3, "907-55", "4", 0),
        ];
        assert_eq!(lines(&dealer), followed);
        hear(&mut dealer, corrected(1, exchange("4611-1235", 0, None)));
        let taken_off = [row(1, "911-01", "2", 30_000), row(3, "907-55", "4", 0)];
        assert_eq!(lines(&dealer), taken_off);
    }

    // rule: CLM-2
    #[test]
    fn a_line_that_somebody_took_out_does_not_come_back_by_itself() {
        let mut dealer = drafted();
        hear(&mut dealer, replaced(1, 1, exchange("4611-1234", 2, None)));
        let mut saved = priced(&dealer, &claim(), &[]);
        saved.lines.pop();
        dealer.when(saved).taken();
        let events = hear(&mut dealer, corrected(1, exchange("4611-1234", 1, None)));
        assert_eq!(kinds(&events), ["ClaimReportNoted"]);
        assert_eq!(known(&dealer, &claim()).lines.len(), 1);
    }

    // rule: CLM-2
    #[test]
    fn a_report_that_names_a_part_says_no_longer_that_there_were_none() {
        let mut dealer = drafted();
        let says_none = |dealer: &Dealer| dealer.state.case(&order()).unwrap().report.content.no_parts;
        let mut none = labour();
        none.no_parts = true;
        hear(&mut dealer, filed(none));
        assert!(says_none(&dealer));
        hear(&mut dealer, replaced(1, 1, exchange("4611-1234", 2, None)));
        assert!(!says_none(&dealer));
    }

    // rule: CLM-13
    #[test]
    fn an_old_part_that_another_claim_asks_for_is_left_out_of_a_draft_that_opens_by_itself() {
        let mut dealer = drafted();
        hear(
            &mut dealer,
            replaced(1, 1, exchange("4611-1234", 1, Some("SN 0815"))),
        );
        opens(&mut dealer, facts(2));
        hear(
            &mut dealer,
            replaced(2, 1, exchange("4611.1234", 1, Some("sn0815"))),
        );
        hear(
            &mut dealer,
            replaced(2, 2, exchange("4611-1234", 1, Some("SN 0816"))),
        );
        let events = hear(&mut dealer, repaired(2, 1, "06 15:00"));
        let draft = drafts(&events)[0];
        let parts: Vec<Option<u16>> = draft.lines.iter().map(|line| line.part).collect();
        assert_eq!(parts, [Some(2)]);
        assert!(draft.remarks.contains(&claim().to_string()), "{}", draft.remarks);
    }

    // rule: SLA-5, CLM-2
    #[test]
    fn a_cancelled_order_takes_its_draft_along_and_a_second_repair_moves_the_days() {
        let mut dealer = drafted();
        let reopened = OrderReopened {
            order: order(),
            reason: "同一故障又出现".into(),
            by: None,
        };
        assert!(hotline(&mut dealer, reopened).is_empty());
        dealer.asleep_until(&written("09 10:00"));
        let events = hear(&mut dealer, repaired(1, 2, "09 10:00"));
        assert_eq!(kinds(&events), ["ServiceNoted", "ClockCancelled", "ClockStarted"]);
        let cancelled = OrderCancelled {
            order: order(),
            reason: "duplicate".into(),
            note: String::new(),
        };
        let events = hotline(&mut dealer, cancelled.clone());
        assert_eq!(kinds(&events), ["ServiceNoted", "ClaimDropped", "ClockCancelled"]);
        assert!(hotline(&mut dealer, cancelled).is_empty());
        assert_eq!(known(&dealer, &claim()).state, ClaimState::Dropped);
    }
}
