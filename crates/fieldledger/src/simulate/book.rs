//! What the world itself knows of claims' money: what it asked for, what the manufacturer approved and paid.

use std::collections::{BTreeMap, BTreeSet};

use types::{ClaimNumber, Fen, Instant, OrderNumber};

/// One try of a claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Try {
    /// What each line asks for.
    pub lines: BTreeMap<u16, Fen>,
    pub submitted: bool,
    /// What was approved of each line.
    pub approved: Option<BTreeMap<u16, Fen>>,
    pub decided_at: Option<Instant>,
    pub credited: Fen,
    /// Another try took its place.
    pub followed: bool,
}

impl Try {
    pub(super) fn claimed(&self) -> Fen {
        sum(self.lines.values())
    }

    pub(super) fn approved(&self) -> Fen {
        self.approved.as_ref().map_or(Fen(0), |lines| sum(lines.values()))
    }

    /// What the next try asks for: what was not approved, line by line.
    fn open(&self) -> BTreeMap<u16, Fen> {
        let approved = |line: &u16| self.approved.as_ref().and_then(|lines| lines.get(line).copied());
        let open = self
            .lines
            .iter()
            .map(|(line, amount)| (*line, *amount - approved(line).unwrap_or_default()));
        open.filter(|(_, open)| *open > Fen(0)).collect()
    }
}

fn sum<'a>(amounts: impl Iterator<Item = &'a Fen>) -> Fen {
    amounts.fold(Fen(0), |sum, amount| sum + *amount)
}

/// Sums over all tries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Sums {
    /// Of the tries that were submitted.
    pub claimed: Fen,
    pub approved: Fen,
    pub credited: Fen,
    /// What was claimed and not approved, of the tries that were decided.
    pub refused: Fen,
}

/// Every try that has its prices.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub tries: BTreeMap<ClaimNumber, Try>,
    /// Orders whose claim the manufacturer never answers.
    silent: BTreeSet<OrderNumber>,
}

impl Book {
    pub(super) fn priced(&mut self, claim: &ClaimNumber, lines: Vec<(u16, Fen)>) {
        let lines = lines.into_iter().collect();
        self.tries.insert(
            claim.clone(),
            Try {
                lines,
                ..Try::default()
            },
        );
    }

    pub(super) fn is_priced(&self, claim: &ClaimNumber) -> bool {
        self.tries.contains_key(claim)
    }

    /// A try was handed in; the one before it has ended.
    pub(super) fn submitted(&mut self, claim: &ClaimNumber) {
        for (number, known) in &mut self.tries {
            known.followed |= number.order == claim.order && number.attempt < claim.attempt;
        }
        if let Some(known) = self.tries.get_mut(claim) {
            known.submitted = true;
        }
    }

    pub(super) fn decided(&mut self, claim: &ClaimNumber, lines: Vec<(u16, Fen)>, at: Instant) {
        if let Some(known) = self.tries.get_mut(claim) {
            known.approved = Some(lines.into_iter().collect());
            known.decided_at = Some(at);
        }
    }

    /// Another try asks for what the last one did not get.
    pub(super) fn resubmitted(&mut self, before: &ClaimNumber, next: ClaimNumber) {
        let lines = self.tries.get(before).map(Try::open).unwrap_or_default();
        self.tries.entry(next).or_insert_with(|| Try {
            lines,
            ..Try::default()
        });
    }

    pub(super) fn credited(&mut self, claim: &ClaimNumber, amount: Fen) {
        if let Some(known) = self.tries.get_mut(claim) {
            known.credited = known.credited + amount;
        }
    }

    pub(super) fn silent(&mut self, order: &OrderNumber) {
        self.silent.insert(order.clone());
    }

    pub(super) fn is_silent(&self, order: &OrderNumber) -> bool {
        self.silent.contains(order)
    }

    /// The tries of an order's claim.
    pub(super) fn of<'a>(
        &'a self,
        order: &'a OrderNumber,
    ) -> impl Iterator<Item = (&'a ClaimNumber, &'a Try)> {
        let theirs = move |(number, _): &(&ClaimNumber, &Try)| number.order == *order;
        self.tries.iter().filter(theirs)
    }

    /// When an order's claim was last decided.
    pub(super) fn decided_at(&self, order: &OrderNumber) -> Option<Instant> {
        self.of(order).filter_map(|(_, known)| known.decided_at).max()
    }

    pub(super) fn sums(&self) -> Sums {
        let submitted = self.tries.values().filter(|known| known.submitted);
        submitted.fold(Sums::default(), |sums, known| {
            let refused = if known.approved.is_some() {
                known.claimed() - known.approved()
            } else {
                Fen(0)
            };
            Sums {
                claimed: sums.claimed + known.claimed(),
                approved: sums.approved + known.approved(),
                credited: sums.credited + known.credited,
                refused: sums.refused + refused,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(attempt: u8) -> ClaimNumber {
        ClaimNumber {
            order: OrderNumber::compose(6, 17),
            attempt,
        }
    }

    // rule: CLM-8
    #[test]
    fn another_try_asks_for_what_was_not_approved_and_the_sums_keep_both() {
        let mut book = Book::default();
        book.priced(&claim(1), vec![(1, Fen(64_000)), (2, Fen(150_001))]);
        book.submitted(&claim(1));
        book.decided(
            &claim(1),
            vec![(1, Fen(64_000)), (2, Fen(100_000))],
            Instant::EPOCH,
        );
        book.resubmitted(&claim(1), claim(2));
        assert_eq!(book.tries[&claim(2)].lines, BTreeMap::from([(2, Fen(50_001))]));
        book.credited(&claim(1), Fen(163_999));
        book.submitted(&claim(2));
        assert!(book.tries[&claim(1)].followed);
        let sums = Sums {
            claimed: Fen(264_002),
            approved: Fen(164_000),
            credited: Fen(163_999),
            refused: Fen(50_001),
        };
        assert_eq!(book.sums(), sums);
    }
}
