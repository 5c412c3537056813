//! A draft's lines, made from the engineer's report (CLM-2, CLM-5).
//!
//! As long as nobody saved the lines they are what the report says. Once somebody did, the report changes only the line
//! of a part that was put right, and adds those of new parts; prices stay as they were entered.

use proto::claims::{ClaimLine, LineKind};
use proto::field::{Labour, PartExchange};
use sla::policy::Policy;
use types::{Fen, Quantity};

use crate::case::Case;
use crate::claim::Claim;
use crate::state::State;

/// Lines, and what has to be said of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lines {
    pub lines: Vec<ClaimLine>,
    pub remarks: String,
}

/// What the report gives: labour at the policy's price, then the parts, whose prices somebody enters.
///
/// An old part that another order's claim asks for already is left out and named in the remarks (CLM-13).
pub(crate) fn of_report(state: &State, case: &Case, policy: &Policy) -> Lines {
    let mut made = Lines {
        lines: Vec::new(),
        remarks: String::new(),
    };
    for labour in case.report.content.labour.iter().flatten() {
        let line = labour_line(made.next_line(), labour, policy.claims().labour_price());
        made.lines.push(line);
    }
    for (part, exchange) in &case.report.parts {
        made.offer(state, case, *part, exchange);
    }
    made
}

/// What becomes of saved lines when a part of the report was added, put right or taken off.
pub(crate) fn after_part(state: &State, case: &Case, claim: &Claim, part: u16) -> Lines {
    let mut made = Lines {
        lines: claim.lines.clone(),
        remarks: claim.remarks.clone(),
    };
    let asks = |line: &ClaimLine| line.part == Some(part);
    let Some(exchange) = case.report.parts.get(&part) else {
        made.lines.retain(|line| !asks(line));
        return made;
    };
    if state.claimed_elsewhere(&case.facts.order, exchange).is_some() {
        made.lines.retain(|line| !asks(line));
        made.leave_out(state, case, exchange);
    } else if let Some(line) = made.lines.iter_mut().find(|line| asks(line)) {
        let price = line.price;
        *line = part_line(line.line, part, exchange);
        line.price = price;
    } else if !claim.parts_seen.contains(&part) {
        made.offer(state, case, part, exchange);
    }
    made
}

impl Lines {
    fn next_line(&self) -> u16 {
        let last = self.lines.iter().map(|line| line.line).max();
        last.unwrap_or_default().saturating_add(1)
    }

    fn offer(&mut self, state: &State, case: &Case, part: u16, exchange: &PartExchange) {
        if state.claimed_elsewhere(&case.facts.order, exchange).is_some() {
            self.leave_out(state, case, exchange);
        } else {
            self.lines.push(part_line(self.next_line(), part, exchange));
        }
    }

    // rule: CLM-13
    fn leave_out(&mut self, state: &State, case: &Case, exchange: &PartExchange) {
        let Some(first) = state.claimed_elsewhere(&case.facts.order, exchange) else {
            return;
        };
        let serial = exchange.old_serial.as_deref().unwrap_or_default();
        let part = &exchange.part_number;
        let remark = format!("配件{part}（旧件序列号{serial}）已在索赔{first}中申请，未列入。");
        if !self.remarks.contains(&remark) {
            self.remarks.push_str(&remark);
        }
    }
}

fn labour_line(line: u16, labour: &Labour, price: Fen) -> ClaimLine {
    ClaimLine {
        line,
        kind: LineKind::Labour,
        code: labour.code.clone().unwrap_or_default(),
        description: labour.description.clone(),
        quantity: labour.hours,
        price,
        part: None,
    }
}

fn part_line(line: u16, part: u16, exchange: &PartExchange) -> ClaimLine {
    ClaimLine {
        line,
        kind: LineKind::Material,
        code: exchange.part_number.clone(),
        description: exchange.name.clone(),
        quantity: Quantity::whole(exchange.quantity),
        price: Fen(0),
        part: Some(part),
    }
}
