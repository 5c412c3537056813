mod adopted;
mod money;
mod wrong;

use types::Lang;

use super::*;
use wrong::WRONG;

/// Reads a policy as one that is to be loaded.
fn checked(text: &str) -> Result<Policy, Vec<PolicyProblem>> {
    let commands: Vec<String> = Policy::shipped().commands().map(ToOwned::to_owned).collect();
    Policy::check(text, &commands)
}

fn default_policy() -> Policy {
    checked(DEFAULT_POLICY).unwrap()
}

/// The default policy with one text put in the place of another, which must be there.
fn with(from: &str, to: &str) -> String {
    assert!(DEFAULT_POLICY.contains(from), "{from}");
    DEFAULT_POLICY.replacen(from, to, 1)
}

/// The line of the first place where the text holds a piece.
fn line_of(text: &str, piece: &str) -> usize {
    let at = text.find(piece).unwrap();
    text[..at].matches('\n').count() + 1
}

fn only_problem(text: &str) -> PolicyProblem {
    let mut problems = checked(text).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.remove(0)
}

// rule: SLA-20
#[test]
fn the_default_policy_is_sound_and_gives_the_default_limits() {
    let policy = default_policy();
    let terms = |kind, promised| policy.terms(kind, policy.zone(), promised).unwrap();
    assert_eq!(
        terms(ClockKind::FirstResponse, None).limit,
        Limit::Elapsed(Span::hours(2))
    );
    let response = terms(ClockKind::Response36, None);
    assert_eq!(response.limit, Limit::Elapsed(Span::hours(36)));
    assert_eq!(
        response.warnings,
        [12, 24, 33].map(|hours| WarnAt::AfterStart(Span::hours(hours)))
    );
    let eta = Instant::from_seconds(1_767_600_000);
    let arrival = terms(ClockKind::PromisedArrival, Some(eta));
    assert_eq!(arrival.limit, Limit::At(eta));
    assert_eq!(arrival.warnings, [WarnAt::BeforeDue(Span::minutes(30))]);
    assert!(
        policy
            .terms(ClockKind::PromisedArrival, policy.zone(), None)
            .is_none()
    );
    assert_eq!(policy.hash(), Hash::of(&[DEFAULT_POLICY.as_bytes()]));
}

// rule: SLA-22
#[test]
fn each_notice_goes_one_rung_up_and_a_machine_that_is_down_starts_higher() {
    let policy = default_policy();
    let told = |nth, down| policy.rung_for(ClockKind::Response36, nth, down);
    assert_eq!(told(1, false), [Role::StationManager]);
    assert_eq!(told(2, false), [Role::RegionalServiceDirector]);
    assert_eq!(told(3, false), [Role::ServiceDirector]);
    assert_eq!(told(4, false), [Role::ServiceDirector]);
    assert_eq!(told(1, true), [Role::RegionalServiceDirector]);
    assert_eq!(told(9, true), [Role::ServiceDirector]);
    let own = checked(&with(
        "warn = [\"12h\", \"24h\", \"33h\"]",
        "warn = [\"12h\"]\ntells = [[\"400座席\"], [\"sales_director\", \"parts\"]]",
    ))
    .unwrap();
    assert_eq!(
        own.rung_for(ClockKind::Response36, 2, false),
        [Role::SalesDirector, Role::Parts]
    );
    assert_eq!(
        own.rung_for(ClockKind::FirstResponse, 1, false),
        [Role::StationManager]
    );
}

// rule: SLA-23
#[test]
fn the_36_hour_clock_pauses_only_for_the_customers_own_wish() {
    let policy = default_policy();
    assert!(policy.may_pause(ClockKind::Response36, "customer_asked_later"));
    assert!(!policy.may_pause(ClockKind::Response36, "road_closed"));
    assert!(policy.may_pause(ClockKind::PromisedArrival, "road_closed"));
    assert!(!policy.may_pause(ClockKind::FirstResponse, "customer_asked_later"));
    let wrong = with(
        "pause_for = [\"customer_asked_later\"]",
        "pause_for = [\"customer_asked_later\",\n  \"road_closed\"]",
    );
    let problem = only_problem(&wrong);
    assert_eq!(problem.entry, "clocks.SLA-2.pause_for[1]");
    assert_eq!(problem.line, line_of(&wrong, "  \"road_closed\"]"));
    assert_eq!(problem.column, 3);
}

// rule: SLA-21
#[test]
fn a_calendar_without_a_zone_is_read_on_the_stations_wall_clock() {
    let text = with(
        "time = \"elapsed\"\nlimit = \"2h\"",
        "time = \"working\"\nlimit = \"2h\"\ncalendar = \"station\"",
    );
    let policy = checked(&text).unwrap();
    let due = |zone: Tz| {
        let terms = policy.terms(ClockKind::FirstResponse, zone, None).unwrap();
        let facts = crate::clock::Facts {
            // The eve of the Spring Festival make-up Saturday.
            start: "2026-02-13T09:00:00Z".parse().unwrap(),
            pauses: Vec::new(),
            end: None,
        };
        crate::clock::judge(&facts, &terms, facts.start).due.unwrap()
    };
    assert_eq!(due(Tz::Asia__Shanghai), "2026-02-14T01:30:00Z".parse().unwrap());
    assert_eq!(due(Tz::Asia__Urumqi), "2026-02-13T11:00:00Z".parse().unwrap());
    let fixed = text.replacen(
        "[calendars.station]",
        "[calendars.station]\nzone = \"Asia/Shanghai\"",
        1,
    );
    let fixed = checked(&fixed).unwrap();
    assert_eq!(
        fixed.calendar("station", Tz::Asia__Urumqi).unwrap().zone,
        Tz::Asia__Shanghai
    );
}

// rule: ORD-5
#[test]
fn a_failure_order_tells_the_sales_director_and_a_machine_down_order_the_division_manager() {
    let policy = default_policy();
    assert_eq!(policy.told(OrderNotice::Opened).roles, [Role::StationManager]);
    assert_eq!(
        policy.told(OrderNotice::OpenedFailure).roles,
        [Role::SalesDirector]
    );
    assert_eq!(
        policy.told(OrderNotice::MachineDown).roles,
        [Role::DivisionManager]
    );
    assert!(policy.told(OrderNotice::Planned).customer);
    assert!(policy.told(OrderNotice::Departed).customer);
    assert!(!policy.told(OrderNotice::Arrived).customer);
}

#[test]
fn only_named_roles_and_administrators_may_send_a_command() {
    let policy = default_policy();
    assert!(policy.allows("hotline.open-order", &[Role::Auditor, Role::Operator]));
    assert!(!policy.allows("hotline.open-order", &[Role::FieldEngineer]));
    assert!(!policy.allows("hotline.burn-archive", &[Role::Operator, Role::GeneralManager]));
    assert!(policy.allows("hotline.burn-archive", &[Role::Administrator]));
    assert!(!policy.allows("hotline.open-order", &[]));
}

// rule: ORD-11
// rule: ORD-17
#[test]
fn reasons_have_codes_words_and_names_in_both_languages() {
    let policy = default_policy();
    let unrepaired = policy.unrepaired_reasons();
    assert_eq!(unrepaired.len(), 5);
    let parts = unrepaired.first().unwrap();
    assert_eq!(parts.reason.code, "waiting_parts");
    assert!(parts.keywords.iter().any(|word| word == "配件"));
    assert_eq!(policy.cancel_reasons().len(), 3);
    let wishes = policy
        .pause_reasons()
        .iter()
        .filter(|reason| reason.customer_wish);
    assert_eq!(wishes.count(), 1);
    assert_eq!(
        policy
            .clock(ClockKind::Response36)
            .unwrap()
            .name
            .in_language(Lang::Zh),
        "36小时实际响应"
    );
}

// rule: SMS-12
#[test]
fn message_limits_are_read_as_spans_and_counts() {
    let policy = default_policy();
    let sms = policy.sms();
    assert_eq!(sms.hints_per_phone_per_hour, 3);
    assert_eq!(sms.correction_window, Span::hours(1));
    assert_eq!(sms.retry_after, [1, 5, 15, 60].map(Span::minutes));
    assert_eq!(policy.unheard_after(), Span::seconds(60));
}

// rule: SLA-20
#[test]
fn every_wrong_entry_is_named_with_its_line_and_reason() {
    for (from, to, entry, reason) in WRONG {
        let text = with(from, to);
        let problems = checked(&text).unwrap_err();
        let problem = problems
            .iter()
            .find(|problem| problem.entry == entry)
            .unwrap_or_else(|| panic!("{entry} not named: {problems:#?}"));
        assert!(problem.reason.en.contains(reason), "{problem}");
        assert!(!problem.reason.zh.is_empty());
        if reason != "missing" {
            assert_eq!(problem.line, line_of(DEFAULT_POLICY, from), "{problem}");
        }
    }
}

// rule: SLA-20
#[test]
fn all_problems_are_named_at_once_in_the_order_of_the_lines() {
    let text = with("limit = \"2h\"", "limit = \"two hours\"")
        .replacen("customer_wish = true", "customer_wish = 1", 1)
        .replacen("\n[ladder]", "\n[laddr]", 1);
    let problems = checked(&text).unwrap_err();
    let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    assert!(problems.len() >= 4, "{problems:#?}");
    assert!(lines.is_sorted());
}

#[test]
fn an_unknown_key_is_refused_with_the_one_that_may_be_meant() {
    let text = with("correction_window", "corection_window");
    let problems = checked(&text).unwrap_err();
    let typo = problems
        .iter()
        .find(|problem| problem.entry == "sms.corection_window")
        .unwrap();
    assert_eq!(typo.line, line_of(&text, "corection_window"));
    assert!(
        typo.reason.en.contains("did you mean correction_window?"),
        "{typo}"
    );
}

#[test]
fn a_text_that_is_no_toml_is_refused_by_line() {
    let text = with("\n[ladder]", "\n[ladder");
    let problems = checked(&text).unwrap_err();
    assert_eq!(problems.first().unwrap().line, line_of(&text, "\n[ladder") + 1);
    for garbage in [
        "",
        "\u{0}",
        "= = =",
        "zone = \"Asia/Shanghai",
        "[[[[",
        "clocks = 7",
    ] {
        assert!(checked(garbage).is_err());
    }
}

#[test]
fn a_policy_cut_off_anywhere_is_refused_or_read_but_never_fatal() {
    let places = DEFAULT_POLICY.char_indices().map(|(at, _)| at).step_by(53);
    let sound = places.filter(|at| checked(&DEFAULT_POLICY[..*at]).is_ok());
    let table_of_rights = DEFAULT_POLICY.find("[allow]").unwrap();
    assert!(sound.into_iter().all(|at| at > table_of_rights));
}
