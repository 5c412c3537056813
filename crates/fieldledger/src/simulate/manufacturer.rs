//! The manufacturer: numbers, decisions, silence and money (CLM-6, CLM-8, CLM-9, CLM-16).

use proto::Accepted;
use proto::claims::{
    CloseClaim, DecidedLine, RecordCredit, RecordDecision, RecordManufacturerNumber, ResubmitClaim,
    WriteOffClaim,
};
use types::{ClaimNumber, Fen};

use super::agenda::Chore;
use super::calls::ZONE;
use super::cast::Post;
use super::deeds::{Deed, Then, tell, tell_then};
use super::dice::Dice;
use super::world::World;

/// What he does about a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Accepts,
    Cuts,
    Refuses,
}

impl World {
    /// A claim was handed in: he gives it a number, and answers in weeks or never.
    pub(super) fn claim_submitted(&mut self, claim: &ClaimNumber) {
        self.book.submitted(claim);
        let mut dice = self.dice("manufacturer", claim);
        if dice.chance(4) {
            self.book.silent(&claim.order);
        } else {
            let days = 6 + dice.below(30);
            self.in_days(days, Chore::Decide(claim.clone()));
        }
        if dice.chance(60) {
            let days = 1 + dice.below(4);
            self.in_days(days, Chore::Number(claim.clone()));
        }
    }

    fn his_number(&self, claim: &ClaimNumber) -> String {
        format!(
            "VI{:07}-{}",
            self.dice("number", &claim.order).below(10_000_000),
            claim
        )
    }

    pub(super) fn number_claim(&self, claim: &ClaimNumber) -> Vec<Deed> {
        let record = RecordManufacturerNumber {
            claim: claim.clone(),
            number: self.his_number(claim),
        };
        vec![tell(&self.clerk(Post::Claims, &claim.order), record)]
    }

    /// Line by line; what is cut has its reason.
    pub(super) fn decide_claim(&self, claim: &ClaimNumber) -> Vec<Deed> {
        let Some(asked) = self.book.tries.get(claim).map(|known| known.lines.clone()) else {
            return Vec::new();
        };
        let mut dice = self.dice("decides", claim);
        let verdict = verdict(claim, &mut dice);
        let cut = dice.below(u64::try_from(asked.len()).unwrap_or(1));
        let decide = |(place, (line, amount)): (u64, (u16, Fen))| {
            let approved = match verdict {
                Verdict::Accepts => amount,
                Verdict::Refuses => Fen(0),
                Verdict::Cuts if place == cut => share(amount, dice.below(80)),
                Verdict::Cuts => amount,
            };
            let reason = if approved < amount {
                dice.word(&["超出价格表", "不属于保修件", "照片看不清损坏", "工时超标准"])
            } else {
                ""
            };
            DecidedLine {
                line,
                approved,
                reason: reason.to_owned(),
            }
        };
        let lines: Vec<DecidedLine> = (0..).zip(asked).map(decide).collect();
        let approved = lines.iter().map(|line| (line.line, line.approved)).collect();
        let record = RecordDecision {
            claim: claim.clone(),
            lines,
            number: Some(self.his_number(claim)),
            at: None,
        };
        let then = Then::Decided(claim.clone(), approved);
        vec![tell_then(&self.clerk(Post::Claims, &claim.order), record, then)]
    }

    /// What was approved is paid; what was not is asked for once more, or given up.
    pub(super) fn claim_decided(&mut self, claim: &ClaimNumber, lines: Vec<(u16, Fen)>) {
        self.book.decided(claim, lines, self.now);
        let Some(known) = self.book.tries.get(claim) else {
            return;
        };
        let (claimed, approved) = (known.claimed(), known.approved());
        let mut dice = self.dice("after decision", claim);
        let soon = 2 + dice.below(9);
        if approved > Fen(0) {
            let days = 12 + dice.below(36);
            self.in_days(days, Chore::Credit(claim.clone()));
        }
        let again = claim.attempt == 1 && dice.chance(if approved > Fen(0) { 35 } else { 66 });
        if approved < claimed && again {
            self.in_days(soon, Chore::Resubmit(claim.clone()));
        } else if approved == Fen(0) && claimed > Fen(0) {
            self.in_days(soon + 6, Chore::WriteOff(claim.clone()));
        }
    }

    pub(super) fn resubmit_claim(&self, claim: &ClaimNumber) -> Vec<Deed> {
        let resubmit = ResubmitClaim {
            claim: claim.clone(),
            reason: "补充照片和采购发票".to_owned(),
        };
        let then = Then::Resubmitted(claim.clone());
        vec![tell_then(&self.clerk(Post::Claims, &claim.order), resubmit, then)]
    }

    pub(super) fn claim_resubmitted(&mut self, before: &ClaimNumber, accepted: &Accepted) {
        let drafted = accepted
            .event("ClaimDrafted")
            .and_then(|event| event.get("claim"));
        if let Some(next) = drafted.and_then(|number| number.as_str()?.parse().ok()) {
            self.book.resubmitted(before, next);
            self.in_days(1, Chore::ClaimsRound);
        }
    }

    pub(super) fn write_off_claim(&self, claim: &ClaimNumber) -> Vec<Deed> {
        let write_off = WriteOffClaim {
            claim: claim.clone(),
            reason: "厂家最终拒绝".to_owned(),
        };
        vec![tell(&self.clerk(Post::ClaimsSupervisor, &claim.order), write_off)]
    }

    /// Money comes with the month's note: mostly what was approved, sometimes less, and the rest later or never.
    pub(super) fn credit_claim(&self, claim: &ClaimNumber) -> Vec<Deed> {
        let Some(known) = self.book.tries.get(claim) else {
            return Vec::new();
        };
        let to_come = known.approved() - known.credited;
        let mut dice = self.dice("credit", format!("{claim} {}", known.credited));
        let differs = known.credited == Fen(0) && to_come > Fen(20_000) && dice.chance(7);
        let less = Fen(1 + i64::try_from(dice.below(9_999)).unwrap_or_default());
        let (amount, explanation) = if differs {
            (to_come - less, "厂家扣除税差，随下期通知单核对")
        } else {
            (to_come, "")
        };
        if amount <= Fen(0) {
            return Vec::new();
        }
        let record = RecordCredit {
            claim: claim.clone(),
            credit_note: format!("CN-{}", self.now.local(ZONE).format("%Y%m-%d")),
            amount,
            explanation: explanation.to_owned(),
        };
        let then = Then::Credited(claim.clone(), amount);
        vec![tell_then(&self.clerk(Post::Claims, &claim.order), record, then)]
    }

    pub(super) fn claim_credited(&mut self, claim: &ClaimNumber, amount: Fen) {
        self.book.credited(claim, amount);
        let is_whole = self
            .book
            .tries
            .get(claim)
            .is_some_and(|known| known.credited == known.approved());
        let mut dice = self.dice("after credit", format!("{claim} {amount}"));
        let days = 1 + dice.below(6);
        if !is_whole && dice.chance(50) {
            self.in_days(days + 20, Chore::Credit(claim.clone()));
        } else if dice.chance(93) {
            self.in_days(days, Chore::CloseClaim(claim.clone()));
        }
    }

    /// A try that another one followed has ended already.
    pub(super) fn close_claim(&self, claim: &ClaimNumber) -> Vec<Deed> {
        let followed = self.book.tries.get(claim).is_none_or(|known| known.followed);
        if followed {
            return Vec::new();
        }
        let close = CloseClaim { claim: claim.clone() };
        vec![tell(&self.clerk(Post::Claims, &claim.order), close)]
    }
}

fn verdict(claim: &ClaimNumber, dice: &mut Dice) -> Verdict {
    let (accepts, cuts) = if claim.attempt == 1 { (66, 84) } else { (45, 70) };
    match dice.below(100) {
        percent if percent < accepts => Verdict::Accepts,
        percent if percent < cuts => Verdict::Cuts,
        _ => Verdict::Refuses,
    }
}

/// So many percent, rounded down to the fen.
fn share(amount: Fen, percent: u64) -> Fen {
    let exact = i128::from(amount.0) * i128::from(percent) / 100;
    Fen(i64::try_from(exact).unwrap_or_default())
}
