//! What claims people do with what waits: look, price, review, send back, judge, submit or drop (CLM-2 to CLM-7, CLM-20,
//! CLM-22).

use proto::claims::{
    ChangeLines, CheckedItem, ClaimKind, ClaimState, DropClaim, JudgeClaim, LookAtClaim, OpenDraft,
    OutOfRange, RetryPackage, ReviewClaim, SubmitClaim,
};
use proto::desk::{CheckState, ClaimPage, ClaimRow, Lacking, LackingKind, TryShown};
use types::{ClaimNumber, OrderNumber, Span};

use super::agenda::Chore;
use super::cast::Post;
use super::deeds::{Deed, Look, Then, tell, tell_then};
use super::prices;
use super::world::World;

/// The item under which missing papers are sent back, and the one that is open again with each price.
const PAPERS: &str = "documents_match_photos";
const AMOUNT: &str = "amount";
/// What nobody could file in so many days after its last day is dropped.
const HOPELESS_DAYS: i64 = -45;

/// When a claim is to be filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filing {
    /// As soon as it is ready.
    Early,
    /// On the last day but one.
    LastDays,
    /// After so many days too many.
    Late(i64),
    /// It lies, and is dropped in the end.
    Never,
}

impl World {
    /// Works off the claims that wait; tomorrow what is left.
    pub(super) fn work_off_claims(&mut self, rows: &[ClaimRow]) -> Vec<Deed> {
        let waits =
            |row: &ClaimRow| row.state.is_none_or(ClaimState::is_unfiled) && self.is_recent(row.since);
        if rows.iter().any(waits) {
            self.in_days(1, Chore::ClaimsRound);
        }
        rows.iter().flat_map(|row| self.see_to_claim(row)).collect()
    }

    fn see_to_claim(&mut self, row: &ClaimRow) -> Vec<Deed> {
        let mut deeds = self.look_at(row);
        let unfiled = row.state.is_some_and(ClaimState::is_unfiled);
        if unfiled && self.days_left(row) < HOPELESS_DAYS {
            deeds.extend(self.drop_claim(&row.order, "资料始终补不齐"));
            return deeds;
        }
        deeds.extend(match row.state {
            None => self.decide_cover(row),
            Some(ClaimState::Draft | ClaimState::InReview) => self.take_up(row),
            Some(ClaimState::Returned) => self.ask_again(row),
            Some(ClaimState::Ready) => self.file_when_due(row),
            Some(_) => Vec::new(),
        });
        deeds
    }

    /// Somebody looks at some of them each day.
    fn look_at(&self, row: &ClaimRow) -> Vec<Deed> {
        let unfiled = row.state.is_some_and(ClaimState::is_unfiled);
        let percent = if unfiled { 8 } else { 2 };
        let about = format!("{} {}", row.order, self.today());
        let claim = row
            .claim
            .clone()
            .filter(|_| self.dice("looks", about).chance(percent));
        let look = |claim| LookAtClaim {
            claim,
            note: String::new(),
        };
        claim
            .map(|claim| tell(&self.clerk(Post::Claims, &row.order), look(claim)))
            .into_iter()
            .collect()
    }

    /// Nobody can say whether the machine was covered: it is dropped, or asked for all the same.
    fn decide_cover(&self, row: &ClaimRow) -> Vec<Deed> {
        let mut dice = self.dice("cover", &row.order);
        let patience = Span::days(3) + dice.minutes(0, 9 * 24 * 60);
        if self.now.since(row.since) < patience {
            return Vec::new();
        }
        let clerk = self.clerk(Post::Claims, &row.order);
        let order = row.order.clone();
        let kind = match dice.below(100) {
            0..48 => {
                let reason = "设备档案不全，厂家也查不到交机日期".to_owned();
                return vec![tell(&clerk, DropClaim { order, reason })];
            }
            48..80 => ClaimKind::Goodwill,
            _ => ClaimKind::Failure,
        };
        let reason = "厂家来信确认可以申请".to_owned();
        vec![tell(&clerk, OpenDraft { order, kind, reason })]
    }

    fn filing(&self, order: &OrderNumber) -> Filing {
        let mut dice = self.dice("files", order);
        match dice.below(100) {
            0..79 => Filing::Early,
            79..90 => Filing::LastDays,
            90..96 => Filing::Late(i64::try_from(dice.below(5)).unwrap_or_default()),
            _ => Filing::Never,
        }
    }

    /// A draft is priced and reviewed when engineer's report and papers are there; one that waits too long is sent
    /// back for them.
    fn take_up(&self, row: &ClaimRow) -> Vec<Deed> {
        let days_left = self.days_left(row);
        let never = self.filing(&row.order) == Filing::Never && !is_later_try(row);
        if never && days_left < -4 {
            return self.drop_claim(&row.order, "积压未及时整理，逾期放弃");
        }
        let patience = 2 + i64::try_from(self.dice("patience", &row.order).below(4)).unwrap_or_default();
        let waits = lacks_papers(&row.lacking);
        if never || (waits && 14 - days_left < patience) {
            return Vec::new();
        }
        vec![Deed::Look(Look::Claim(row.order.clone()))]
    }

    /// Where no days run they are counted as if they did.
    fn days_left(&self, row: &ClaimRow) -> i64 {
        let by_hand = || 14 - self.now.since(row.since).as_seconds() / (24 * 60 * 60);
        row.days_left.unwrap_or_else(by_hand)
    }

    fn drop_claim(&self, order: &OrderNumber, reason: &str) -> Vec<Deed> {
        let drop = DropClaim {
            order: order.clone(),
            reason: reason.to_owned(),
        };
        vec![tell(&self.clerk(Post::Claims, order), drop)]
    }

    /// Nothing came back in a week: the engineer is called.
    fn ask_again(&mut self, row: &ClaimRow) -> Vec<Deed> {
        if self.now.since(row.since) > Span::days(6) {
            self.claim_came_back(&row.order);
        }
        Vec::new()
    }

    fn file_when_due(&self, row: &ClaimRow) -> Vec<Deed> {
        let left = self.days_left(row);
        let is_due = is_later_try(row)
            || match self.filing(&row.order) {
                Filing::Early => true,
                Filing::LastDays => left <= 1,
                Filing::Late(days) => left < -days,
                Filing::Never => left < -4,
            };
        if is_due {
            vec![Deed::Look(Look::Claim(row.order.clone()))]
        } else {
            Vec::new()
        }
    }

    /// Goes through one claim with everything about it side by side.
    pub(super) fn work_on_claim(&mut self, page: &ClaimPage) -> Vec<Deed> {
        let row = &page.row;
        let Some((claim, shown)) = row.claim.as_ref().zip(page.tries.last()) else {
            return Vec::new();
        };
        match row.state {
            Some(ClaimState::Draft | ClaimState::InReview) if lacks_papers(&row.lacking) => {
                self.send_back(row, claim, shown)
            }
            Some(ClaimState::Draft | ClaimState::InReview) => self.review(page, claim, shown),
            Some(ClaimState::Ready) => self.file(row, claim, shown),
            _ => Vec::new(),
        }
    }

    /// Says what is missing, in the words of the list.
    fn send_back(&self, row: &ClaimRow, claim: &ClaimNumber, shown: &TryShown) -> Vec<Deed> {
        let missing = row.lacking.iter().filter(|lacking| is_paper(lacking));
        let missing: Vec<&str> = missing.map(|lacking| lacking.title.zh.as_str()).take(4).collect();
        let note = format!("第{}次：缺{}", shown.returned + 1, missing.join("、"));
        vec![self.reviewed(row, claim, vec![failed(PAPERS, note)])]
    }

    fn reviewed(&self, row: &ClaimRow, claim: &ClaimNumber, items: Vec<CheckedItem>) -> Deed {
        let review = ReviewClaim {
            claim: claim.clone(),
            items,
        };
        tell(&self.clerk(Post::Claims, &row.order), review)
    }

    /// Prices it, passes what is open, and has it judged; one in ten is sent back for a better text first.
    fn review(&mut self, page: &ClaimPage, claim: &ClaimNumber, shown: &TryShown) -> Vec<Deed> {
        let row = &page.row;
        let mut deeds = Vec::new();
        let is_priced = self.book.is_priced(claim);
        if !is_priced {
            deeds.extend(self.price(page, claim));
        }
        let mut dice = self.dice("review", claim);
        let code = dice.word(&["cause", "repair", "work_condition", "document_dates"]);
        if claim.attempt == 1 && shown.returned == 0 && dice.chance(9) {
            let note = dice.word(&["写得太简单", "与照片不一致", "没有写清损坏过程"]);
            deeds.push(self.reviewed(row, claim, vec![failed(code, note.to_owned())]));
            return deeds;
        }
        let open = page
            .checklist
            .iter()
            .filter(|item| item.state != CheckState::Passed || (item.item == AMOUNT && !is_priced));
        let items: Vec<CheckedItem> = open.map(|item| passed(&item.item)).collect();
        if !items.is_empty() {
            deeds.push(self.reviewed(row, claim, items));
        }
        deeds.extend(self.judge(row, claim));
        deeds
    }

    fn price(&self, page: &ClaimPage, claim: &ClaimNumber) -> Option<Deed> {
        let order = &page.row.order;
        let cost = self
            .origin(order)
            .map(|(call, _)| prices::cost(call.row.cost_milli))?;
        let lines = prices::priced(page, claim, cost, &mut self.dice("prices", order));
        let then = Then::Priced(claim.clone(), prices::amounts(&lines));
        let change = ChangeLines {
            claim: claim.clone(),
            lines,
            remarks: None,
        };
        Some(tell_then(&self.clerk(Post::Claims, order), change, then))
    }

    /// The two judges; a few failures do not fall under the range.
    fn judge(&self, row: &ClaimRow, claim: &ClaimNumber) -> Vec<Deed> {
        let mut dice = self.dice("range", &row.order);
        let out_of_range = match dice.below(1_000) {
            0..14 => Some(OutOfRange::CustomerPays),
            14..34 if row.kind != Some(ClaimKind::Goodwill) => Some(OutOfRange::Goodwill),
            _ => None,
        };
        let judges = [
            (Post::ClaimsSupervisor, "claims_supervisor", None),
            (Post::ServiceManager, "service_manager", out_of_range),
        ];
        let waits_for = |code: &str| {
            let mut lacking = row.lacking.iter();
            lacking.any(|lacking| lacking.kind == LackingKind::Judgement && lacking.code == code)
        };
        let due = judges.into_iter().filter(|(_, code, _)| waits_for(code));
        due.map(|(post, _, out_of_range)| {
            let reason = match out_of_range {
                None => "属于保修范围",
                Some(OutOfRange::Goodwill) => "超出保修范围，按商务索赔申请",
                Some(OutOfRange::CustomerPays) => "使用不当，由客户付费",
            };
            let judge = JudgeClaim {
                claim: claim.clone(),
                out_of_range,
                reason: reason.to_owned(),
            };
            tell(&self.clerk(post, &row.order), judge)
        })
        .collect()
    }

    fn file(&self, row: &ClaimRow, claim: &ClaimNumber, shown: &TryShown) -> Vec<Deed> {
        let clerk = self.clerk(Post::Claims, &row.order);
        if self.filing(&row.order) == Filing::Never && claim.attempt == 1 {
            return self.drop_claim(&row.order, "逾期未报，放弃");
        }
        let Some(package) = &shown.package else {
            let again = shown.package_problem.is_some();
            let retry = RetryPackage { claim: claim.clone() };
            return again.then(|| tell(&clerk, retry)).into_iter().collect();
        };
        let submit = SubmitClaim {
            claim: claim.clone(),
            package: package.hash,
            at: None,
        };
        vec![tell_then(&clerk, submit, Then::Submitted(claim.clone()))]
    }
}

fn is_later_try(row: &ClaimRow) -> bool {
    row.claim.as_ref().is_some_and(|claim| claim.attempt > 1)
}

fn is_paper(lacking: &Lacking) -> bool {
    matches!(lacking.kind, LackingKind::Paper | LackingKind::Report)
}

fn lacks_papers(lacking: &[Lacking]) -> bool {
    lacking.iter().any(is_paper)
}

fn passed(item: &str) -> CheckedItem {
    CheckedItem {
        item: item.to_owned(),
        passed: true,
        note: String::new(),
    }
}

fn failed(item: &str, note: String) -> CheckedItem {
    CheckedItem {
        item: item.to_owned(),
        passed: false,
        note,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proto::order::OrderType;
    use types::{Fen, Instant, OrderNumber, Sentence};

    use super::*;

    /// The page of a draft about which nothing is known.
    pub(crate) fn page() -> ClaimPage {
        let order = OrderNumber::compose(6, 17);
        let row = ClaimRow {
            order: order.clone(),
            claim: Some(ClaimNumber::first(order)),
            kind: Some(ClaimKind::Failure),
            kind_title: None,
            state: Some(ClaimState::Draft),
            state_title: Sentence::default(),
            since: Instant::EPOCH,
            order_type: OrderType::FailureRepair,
            subtype: None,
            fault: String::new(),
            machine: None,
            model: None,
            customer: None,
            station: None,
            engineer: None,
            repaired_at: None,
            claimed: Fen(0),
            approved: None,
            credited: Fen(0),
            manufacturer_number: None,
            clock: None,
            days_left: Some(13),
            pending: true,
            looked_at: None,
            looked_at_today: false,
            lacking: Vec::new(),
        };
        ClaimPage {
            row,
            cover: None,
            not_claimed: None,
            checklist: Vec::new(),
            report: None,
            papers: Vec::new(),
            judgements: Vec::new(),
            lines: Vec::new(),
            tries: Vec::new(),
            credits: Vec::new(),
            clock: None,
            parts: Vec::new(),
            timeline: Vec::new(),
            actions: Vec::new(),
        }
    }
}
