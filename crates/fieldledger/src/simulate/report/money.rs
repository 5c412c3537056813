//! Whether every claimable order was claimed or has its reason, and whether the money adds up to the fen.

use proto::claims::{ClaimState, CoverEnd};
use proto::desk::{ClaimPage, TryShown};
use types::{Fen, OrderNumber};

use super::Check;
use super::gathered::Gathered;
use crate::simulate::book::Sums;
use crate::simulate::world::World;

/// What was named first, and how many more there are.
fn wrong<T: ToString>(found: &[T], otherwise: String) -> String {
    match found {
        [] => otherwise,
        [first, ..] => format!("{otherwise}; {} × {}", first.to_string(), found.len()),
    }
}

/// Where a finished order of a claimable kind stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    Claimed,
    Dropped,
    NotCovered,
    ToDecide,
    Forgotten,
}

fn stand(page: &ClaimPage) -> Stand {
    let ended_by = page.cover.as_ref().and_then(|cover| cover.ended_by);
    match page.row.state {
        Some(ClaimState::Dropped) if page.tries.iter().all(|shown| shown.submission.is_none()) => {
            Stand::Dropped
        }
        Some(_) => Stand::Claimed,
        None => match ended_by {
            Some(CoverEnd::Months | CoverEnd::Hours | CoverEnd::NotInServiceYet) => Stand::NotCovered,
            Some(CoverEnd::Unknown) | None if page.not_claimed.is_some() => Stand::Dropped,
            Some(CoverEnd::Unknown) => Stand::ToDecide,
            None => Stand::Forgotten,
        },
    }
}

/// CLM-22: nothing is forgotten.
pub(super) fn claimable_orders_are_claimed(gathered: &Gathered) -> Check {
    let finished: Vec<&ClaimPage> = gathered
        .claims
        .values()
        .filter(|page| page.row.repaired_at.is_some())
        .collect();
    let all = |wanted: Stand| finished.iter().filter(|page| stand(page) == wanted).count();
    let forgotten: Vec<&OrderNumber> = finished
        .iter()
        .filter(|page| stand(page) == Stand::Forgotten)
        .map(|page| &page.row.order)
        .collect();
    let shown = format!(
        "{} = {} + {} + {} + {}",
        finished.len(),
        all(Stand::Claimed),
        all(Stand::Dropped),
        all(Stand::NotCovered),
        all(Stand::ToDecide)
    );
    Check::new(
        "每张可索赔工单都有索赔或原因（已提报、放弃、不在保、待定）",
        "each claimable order has a claim or a reason (claimed, dropped, not covered, to be decided)",
        forgotten.is_empty(),
        wrong(&forgotten, shown),
    )
}

/// Every try asks for the sum of its lines and gets no more; together the tries get no more than the first asked for.
pub(super) fn claims_add_up(world: &World, gathered: &Gathered) -> Check {
    let mut tries = 0;
    let mut odd = Vec::new();
    for page in gathered.claims.values() {
        tries += page.tries.len();
        let first = page.tries.iter().find(|shown| shown.submission.is_some());
        let claimed = first.map_or(Fen(0), |shown| shown.claimed);
        let approved = page
            .tries
            .iter()
            .map(approved_of)
            .fold(Fen(0), |sum, one| sum + one);
        let odd_try = page.tries.iter().find(|shown| !adds_up(world, page, shown));
        if approved > claimed || odd_try.is_some() {
            odd.push(
                odd_try
                    .or(first)
                    .map_or_else(|| page.row.order.to_string(), |shown| shown.claim.to_string()),
            );
        }
    }
    Check::new(
        "每次索赔的金额都对得上（明细、核准、到账）",
        "each try's money adds up (lines, approved, credited)",
        odd.is_empty(),
        wrong(&odd, tries.to_string()),
    )
}

fn approved_of(shown: &TryShown) -> Fen {
    shown
        .decision
        .as_ref()
        .map_or(Fen(0), |decision| decision.approved)
}

fn adds_up(world: &World, page: &ClaimPage, shown: &TryShown) -> bool {
    let lines = page
        .lines
        .iter()
        .flat_map(|line| &line.tries)
        .filter(|line| line.claim == shown.claim);
    let (claimed, approved) = lines.fold((Fen(0), Fen(0)), |(claimed, approved), line| {
        (
            claimed + line.claimed,
            approved + line.approved.unwrap_or_default(),
        )
    });
    let decided = shown.decision.is_some();
    let by_lines = claimed == shown.claimed
        && (!decided || approved == approved_of(shown))
        && approved_of(shown) <= shown.claimed;
    let submitted = shown.submission.as_ref();
    let known = world.book.tries.get(&shown.claim);
    let as_told = submitted.is_none_or(|submission| {
        known.is_some_and(|known| {
            known.submitted
                && known.claimed() == submission.total
                && known.approved() == approved_of(shown)
                && known.credited == shown.credited
        })
    });
    by_lines && as_told && submitted.is_none_or(|submission| submission.total == shown.claimed)
}

/// The sums over everything that was submitted, on either side.
pub(super) fn sums_agree(world: &World, gathered: &Gathered) -> Check {
    let ours = world.book.sums();
    let submitted = gathered
        .figures
        .claims
        .iter()
        .filter(|(state, _)| !state.is_unfiled() && **state != ClaimState::Dropped);
    let theirs = submitted.fold(Sums::default(), |sums, (state, figures)| {
        let refused = if state.is_decided() {
            figures.claimed - figures.approved
        } else {
            Fen(0)
        };
        Sums {
            claimed: sums.claimed + figures.claimed,
            approved: sums.approved + figures.approved,
            credited: sums.credited + figures.credited,
            refused: sums.refused + refused,
        }
    });
    let shown = if ours == theirs {
        let Sums {
            claimed,
            approved,
            credited,
            refused,
        } = ours;
        format!("{claimed}, {approved}, {credited}, {refused}")
    } else {
        format!("{ours:?} / {theirs:?}")
    };
    Check::new(
        "申请、核准、到账、拒绝的总额两边一致（元）",
        "claimed, approved, credited and refused are the same on both sides (yuan)",
        ours == theirs,
        shown,
    )
}
