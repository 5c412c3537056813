//! What the policy says of claims, reports and old parts.

use types::Fen;

use super::*;

// rule: SLA-5
// rule: SLA-6
// rule: SLA-7
// rule: SLA-10
#[test]
fn claims_reports_and_old_parts_have_until_a_days_end_and_tell_their_own_people() {
    let policy = default_policy();
    let zone = Tz::Asia__Urumqi;
    let limit = |kind| policy.terms(kind, zone, None).unwrap().limit;
    assert_eq!(limit(ClockKind::ClaimFiling), Limit::Days(14, zone));
    assert_eq!(limit(ClockKind::ReportEntered), Limit::Days(3, zone));
    let day = |day, from| Limit::DayOfMonth(DayOfMonth::new(day, from).unwrap(), zone);
    assert_eq!(limit(ClockKind::PartReturn), day(25, 25));
    assert_eq!(limit(ClockKind::PartArrival), day(30, 31));
    let told = |kind, nth| policy.rung_for(kind, nth, false);
    assert_eq!(told(ClockKind::ClaimFiling, 1), [Role::ClaimsStaff]);
    assert_eq!(told(ClockKind::ClaimFiling, 4), [Role::ServiceDirector]);
    assert_eq!(
        told(ClockKind::PartArrival, 1),
        [Role::StationManager, Role::WarehouseKeeper]
    );
    assert_eq!(
        told(ClockKind::ReportEntered, 1),
        [Role::FieldEngineer, Role::StationManager]
    );
}

// rule: SLA-5
#[test]
fn a_clock_that_runs_up_to_a_date_never_pauses() {
    let paused = with(
        "\"day 13 09:00\"]\npause_for = []",
        "\"day 13 09:00\"]\npause_for = [\"customer_asked_later\"]",
    );
    let problem = only_problem(&paused);
    assert_eq!(problem.entry, "clocks.SLA-5.pause_for[0]");
    assert!(problem.reason.en.contains("never pauses"), "{problem}");
}

// rule: SLA-6
#[test]
fn a_day_of_the_month_is_refused_where_starts_after_it_would_be_late_at_once() {
    let text = with("next_month_from = 25", "next_month_from = 28");
    let problem = only_problem(&text);
    assert_eq!(problem.entry, "clocks.SLA-6");
    assert!(problem.reason.en.contains("the day after"), "{problem}");
    assert_eq!(problem.line, line_of(&text, "[clocks.SLA-6]"));
}

// rule: CLM-1
#[test]
fn an_order_is_claimed_by_its_finer_kind_first_and_one_that_is_not_named_never() {
    let policy = default_policy();
    let claims = policy.claims();
    assert_eq!(claims.kind_of("failure_repair", None), Some("failure"));
    assert_eq!(
        claims.kind_of("failure_repair", Some("claimable")),
        Some("failure")
    );
    assert_eq!(claims.kind_of("failure_repair", Some("out_of_warranty")), None);
    let maintained = claims.kind_of("periodic_maintenance", Some("warranty_service"));
    assert_eq!(maintained, Some("service_fee"));
    assert_eq!(claims.kind_of("periodic_maintenance", Some("ordinary")), None);
    assert_eq!(claims.kind_of("technical_campaign", None), Some("campaign"));
    assert_eq!(claims.kind_of("parts_inquiry", None), None);
}

// rule: CLM-4
#[test]
fn the_checklist_asks_of_each_kind_what_belongs_to_it() {
    let policy = default_policy();
    let asked = |kind| -> Vec<&str> {
        let items = policy.claims().checklist_for(kind);
        items.map(|item| item.reason.code.as_str()).collect()
    };
    assert_eq!(asked("failure").len(), policy.claims().checklist().len());
    assert!(asked("failure").contains(&"cause"));
    assert!(!asked("service_fee").contains(&"cause"));
    assert!(asked("service_fee").contains(&"engineer"));
}

// rule: CLM-19
// rule: CLM-20
#[test]
fn a_failure_claim_needs_its_papers_and_those_of_its_parts_and_two_judges() {
    let policy = default_policy();
    let claims = policy.claims();
    let papers = claims.papers_for("failure");
    assert_eq!(
        papers,
        ["service_report", "machine_readout", "pfr_draft", "repair_history"]
    );
    let with_parts = claims.papers_with_parts_for("failure");
    assert_eq!(with_parts, ["parts_requisition", "return_slip", "part_photo"]);
    assert_eq!(claims.judges(), [Role::ClaimsSupervisor, Role::ServiceManager]);
    assert_eq!(claims.labour_price(), Fen(32_000));
    assert_eq!(claims.max_price(), Fen(100_000_000));
}

// rule: ORD-12
// rule: ORD-14
// rule: ORD-25
// rule: OLD-7
#[test]
fn reports_documents_and_the_days_list_follow_the_policy() {
    let policy = default_policy();
    let failure = policy.report().needs_of("failure_repair");
    assert_eq!(failure.content, ReportField::ALL);
    assert_eq!(failure.documents, ["photo"]);
    let inspection = policy.report().needs_of("arrival_inspection");
    assert!(
        inspection
            .documents
            .iter()
            .any(|code| code == "conformity_certificate")
    );
    assert_eq!(
        policy.report().needs_of("complaint").content,
        [ReportField::Repair]
    );
    assert_eq!(policy.documents().max_bytes, 20 * 1024 * 1024);
    assert_eq!(policy.returns().recall_window_days, 90);
    assert_eq!(policy.repeat_repair_days(), 30);
    assert_eq!(policy.unrepaired_list().at.to_string(), "16:30:00");
}
