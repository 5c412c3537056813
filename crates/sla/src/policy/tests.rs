use types::Lang;

use super::*;

fn default_policy() -> Policy {
    Policy::parse(DEFAULT_POLICY).unwrap()
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
    let mut problems = Policy::parse(text).unwrap_err();
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
