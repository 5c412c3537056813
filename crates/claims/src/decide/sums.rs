//! Money adds up to the fen over any decisions and tries (CLM-8, CLM-16).

use proptest::prelude::*;
use proto::claims::{
    ChangeLines, ClaimLine, ClaimState, DecidedLine, LineKind, RecordCredit, RecordDecision, ResubmitClaim,
};
use types::{ClaimNumber, Fen, Quantity};

use crate::testing::{Dealer, PAPERS, attached, claim, drafted, hear, known, makes_ready, order, submits};

fn line(line: u16, quantity: u32, price: i64) -> ClaimLine {
    ClaimLine {
        line,
        kind: LineKind::Other,
        code: String::new(),
        description: "其他费用".into(),
        quantity: Quantity(quantity),
        price: Fen(price),
        part: None,
    }
}

fn drafted_with(lines: Vec<ClaimLine>) -> Dealer {
    let mut dealer = drafted();
    for kind in PAPERS {
        hear(&mut dealer, attached(kind));
    }
    let remarks = None;
    let claim = claim();
    dealer
        .when(ChangeLines {
            claim,
            lines,
            remarks,
        })
        .taken();
    dealer
}

/// Files a try and lets the manufacturer approve so many thousandths of each of its lines.
fn decide(dealer: &mut Dealer, number: &ClaimNumber, shares: &[i64]) {
    makes_ready(dealer, number);
    let submit = submits(dealer, number, None);
    dealer.when(submit).taken();
    let claimed = known(dealer, number).lines;
    let lines = claimed.iter().zip(shares.iter().cycle());
    let lines = lines.map(|(line, share)| DecidedLine {
        line: line.line,
        approved: Fen(line.amount().0 * share / 1000),
        reason: "按定额核减".into(),
    });
    let decision = RecordDecision {
        claim: number.clone(),
        lines: lines.collect(),
        number: None,
        at: None,
    };
    dealer.when(decision).taken();
}

fn amounts() -> impl Strategy<Value = Vec<ClaimLine>> {
    let amounts = prop::collection::vec((1_u32..50_000, 1_i64..9_999_999), 1..6);
    amounts.prop_map(|rows| {
        let rows = (1_u16..).zip(rows);
        rows.map(|(number, (quantity, price))| line(number, quantity, price))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    // rule: CLM-8, CLM-16
    #[test]
    fn what_is_approved_and_what_stays_open_add_up_to_what_was_claimed_first(
        lines in amounts(),
        tries in prop::collection::vec(prop::collection::vec(0_i64..=1000, 1..6), 1..4),
    ) {
        let mut dealer = drafted_with(lines);
        let claimed_first = known(&dealer, &claim()).total();
        prop_assume!(claimed_first > Fen(0));
        let mut approved = Fen(0);
        for (attempt, shares) in (1_u8..).zip(&tries) {
            let number = ClaimNumber { order: order(), attempt };
            decide(&mut dealer, &number, shares);
            let decided = known(&dealer, &number);
            approved = approved + decided.approved();
            let open = decided.total() - decided.approved();
            prop_assert_eq!(approved + open, claimed_first);
            let by_line = decided.lines.iter().fold(Fen(0), |sum, line| sum + decided.open_amount(line));
            prop_assert_eq!(by_line, open);
            if decided.approved() > Fen(0) {
                let credit = RecordCredit {
                    claim: number.clone(),
                    credit_note: format!("CN-{attempt}"),
                    amount: decided.approved(),
                    explanation: String::new(),
                };
                dealer.when(credit).taken();
            }
            if open == Fen(0) {
                prop_assert_eq!(decided.state, ClaimState::Accepted);
                break;
            }
            let reason = "补证据".to_owned();
            dealer.when(ResubmitClaim { claim: number, reason }).taken();
        }
        let claims = &dealer.state.case(&order()).unwrap().claims;
        let credited = claims.iter().fold(Fen(0), |sum, claim| sum + claim.credited());
        prop_assert_eq!(credited, approved);
        prop_assert!(approved <= claimed_first);
    }
}
