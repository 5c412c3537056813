//! Policies that stand in logs, read by a program that is newer or older than the one that loaded them.

use types::Fen;

use super::*;

const THIN_LINE: &str = include_str!("thin_line.toml");

// rule: SLA-20
#[test]
fn a_policy_adopted_before_an_entry_came_is_read_with_it_filled_in() {
    let policy = Policy::parse(THIN_LINE).unwrap();
    let missing = checked(THIN_LINE).unwrap_err();
    let missing: Vec<&str> = missing.iter().map(|problem| problem.entry.as_str()).collect();
    for entry in [
        "claims",
        "report",
        "returns",
        "clocks.SLA-5",
        "tell.claim_returned",
    ] {
        assert!(missing.contains(&entry), "{missing:?}");
    }
    assert_eq!(policy.hash(), Hash::of(&[THIN_LINE.as_bytes()]));
    assert_eq!(policy.claims().labour_price(), Fen(32_000));
    assert_eq!(policy.returns().recall_window_days, 90);
    assert_eq!(policy.repeat_repair_days(), 30);
    assert_eq!(
        policy.told(OrderNotice::ClaimReturned).roles,
        [Role::StationManager]
    );
    let zone = policy.zone();
    let limit = policy.terms(ClockKind::ClaimFiling, zone, None).unwrap().limit;
    assert_eq!(limit, Limit::Days(14, zone));
    // Rights are not filled in: whoever may send a command that came later is for the dealer to say.
    assert!(!policy.allows("claims.review-claim", &[Role::ClaimsSupervisor]));
}

// rule: SLA-20
#[test]
fn what_a_text_says_itself_is_never_filled_in_over() {
    let text = THIN_LINE.replacen("[ladder]", "[returns]\nrecall_window_days = 7\n\n[ladder]", 1);
    let policy = Policy::parse(&text).unwrap();
    assert_eq!(policy.returns().recall_window_days, 7);
    let text = text.replacen("recall_window_days = 7", "recall_window_days = \"7\"", 1);
    let problems = Policy::parse(&text).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert_eq!(problems[0].entry, "returns.recall_window_days");
}

// rule: SLA-20
#[test]
fn a_policy_that_a_newer_program_loaded_is_read_without_what_this_one_does_not_know() {
    let newer = with(
        "[returns]",
        "[inspections]\nevery = \"90d\"\n\n[returns]\nshelves = 12",
    );
    let policy = Policy::parse(&newer).unwrap();
    assert_eq!(policy.returns(), default_policy().returns());
    assert_eq!(checked(&newer).unwrap_err().len(), 2);
}
